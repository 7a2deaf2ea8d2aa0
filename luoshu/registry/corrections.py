"""Correcting one fact: a cell of a held household, or a field of a year's record."""

import polars as pl

from luoshu.core import clock, secrets
from luoshu.core.errors import BadInput
from luoshu.policy.codes import codes
from luoshu.registry import columns
from luoshu.registry.identity import with_parts
from luoshu.registry.models import HeldHousehold
from luoshu.registry.naming import name_key

STANDING = {"poverty_status": "status", "main_cause": "main_cause"}


def with_cell(content, sheet, row, field, value):
    """The content of a held household with one cell changed; `sheet` is our name or the file's."""
    for name, table in content["tables"].items():
        if sheet not in (name, table["sheet"]):
            continue
        for kept in table["rows"]:
            if kept["row"] == row and field in table["columns"]:
                kept[field] = value.strip() or None
                table["marks"] = [mark for mark in table["marks"] if mark[:2] != [row, field]]
                return content
    raise BadInput("没有这一格", "请刷新页面再改。", place=f"{sheet} {row} {field}")


def close_if_renamed(held, result):
    """A household whose own number was mended is not held under its old one any more."""
    codes_now = {code for frame in result.checked.frames.values() for code in frame["household_code"].to_list()}
    if held.code not in codes_now:
        held.state, held.ended_at = HeldHousehold.State.MENDED, clock.now()
        held.save(update_fields=["state", "ended_at"])


def correct(record, field, value):
    """Set a field of a record: of a year, with what the household shows of its latest, or one that lasts."""
    column, table = _column(record, field, value), record._meta.db_table
    changed = {column: value, **_derived(table, field, value)}
    if column.endswith("_sealed"):
        changed[column] = secrets.seal([value], table, column, [record.id])[0]
    for name, told in changed.items():
        setattr(record, name, told)
    record.save(update_fields=list(changed))
    if field in STANDING and table == "household_year" and record.household.status_year == record.year:
        setattr(record.household, STANDING[field], value)
        record.household.save(update_fields=[STANDING[field]])
    return record


def _derived(table, field, value):
    """What follows from a field: the index of a secret, the outcome of a number's check, the sort key of a name."""
    secret = columns.secrets(table).get(field)
    found = {secret.index: secrets.blind_index([value], secret.kind)[0]} if secret and secret.index else {}
    if table == "person" and field == "id_number":
        found["id_outcome"] = outcome(value)
    if field in ("name", "head_name") and table in ("person", "household"):
        found["name_key"] = value and name_key(value)
    return found


def outcome(number):
    """What the check of a person's number gives: valid, faulty or missing."""
    if not number:
        return "missing"
    return "valid" if with_parts(pl.DataFrame({"n": [number]}), "n")["id_checks"][0] else "faulty"


def _column(record, field, value):
    """The column of a field that may be corrected, for a value of its kind; BadInput says why not."""
    table = record._meta.db_table
    known = {f.name: f for f in columns.fields(table) if f.name not in ("year", "household_code", "person_code")}
    if field not in known:
        raise BadInput(f"这张表没有“{field}”这一项", "请刷新页面再改。", place=field)
    kind = known[field].type
    if value is not None and not isinstance(value, TYPES[kind]):
        raise BadInput(f"“{known[field].zh}”的值不对", "请按表头的要求填写。", place=field)
    if kind == "code" and value is not None and value not in codes(known[field].code):
        raise BadInput(f"“{known[field].zh}”没有 {value} 这个选项", "请从选项中选。", place=field)
    return columns.column(table, field)


TYPES = {"text": str, "code": str, "bool": bool, "int": int, "money": int, "measure": int, "year": int}
