"""Planted faults: many kinds, each told where the planter says, and nothing else; mended, nothing is left."""

import csv
import datetime as dt
from functools import cache

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from luoshu.demo.city.areas import areas
from luoshu.demo.city.city import City
from luoshu.demo.city.planting import plant
from luoshu.policy.fields import sheet
from luoshu.registry.sheets import read
from luoshu.registry.validation import validate

STEM = "410324_2016"
SUFFIX = {"workbooks": ".xlsx", "csv": ""}


@cache
def city():
    return City(100_000, 5)


@pytest.fixture(scope="module", params=["workbooks", "csv"])
def planted(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, folder, plant(city(), folder, request.param)


def checked(planted, which):
    form, folder, _ = planted
    with (folder / "areas.csv").open(encoding="utf-8") as lines:
        villages = {row["code"]: row["name"] for row in csv.DictReader(lines) if row["level"] == "village"}
    book = read(folder / f"{STEM}_{which}{SUFFIX[form]}")
    return validate(book, villages=villages, known_households=None, on=dt.date(2018, 1, 1))


def test_there_are_many_kinds_each_in_a_household_of_its_own(planted):
    expected = planted[2]
    alone = expected.filter(
        pl.col("household_code").is_not_null() & ~pl.col("kind").str.contains("_two$|_two_helpers$")
    )

    assert expected["kind"].n_unique() > 100
    assert expected.filter("holds")["kind"].n_unique() >= 40
    assert alone.group_by("household_code").agg(pl.col("kind").n_unique())["kind"].max() == 1


def test_intake_tells_every_planted_fault_at_its_cell_and_nothing_else(planted):
    told = checked(planted, "faulty").faults.select("sheet", "row", "field", holds=pl.col("severity") == "must")
    told = told.group_by("sheet", "row", "field").agg(pl.col("holds").any())
    expected = planted[2].select("sheet", "row", "field", "holds").unique()

    both = expected.join(told, on=["sheet", "row", "field"], how="full", coalesce=True, suffix="_told")
    assert both.filter(pl.col("holds_told").is_null()).rows() == [], "planted and not told"
    assert both.filter(pl.col("holds").is_null()).rows() == [], "told and not planted"
    assert both.filter(pl.col("holds") != pl.col("holds_told")).rows() == []


def test_mended_sheets_have_nothing_to_tell(planted):
    mended = checked(planted, "mended")

    assert mended.faults.rows() == []
    assert mended.held == set()


def test_nothing_but_the_planted_households_differs(planted):
    form, folder, expected = planted
    spoilt = set(expected["household_code"].drop_nulls())
    frames = {}
    for which in ("mended", "faulty"):
        path = folder / f"{STEM}_{which}{SUFFIX[form]}"
        name = sheet("household").sheet
        if form == "csv":
            frames[which] = pl.read_csv(path / f"{name}.csv", infer_schema=False)
        else:
            frames[which] = fastexcel.read_excel(path).load_sheet(name, header_row=1, dtypes="string").to_polars()
        frames[which] = frames[which].filter(pl.col("户编号").is_not_null() & ~pl.col("户编号").is_in(spoilt))
    kept = frames["mended"].filter(pl.col("户编号").is_in(frames["faulty"]["户编号"].implode()))

    assert len(kept) >= 30
    assert_frame_equal(kept, frames["faulty"])


def test_the_villages_are_invented(planted):
    with (planted[1] / "areas.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    villages = [row for row in rows if row["level"] == "village"]
    assert len(villages) == 5
    assert not {row["code"] for row in villages} & set(areas())
    assert {row["parent"] for row in rows} <= {"", *(row["code"] for row in rows)}


def test_the_same_seed_plants_the_same_faults(planted, tmp_path):
    form, _, expected = planted

    assert_frame_equal(plant(City(100_000, 5), tmp_path, form), expected)


def test_a_county_too_small_says_so(tmp_path):
    with pytest.raises(LookupError, match="太小"):
        plant(City(2_000, 1), tmp_path)
