"""Triggers, groups, lifting, campaigns, what goes on after exit: the worked cases and the borders of each rule."""

import datetime as dt
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.engine import judge
from luoshu.policy import continuing, household_classes, risk, two_years, watching
from luoshu.policy.campaigns import DIGITS, LEVELS, MEASURES, campaigns, level_of
from luoshu.policy.household_classes import Standing, class_of
from luoshu.policy.risk import Month, group_of, may_lift, months_after, outcome_of, steady_months
from luoshu.policy.watching_cases import ON, cases

DAY = dt.date(2021, 9, 10)
TYPES = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}
KLEENE = (True, False, None)


def frame(of, rows):
    """Facts as files have them: every column there, blank where a case says nothing."""
    keys = ("person_id", "household_id") if of == "person" else ("household_id",)
    before = watching.BEFORE[of]
    columns = {name: kind for name, kind in watching.rulebook(ON).columns[of].items() if name not in before}
    schema = dict.fromkeys(keys, pl.Int64) | {name: TYPES[kind] for name, kind in columns.items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def frames(year):
    """Both frames of one year of all cases."""
    years = [getattr(case, year) for case in cases()]
    households = [{"household_id": n} | each.household for n, each in enumerate(years)]
    people = [
        {"person_id": n * 100 + number, "household_id": n} | row
        for n, each in enumerate(years)
        for number, row in each.people.items()
    ]
    return frame("household", households), frame("person", people)


@pytest.fixture(scope="module")
def triggered():
    """What the triggers find in each case: household number → kinds."""
    told = two_years.beside(*frames("now"), frames("before"), ON)
    judged, _ = two_years.triggered(*told, ON)
    return {
        row["household_id"]: {kind for kind in watching.TRIGGERS if row[f"clue_{kind}"]} for row in judged.to_dicts()
    }


@pytest.mark.parametrize("number", range(len(cases())), ids=lambda number: cases()[number].title)
def test_a_case_makes_exactly_the_clues_it_says(number, triggered):
    assert triggered[number] == cases()[number].expected


def test_every_trigger_has_a_case_that_fires_and_a_near_one_that_does_not():
    fired = [kind for case in cases() for kind in case.expected]

    assert set(fired) == set(watching.TRIGGERS)
    assert sum(not case.expected for case in cases()) >= len(watching.TRIGGERS)


def test_without_a_year_before_nothing_but_what_this_year_says_alone_makes_a_clue():
    households, people = frames("now")
    nobody = frame("household", []), frame("person", [])
    judged, _ = two_years.triggered(*two_years.beside(households, people, nobody, ON), ON)
    fired = {kind for kind in watching.TRIGGERS if judged[f"clue_{kind}"].any()}

    assert fired <= {"medical_bill", "dropped_out"}  # the school of the year before comes with this year's row


def test_triggers_hold_on_days_before_the_monitoring_line():
    on = dt.date(2016, 12, 31)
    judged, _ = two_years.triggered(*two_years.beside(*frames("now"), frames("before"), on), on)

    assert judged["clue_medical_bill"].any()
    assert "is_below_monitoring_line" not in watching.rulebook(on).by_name


def test_the_monitoring_line_is_that_of_the_year_and_of_the_province():
    days = [dt.date(year, 6, 30) for year in (2020, 2021, 2022, 2023, 2024)]

    lines = [watching.threshold("monitoring_line", day, province="41") for day in days]
    assert lines == [500_000, 600_000, 600_000, 750_000, 830_000]
    with pytest.raises(LookupError):
        watching.threshold("monitoring_line", dt.date(2019, 12, 31), province="41")
    with pytest.raises(LookupError):
        watching.threshold("monitoring_line", DAY, province="37")


def test_the_line_is_compared_exactly():
    households, people = frames("now")
    money = [each for each in households.columns if each.endswith(("_income", "_benefit", "_cost", "_transfer"))]
    households = households.head(1).with_columns(pl.lit(0, pl.Int64).alias(each) for each in money)
    households = households.with_columns(pl.lit(0, pl.Int64).alias("ecological_compensation"))
    for income, is_below in ((3 * 600_000 - 1, True), (3 * 600_000, False)):
        one = households.with_columns(pl.lit(income, pl.Int64).alias("wage_income"))
        told = two_years.beside(one, people, frames("before"), ON)
        judged, _ = judge(*told, ON, rules=watching.rulebook(ON), only=("is_below_monitoring_line",))
        assert judged["is_below_monitoring_line"].to_list() == [is_below]


def test_every_threshold_has_a_source_and_says_whether_it_was_verified():
    values = [value for each in watching.thresholds().values() for value in each.values]

    assert all(value.source for value in values)
    assert all("待核" in value.source or "自定" in value.source for value in values if not value.verified)


def test_words_name_every_kind_and_department():
    found = watching.words()

    assert set(watching.TRIGGERS) <= set(found["kinds"])
    assert set(found["groups"]) == {risk.UNSTABLE, risk.MARGINAL, risk.SUDDEN}
    assert all(each["zh"] and each["en"] for name in ("kinds", "found_by", "groups", "departments", "lifted_by")
               for each in found[name].values())  # fmt: skip


# The groups


@pytest.mark.parametrize(
    ("exited", "below", "unsteady", "shock", "group"),
    [
        (True, True, None, None, "unstable"),
        (False, True, None, None, "marginal"),
        (True, False, True, False, "unstable"),
        (False, None, True, None, "marginal"),
        (False, False, None, True, "sudden"),
        (True, False, False, True, "sudden"),
        (True, False, False, False, None),
        (None, True, True, True, None),
        (False, None, None, True, None),
    ],
)
def test_a_group_is_suggested_by_what_is_known(exited, below, unsteady, shock, group):
    found = group_of(DAY, has_exited=exited, is_below_line=below, is_unsteady=unsteady, has_shock=shock)

    assert found.group == group
    assert [each.outcome for each in found.reasons] == [exited, below, unsteady, shock]


def test_sudden_trouble_is_a_group_only_since_2021():
    told = {"has_exited": False, "is_below_line": False, "is_unsteady": None, "has_shock": True}

    assert group_of(dt.date(2020, 12, 31), **told).group is None
    assert group_of(dt.date(2021, 1, 1), **told).group == "sudden"


def test_nothing_unknown_ever_makes_a_group():
    for facts in product(KLEENE, repeat=4):
        group = _group(facts)
        if group in (risk.UNSTABLE, risk.MARGINAL):
            guesses = product(*((True, False) if each is None else (each,) for each in facts))
            assert {_group(guess) for guess in guesses} == {group}


def _group(facts):
    names = ("has_exited", "is_below_line", "is_unsteady", "has_shock")
    return group_of(DAY, **dict(zip(names, facts, strict=True))).group


# Lifting


def steady(*months, year=2021, above=True, secured=True):
    return [Month(dt.date(year, month, 1), above, secured) for month in months]


def lifting(on=DAY, since=dt.date(2021, 3, 1), months=None, labour=True, helped=True, by="helped"):
    months = steady(*range(3, 9)) if months is None else months
    return may_lift(on, since=since, months=months, has_labour=labour, is_helped=helped, by=by)


def test_six_steady_months_with_labour_and_help_may_be_lifted():
    assert outcome_of(lifting()) is True


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"months": steady(4, 5, 6, 7, 8)}, None),
        ({"months": steady(3, 4, 6, 7, 8)}, None),
        ({"months": [*steady(3, 4, 5, 6, 7), *steady(8, above=False)]}, False),
        ({"months": [*steady(3, 4, 5, 6, 7), *steady(8, secured=None)]}, None),
        ({"since": dt.date(2021, 3, 11)}, False),
        ({"since": dt.date(2021, 3, 10)}, True),
        ({"labour": False}, False),
        ({"labour": None}, None),
        ({"helped": False}, False),
        ({"helped": False, "by": "natural"}, True),
        ({"months": []}, None),
    ],
)
def test_what_keeps_a_risk_from_being_lifted(changed, outcome):
    assert outcome_of(lifting(**changed)) is outcome


