"""What was changed of one household: every act, field by field, from what to what, by whom, when and why."""

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.core.log import proofs
from luoshu.core.models import Change
from luoshu.policy.fields import sheet
from luoshu.registry import visibility
from luoshu.registry.models import Household, HouseholdYear, Membership, Pairing, Person, PersonYear

from . import formats, words

LONGEST = 200
# Each table whose rows belong to a household, and the sheet that names its columns.
TABLES = {
    "household": (Household, "household"),
    "household_year": (HouseholdYear, "household"),
    "person": (Person, "person"),
    "person_year": (PersonYear, "person"),
    "membership": (Membership, "person"),
    "pairing": (Pairing, "helper"),
}


def of(household, actor) -> list[dict]:
    """The acts that wrote to the household, its years, people and pairings, newest first."""
    acts = {}
    for change, after in changes(household, actor):
        acts.setdefault(change.act_id, []).append((change, after))
    return [event(acts[number], actor) for number in sorted(acts, reverse=True)[:LONGEST]]


def changes(household, actor) -> list[tuple]:
    """Each change with the row as it became: the image before the next change, or as it is now. Newest first."""
    rows = Change.objects.visible_to(actor).filter(household_id=household.id, table_name__in=TABLES)
    written = list(rows.select_related("act").order_by("-id"))
    after, found = as_now(written), []
    for change in written:
        row = (change.table_name, change.row_id)
        found.append((change, after.get(row, {})))
        after[row] = change.before or {}
    return found


def as_now(written) -> dict:
    """The changed rows as they are now, by table and id: by their own ids, which every table finds at once."""
    return {
        (table, row["id"]): row
        for table, (model, _sheet) in TABLES.items()
        for row in model.objects.filter(id__in={c.row_id for c in written if c.table_name == table}).values()
    }


def event(written, actor) -> dict:
    """One act and what it did to this household."""
    act = written[0][0].act
    told = [(change, after) for change, after in written if change.op == "U" and change.before]  # else it was erased
    fields = [line for change, after in told for line in differing(change, after, actor)]
    counted = {op: sum(change.op == op for change, _after in written) for op in ("I", "U", "D")}
    texts = {"I": _("新增%(n)s条记录"), "U": _("改动%(n)s条记录"), "D": _("删去%(n)s条记录")}
    title = formats.listed(texts[op] % {"n": n} for op, n in counted.items() if n)
    who = words.who(act.actor)
    by = formats.bracketed(who, _("代录")) if act.detail.get("keyed_in") else who
    told = {"title": title, "at": act.at, "by": by, "reason": act.reason, "changes": fields}
    return {**told, "act": act.id}


def placed(events, code) -> list[dict]:
    """The events with the place of each in the log and, once a checkpoint covers it, the address of its proof."""
    found, newest = proofs.places("act", [event["act"] for event in events])
    size = newest.size if newest else 0
    for event in events:
        event["place"] = place = found[event["act"]]
        event["proof"] = reverse("proof", args=[code, event["act"]]) if place is not None and place < size else None
    return events


def differing(change, after, actor) -> list[dict]:
    """The fields that a change made different and that the reader may see; secrets and keys are not told at all."""
    fields = sheet(TABLES[change.table_name][1]).by_name
    return [
        {"title": titled(field, change.before), "old": told(field, old), "new": told(field, after[name])}
        for name, old in change.before.items()
        if (field := fields.get(name)) and is_told(field, actor) and name in after and same(old) != same(after[name])
    ]


def is_told(field, actor) -> bool:
    """Whether the history tells a field: nothing sealed, and nothing that the field matrix keeps from the reader."""
    return not field.personal and visibility.sees_field(actor, field)


def titled(field, row) -> str:
    """The field with its year, where the row belongs to one."""
    return f"{row['year']} {words.field_title(field)}" if row.get("year") else words.field_title(field)


def told(field, value) -> str:
    """A value with its unit."""
    return f"{words.written(field, value)} {words.unit(field.unit)}".rstrip()


def same(value):
    """A value so that the image in the log and the column compare: dates as they are written."""
    return value if value is None or isinstance(value, bool | int) else str(value)
