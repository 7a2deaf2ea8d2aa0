"""A township with every kind of fault planted by the city's maker, through the real way into PostgreSQL and back."""

from collections import Counter

import openpyxl
import polars as pl
import pytest

from luoshu.core.commands import load_areas
from luoshu.core.scope import within
from luoshu.demo.city.city import City
from luoshu.demo.city.planting import plant
from luoshu.policy.fields import sheet
from luoshu.registry import held, intake
from luoshu.registry.models import (
    Doubt,
    Household,
    HouseholdYear,
    Membership,
    Pairing,
    Person,
    PersonYear,
    VillageYear,
)
from luoshu.registry.sheets import read
from tests.registry.books import changes_since, last_act
from tests.scale import scale

pytestmark = pytest.mark.django_db

CITY = City(scale(100_000, 493_100), scale(5, 2016))
SUFFIX = {"workbooks": ".xlsx", "csv": ""}
NAMES = {sheet(name).sheet: name for name in ("household", "person", "village", "helper")}
OF_A_HOUSEHOLD = ["户表", "人员表"]
# one_code_for_two_helpers, told with a doubt, pairs a household with the other helper: no absent row is a deletion.
WRONGLY_PAIRED = 1
ROWS = {
    "household": (Household, HouseholdYear),
    "person": (Person, PersonYear, Membership),
    "village": (VillageYear,),
    "helper": (Pairing,),
}


@pytest.fixture(scope="module", params=SUFFIX)
def planted(request, tmp_path_factory):
    """The paths of the faulty and the mended sheets, what is expected, and the areas."""
    folder = tmp_path_factory.mktemp(request.param)
    expected = plant(CITY, folder, request.param)
    faulty, mended = (folder / f"410324_2016_{which}{SUFFIX[request.param]}" for which in ("faulty", "mended"))
    return faulty, mended, expected, folder / "areas.csv"


@pytest.fixture
def load(planted, county, tmp_path):
    """Load a file as the county's office, which knows the invented township."""
    load_areas(planted[3])
    return lambda path: intake.load(path, by=county, reply=tmp_path)


def listed(workbook):
    """The rows of the list of faults in a held workbook, by heading."""
    first, *rows = openpyxl.load_workbook(workbook, read_only=True)["问题清单"].iter_rows(values_only=True)
    return [dict(zip(first, (cell or None for cell in row), strict=True)) for row in rows]


def cells(rows):
    """Where the list says something is wrong: sheet, row, heading of the column, and whether that holds."""
    found = {}
    for row in rows:
        place = row["工作表"], int(row["行"]), row["栏目"]
        found[place] = found.get(place, False) or row["处理"].startswith("待改")
    return {(*place, holds) for place, holds in found.items()}


def held_cells():
    """Sheet, row and field of the faults kept with the open held households, and whether each holds."""
    kept = [held.content_of(row) for row in held.HeldHousehold.objects.filter(state="open")]
    return {(f["sheet"], f["row"], f["field"]) for each in kept for f in each["faults"] if f["severity"] == "must"}


def told(rows):
    """Where something holds, whatever the row: a held workbook has rows of its own."""
    what = ("工作表", "栏目", "户编号", "人编号")
    return Counter(tuple(row[name] for name in what) for row in rows if row["处理"].startswith("待改"))


def doubts():
    """Household, person and field of the register's open doubts."""
    return set(Doubt.objects.filter(state="open").values_list("household__code", "person__code", "field"))


def counts():
    return {table: table.objects.count() for tables in ROWS.values() for table in tables}


def in_file(path):
    """Rows that each table must have when all sheets of the file are in."""
    book = read(path)
    return {table: book.tables[name].frame.height for name, tables in ROWS.items() for table in tables}


def test_every_planted_fault_is_told_at_its_cell_and_no_other(planted, load, county):
    faulty, _, expected, _ = planted

    rows = listed(load(faulty).held_workbook)

    assert expected["kind"].n_unique() >= 40
    assert cells(rows) == set(expected.select("sheet", "row", "heading", "holds").unique().rows())
    of_households = expected.filter(pl.col("sheet").is_in(OF_A_HOUSEHOLD))
    with within(county):
        assert held_cells() == set(of_households.filter("holds").select("sheet", "row", "field").rows())
        there = set(Household.objects.values_list("code", flat=True))
        doubtful = [row for row in rows if row["处理"].startswith("已导入") and row["户编号"] in there]
        titles = {(name, field.zh): field.name for name, ours in NAMES.items() for field in sheet(ours).fields}
        assert doubts() == {(r["户编号"], r["人编号"], titles[r["工作表"], r["栏目"]]) for r in doubtful}
        assert {r["户编号"] for r in rows if r["处理"].startswith("待改") and r["工作表"] == "户表"}.isdisjoint(there)


def test_what_is_held_and_what_went_in_is_the_whole_file(planted, load, county):
    faulty, mended, expected, _ = planted

    result = load(faulty)

    whole = read(mended).tables["household"].frame["household_code"]
    spoilt = set(expected.filter(pl.col("holds"))["household_code"].drop_nulls())
    with within(county):
        there = set(Household.objects.values_list("code", flat=True))
        waiting = set(held.HeldHousehold.objects.filter(state="open").values_list("code", flat=True))
    assert (result.accepted, len(there & waiting)) == (len(there), 0)
    assert spoilt - set(whole) == set(), "the planter names households"
    assert there | waiting - {""} == set(whole)


def test_the_held_workbook_unmended_is_held_again_for_the_same(planted, load, county):
    first = load(planted[0])
    with within(county):
        before = counts(), doubts()

    again = load(first.held_workbook)

    assert told(listed(again.held_workbook)) == told(listed(first.held_workbook))
    assert (again.accepted, again.held) == (0, first.held)
    with within(county):
        assert (counts(), doubts()) == before


def test_mended_all_is_in_once_and_nothing_waits(planted, load, county):
    faulty, mended, _, _ = planted
    load(faulty)

    result = load(mended)

    assert (result.held, result.held_workbook, result.doubts) == (0, None, 0)
    assert result.checked.faults.is_empty()
    with within(county):
        assert not held.HeldHousehold.objects.filter(state="open").exists()
        assert doubts() == set()
        assert counts() == in_file(mended) | {Pairing: in_file(mended)[Pairing] + WRONGLY_PAIRED}
        before = last_act()
        assert (load(mended).changed_rows, changes_since(before)) == (0, 0)
