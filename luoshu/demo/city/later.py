"""Records after the last year that the city was planned for: of some villages in full, of all others the exits alone.

A later year is the last one again, for the same families: who is to leave meets the standard, who is to fall back is
poor again, and incomes rise with the line.
"""

import polars as pl

from luoshu.demo.city.city import City, Stretch
from luoshu.demo.city.course import COURSES, EXPECTED, POOR
from luoshu.demo.city.outcomes import SIX, STABLE, UNDER
from luoshu.demo.city.sheets import County
from luoshu.demo.city.villages import with_population

LAST = 2017
# What incomes of 2017 become, in per cent, so that they pass the lines of those years.
RISE = {2018: 115, 2019: 130, 2020: 146}
MONEY = (
    "wage_income", "business_income", "business_cost", "property_income", "family_planning_benefit",
    "minimum_living_benefit", "five_guarantee_benefit", "pension_benefit", "ecological_compensation",
    "other_transfer", "donation_income", "asset_sale_income",
)  # fmt: skip


class Later(Stretch):
    """Villages in later years; `ready` are the households that meet the standard, `fallen` those poor again (ids)."""

    def __init__(self, city: City, start: int, stop: int, ready=(), fallen=()):
        super().__init__(city, start, stop)
        self.ready, self.fallen = list(ready), list(fallen)

    def decided(self, households, year):
        frame = super().decided(households, year)
        ready, fallen = (pl.col("household_id").is_in(each) for each in (self.ready, self.fallen))
        met = {check: pl.when(ready).then(True).otherwise(pl.col(check)) for check in SIX}
        state = pl.when(ready).then(STABLE).when(fallen).then(UNDER).otherwise(pl.col("income_state"))
        lacks = pl.when(ready).then(True).otherwise(pl.col("nothing_lacking"))
        return frame.with_columns(**met, income_state=state, nothing_lacking=lacks)


def village(city: City, area: str, year: int, ready=(), fallen=()) -> dict[str, pl.DataFrame]:
    """A village's sheets of a year from 2018 on, as frames in our columns; statuses as the cases find them."""
    row = city.villages.filter(pl.col("area") == area).row(0, named=True)
    stretch = Later(city, row["start"], row["start"] + row["registered"], ready, fallen)
    found = _recorded(city, row["county"], stretch, year)
    return {**found, "village": found["village"].filter(pl.col("area") == area)}


def county(city: City, code: str, year: int, ready=()) -> dict[str, pl.DataFrame]:
    """The same of a whole county."""
    whole = city.county(code)
    return _recorded(city, code, Later(city, whole.start, whole.stop, ready), year)


def _recorded(city, code, stretch, year):
    frames, _ = County(city, code, stretch=stretch).frames(LAST)
    found = {name: frames[name] for name in ("household", "person", "village")}
    rise = [(pl.col(name) * RISE[year] // 100) for name in MONEY]
    status = pl.when(pl.col("poverty_status") == EXPECTED).then(pl.lit(POOR)).otherwise(pl.col("poverty_status"))
    found["household"] = found["household"].with_columns(*rise, poverty_status=status)
    found["person"] = found["person"].join(found["household"].select("household_code"), on="household_code", how="semi")
    return {name: frame.with_columns(year=pl.lit(year, dtype=pl.Int64)) for name, frame in found.items()}


def left(city: City, code: str) -> pl.DataFrame:
    """The households of a county that were poor when 2017 ended, with their people then, in a drawn order."""
    courses = [n for n, course in enumerate(COURSES) if course.is_left]
    households = city.county(code).households.filter(pl.col("course").is_in(courses))
    return households.sort("k").select("household_id", "area", "county", "village", size="size_now")


def population(city: City, code: str) -> pl.DataFrame:
    """The villages of a county with all their people in 2017: area, is_listed, exited_year, population_total."""
    sizes = city.county(code).households.group_by("village").agg(pl.col("size_now").sum())
    frame = with_population(city.skeleton, sizes).filter(pl.col("county") == code)
    return frame.select("area", "county", "is_listed", "exited_year", "households_total", "population_total")
