"""The yearly campaigns: progress is counted, each figure opens what is left, and who is behind is told by when."""

from datetime import date

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.scope import within
from luoshu.policy.campaigns import campaigns as of_year
from luoshu.registry.models import Doubt, HeldHousehold, HouseholdYear, Upload
from luoshu.registry.watching import actions, campaigns
from tests.registry.watching.test_clues import raised, untrue
from tests.registry.watching.test_lists import load, people, sheet  # noqa: F401 (fixtures)
from tests.registry.watching.world import HERE, THERE, placed

pytestmark = pytest.mark.django_db


def stage(name, year=2021):
    return of_year(year)[0].stage(name)


def told(by, name, area, year=2021):
    with within(by):
        found = {each.stage.name: each for each in campaigns.progress(by, year, area)}[name]
        left = campaigns.left_behind(by, year, area, stage(name, year))
        assert left.count() == found.left, "a figure opens the list it counts"
    return found.done, found.all


def test_records_entered_are_counted_by_household(world, cast, system):
    county = cast("county_register")
    assert told(county, "enter", "410325") == (5, 5)

    with acting("test.less", system):
        HouseholdYear.objects.filter(household=world["杨根旺"], year=2021).delete()
    assert told(county, "enter", "410325") == (4, 5)
    assert told(county, "enter", HERE) == (4, 4)
    assert told(county, "enter", THERE) == (0, 1)


def test_clues_and_cases_are_counted_as_they_are_settled(world, cast, today):
    worker, county = cast("village_worker"), cast("county_register")
    with today(2021, 9, 6):
        first, second = raised(world, worker), raised(world, worker, kind="lost_job", text="厂子关门")
        assert told(county, "investigate", "410325") == (0, 2)
        untrue(first, worker)
        actions.verify_clue(clue=second, finding="risk", reason="属实", by=worker)
    assert told(county, "investigate", "410325") == (2, 2)
    assert told(county, "decide", "410325") == (0, 1)
    assert told(county, "decide", THERE) == (0, 0)
    assert told(county, "investigate", "410325", 2020) == (0, 0)


def test_doubts_and_held_households_are_counted(world, cast, system):
    county = cast("county_register")
    with acting("test.doubts", system):
        for state in ("open", "confirmed", "lapsed"):
            Doubt.objects.create(
                **placed(HERE), household=world["李秀英"], year=2021, rule=state, text="疑点", facts_mac=b"",
                state=state, raised_at=clock.now(), reason="核实" if state == "confirmed" else None,
            )  # fmt: skip
        upload = Upload.objects.create(
            **placed(HERE), file_name="f", sha256="", mapping="own", loaded_by="x", loaded_at=clock.now(), years=[2021],
            households=1, people=1, accepted=0, held=1, doubts=0, unchanged=0, changed_rows=0,
        )  # fmt: skip
        HeldHousehold.objects.create(
            **placed(HERE), upload=upload, code="x", year=2021, content_sealed=b"", content_mac=b"", rules=["M01"],
            faults=1, held_at=clock.now(),
        )  # fmt: skip
    assert told(county, "check", "410325") == (1, 2)
    assert told(county, "feed_back", "410325") == (0, 1)


def test_rows_of_lists_are_done_when_it_is_known_whom_they_mean_and_the_clue_is_verified(
    world, cast, sheet, people, today  # noqa: F811
):  # fmt: skip
    county, worker = cast("county_register"), cast("village_worker")
    who = (("王改花", people["王改花"], "上仓村"), ("周大山", "", "上仓村"), ("外乡人", "", ""))
    rows = [(*each, "23000", "2021-09-05") for each in who]
    with today(2021, 9, 10):
        load(sheet(rows), cast("bureau_health"), as_of=date(2021, 9, 9))
        assert told(county, "compare", "410325") == (0, 2)
        with within(worker):
            row = campaigns.left_behind(worker, 2021, HERE, stage("compare")).get(outcome="suspected")
        actions.settle_row(row=row, reason="查无此人", by=worker)
    assert told(county, "compare", "410325") == (1, 2)


def test_the_areas_below_are_told_by_code_those_late_first(world, cast, today, system):
    county = cast("county_register")
    with acting("test.less", system):
        HouseholdYear.objects.filter(household=world["杨根旺"], year=2021).delete()
    with today(2021, 12, 20), within(county):
        found = campaigns.below(county, 2021, HERE[:9], stage("enter"))
        townships = campaigns.below(county, 2021, "410325", stage("enter"))
    areas = [each.area for each in found]
    assert areas[0] == THERE
    assert areas[1:] == sorted(areas[1:])
    assert found[0].is_late
    assert not any(each.is_late for each in found[1:])
    assert all(len(each.area) == 9 for each in townships)


def test_reminders_say_who_is_behind_by_when(world, cast, today, system):
    county = cast("county_register")
    with acting("test.less", system):
        HouseholdYear.objects.filter(household=world["杨根旺"], year=2021).delete()
    due = stage("enter").due("township")
    for day, pressing in (((2021, 10, 1), False), ((due.year, due.month, due.day), True)):
        with today(*day), within(county):
            found = [each.progress for each in campaigns.reminders(county) if each.progress.stage.name == "enter"]
        assert bool([each for each in found if each.area == THERE[:9]]) is pressing
    assert all(each.left for each in found)
    assert all(each.due == stage("enter").due({6: "county", 9: "township"}[len(each.area)]) for each in found)


def test_a_village_has_its_own_deadline_or_the_next_one_above():
    assert stage("enter").due("village") == stage("enter").due("township")
    assert stage("investigate").due("village") < stage("investigate").due("county")


def test_progress_asks_nothing_of_what_one_does_not_reach(world, cast):
    other = cast("county_register", "410328")
    with within(other):
        found = {each.stage.name: each for each in campaigns.progress(other, 2021, "410325")}
    assert all(each.all == 0 for each in found.values())
