"""What one household's page tells: who lives there, year beside year, who answers for it."""

from django.utils.translation import gettext as _

from luoshu.core import permissions
from luoshu.policy.fields import sheet
from luoshu.registry import visibility
from luoshu.registry.models import Person

from . import case_opening, fault_words, formats, links, places, verdicts, words
from .incomes import chart

UNSHOWN = "·"  # there may be something, and the field matrix keeps it from this reader


def context(told, seal, actor) -> dict:
    """Everything the page shows of one household (`one_household.told`) at the closing asked for."""
    closing = seal["closing"] and seal["closing"].record
    household, judged = told.household, {verdict.closing_id: verdict for verdict in told.verdicts}
    verdict = told_of(told, closing, judged[closing.id], actor) if closing and closing.id in judged else None
    title = title_of(household, actor)
    return {
        "page": {
            "title": title,
            "code": household.code,
            "status": status(household, verdict),
            "facts": facts(household, verdict, actor),
        },
        "path": [
            *places.path(household.area, actor, closing),
            {"name": title, "href": links.household(household.code)},
        ],
        "here": "02",
        "verdict": verdict,
        "years": side_by_side(told.years, by_year(judged, seal["closings"]), actor),
        "members": members(told, closing, actor),
        "responsible": responsible(told),
        "cases": case_opening.of_household(household, actor),
        "case_links": case_opening.links(household, actor),
        "may_raise": permissions.may(actor, "registry.raise_clue"),
        "sees_doubts": visibility.sees(actor, "doubt") == visibility.FULL,
        "doubts": [*doubts(told, actor), *judged_doubts(verdict)],
    }


def by_year(judged, closings) -> dict:
    """Of each year the verdict at its last closing; `closings` are the newest first."""
    return {each.year: judged[each.id] for each in reversed(closings) if each.id in judged}


def told_of(told, closing, verdict, actor) -> dict:
    """The verdict at one closing in the reader's words."""
    record = next((each for each in told.years if each.year == closing.year), None)
    source, names = verdicts.source_of(record, actor), verdicts.names_of(told.people, actor)
    return verdicts.told(told.household, closing, verdict, source, names, actor)


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


def members(told, closing, actor) -> list[dict]:
    """The people of the household with the facts of the newest year up to the closing."""
    on = closing.on if closing else None
    return [member(each, told.facts.get(each.id), told.belongs.get(each.id), on, actor) for each in told.people]


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


def responsible(told) -> list[tuple[str, str]]:
    """Who answers for the household on the day of the closing."""
    household = told.household
    found = [(_("帮扶责任人"), formats.listed(filter(None, (each.name, each.unit_name)))) for each in told.helpers]
    if household.answers_to and household.answers_to != household.area:
        found.append((_("责任地"), places.name(household.answers_to)))
    return found


def doubts(told, actor) -> list[dict]:
    """The doubts still open, newest first; none for those whom doubts are not shown to."""
    if visibility.sees(actor, "doubt") < visibility.FULL:
        return []
    return [
        {
            "text": fault_words.problem(d.rule, d.text),
            "where": formats.listed(filter(None, (whose(d.person, actor), d.year and str(d.year)))),
            "state": _("待核"),
        }
        for d in told.doubts
    ]


def whose(person, actor) -> str:
    """A member by name, as far as names are shown."""
    return (visibility.shown(actor, "name", person.name) or person.code) if person else ""


def judged_doubts(told) -> list[dict]:
    """The doubts that the judge itself found at the closing."""
    found = told["doubts"] if told else []
    return [{"text": each["title"], "where": each["clause"], "state": _("待核")} for each in found]
