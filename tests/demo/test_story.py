"""The story as a plan: every step taken, every state reached, nobody counted twice, the published figures met."""

import datetime as dt

import polars as pl
import pytest

from luoshu.demo.city import totals
from luoshu.demo.city.city import City
from luoshu.demo.life import lists, plan
from luoshu.policy.procedures import kinds

SONGXIAN = "410325"
DAYS = [dt.date(year, month, 1) for year in range(2014, 2027) for month in (1, 5, 9)]
VARIANTS = [
    pytest.param(found, variant, id=f"{name}-{variant.name}")
    for name, found in kinds().items()
    for variant, _ in plan.in_force(found, SONGXIAN, DAYS)
]


def walked(variant, course):
    """The states a course comes through; every step must be declared there and have the marks it asks for."""
    state, marks, states = "", set(), []
    for name in course.steps:
        step = variant.steps[name]
        assert state in step.sources if step.sources else state == ""
        assert set(step.after) <= marks
        marks |= {step.marks} - {""}
        state = step.to or state
        states.append(state)
    return states


@pytest.mark.parametrize(("found", "variant"), VARIANTS)
def test_the_courses_take_every_step_and_leave_a_case_in_every_state(found, variant):
    courses = plan.courses(found, variant, leave_open=True)
    ends = {(walked(variant, each)[-1], each.ending) for each in courses}
    assert {name for each in courses for name in each.steps} == set(variant.steps)
    for name, state in variant.states.items():
        if state.final:
            assert (name, plan.CLOSED) in ends
        elif state.notice:
            assert {(name, plan.DRAFTED), (name, plan.OBJECTED)} <= ends
        else:
            assert (name, plan.LEFT) in ends


@pytest.mark.parametrize(("found", "variant"), VARIANTS)
def test_a_course_that_is_decided_ends_in_an_end(found, variant):
    for course in plan.courses(found, variant, alike=2):
        states = walked(variant, course)
        assert variant.states[states[-1]].final
        assert not any(variant.states[each].final for each in states[:-1])


def test_what_is_left_out_is_taken_by_nobody():
    found = kinds()["household_exit"]
    variant = found.at(SONGXIAN, dt.date(2015, 6, 1))
    courses = plan.courses(found, variant, alike=3, limits=plan.Limits(frozenset({"verify", "reopen"})))
    assert courses
    assert not any({"verify", "reopen"} & set(each.steps) for each in courses)
    assert not any(walked(variant, each)[-1] == "exited" for each in courses)


@pytest.fixture(scope="module")
def city():
    return City(totals.PEOPLE // 10, 2016)


@pytest.fixture(scope="module")
def left(city):
    return lists.lefts(city)


def people_out(left, city, story):
    asked = lists.quotas(left, city.plan.scale, story)
    cuts = [lists.cut(left[code].households, asked[2018][code], asked[2019][code]) for code in left]
    return pl.concat(cuts)


def test_with_the_cases_the_lists_give_the_published_figures(left, city):
    """10.65万 out in 2018, 47.4万 out by the end of 2019, at a tenth of the size, within a household a county."""
    story = lists.Story(out=80, left=300)
    out = people_out(left, city, story)
    by_year = dict(out.group_by("year").agg(pl.col("size").sum()).iter_rows())
    within = 8 * len(left)
    assert abs(by_year[2018] + story.out - lists.OUT_2018 / 10) <= within
    stay = sum(each.poor for each in left.values()) - sum(by_year.values()) + story.left
    assert abs(stay - (totals.PEOPLE - lists.OUT_BY_2019) / 10) <= 2 * within
    assert out["household_id"].is_unique().all()


def test_the_four_counties_of_2018_are_below_the_rate_and_the_two_of_2019_are_not_yet(left, city):
    asked = lists.quotas(left, city.plan.scale, lists.Story(0, 0))
    rates = {code: (each.poor - asked[2018][code]) / each.people for code, each in left.items()}
    assert all(rates[code] < 0.02 for code in lists.EARLY)
    assert all(rates[code] > 0.02 for code in lists.LATE)
    later = {code: rates[code] - asked[2019][code] / left[code].people for code in lists.LATE}
    assert all(rate < 0.02 for rate in later.values())


def test_all_listed_villages_but_nine_leave_and_those_with_cases_are_on_no_list():
    whole = City(totals.PEOPLE, 2016)
    counties = {code: lists.Left(pl.DataFrame(), lists.later.population(whole, code)) for code in whole.counties}
    out = lists.villages_out(counties, 1.0)
    assert len(out) == sum(c.unexited for c in totals.COUNTIES) - (lists.VILLAGES_LISTED - lists.VILLAGES_OUT)
    kept = out["area"].to_list()[:5]
    assert not set(kept) & set(lists.villages_out(counties, 1.0, kept)["area"])


def test_a_village_of_the_story_is_on_no_list(city):
    area = lists.lefts(city)[SONGXIAN].households["area"][0]
    assert area not in set(lists.lefts(city, [area])[SONGXIAN].households["area"])
