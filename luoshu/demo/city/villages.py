"""The yearly record of each village, and the roster of all its rural households."""

import polars as pl

from luoshu.demo.city import totals
from luoshu.demo.city.chance import below, between, happens, key, spread, take
from luoshu.demo.city.papers import plain_names
from luoshu.demo.city.skeleton import Skeleton

# Sizes of the households outside the register, in the order in which they stand on the roster.
_SIZES = [4, 3, 5, 2, 4, 6, 3, 4, 1, 5, 4, 3, 7, 4, 2, 5, 3, 4, 6, 5]
# How many villages have each of these when the campaign begins; all that exit have all seven.
_FACILITIES = {
    "has_paved_road": 0.82,
    "has_bus": 0.62,
    "has_safe_water": 0.6,
    "has_power": 0.9,
    "has_broadcast": 0.85,
    "has_culture_centre": 0.35,
    "has_clinic": 0.7,
    "has_broadband": 0.45,
}


def others(skeleton: Skeleton) -> list[int]:
    """Rural households outside the register, village by village."""
    plan = skeleton.plan
    weights = [site.weight / (3 if site.is_listed else 1) + 0.5 for site in plan.sites]
    return spread(plan.scaled(totals.ROSTER_HOUSEHOLDS) - plan.households, weights)


def _people(households: int, start: int) -> int:
    """People in so many households outside the register, starting at a place in the pattern of sizes."""
    rounds, rest = divmod(households, len(_SIZES))
    return rounds * sum(_SIZES) + sum(_SIZES[(start + i) % len(_SIZES)] for i in range(rest))


def with_population(skeleton: Skeleton, registered_people: pl.DataFrame) -> pl.DataFrame:
    """The villages with all their rural households and people; `registered_people`: village, size_now."""
    frame = skeleton.villages.with_columns(others=pl.Series(others(skeleton), dtype=pl.Int64))
    outside = [_people(n, v) for v, n in enumerate(frame["others"])]
    frame = frame.with_columns(outside=pl.Series(outside, dtype=pl.Int64))
    frame = frame.join(registered_people, on="village", how="left", maintain_order="left")
    return frame.with_columns(
        households_total=pl.col("others") + pl.col("registered"),
        population_total=pl.col("outside") + pl.col("size_now").fill_null(0),
    )


def of_year(villages: pl.DataFrame, year: int) -> pl.DataFrame:
    """The village sheet of a year, in our columns."""
    has_exited = pl.col("exited_year").is_between(1, year)
    since = between(2014, 2021, "facility_year")
    frame = villages.with_columns(has_exited=has_exited, comes=since)
    facilities = {
        name: pl.col("has_exited") | happens(share, name) | (pl.col("comes") <= year)
        for name, share in _FACILITIES.items()
    }
    natural = between(2, 14, "natural")
    return frame.with_columns(
        **facilities,
        year=pl.lit(year, dtype=pl.Int64),
        village_code=pl.col("area"),
        village_name=pl.col("name"),
        is_deeply_poor=pl.col("is_deep"),
        exited_year=pl.when(has_exited).then(pl.col("exited_year")),
        natural_villages=natural,
        natural_villages_with_road=natural - pl.when(has_exited).then(0).otherwise(below(3, f"roads{year}")),
        doctors=pl.when(has_exited).then(1).otherwise(0) + below(2, "doctors"),
        has_industry=pl.col("has_exited") | happens(0.4, "industry"),
        collective_income=between(0, 60, f"collective{year}") * 100_000,
        cooperatives=below(4, "cooperatives"),
        primary_schools=below(2, "schools"),
    )


def roster(skeleton: Skeleton, households: pl.DataFrame, village_rows: pl.DataFrame) -> pl.DataFrame:
    """All rural households of some villages: those ever registered (with their number), then the others.

    `households` are the skeletons of the registered ones with `head_name`.
    """
    mine = households.select(
        "area",
        "head_name",
        pl.col("size_now").alias("size"),
        household_code=pl.col("household_id").cast(pl.String),
        nth=pl.col("serial"),
        group_number=pl.col("group_number"),
    )
    rest = village_rows.select("village", "area", "registered", nth=pl.int_ranges(0, pl.col("others"))).explode(
        "nth", empty_as_null=False
    )
    rest = rest.with_columns(k=key(pl.col("area").cast(pl.Int64) * 1_000_000 + pl.col("nth"), skeleton.seed, "roster"))
    rest = rest.select(
        "area",
        head_name=plain_names(),
        size=take(_SIZES, (pl.col("village") + pl.col("nth")) % len(_SIZES)),
        household_code=pl.lit(None, dtype=pl.String),
        nth=pl.col("registered") + pl.col("nth") + 1,
        group_number=between(1, 9, "group"),
    )
    frame = pl.concat([mine, rest], how="vertical_relaxed").sort("area", "nth")
    return frame.select(
        roster_code=pl.format("{}R{}", pl.col("area"), pl.col("nth").cast(pl.String).str.zfill(5)),
        village_code=pl.col("area"),
        group_name=pl.format("第{}组", pl.col("group_number")),
        head_name=pl.col("head_name"),
        size=pl.col("size"),
        household_code=pl.col("household_code"),
    )
