"""The whole city judged from files on each engine: the same values, columns, order and types."""

from datetime import date

import polars as pl
import pytest

import luoshu.policy  # noqa: F401  the policy that judges
from luoshu.demo.city.commands import city
from luoshu.engine import judge_files
from tests.scale import scale

ON = date(2016, 12, 31)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The city's files, and what Polars makes of them."""
    folder = tmp_path_factory.mktemp("city")
    city(out=folder, people=scale(6_000, 493_100), seed=5, form="parquet", year=ON.year)
    return folder, judged(folder, "polars")


def judged(folder, engine):
    out = folder / f"{engine}.parquet"
    judge_files(folder / "households.parquet", folder / "people.parquet", ON, out=out, engine=engine)
    return pl.read_parquet(out), pl.read_parquet(folder / f"{engine}.people.parquet")


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_engines_agree_on_the_city(files, engine):
    folder, polars = files
    for mine, theirs in zip(polars, judged(folder, engine), strict=True):
        assert theirs.schema == mine.schema
        assert theirs.columns[0] in ("household_id", "person_id")
        assert theirs.equals(mine, null_equal=True)
        assert mine.height > 1_000
