"""The city's maker states what is true of each household; the policy, judging the files alone, must find just that."""

from datetime import date

import polars as pl
import pytest

from luoshu import engine
from luoshu.demo.city.commands import city
from tests.scale import scale

# Told by both the truth and the judge under one name.
SHARED = (
    "net_income", "recurring_income", "has_enough_food", "has_enough_clothes", "is_education_secured",
    "is_medical_secured", "is_housing_secured", "is_water_secured", "nothing_lacking", "is_below_line",
    "is_income_stable", "may_exit", "has_no_labour",
)  # fmt: skip
GUARANTEES = SHARED[3:8]


@pytest.mark.parametrize("year", [2014, 2015, 2016, 2017])
def test_the_judge_finds_what_the_maker_decided(tmp_path, year):
    city(out=tmp_path, people=scale(12_000, 493_100), seed=7, form="parquet", year=year)
    households, people = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("households", "people"))
    truth = pl.read_parquet(tmp_path / "truth.parquet").filter(pl.col("year") == year)

    judged = engine.judge(households, people, date(year, 12, 31))[0].lazy().collect()

    both = truth.join(judged, on="household_id", suffix="_judged", validate="1:1")
    differing = {c: both.filter(~pl.col(c).eq_missing(pl.col(f"{c}_judged"))).height for c in SHARED}
    assert both.height == households.height
    assert {c: truth[c].n_unique() for c in GUARANTEES} == dict.fromkeys(GUARANTEES, 3), "each outcome occurs"
    assert differing == dict.fromkeys(SHARED, 0)
