"""What one household's page tells: who lives there, year beside year, who answers for it."""

from django.utils.translation import gettext as _

from luoshu.core import permissions
from luoshu.policy.fields import sheet
from luoshu.registry import visibility
from luoshu.registry.models import Doubt, Membership, Pairing, Person, PersonYear, Verdict

from . import case_opening, fault_words, formats, links, places, verdicts, words
from .incomes import chart

UNSHOWN = "·"  # there may be something, and the field matrix keeps it from this reader


def context(household, seal, actor) -> dict:
    """Everything the page shows of one household at the closing asked for."""
    closing = seal["closing"] and seal["closing"].record
    judged = judged_at(household, seal["closings"], actor)
    years = list(verdicts.record_of(household))
    people = sorted(Person.objects.filter(household=household), key=lambda p: (p.relation != "01", p.code))
    told = told_of(household, closing, judged, years, people, actor) if closing and closing.id in judged else None
    title = title_of(household, actor)
    return {
        "page": {
            "title": title,
            "code": household.code,
            "status": status(household, told),
            "facts": facts(household, told, actor),
        },
        "path": [
            *places.path(household.area, actor, closing),
            {"name": title, "href": links.household(household.code)},
        ],
        "here": "02",
        "verdict": told,
        "years": side_by_side(
            years, {c.year: judged[c.id] for c in reversed(seal["closings"]) if c.id in judged}, actor
        ),
        "members": members(household, people, closing, actor),
        "responsible": responsible(household, closing.on if closing else None),
        "cases": case_opening.of_household(household, actor),
        "case_links": case_opening.links(household, actor),
        "may_raise": permissions.may(actor, "registry.raise_clue"),
        "sees_doubts": visibility.sees(actor, "doubt") == visibility.FULL,
        "doubts": [*doubts(household, actor), *judged_doubts(told)],
    }


def judged_at(household, closings, actor) -> dict:
    """The verdict of the household at each of these closings that knew it, by the closing's number."""
    rows = Verdict.objects.visible_to(actor).filter(household=household, closing__in=[each.id for each in closings])
    return {verdict.closing_id: verdict for verdict in rows}


def by_year(judged, closings) -> dict:
    """Of each year the verdict at its last closing; `closings` are the newest first."""
    return {each.year: judged[each.id] for each in reversed(closings) if each.id in judged}


def told_of(household, closing, judged, years, people, actor) -> dict:
    """The verdict at one closing in the reader's words."""
    record = next((each for each in years if each.year == closing.year), None)
    source, names = verdicts.source_of(record, actor), verdicts.names_of(people, actor)
    return verdicts.told(household, closing, judged[closing.id], source, names, actor)


def title_of(household, actor) -> str:
    """The household by its head's name, as far as names are shown; else by its number."""
    if not household.head_name:
        return _("%(name)s户") % {"name": _("户主不详")}
    name = visibility.shown(actor, "name", household.head_name)
    return _("%(name)s户") % {"name": name} if name else household.code


def status(household, told) -> str:
    """Where the household stands: at the closing if it is in it, else by its newest record."""
    return words.label("poverty_status", told["status"] if told else household.status)


def facts(household, told, actor) -> list[str]:
    """The line under the name."""
    lines = []
    if told:
        lines.append(_("%(n)s人在册") % {"n": formats.number(told["people"])})
    cause = told["main_cause"] if told else household.main_cause
    if visibility.sees_cause(actor, cause):
        lines.append(_("主要致贫原因：%(cause)s") % {"cause": words.label("poverty_cause", cause)})
    if household.identified_year:
        lines.append(_("%(year)s年识别") % {"year": household.identified_year})
    if household.group_name:
        lines.append(household.group_name)
    return lines


# The rows of the years' table: field of the dictionary, how its value is written.
ROWS = (
    "poverty_status", "members_reported", "wage_income", "business_income", "business_cost", "property_income",
    "main_cause", "house_grade", "house_tenure", "water_minutes", "is_water_piped", "arable_land",
)  # fmt: skip


def side_by_side(years, judged, actor) -> dict | None:
    """The yearly records beside each other, with the income per head as it was judged (year → verdict)."""
    if not years:
        return None
    fields = sheet("household").by_name
    rows = [
        {"title": with_unit(fields[name]), "cells": [words.written(fields[name], getattr(y, name)) for y in years]}
        for name in ROWS
        if is_told(fields[name], years, actor)
    ]
    if visibility.sees(actor, "income") < visibility.FULL:
        return {"heads": [y.year for y in years], "rows": rows, "chart": None}
    per_head = [formats.money(judged[y.year].income_per_head) if y.year in judged else "—" for y in years]
    rows.insert(2, {"title": _("每人纯收入（元）"), "cells": per_head})
    return {"heads": [y.year for y in years], "rows": rows, **chart(years, judged)}


