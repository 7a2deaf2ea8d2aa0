"""The worked cases come out as they say, and the published pages are those of today's rules."""

from collections import defaultdict
from pathlib import Path

import pytest

import luoshu.policy
from luoshu.engine import explain, judge
from luoshu.policy.cases import cases
from luoshu.policy.publish import pages

DOCS = Path(__file__).parents[2] / "docs" / "policy"


@pytest.fixture(scope="module")
def outcomes():
    """What the judge makes of all cases of a day at once: (title, person or None) → row."""
    import polars as pl

    by_day = defaultdict(list)
    for case in cases():
        by_day[case.on].append(case)
    rows = {}
    for on, of_day in by_day.items():
        households = [{"household_id": n} | case.household for n, case in enumerate(of_day)]
        people = [
            {"person_id": n * 100 + number, "household_id": n} | row
            for n, case in enumerate(of_day)
            for number, row in case.people.items()
        ]
        judged, persons = judge(*(_frame(pl, each) for each in (households, people)), on)
        for row in judged.to_dicts():
            rows[of_day[row["household_id"]].title, None] = row
        for row in persons.to_dicts():
            rows[of_day[row["household_id"]].title, row["person_id"] % 100] = row
    return rows


def _frame(pl, rows):
    """Facts as files have them: every column of the dictionary there, blank where a case says nothing."""
    types = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}
    of = "person" if "person_id" in rows[0] else "household"
    keys = {name: pl.Int64 for name in ("person_id", "household_id") if name in rows[0]}
    schema = keys | {name: types[kind] for name, kind in luoshu.policy.rulebook(cases()[0].on).columns[of].items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.chapter}: {case.title}")
def test_case_comes_out_as_it_says(case, outcomes):
    expected = {(person, name): outcome for person, name, outcome in case.expected}

    assert {(person, name): outcomes[case.title, person][name] for person, name in expected} == expected


def test_case_titles_tell_the_cases_apart():
    titles = [case.title for case in cases()]

    assert len(titles) == len(set(titles))


def test_rule_titles_tell_the_rules_apart():
    named = [(each.of, each.title) for each in luoshu.policy.rules(cases()[0].on)]

    assert len(named) == len(set(named))


def test_every_chapter_has_cases():
    from luoshu.policy.chapters import CHAPTERS

    assert {chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS} == {case.chapter for case in cases()}


def test_published_pages_are_fresh():
    found = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}

    assert found == pages(), "run: python -m luoshu.policy.publish docs/policy"


def test_explanation_of_a_case_is_what_the_judge_says(outcomes):
    case = next(case for case in cases() if case.title == "靠捐款过线，不算稳定")
    household, people = _full("household", case.household), [_full("person", row) for row in case.people.values()]
    people = [{"person_id": n, "household_id": 1} | row for n, row in enumerate(people, 1)]

    checks = {each.name: each for each in explain({"household_id": 1} | household, people, case.on)}

    row = outcomes[case.title, None]
    assert {name: each.outcome for name, each in checks.items()} == {name: row[name] for name in checks}
    stable = checks["is_income_stable"]
    assert (stable.value_text, stable.threshold_text, stable.outcome) == ("8,500 元", "9,078 元", False)
    assert stable.title == "收入稳定超过标准"
    asked = next(each for each in checks["is_medical_secured"].inputs if each.name == "is_insured")
    assert asked.value == {1: True, 2: True, 3: True}


def _full(of, row):
    columns = luoshu.policy.rulebook(cases()[0].on).columns[of]
    return {name: row.get(name) for name in columns}