def test_a_gap_of_more_than_a_month_begins_the_count_anew():
    months = steady(*range(3, 9))

    assert steady_months(months, dt.date(2021, 8, 31)) == steady_months(months, dt.date(2021, 9, 30)) == 6
    assert steady_months(months, dt.date(2021, 10, 1)) == 0
    assert steady_months([*months, *steady(10)], dt.date(2021, 10, 1)) == 1


@given(st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 40))
def test_months_after_a_day_end_on_a_day_there_is(day, months):
    found = months_after(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + dt.timedelta(1)).day == 1)


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(KLEENE), st.sampled_from(KLEENE)), max_size=12))
def test_never_more_steady_months_than_verified_ones(told):
    months = [Month(dt.date(2021, month, 1), above, secured) for month, above, secured in told]
    found = steady_months(months, dt.date(2021, 12, 31))

    assert found <= len({each.first for each in months if each.is_above_line and each.is_secured})


def test_a_clue_is_due_after_its_term_which_runs_on_over_days_off():
    assert risk.due_on(dt.date(2021, 5, 10)) == dt.date(2021, 5, 13)
    assert risk.due_on(dt.date(2021, 9, 30)) == dt.date(2021, 10, 8)
    assert risk.due_on(dt.date(2016, 5, 10)) == dt.date(2016, 5, 20)


