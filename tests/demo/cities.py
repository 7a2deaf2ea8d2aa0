"""Small cities for the tests, made once."""

from functools import cache

import polars as pl

from luoshu.demo.city.city import City
from luoshu.demo.city.families import YEARS


@cache
def small() -> City:
    return City(20_000, 7)


@cache
def whole(year: int):
    """All households of the small city in one piece."""
    return small().stretch(0, small().size).year(year)


def every_year():
    return [whole(year) for year in YEARS]


def poor(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("poverty_status").is_in(["0", "2", "3"]))