def is_told(field, years, actor) -> bool:
    """Whether a row of the years is shown: a main cause is told or not by what it is."""
    if field.name == "main_cause":
        return all(visibility.sees_cause(actor, y.main_cause) for y in years)
    return visibility.sees_field(actor, field)


def with_unit(field) -> str:
    """A heading with its unit."""
    title = words.field_title(field)
    return formats.bracketed(title, words.unit(field.unit)) if field.unit else title


# What is told of a person's year.
TOLD = ("health", "labour", "work_place", "work_months", "schooling", "residence")


def members(household, people, closing, actor) -> list[dict]:
    """The people of the household with the facts of the newest year up to the closing."""
    on = closing.on if closing else None
    years = PersonYear.objects.filter(person__in=[person.id for person in people]).order_by("year")
    years = years.only("person_id", "year", *TOLD)
    newest = {y.person_id: y for y in years if closing is None or y.year <= closing.year}
    belongs = {m.person_id: m for m in Membership.objects.filter(household=household).order_by("since")}
    return [member(person, newest.get(person.id), belongs.get(person.id), on, actor) for person in people]


def member(person, year, membership, on, actor) -> dict:
    """One line of the members' table, as far as the reader may see it."""
    health = visibility.sees_field(actor, sheet("person").by_name["health"])
    school = visibility.sees_field(actor, sheet("person").by_name["schooling"], person.birth_on, on)
    sex_age = formats.listed(filter(None, (words.label("sex", person.sex), age(person.birth_on, on))))
    return {
        "name": visibility.shown(actor, "name", person.name) or person.code,
        "relation": words.label("relation", person.relation),
        "sex_age": sex_age,
        "health": (words.label("health", year.health) if year else formats.UNKNOWN) if health else UNSHOWN,
        "labour": words.label("labour", year.labour) if year else formats.UNKNOWN,
        "doing": doing(year, school),
        "belongs": belonging(membership, year),
        "id_pending": person.id_outcome != Person.IdOutcome.VALID,
    }


def age(born, on) -> str:
    """Full years on the day of the closing."""
    if born is None or on is None:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def doing(year, school) -> str:
    """Work away or schooling, whichever is recorded."""
    if year is None:
        return formats.UNKNOWN
    if year.work_place:
        months = _("%(n)s个月") % {"n": year.work_months} if year.work_months else ""
        return f"{words.label('work_place', year.work_place)} {months}".strip()
    return words.label("schooling", year.schooling) if school else UNSHOWN


def belonging(membership, year) -> str:
    """Where the person lives and, when known, since when and why they belong here."""
    parts = [words.label("residence", year.residence)] if year and year.residence else []
    if membership and membership.joined_reason:
        parts.append(words.label("joined_reason", membership.joined_reason))
    if membership and membership.until:
        left = {"on": formats.day(membership.until), "why": words.label("left_reason", membership.left_reason)}
        parts.append(_("%(on)s离开：%(why)s") % left)
    return formats.listed(parts) or formats.UNKNOWN


def responsible(household, on) -> list[tuple[str, str]]:
    """Who answers for the household on the day of the closing."""
    rows = Pairing.objects.filter(household=household).select_related("helper").order_by("-since")
    current = [p for p in rows if on is None or (p.since <= on and (p.until is None or p.until >= on))]
    found = [(_("帮扶责任人"), formats.listed(filter(None, (p.helper.name, p.helper.unit_name)))) for p in current]
    if household.answers_to and household.answers_to != household.area:
        found.append((_("责任地"), places.name(household.answers_to)))
    return found


def doubts(household, actor) -> list[dict]:
    """The doubts still open, newest first; none for those whom doubts are not shown to."""
    if visibility.sees(actor, "doubt") < visibility.FULL:
        return []
    rows = (
        Doubt.objects.filter(household=household, state=Doubt.State.OPEN)
        .select_related("person")
        .order_by("-raised_at", "id")
    )
    return [
        {
            "text": fault_words.problem(d.rule, d.text),
            "where": formats.listed(filter(None, (whose(d.person, actor), d.year and str(d.year)))),
            "state": _("待核"),
        }
        for d in rows
    ]


def whose(person, actor) -> str:
    """A member by name, as far as names are shown."""
    return (visibility.shown(actor, "name", person.name) or person.code) if person else ""


def judged_doubts(told) -> list[dict]:
    """The doubts that the judge itself found at the closing."""
    found = told["doubts"] if told else []
    return [{"text": each["title"], "where": each["clause"], "state": _("待核")} for each in found]
