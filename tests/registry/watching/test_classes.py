"""Classes of dynamic management and what goes on after exit, for one household as for a county."""

from datetime import date

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.scope import within
from luoshu.policy.household_classes import CLASSES
from luoshu.registry.models import ContinuedPolicy, Household, HouseholdDecision, Membership, Monitored, RosterHousehold
from luoshu.registry.watching import actions, after_exit, classes
from tests.registry.watching.world import ABROAD, HERE, THERE, placed
from tests.web import little

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(system, db):
    """The little register with its closings of 2016 and 2017; one household struck off, one watched, never poor."""
    little.make(system)
    with acting("test.more", system):
        gone = Household.objects.get(head_name="刘长锁")
        Membership.objects.filter(household=gone).update(until=date(2017, 6, 1), left_reason="06")
        new = Household.objects.create(**placed(HERE), code="410325100200R1", head_name="周大山")
        Monitored.objects.create(
            **placed(HERE), household=new, group="marginal", risks=["other"], since=date(2017, 7, 1)
        )
        RosterHousehold.objects.create(**placed(HERE), code="R1", head_name="周大山", size=2, household_code=new.code)
        RosterHousehold.objects.create(**placed(HERE), code="R2", head_name="马建国", size=2)
    return {row.head_name: row for row in rows(system)}


def rows(by):
    with within(by):
        return list(Household.objects.all())


ON = date(2018, 6, 1)


def test_each_household_has_a_class_with_its_reasons(judged, cast):
    city = cast("city_office")
    with within(city):
        found = {name: classes.of_household(city, row, ON) for name, row in judged.items()}

    assert found["王改花"].name == "exited_supported"
    assert found["张守田"].name == "poor"
    assert found["刘长锁"].name == "struck_off"
    assert found["周大山"].name == "monitored"
    assert all(each.reasons or each.unknown for each in found.values())


def test_after_the_transition_the_policies_have_ended(judged, cast):
    city = cast("city_office")
    with within(city):
        found = classes.of_household(city, judged["王改花"], date(2026, 1, 1))
    assert found.name == "exited_stable"


def test_a_paper_that_runs_on_keeps_a_policy(judged, cast, system):
    with acting("test.paper", system):
        ContinuedPolicy.objects.create(
            **placed(HERE), household=judged["王改花"], policy="microloan", exited_on=date(2017, 12, 31),
            until=date(2026, 6, 1), entered_at=clock.now(),
        )  # fmt: skip
    city = cast("city_office")
    with within(city):
        assert classes.of_household(city, judged["王改花"], date(2026, 1, 1)).name == "exited_supported"
        assert classes.of_household(city, judged["王改花"], date(2026, 6, 2)).name == "exited_stable"


def test_a_decision_to_strike_off_and_a_later_one_to_register(judged, cast, system):
    city, household = cast("city_office"), judged["李秀英"]
    for kind, day, name in (("removed", date(2018, 1, 5), "struck_off"), ("registered", date(2018, 3, 5), "poor")):
        with acting("test.decision", system):
            HouseholdDecision.objects.create(
                **placed(HERE), household=household, kind=kind, happened_on=day, year=2018, organ="县",
                entered_at=clock.now(),
            )  # fmt: skip
        with within(city):
            assert classes.of_household(city, household, ON).name == name


@pytest.mark.parametrize("area", ["", "410325", HERE, THERE, ABROAD])
def test_counts_open_the_households_they_count_and_agree_with_each_one(judged, cast, area):
    city = cast("city_office")
    with within(city):
        counts = classes.counts(city, area, ON)
        lists = {name: list(classes.behind(city, name, area, ON)) for name in counts}
        one_by_one = {
            row.pk: classes.of_household(city, row, ON).name or "unknown" for each in lists.values() for row in each
        }
        every = Household.objects.filter(area__startswith=area).count()
    assert {name: len(each) for name, each in lists.items()} == counts
    assert sum(counts.values()) == every
    assert all(one_by_one[row.pk] == name for name, each in lists.items() for row in each)
    assert set(counts) == {*CLASSES, "unknown"}


def test_a_household_of_the_roster_is_ordinary_only_when_that_is_known(judged, cast):
    city = cast("city_office")
    with within(city):
        known, unknown = (classes.of_roster(city, row) for row in RosterHousehold.objects.order_by("code"))
    assert known.name == "monitored"
    assert (unknown.name, unknown.unknown) == (None, ("是否达到识别的标准",))


# After exit

TELLING = {
    "policy": "minimum_living",
    "exited_year": 2017,
    "area": HERE,
    "told_on": date(2018, 12, 4),
    "document": "告知书 1",
}


def test_what_goes_on_for_a_household_has_its_end(judged, cast):
    with within(cast("city_office")):
        lines = {line.policy.name: line for line in after_exit.continuing(judged["王改花"], date(2020, 12, 28))}
        assert after_exit.continuing(judged["张守田"], ON) == []

    assert (lines["before_transition"].ends_on, lines["before_transition"].state) == (date(2020, 12, 31), "ends_soon")
    assert (lines["minimum_living"].ends_on, lines["minimum_living"].state) == (date(2018, 12, 31), "ended")
    assert (lines["microloan"].ends_on, lines["microloan"].state) == (None, "by_papers")


def test_who_must_be_told_is_listed_by_village_until_they_were(judged, cast, today):
    city, township = cast("city_office"), cast("township_reviewer")
    with within(city):
        found = after_exit.ending(city, 60, on=date(2018, 12, 1))
        assert {(each.area, each.policy.name, each.households) for each in found} == {
            (HERE, "minimum_living", 1), (ABROAD, "minimum_living", 1)}  # fmt: skip
        for each in found:
            assert after_exit.ending_behind(city, each).count() == each.households
    with today(2018, 12, 5):
        actions.tell_policy_end(**TELLING, by=township)
    with within(city):
        told = {each.area: each.told_on for each in after_exit.ending(city, 60, on=date(2018, 12, 6))}
    assert told == {HERE: date(2018, 12, 4), ABROAD: None}


def test_telling_needs_a_document_a_past_day_and_ones_own_village(judged, cast):
    township = cast("township_reviewer")
    for told, error in (
        ({"document": " "}, BadInput),
        ({"told_on": date(2999, 1, 1)}, BadInput),
        ({"area": ABROAD}, NotAllowed),
        ({"policy": "microloan"}, NotPossible),
    ):
        with pytest.raises(error):
            actions.tell_policy_end(**TELLING | told, by=township)
