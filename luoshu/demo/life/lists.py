"""The exits of 2018 and 2019 outside the story: lists of households and villages, cut to the published figures.

Pure but for `bring`: what left where is worked out from the city's plan and from what the cases have decided already.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from luoshu.demo.city import later, totals
from luoshu.demo.city.chance import spread
from luoshu.demo.city.offices import save
from luoshu.demo.city.sheets import cells
from luoshu.policy.fields import sheet

# People out in 2018 (the year's plan); people ever registered and out by the end of 2019; villages out by then, of 728.
OUT_2018, OUT_BY_2019, VILLAGES_OUT, VILLAGES_LISTED = 106_500, 474_000, 719, 728
# Counties whose exit was approved for 2018; the others of the six for 2019.
EARLY = ("410324", "410327", "410328", "410329")
LATE = ("410325", "410326")
RATE = 0.012  # of the rural people of a county of EARLY still poor when 2018 ends: below the two per cent asked


@dataclass(frozen=True)
class Left:
    """A county when 2017 ended: its poor households in a drawn order, its villages, its people."""

    households: pl.DataFrame
    villages: pl.DataFrame

    @property
    def poor(self) -> int:
        return int(self.households["size"].sum())

    @property
    def people(self) -> int:
        return int(self.villages["population_total"].sum())


def lefts(city, without=()) -> dict[str, Left]:
    """{county: Left} of the whole city; the households of the villages `without` are another's."""
    return {code: _left(city, code, list(without)) for code in city.counties}


def _left(city, code, without):
    households = later.left(city, code).filter(~pl.col("area").is_in(without))
    return Left(households, later.population(city, code))


def quotas(counties: dict[str, Left], scale: float, story: "Story") -> dict[int, dict[str, int]]:
    """{year: {county: people on the list}}, so that with the story's people the published figures come out."""
    codes = list(counties)
    left = {code: each.poor for code, each in counties.items()}
    stay = max(0, round((totals.PEOPLE - OUT_BY_2019) * scale) - story.left)
    stays = dict(
        zip(codes, spread(stay, [min(each.people, 50 * each.poor) for each in counties.values()]), strict=True)
    )
    stays = {code: min(stays[code], left[code]) for code in codes}
    first = {code: max(0, left[code] - max(stays[code], round(RATE * counties[code].people))) for code in EARLY}
    others = [code for code in codes if code not in EARLY]
    rest = max(0, round(OUT_2018 * scale) - story.out - sum(first.values()))
    first |= dict(zip(others, spread(rest, [left[code] - stays[code] for code in others]), strict=True))
    return {2018: first, 2019: {code: max(0, left[code] - first[code] - stays[code]) for code in codes}}


@dataclass(frozen=True)
class Story:
    """What the cases did in the villages of the story: people out in 2018, and still poor when 2019 ends."""

    out: int
    left: int


def cut(households: pl.DataFrame, first: int, second: int) -> pl.DataFrame:
    """The households of a county with the year in which each leaves; those that stay are left out."""
    reached = households.with_columns(reached=pl.col("size").cum_sum())
    year = pl.when(pl.col("reached") <= first).then(2018).when(pl.col("reached") <= first + second).then(2019)
    return reached.with_columns(year=year.cast(pl.Int64)).filter(pl.col("year").is_not_null()).drop("reached")


def villages_out(counties: dict[str, Left], scale: float, kept=()) -> pl.DataFrame:
    """The listed villages with the year in which each leaves; nine of the whole city stay. `kept`: those with cases."""
    every = pl.concat([each.villages for each in counties.values()])
    poor = every.filter(pl.col("is_listed") & (pl.col("exited_year") == 0) & ~pl.col("area").is_in(list(kept)))
    stay = round((VILLAGES_LISTED - VILLAGES_OUT) * scale)
    poor = poor.sort("area")
    early = pl.col("county").is_in(list(EARLY))
    frame = poor.with_columns(year=pl.when(early).then(2018).otherwise(2019).cast(pl.Int64))
    return frame.head(max(0, len(frame) - stay)) if stay else frame


def sheets(out: pl.DataFrame, villages: pl.DataFrame, everyone: pl.DataFrame, year: int) -> dict[str, pl.DataFrame]:
    """The list of a year: households that left with their year of exit, and all villages with their people."""
    households = out.filter(pl.col("year") == year).select(
        "year", household_code=pl.col("household_id").cast(pl.String), village_code="area",
        poverty_status=pl.lit("1"), exited_year=pl.lit(year, dtype=pl.Int64),
    )  # fmt: skip
    left_by = villages.filter(pl.col("year") <= year).select("area", left="year")
    places = everyone.join(left_by, on="area", how="left", maintain_order="left").select(
        "is_listed", "households_total", "population_total", year=pl.lit(year, dtype=pl.Int64), village_code="area",
        exited_year=pl.coalesce("left", pl.when(pl.col("exited_year") > 0).then(pl.col("exited_year"))),
    )  # fmt: skip
    return {"household": _filled("household", households), "village": _filled("village", places)}


def _filled(name, frame):
    """A frame with the columns that it has of a sheet, as they are written."""
    return frame.select(cells(field).alias(field.zh) for field in sheet(name).fields if field.name in frame.columns)


def bring(city, story_areas, case_villages, folder, by, story):
    """Cut the lists and take them in: the households of `case_villages` leave first, the villages by their cases."""
    from luoshu.registry.actions import load_workbook

    counties = lefts(city, story_areas)
    asked = quotas(counties, city.plan.scale, story)
    first = pl.col("area").is_in(list(case_villages))
    out = [
        cut(each.households.sort(first, descending=True, maintain_order=True), asked[2018][code], asked[2019][code])
        for code, each in counties.items()
    ]
    villages = villages_out(counties, city.plan.scale, case_villages)
    everyone = pl.concat([each.villages for each in counties.values()])
    for year in (2018, 2019):
        path = Path(folder) / f"{by.area}_{year}_list"
        save(path, "csv", sheets(pl.concat(out), villages, everyone, year), by.area, year)
        load_workbook(path=path, by=by)
