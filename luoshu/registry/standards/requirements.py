"""The standards asked of whole lists of cases: a county's fifteen thousand exits in one pass of the engine."""

from dataclasses import dataclass

from django.db import connection

from luoshu import engine
from luoshu.core.cases.hooks import Answer, requirement
from luoshu.core.roles import ROLES
from luoshu.policy.standards import standard
from luoshu.registry import staging
from luoshu.registry.models import Evidence
from luoshu.registry.standards import queries, records
from luoshu.registry.standards.weighing import combined, weighed

NO_RECORD = "没有当年的记录，或没有在户的人"
NEWEST = "select max(year) from household_year where household_id = any(%s::bigint[]) and year <= %s"


@dataclass(frozen=True)
class Outcome:
    """A standard's outcome for one subject; `missing` are the titles of what keeps it from being met."""

    outcome: bool | None
    missing: tuple[str, ...] = ()
    who: str = ""


def of_households(name, ids, on, year=None):
    """{household id: Outcome} of a standard, judged on the records of `year` as a closing would cut them.

    By default the newest year that any of them has a record of; who has none of it is not yet verified.
    """
    found, year = standard(name), year or newest_year(ids, on)
    day = records.day_of(on, year)
    book, edition = records.rules_on("household", day), found.at(day)
    items = edition.items
    households, people = records.frames(ids, day, year)
    judged, _ = engine.judge(households, people, day, rules=book, only=tuple(item.rule for item in items))
    titles = {item.rule: book.by_name[item.rule].title for item in items}
    proofs = _findings(name, ids, on, year)
    told = {row["household_id"]: row for row in judged.to_dicts()}
    lacking = Outcome(None, (NO_RECORD,), _who(items))
    return {n: _outcome(found, edition, titles, told[n], proofs.get(n, {})) if n in told else lacking for n in ids}


def newest_year(ids, on):
    """The newest year up to the day that any of these households has a record of; the day's year without any."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [staging.numbers(ids), on.year])
        return cursor.fetchone()[0] or on.year


def _findings(name, ids, on, year):
    """{household: {item: newest finding}} of the evidence that stands."""
    rows = Evidence.objects.filter(
        household__in=ids, year=year, standard=name, checked_on__lte=on, withdrawn_at=None
    ).order_by("-checked_on", "-id")
    found = {}
    for household, items, finding in rows.values_list("household_id", "items", "finding"):
        known = found.setdefault(household, {})
        for item in items:
            known.setdefault(item, finding)
    return found


def _outcome(found, edition, titles, row, proofs):
    demanded = [item for item in edition.items if item.must]
    each = {i.rule: weighed(row[i.rule], proofs.get(i.rule), edition.proved).outcome for i in demanded}
    outcome = combined(found.combine, each.values())
    if outcome is True:
        return Outcome(True)
    lacking = [item for item in demanded if each[item.rule] is outcome]
    return Outcome(outcome, tuple(titles[item.rule] for item in lacking), _who(lacking))


def _who(items):
    roles = dict.fromkeys(role for item in items for role in item.roles)
    return "、".join(ROLES[role].zh for role in roles)


def of_list(check_list):
    """The same of one check list: a village's or a county's."""
    if check_list.outcome is True:
        return Outcome(True)
    lacking = [line for line in check_list.missing if line.outcome is check_list.outcome]
    titles = dict.fromkeys(title for line in lacking for title in line.supplier.titles)
    return Outcome(check_list.outcome, tuple(line.title for line in lacking), "、".join(titles))


def year_of(case):
    """The year a case is about: what it says, else that in which it began (an exit announced in January is of then)."""
    return case.detail.get("year") or case.opened_on.year


def by_year(cases):
    """The cases by the year they are about."""
    found = {}
    for case in cases:
        found.setdefault(year_of(case), []).append(case)
    return found.items()


def answers(name, cases, on):
    """{case id: Answer} of a household standard for cases about households on the register."""
    told = {}
    for year, alike in by_year(cases):
        ids = [case.household_id for case in alike if case.household_id is not None]
        outcomes = of_households(name, ids, on, year) if ids else {}
        told |= {case.pk: answer(outcomes.get(case.household_id, Outcome(None))) for case in alike}
    return told


def answer(outcome):
    """An outcome as the engine of cases takes it."""
    return Answer(outcome.outcome, outcome.missing, outcome.who)


@requirement("exit_standard")
def exit_standard(cases, on, by):
    """Every item of a household's exit met; one not yet verified blocks."""
    return answers("household_exit", cases, on)


@requirement("village_standard")
def village_standard(cases, on, by):
    """One rate, seven facilities, industry and collective income."""
    return {c.pk: answer(of_list(queries.village_list(c.area, on, year_of(c)))) for c in cases}


@requirement("county_standard")
def county_standard(cases, on, by):
    """The composite rate, wrong exits, missed people, approval; and what the province adds."""
    return {c.pk: answer(of_list(queries.county_list(c.county, on, year_of(c)))) for c in cases}