# Campaigns


@pytest.mark.parametrize("year", range(2014, 2026))
def test_every_year_has_its_campaign_with_deadlines_that_go_up(year):
    for campaign in campaigns(year):
        assert campaign.source
        for stage in campaign.stages:
            days = [stage.due(level) for level in LEVELS]
            assert days == sorted(days)
            assert stage.starts.year == year
            assert stage.measure in MEASURES
    assert campaigns(year)


def test_no_campaign_sets_a_number_to_reach():
    names = {name for each in campaigns(2020) for stage in each.stages for name in vars(stage)}

    assert names == {"name", "zh", "en", "starts", "deadlines", "measure", "verified"}
    assert campaigns(2013) == ()


def test_levels_are_told_by_the_code():
    assert [level_of(code) for code in ("4103", "410325", "410325100", "410325100200")] == list(DIGITS.values())[::-1]


# After exit


def test_a_policy_runs_to_its_own_end():
    names = {each.name for each in continuing.running(dt.date(2017, 12, 31), dt.date(2020, 12, 31))}
    later = {each.name for each in continuing.running(dt.date(2017, 12, 31), dt.date(2021, 1, 1))}

    assert "before_transition" in names
    assert later == {"transition"}
    assert continuing.running(dt.date(2017, 12, 31), dt.date(2026, 1, 1)) == ()
    assert "minimum_living" in {e.name for e in continuing.running(dt.date(2017, 12, 31), dt.date(2018, 12, 31))}


def test_what_papers_end_has_no_day():
    assert continuing.policy("microloan").ends_on(dt.date(2017, 12, 31)) is None


def test_a_policy_without_its_end_is_an_error():
    with pytest.raises(ValueError, match="kind day"):
        continuing.Continuing("x", "某", "x", "day", verified=False, source="待核")


# Classes


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"is_registered": False, "may_register": True}, "missed"),
        ({"is_registered": False, "may_register": False}, "ordinary"),
        ({"is_registered": False}, None),
        ({"is_registered": True, "status": "0"}, "poor"),
        ({"is_registered": True, "status": "2"}, "poor"),
        ({"is_registered": True, "status": "3"}, "returned"),
        ({"is_registered": True, "status": "1", "is_income_stable": False, "has_policies": True}, "falling"),
        ({"is_registered": True, "status": "1", "nothing_lacking": False}, "falling"),
        ({"is_registered": True, "status": "1", "has_policies": True}, "exited_supported"),
        ({"is_registered": True, "status": "1", "has_policies": False}, "exited_stable"),
        ({"is_registered": True, "status": "1"}, None),
        ({"is_registered": True, "status": "0", "is_struck_off": True}, "struck_off"),
        ({"is_registered": True, "is_monitored": True}, "monitored"),
    ],
)
def test_a_class_follows_from_what_is_known_with_its_reasons(facts, name):
    found = class_of(Standing(**facts))

    assert found.name == name
    assert found.reasons if name else found.unknown
    assert found.zh == (household_classes.CLASSES[name][0] if name else "未能判定")
