"""What one household's page tells: who lives there, year beside year, who answers for it, what was changed."""

from django.utils.translation import gettext as _

from luoshu.core.models import Change
from luoshu.policy.fields import sheet
from luoshu.registry.models import Doubt, HouseholdYear, Membership, Pairing, Person, PersonYear, Verdict

from . import formats, links, places, verdicts, words
from .incomes import chart

LONGEST_HISTORY = 200
# Which sheet of the dictionary names the columns of a table.
SHEETS = {
    "household": "household",
    "household_year": "household",
    "person": "person",
    "person_year": "person",
    "membership": "person",
    "pairing": "helper",
}


def context(household, seal, actor) -> dict:
    """Everything the page shows of one household at the closing asked for."""
    closing = seal["closing"] and seal["closing"].record
    told = verdicts.told(household, closing, actor) if closing else None
    years = list(HouseholdYear.objects.filter(household=household).order_by("year"))
    title = _("%(name)s户") % {"name": household.head_name or _("户主不详")}
    return {
        "page": {
            "title": title,
            "code": household.code,
            "status": status(household, told),
            "facts": facts(household, told),
        },
        "path": [*places.path(household.area, closing), {"name": title, "href": links.household(household.code)}],
        "here": "02",
        "verdict": told,
        "years": side_by_side(household, years),
        "members": members(household, closing),
        "responsible": responsible(household, closing.on if closing else None),
        "doubts": doubts(household),
    }


def status(household, told) -> str:
    """Where the household stands: at the closing if it is in it, else by its newest record."""
    return words.label("poverty_status", told["status"] if told else household.status)


def facts(household, told) -> list[str]:
    """The line under the name."""
    lines = []
    if told:
        lines.append(_("%(n)s人在册") % {"n": formats.number(told["people"])})
    lines.append(
        _("主要致贫原因：%(cause)s")
        % {"cause": words.label("poverty_cause", told["main_cause"] if told else household.main_cause)}
    )
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


def side_by_side(household, years) -> dict | None:
    """The yearly records beside each other, with the income per head as it was judged in each year."""
    if not years:
        return None
    judged = {}
    for verdict in Verdict.objects.filter(household=household).select_related("closing").order_by("closing__on", "id"):
        judged[verdict.closing.year] = verdict
    fields = sheet("household").by_name
    rows = [
        {"title": with_unit(fields[name]), "cells": [written(fields[name], getattr(y, name)) for y in years]}
        for name in ROWS
    ]
    per_head = [formats.money(judged[y.year].income_per_head) if y.year in judged else "—" for y in years]
    rows.insert(2, {"title": _("每人纯收入（元）"), "cells": per_head})
    return {"heads": [y.year for y in years], "rows": rows, **chart(years, judged)}


def with_unit(field) -> str:
    """A heading with its unit."""
    title = words.field_title(field)
    return _("%(title)s（%(unit)s）") % {"title": title, "unit": words.unit(field.unit)} if field.unit else title


def written(field, value) -> str:
    """A value as the reader knows it: label, 是 or 否, yuan, plain number; the unknown is a dash."""
    if value is None or value == "":
        return formats.UNKNOWN
    if field.type == "code":
        return words.label(field.code, value)
    if field.type == "bool":
        return _("是") if value else _("否")
    if field.type == "money":
        return formats.money(int(value))
    if field.type == "measure":
        return formats.hundredths(int(value))
    return formats.number(value) if field.type == "int" else str(value)


def members(household, closing) -> list[dict]:
    """The people of the household with the facts of the newest year up to the closing."""
    on = closing.on if closing else None
    people = list(Person.objects.filter(household=household).order_by("code"))
    years = PersonYear.objects.filter(person__in=people).order_by("year")
    newest = {y.person_id: y for y in years if closing is None or y.year <= closing.year}
    belongs = {m.person_id: m for m in Membership.objects.filter(household=household).order_by("since")}
    people.sort(key=lambda person: (person.relation != "01", person.code))
    return [member(person, newest.get(person.id), belongs.get(person.id), on) for person in people]


