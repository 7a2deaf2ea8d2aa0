"""The files for judging: one year of the city in the columns of the field dictionary, without personal fields."""

import polars as pl

from luoshu.demo.city.city import Records, Stretch
from luoshu.demo.city.outcomes import SIX
from luoshu.demo.city.people import stage
from luoshu.policy.fields import sheet

_EXTRA_HOUSEHOLD = ("is_water_short", "has_helper", "helper_is_poor")
_EXTRA_PERSON = ("id_is_valid", "is_duplicated", "shares_phone", "schooling_last_year", "schooling_two_years_ago")
_TYPES = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}


def _columns(name):
    """The columns of a sheet that may enter a closing, with their types in frames."""
    fields = [f for f in sheet(name).fields if not f.personal and f.keep != "sheet"]
    return [pl.col(f.name).cast(_TYPES[f.frame_type]) for f in fields]


def households(records: Records) -> pl.DataFrame:
    """households.parquet: keys, fields, and what is joined from village and helper."""
    return records.households.select("household_id", "county", "area", *_columns("household"), *_EXTRA_HOUSEHOLD)


def people(records: Records, year: int) -> pl.DataFrame:
    """people.parquet: keys, fields, what intake found about numbers, and the schooling of the two years before."""
    places = records.households.select("row", "county", "area")
    frame = records.people.join(places, on="row", how="left", maintain_order="left")
    before = {
        name: pl.when((pl.col("identified") <= past) & (pl.col("joined") <= past)).then(_schooling(past))
        for name, past in (("schooling_last_year", year - 1), ("schooling_two_years_ago", year - 2))
    }
    frame = frame.with_columns(**before, is_duplicated=pl.lit(False), shares_phone=pl.lit(False))
    return frame.select("person_id", "household_id", "county", "area", *_columns("person"), *_EXTRA_PERSON)


def _schooling(year):
    return pl.when(pl.col("is_home_schooled")).then(pl.lit("01")).otherwise(stage(year)) if year >= 2014 else None


def villages(frame: pl.DataFrame) -> pl.DataFrame:
    """villages.parquet: one row per village of the year."""
    return frame.select("area", "county", *_columns("village"))


def truth(records: Records, village_rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """What is true of each household on the register in that year, stated before the sheets were."""
    places = village_rows.select("village", "is_listed", out="exited_year", is_deeply_poor="is_deep")
    frame = records.households.join(places, on="village", how="left", maintain_order="left")
    causes = pl.concat_list("main_cause", "other_cause_1", "other_cause_2").list.drop_nulls()
    return frame.select(
        *("household_id", "household_code", "county", "area", "year", "poverty_status", "exited_year"),
        *("identified_year", "is_removed", "people"),
        pl.when(~pl.col("is_removed")).then(pl.col("members")).alias("members"),
        *("elders", "net_income", "recurring_income"),
        *SIX,
        *("nothing_lacking", "is_below_line", "is_income_stable", "may_exit", "has_no_labour", "main_cause"),
        causes=causes,
        is_listed=pl.col("is_listed"),
        has_village_exited=pl.col("out").is_between(1, year),
        is_deeply_poor=pl.col("is_deeply_poor"),
        faults=pl.lit([], dtype=pl.List(pl.String)),
    )


def truth_of_villages(frame: pl.DataFrame, years) -> pl.DataFrame:
    """Which villages are on the list and have left it, year by year."""
    rows = [
        frame.select(
            *("area", "county"),
            year=pl.lit(year, dtype=pl.Int64),
            is_listed=pl.col("is_listed"),
            has_exited=pl.col("exited_year").is_between(1, year),
            exited_year=pl.when(pl.col("exited_year") > 0).then(pl.col("exited_year")),
            is_deeply_poor=pl.col("is_deep"),
            households_total=pl.col("households_total"),
            population_total=pl.col("population_total"),
        )
        for year in years
    ]
    return pl.concat(rows)


def registered_people(stretch: Stretch) -> pl.DataFrame:
    """People of the registered households of each village, as the roster counts them."""
    return stretch.households.group_by("village").agg(pl.col("size_now").sum())
