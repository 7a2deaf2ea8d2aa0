"""A person's erasure: who was registered by mistake and struck off leaves no name, number or fact behind.

What stays is that somebody was there and left: the numbers of the rows, their place and the days. Closings hold nothing
personal and keep their seals. Each erasure is also noted outside the database, so that it survives a restore.
"""

import json

from django.db.models import Q

from luoshu.core import clock, database, place, secrets
from luoshu.core.errors import NotPossible
from luoshu.core.log import erasing, sequencing
from luoshu.core.models import Change
from luoshu.core.scope import Actor, within
from luoshu.registry import held as waiting
from luoshu.registry.models import Clue, Doubt, HeldHousehold, ListRow, Membership, MonitoredMonth, PersonYear

ERASED = "（已抹除）"
STRUCK_OFF = "06"  # left_reason 人员清退
HEAD = "01"
# What stays of a row: its keys, its place and days, and that the person was struck off.
STAYS = {
    "person": {"id", "county", "area", "code", "household_id"},
    "person_year": {"id", "county", "area", "person_id", "household_id", "year", "member_status", "entered_at"}
    | {"upload_id", "source_row"},
    "membership": {"id", "county", "area", "person_id", "household_id", "since", "until", "left_reason"},
    "doubt": {"id", "county", "area", "household_id", "person_id", "year", "rule", "field", "state", "raised_at"}
    | {"decided_on", "upload_id"},
    "clue": {"id", "county", "area", "household_id", "roster_household_id", "person_id", "kind", "found_by", "year"}
    | {"raised_at", "due_on", "state", "finding", "verified_on", "case_id", "follows_id"},
    "department_list_row": {"id", "county", "area", "department_list_id", "row", "outcome", "household_id"}
    | {"roster_household_id", "person_id", "clue_id", "decided_on"},
    "monitored_month": {"id", "county", "area", "monitored_id", "household_id", "month", "is_above_line"}
    | {"is_secured", "checked_on"},
}
# Where a column may not be empty.
INSTEAD = {"name": ERASED, "text": ERASED, "id_outcome": "missing", "facts_mac": b"", "proof": ERASED}
INSTEAD |= {"checked_by": ERASED}
HEADS_OWN = {"head_name", "phone", "bank_name", "bank_account"}
OF_HEAD = ("head_name", "name_key", "phone_sealed", "phone_index", "bank_name", "bank_account_sealed", "content_mac")


def check_may_be_erased(person):
    """Only who was struck off, and of whose household nothing waits to be mended; else NotPossible says why not."""
    belongs = list(Membership.objects.filter(person=person))
    is_gone = belongs and all(each.until and each.until <= clock.today() for each in belongs)
    if not is_gone or max(belongs, key=lambda each: each.until).left_reason != STRUCK_OFF:
        raise NotPossible("这个人没有清退，不能抹除", "登记错的先办人员清退；在册和已脱贫的按档案规定保存。")
    if HeldHousehold.objects.filter(code=person.household.code, state=HeldHousehold.State.OPEN).exists():
        raise NotPossible("这一户还有待改内容", "请先改好或撤回，再抹除。")


def blank(person):
    """Empty the person's rows, and of the household what was theirs as its head; what was erased, by table."""
    household, code = person.household, person.code
    rows = {"person": [person]}
    for model in (PersonYear, Membership, Doubt, Clue, ListRow):
        rows[model._meta.db_table] = list(model.objects.filter(person=person))
    was_head = person.relation == HEAD or household.head_name == person.name
    if was_head:  # what was written about the household is about them
        rows["clue"] += list(Clue.objects.filter(household=household, person=None))
        rows["monitored_month"] = list(MonitoredMonth.objects.filter(household=household))
    for table, every in rows.items():
        for row in every:
            _empty(row, {f.column for f in row._meta.local_fields} - STAYS[table])
    if was_head:
        for column in OF_HEAD:
            setattr(household, column, None)
        household.save(update_fields=OF_HEAD)
        rows["household"] = [household]
    rows["held_household"] = [
        row for row in HeldHousehold.objects.filter(code=household.code) if _thinned(row, code, was_head)
    ]
    return {table: [row.id for row in every] for table, every in rows.items()}


def _empty(row, every):
    for field in row._meta.local_fields:
        if field.column in every:
            is_told = field.column == "reason" and row.reason
            setattr(row, field.attname, ERASED if is_told else INSTEAD.get(field.column))
    row.save(update_fields=[field.name for field in row._meta.local_fields if field.column in every])


def _thinned(row, code, was_head):
    """Take the person's lines, and the numbers of a head, out of what was held; whether there were any."""
    content = waiting.content_of(row)
    before = json.dumps(content, sort_keys=True)
    if "person" in content["tables"]:
        table = content["tables"]["person"]
        table["rows"] = [line for line in table["rows"] if line.get("person_code") != code]
    for line in content["tables"].get("household", {"rows": []})["rows"] if was_head else ():
        line |= dict.fromkeys(HEADS_OWN & line.keys())
    content["faults"] = [fault for fault in content["faults"] if not _is_about(fault, code, was_head)]
    if json.dumps(content, sort_keys=True) == before:
        return False
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    row.content_sealed = secrets.seal([text], waiting.TABLE, waiting.COLUMN, [row.id])[0]
    row.content_mac, row.head_name = secrets.content_mac([text])[0], None
    row.save(update_fields=["content_sealed", "content_mac", "head_name"])
    return True


def _is_about(fault, code, was_head):
    return fault.get("person_code") == code or (was_head and fault.get("field") in HEADS_OWN)


def forget(erased, reason):
    """Take the past of erased rows out of the log, once all of it is in the log; how many changes."""
    sequencing.catch_up()
    by = Actor.system("抹除个人信息")
    with within(by):
        past = [number for table, rows in erased.items() for number in erasing.past_of(table, rows)]
        tells = Q(before__isnull=False) | Q(op="I", digest__isnull=False)
        numbers = list(Change.objects.filter(tells, id__in=past).values_list("id", flat=True))
        if numbers:
            erasing.forget(changes=numbers, reason=reason, by=by)
    return len(numbers)


def note_outside(person, erased, act):
    """Keep that the person was erased in a file of its own: keys only, nothing personal. `act`: its number."""
    folder = place.make_folder(database.var() / "erasures", 0o700)
    told = {"person": person.id, "county": person.county, "rows": erased, "act": act, "at": clock.now().isoformat()}
    place.write_private(folder / f"{person.id}.json", json.dumps(told))


def forget_note(number):
    """Remove the note of an erasure that came to nothing."""
    (database.var() / "erasures" / f"{number}.json").unlink(missing_ok=True)


def noted():
    """Every erasure that was noted outside the database."""
    folder = place.make_folder(database.var() / "erasures", 0o700)
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]