def member(person, year, membership, on) -> dict:
    """One line of the members' table."""
    sex_age = _("，").join(filter(None, (words.label("sex", person.sex), age(person.birth_on, on))))
    return {
        "name": person.name,
        "relation": words.label("relation", person.relation),
        "sex_age": sex_age,
        "health": words.label("health", year.health) if year else formats.UNKNOWN,
        "labour": words.label("labour", year.labour) if year else formats.UNKNOWN,
        "doing": doing(year),
        "belongs": belonging(membership, year),
        "id_pending": person.id_outcome != Person.IdOutcome.VALID,
    }


def age(born, on) -> str:
    """Full years on the day of the closing."""
    if born is None or on is None:
        return ""
    return str(on.year - born.year - ((on.month, on.day) < (born.month, born.day)))


def doing(year) -> str:
    """Work away or schooling, whichever is recorded."""
    if year is None:
        return formats.UNKNOWN
    if year.work_place:
        months = _("%(n)s个月") % {"n": year.work_months} if year.work_months else ""
        return f"{words.label('work_place', year.work_place)} {months}".strip()
    return words.label("schooling", year.schooling)


def belonging(membership, year) -> str:
    """Where the person lives and, when known, since when and why they belong here."""
    parts = [words.label("residence", year.residence)] if year and year.residence else []
    if membership and membership.joined_reason:
        parts.append(words.label("joined_reason", membership.joined_reason))
    if membership and membership.until:
        left = {"on": formats.day(membership.until), "why": words.label("left_reason", membership.left_reason)}
        parts.append(_("%(on)s离开：%(why)s") % left)
    return _("，").join(parts) or formats.UNKNOWN


def responsible(household, on) -> list[tuple[str, str]]:
    """Who answers for the household on the day of the closing."""
    rows = Pairing.objects.filter(household=household).select_related("helper").order_by("-since")
    current = [p for p in rows if on is None or (p.since <= on and (p.until is None or p.until >= on))]
    found = [(_("帮扶责任人"), _("，").join(filter(None, (p.helper.name, p.helper.unit_name)))) for p in current]
    if household.answers_to and household.answers_to != household.area:
        found.append((_("责任地"), places.name(household.answers_to)))
    return found


def doubts(household) -> list[dict]:
    """The doubts still open, newest first."""
    rows = (
        Doubt.objects.filter(household=household, state=Doubt.State.OPEN)
        .select_related("person")
        .order_by("-raised_at", "id")
    )
    return [
        {
            "text": d.text,
            "where": _("，").join(filter(None, (d.person and d.person.name, d.year and str(d.year)))),
            "state": _("待核"),
        }
        for d in rows
    ]


def history(household, actor) -> list[dict]:
    """Every change to the household, its years, its people and pairings: what, from what, by whom, when, why."""
    ids = {
        "household": [household.id],
        "household_year": list(HouseholdYear.objects.filter(household=household).values_list("id", flat=True)),
        "person": list(Person.objects.filter(household=household).values_list("id", flat=True)),
        "person_year": list(PersonYear.objects.filter(household=household).values_list("id", flat=True)),
        "pairing": list(Pairing.objects.filter(household=household).values_list("id", flat=True)),
    }
    acts = {}
    for table, numbers in ids.items():
        rows = Change.objects.visible_to(actor).filter(table_name=table, row_id__in=numbers).select_related("act")
        for change in rows:
            acts.setdefault(change.act_id, []).append(change)
    return [event(changes) for _id, changes in sorted(acts.items(), reverse=True)[:LONGEST_HISTORY]]


def event(changes) -> dict:
    """One act and what it did to this household."""
    act = changes[0].act
    new, changed = (sum(c.op == op for c in changes) for op in ("I", "U"))
    parts = [(_("新增%(n)s条记录"), new), (_("改动%(n)s条记录"), changed)]
    title = _("，").join(text % {"n": n} for text, n in parts if n) or _("删除记录")
    return {"title": title, "at": act.at, "by": act.actor, "reason": act.reason, "changes": []}
