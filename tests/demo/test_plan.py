"""The sums of a city are those of the plan: exact at full size, to scale below and above."""

import polars as pl
import pytest

from luoshu.demo.city import totals
from luoshu.demo.city.areas import areas, rural_villages
from luoshu.demo.city.chance import coprime, spread
from luoshu.demo.city.city import City
from luoshu.demo.city.plan import Plan
from tests.demo.cities import poor


@pytest.fixture(scope="module")
def luoyang():
    return City()


@pytest.fixture(scope="module")
def years(luoyang):
    found = {}
    for year in (2015, 2017):
        pieces = [luoyang.stretch(a, a + 40_000).year(year) for a in range(0, luoyang.size, 40_000)]
        columns = ("county", "poverty_status", "people", "elders", "main_cause", "has_no_labour")
        found[year] = pl.concat([piece.households.select(columns) for piece in pieces])
    return found


def test_the_full_city_has_the_published_totals(luoyang, years):
    ever = luoyang.skeleton.people(luoyang.skeleton.households(0, luoyang.size)).height

    assert (luoyang.size, ever) == (totals.HOUSEHOLDS, totals.PEOPLE)
    assert poor(years[2015])["people"].sum() == 316_700
    assert (poor(years[2017]).height, poor(years[2017])["people"].sum()) == (60_700, 193_000)


def test_those_left_at_the_end_of_2017_have_the_published_shares(years):
    left = poor(years[2017])

    assert round(100 * left["main_cause"].is_in(["01", "02"]).mean(), 1) == 60.2
    assert round(100 * left["has_no_labour"].mean(), 1) == 50.7
    assert round(100 * left["elders"].sum() / left["people"].sum(), 1) == 25.3


def test_the_deeply_poor_county_has_its_published_figures(years):
    left = poor(years[2017]).filter(pl.col("county") == totals.ANCHOR)

    assert (left.height, left["people"].sum()) == (14_323, 44_148)


def test_villages_leave_the_list_as_published(luoyang):
    listed = luoyang.villages.filter(pl.col("is_listed"))
    left = listed.filter(pl.col("exited_year") == 0)

    assert listed.height == 728
    assert listed.filter((pl.col("exited_year") == 0) | (pl.col("exited_year") > 2015)).height == 669
    assert (left.height, left["is_deep"].sum()) == (399, 206)
    assert left.filter(pl.col("county") == totals.ANCHOR).height == 78


def test_the_poor_live_in_every_county_on_and_off_the_list(luoyang):
    counties = {code for code in areas() if len(code) == 6}
    homes = luoyang.villages.filter(pl.col("registered") > 0)

    assert set(homes["county"]) == counties
    assert homes["is_listed"].any()
    assert homes.filter(~pl.col("is_listed"))["registered"].sum() > 20_000


@pytest.mark.parametrize("people", [100, 2_000, 20_000, 3_000_000])
def test_a_city_of_another_size_is_to_scale(people):
    plan = Plan(people, 3)

    households = sum(sum(row) for row in plan.cells)
    assert households == plan.households == round(totals.HOUSEHOLDS * people / totals.PEOPLE)
    assert min(n for class_ in plan.classes.values() for n in class_.counts.values()) >= 0
    made = sum(class_.total(lambda kind: len(kind.members)) for class_ in plan.classes.values())
    assert abs(made - people) <= max(12, people // 50)


def test_every_village_unit_is_a_real_one():
    villages = [v for found in rural_villages().values() for v in found]

    assert {v.code for v in villages} <= set(areas())
    assert sum(v.is_village for v in villages) == 2_680


def test_spread_sums_and_never_goes_below_nothing():
    assert spread(7, [1, 1, 1]) == [3, 2, 2]
    assert spread(0, [1, 2]) == [0, 0]
    assert sum(spread(1_000_003, [0.1, 7, 0, 3.3])) == 1_000_003
    assert spread(5, [0, 1])[0] == 0


@pytest.mark.parametrize("n", [1, 2, 12, 137_600])
def test_coprime_steps_meet_every_place_once(n):
    step = coprime(n, "anything")
    assert len({i * step % n for i in range(n)}) == n
