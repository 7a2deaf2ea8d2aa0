"""Cohorts: every figure is the length of the list it opens, and both are what plain counting says."""

from collections import Counter
from datetime import date

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.scope import within
from luoshu.registry.models import Household, HouseholdDecision, HouseholdYear, Monitored
from luoshu.registry.watching import cohorts
from tests.registry.watching.world import ABROAD, HERE, THERE, placed

pytestmark = pytest.mark.django_db
# Who, where, and by year: status, year of exit, main cause.
LIVES = {
    "一直在外": (HERE, {2016: ("1", 2016), 2017: ("1", 2016), 2018: ("1", 2016)}),
    "返贫因病": (HERE, {2016: ("1", 2016), 2017: ("3", None, "01"), 2018: ("1", 2018)}),
    "返贫因灾": (THERE, {2016: ("1", 2016), 2017: ("1", 2016), 2018: ("3", None, "04")}),
    "返贫两次": (HERE, {2016: ("1", 2016), 2017: ("3", None, "01"), 2018: ("1", 2018), 2019: ("3", None, "02")}),
    "没有退出": (HERE, {2016: ("0", None), 2017: ("0", None)}),
    "别县返贫": (ABROAD, {2017: ("1", 2017), 2018: ("3", None, "01")}),
}


@pytest.fixture
def lives(system, db):
    """Households with the statuses of each year; one exit undone, one watched."""
    with acting("test.lives", system):
        made = {name: life(name, number, *told) for number, (name, told) in enumerate(LIVES.items(), 1)}
        undone(made["一直在外"])
        Monitored.objects.create(
            **placed(HERE), household=made["一直在外"], group="unstable", risks=["other"], since=date(2020, 5, 1)
        )
    return made


def life(name, number, area, years):
    row = Household.objects.create(**placed(area), code=f"{area}{number:04d}", head_name=name, status="1")
    for year, (status, exited, *cause) in years.items():
        HouseholdYear.objects.create(
            **placed(area), household=row, area_then=area, year=year, poverty_status=status, exited_year=exited,
            main_cause=cause[0] if cause else "01", entered_at=clock.now(),
        )  # fmt: skip
    return row


def undone(household):
    facts = placed(HERE) | {"household": household, "entered_at": clock.now(), "organ": "县"}
    exit_ = HouseholdDecision.objects.create(**facts, kind="exited", happened_on=date(2016, 12, 1), year=2016)
    HouseholdDecision.objects.create(**facts, kind="undone", happened_on=date(2018, 5, 1), year=2018, revokes=exit_)


def by_hand(area):
    """Exits and returns counted from the lives one by one."""
    exits, returns = Counter(), Counter()
    for where, years in LIVES.values():
        if not where.startswith(area):
            continue
        exits.update({told[1] for told in years.values() if told[1]})
        before = None
        for year, told in sorted(years.items()):
            if told[0] == "3" and before and before[0] == "1":
                returns[before[1], year, told[2]] += 1
            before = told
    return exits, returns


@pytest.mark.parametrize("area", ["4103", "410325", HERE, THERE, "410328"])
def test_the_table_is_what_counting_by_hand_gives(lives, cast, area):
    city = cast("city_office")
    exits, returns = by_hand(area)
    with within(city):
        table = {each.exited_year: each for each in cohorts.table(city, area)}

    assert {year: each.exited for year, each in table.items() if each.exited} == dict(exits)
    found = {(each.exited_year, year): count for each in table.values() for year, count in each.returned.items()}
    assert found == summed(returns, lambda key: key[:2])
    causes = Counter()
    for each in table.values():
        causes.update(each.causes)
    assert causes == summed(returns, lambda key: key[2])


def summed(counts, key):
    """The counts added up by part of their keys."""
    sums = Counter()
    for each, count in counts.items():
        sums[key(each)] += count
    return sums


def test_every_figure_opens_the_list_it_counts(lives, cast):
    city = cast("city_office")
    with within(city):
        for each in cohorts.table(city):
            year = each.exited_year
            for what in ("exited", "undone", "monitored"):
                assert cohorts.behind(city, what=what, exited=year).count() == getattr(each, what)
            for returned, count in each.returned.items():
                assert cohorts.behind(city, what="returned", exited=year, returned=returned).count() == count
            for cause, count in each.causes.items():
                assert cohorts.behind(city, what="returned", exited=year, cause=cause).count() == count


def test_an_undone_exit_and_a_watch_belong_to_the_year_of_the_exit(lives, cast):
    with within(cast("city_office")):
        table = {each.exited_year: each for each in cohorts.table(cast("city_office"))}

    assert (table[2016].undone, table[2016].monitored, table[2018].undone) == (1, 1, 0)
    assert table[2016].returned_in_all == 3


def test_a_county_counts_its_own(lives, cast):
    county = cast("county_register", "410328")
    with within(county):
        (only,) = cohorts.table(county)
        names = [row.head_name for row in cohorts.behind(county, what="returned")]

    assert (only.exited_year, only.exited, dict(only.returned)) == (2017, 1, {2018: 1})
    assert names == ["别县返贫"]


def test_who_reaches_a_roll_alone_counts_nothing(lives, actor):
    helper = actor("410325", "helper", rolls=[])
    with within(helper):
        assert cohorts.table(helper) == []
