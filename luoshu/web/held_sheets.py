"""A held household as the sheet it came on: its rows, the faulty cells where they were, and what to do with each."""

from django.utils.translation import gettext as _

from luoshu.core.permissions import may
from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.registry import held, visibility
from luoshu.registry.mapping import mapping
from luoshu.registry.models import HeldHousehold

from . import fault_words, words

# The columns that tell whose row it is, shown before the faulty ones.
WHOSE = {
    "household": ("household_code", "village_name", "head_name"),
    "person": ("person_code", "name", "relation"),
    "helper": ("helper_code", "helper_name", "household_code"),
}
MOST_OPTIONS = 80


def of(row, actor) -> dict:
    """What the page shows of one held household; mended or withdrawn it is one line."""
    head = visibility.shown(actor, "name", row.head_name)
    shown = {"id": row.id, "code": row.code, "head_name": head or _("户主不详"), "state": row.state}
    shown |= {"reason": row.reason, "faults": [], "sheets": []}
    if row.state != HeldHousehold.State.OPEN:
        return shown
    content = held.content_of(row)
    tables = [table_of(row, name, table, content, actor) for name, table in content["tables"].items()]
    shown["sheets"] = [table for table in tables if table["rows"]]
    shown["faults"] = [fault for table in tables for line in table["rows"] for fault in line["faults"]]
    return shown


def table_of(row, name, table, content, actor) -> dict:
    """One sheet with the rows that have a fault and the columns that matter."""
    faults = [fault for fault in content["faults"] if fault["sheet"] == table["sheet"]]
    faulty = dict.fromkeys(fault["field"] for fault in faults if fault["field"] in table["columns"])
    fields = [field for field in WHOSE[name] if field in table["columns"] and field not in faulty]
    # In the order of the file: the letters tell it, A to Z before AA.
    fields = sorted([*fields, *faulty], key=lambda field: (len(letter(table, field)), letter(table, field)))
    visible = [{"row": line["row"], **cells_of(name, line, actor)} for line in table["rows"]]
    rows = [line_of(row, name, line, fields, faults, content) for line in visible]
    return {
        "title": table["sheet"],
        "heads": [{"letter": letter(table, field), "title": heading(name, field)} for field in fields],
        "rows": [line for line in rows if line["faults"]],
    }


def cells_of(name, line, actor) -> dict:
    """The cells of a row as the reader may see them: who enters sees what is entered."""
    given = {"entering"} if may(actor, "registry.load") else set()
    known = sheet(name).by_name
    return {
        field: visibility.field_shown(actor, known[field], value, given=given) if field in known else value
        for field, value in line.items()
    }


def letter(table, field) -> str:
    """The letter of a column in the file."""
    return table["columns"][field][0]


def heading(name, field) -> str:
    """The heading of a column for the reader."""
    known = sheet(name).by_name.get(field)
    return words.field_title(known) if known else field


def line_of(row, name, line, fields, faults, content) -> dict:
    """One row: its cells, and below it each fault that has to be mended."""
    own = [fault for fault in faults if fault["row"] == line["row"]]
    gravest = {fault["field"]: fault["severity"] for fault in sorted(own, key=lambda f: f["severity"])}
    css = {"must": "bad", "doubt": "warn"}
    cells = [{"text": line.get(field, ""), "css": css.get(gravest.get(field), "")} for field in fields]
    must = [fault for fault in own if fault["severity"] == "must"]
    return {
        "number": line["row"],
        "cells": cells,
        "faults": [fault_of(row, name, fault, line, fields, content) for fault in must],
    }


def fault_of(row, name, fault, line, fields, content) -> dict:
    """One fault: where, what is wrong, what to do, and the field to mend it in."""
    title = heading(name, fault["field"])
    problem = fault_words.problem(fault["rule"], fault["problem"], fault["value"])
    place = {
        "sheet": fault["sheet"],
        "row": fault["row"],
        "column": fault["column"] or "—",
        "problem": problem,
    }
    return {
        "anchor": f"c-{row.id}-{name}-{fault['row']}-{fault['field']}-{fault['rule']}",
        "sheet": name,
        "row": fault["row"],
        "field": fault["field"],
        "title": title,
        "what": problem,
        "remedy": fault_words.remedy(fault["rule"], fault["remedy"]),
        "value": line.get(fault["field"]) or "",
        "options": options(name, fault["field"], content["mapping"]),
        "can_mend": fault["field"] in fields,
        "said": _("%(sheet)s%(row)s行%(column)s列：%(problem)s") % place,
    }


def options(name, field, mapping_name) -> list[str]:
    """What may stand in a coded cell, as the sheet writes it; none for free text and long lists."""
    known = sheet(name).by_name.get(field)
    if known is None:
        return []
    if known.type == "bool":
        return list(mapping(mapping_name).yes_or_no)[:2]
    if known.type != "code" or mapping(mapping_name).values == "national":
        return []
    items = [item.zh for item in codes(known.code).items]
    return items if len(items) <= MOST_OPTIONS else []
