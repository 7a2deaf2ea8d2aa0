"""An applicant's household: judged as it is told, and taken into the register when the case is decided."""

from django.db import connection

from luoshu import engine
from luoshu.core.cases.hooks import effect
from luoshu.policy.standards import standard
from luoshu.registry import acceptance
from luoshu.registry.life import decisions, told
from luoshu.registry.life.status import by_year
from luoshu.registry.models import Household
from luoshu.registry.standards.records import day_of, rules_on
from luoshu.registry.standards.requirements import Outcome
from luoshu.registry.standards.weighing import combined

NOT_TOLD = "家庭情况还没有录入"


@effect("register_household")
def register_household(cases, taken):
    """The households of the cases go on the register with their people, as poor, in the year of the case.

    Each goes in as a workbook's household does: checked, sealed, its doubts raised, where it came from kept.
    """
    for year, alike in by_year(cases):
        told.take_in(alike, taken.by, "识别录入", year)
        codes = {case.pk: told.household_code(case) for case in alike}
        rows = Household.objects.filter(county__in={c.county for c in alike}, code__in=codes.values())
        known = {(row.county, row.code): row.pk for row in rows}
        made = {case.pk: known[case.county, codes[case.pk]] for case in alike}
        decisions.record("registered", alike, taken, after="0", households=made)


def bars(cases, on, by):
    """{case id: Outcome} of the two bars, judged on what the applicants told; what they did not tell is unknown."""
    found, rows = standard("identification"), {case.pk: told.of(case) for case in cases}
    known = [case for case in cases if rows[case.pk]["household"]]
    outcomes = {case.pk: Outcome(None, (NOT_TOLD,), "村干部、驻村第一书记") for case in cases}
    if not known:
        return outcomes
    together = {name: [row for case in known for row in rows[case.pk][name]] for name in ("household", "person")}
    with connection.cursor() as cursor:
        checked = acceptance.check(told.book(together, ""), cursor, acceptance.villages_of(by))
    day = day_of(on, max(case.detail.get("year") or case.opened_on.year for case in known))
    items = found.at(day).items
    judged = judged_rows(checked.frames, day, tuple(item.rule for item in items))
    titles = {item.rule: rules_on("household", day).by_name[item.rule].title for item in items}
    for case in known:
        row = judged.get(told.household_code(case))
        if row is not None:
            outcomes[case.pk] = _outcome(found, items, titles, row)
    return outcomes


def judged_rows(frames, day, names):
    """The rules' outcomes by household code for the typed rows of a book."""
    households = frames["household"].with_row_index("household_id")
    households = households.with_columns(household_id=households["household_id"].cast(int))
    people = frames.get("person")
    numbers = households.select("household_code", "household_id")
    people = people.join(numbers, on="household_code").with_row_index("person_id")
    people = people.with_columns(person_id=people["person_id"].cast(int))
    judged, _ = engine.judge(households, people, day, only=names)
    codes = dict(zip(households["household_id"], households["household_code"], strict=True))
    return {codes[row["household_id"]]: row for row in judged.to_dicts()}


def _outcome(found, items, titles, row):
    outcome = combined(found.combine, [row[item.rule] for item in items])
    if outcome is True:
        return Outcome(True)
    return Outcome(outcome, tuple(titles[i.rule] for i in items if row[i.rule] is outcome), "村和乡镇")
