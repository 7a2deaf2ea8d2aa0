"""Correcting one fact: a cell of a held household, or a field of a year's record."""

from luoshu.core import clock, secrets
from luoshu.core.errors import BadInput
from luoshu.policy.codes import codes
from luoshu.registry import columns
from luoshu.registry.models import HeldHousehold

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
    """Set a field of a yearly record, and what the household shows of its latest year."""
    column = _column(record, field, value)
    if column.endswith("_sealed"):
        value = secrets.seal([value], record._meta.db_table, column, [record.id])[0]
    setattr(record, column, value)
    record.save(update_fields=[column])
    household = record.household
    if field in STANDING and record._meta.db_table == "household_year" and household.status_year == record.year:
        setattr(household, STANDING[field], value)
        household.save(update_fields=[STANDING[field]])
    return record


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
