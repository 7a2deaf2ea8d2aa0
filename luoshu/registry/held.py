"""待改户: what is kept of a household that could not go in, and how it becomes a book again to be checked anew."""

import json

import polars as pl

from luoshu.core import secrets
from luoshu.policy.fields import sheet
from luoshu.registry import staging
from luoshu.registry.merge import with_known
from luoshu.registry.models import HeldHousehold
from luoshu.registry.sheets import MARKS, Book, Column, Table

OF_A_HOUSEHOLD = ("household", "person", "helper")
TABLE, COLUMN = "held_household", "content_sealed"


def contents(book, checked):
    """What to keep of each held household of a book: by (code, year), its rows as read, marks and faults.

    Rows without a household's number are kept together under an empty one.
    """
    kept = {}
    for name in OF_A_HOUSEHOLD:
        if name not in book.tables:
            continue
        typed, table = checked.frames[name], book.tables[name]
        for at in _held_rows(name, typed, checked.held):
            key = (typed["household_code"][at] or "", year_of(checked.frames))
            raw = {field: text for field, text in table.frame.row(at, named=True).items() if text is not None}
            _tables(kept, key, book, name)["rows"].append(raw)
    _add_faults(kept, book, checked)
    return kept


def _held_rows(name, typed, held):
    """Helpers' rows wait with the household they are about."""
    is_held = pl.col("is_held") if name != "helper" else pl.col("household_code").is_in(list(held))
    return typed.select(is_held.fill_null(value=True)).to_series().arg_true().to_list()


def year_of(frames):
    """The year that a book is about; None when no row says."""
    for name in ("household", "person"):
        if name in frames and (years := frames[name]["year"].drop_nulls()).len():
            return years.mode().sort()[0]
    return None


def _tables(kept, key, book, name):
    content = kept.setdefault(key, {"mapping": book.mapping, "kind": book.kind, "tables": {}, "faults": []})
    table = book.tables[name]
    columns = {field: [column.letter, column.heading] for field, column in table.columns.items()}
    return content["tables"].setdefault(name, {"sheet": table.sheet, "columns": columns, "rows": [], "marks": []})


def _add_faults(kept, book, checked):
    by_row = {
        (table["sheet"], row["row"]): (content, table)
        for content in kept.values()
        for table in content["tables"].values()
        for row in table["rows"]
    }
    for fault in checked.faults.iter_rows(named=True):
        if place := by_row.get((fault["sheet"], fault["row"])):
            place[0]["faults"].append(fault)
    for name in OF_A_HOUSEHOLD:
        for row, field, what in book.tables[name].marks.rows() if name in book.tables else ():
            if place := by_row.get((book.tables[name].sheet, row)):
                place[1]["marks"].append([row, field, what])


def keep(intake, kept, areas, fallback):
    """Store the held households: new ones, and those whose rows or faults are others than when last held."""
    if not kept:
        return
    rows = [_row(key, content, areas.get(key[0], fallback)) for key, content in kept.items()]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    query = "SELECT id, county, code, year, content_mac FROM held_household WHERE state = 'open' AND code = ANY(%s)"
    schema = {"id": pl.Int64, "county": pl.String, "code": pl.String, "year": pl.Int64, "known_mac": pl.Binary}
    known = staging.select(intake.cursor, query, [frame["code"].to_list()], schema)
    frame = with_known(frame, known, ["county", "code", "year"])
    frame = frame.filter(pl.col("known_mac").ne_missing(pl.col("content_mac"))).drop("known_mac")
    frame = frame.with_columns(held_at=pl.lit(intake.at.isoformat()), upload_id=pl.lit(intake.upload_id))
    new, old = frame.filter(pl.col("id").is_null()), frame.filter(pl.col("id").is_not_null())
    new = new.with_columns(id=pl.Series(staging.take_ids(intake.cursor, TABLE, len(new)), dtype=pl.Int64))
    intake.changed(staging.insert(intake.cursor, TABLE, _sealed(new).with_columns(state=pl.lit("open"))))
    intake.changed(len(staging.update(intake.cursor, TABLE, _sealed(old))))


SCHEMA = {
    "county": pl.String,
    "area": pl.String,
    "code": pl.String,
    "year": pl.Int64,
    "head_name": pl.String,
    "content": pl.String,
    "content_mac": pl.Binary,
    "rules": pl.String,
    "faults": pl.Int64,
}


def _row(key, content, area):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    must = [fault for fault in content["faults"] if fault["severity"] == "must"]
    heads = [row.get("head_name") for row in content["tables"].get("household", {}).get("rows", ())]
    rules = "{" + ",".join(sorted({fault["rule"] for fault in must})) + "}"
    return (area[:6], area, *key, next(iter(heads), None), text, secrets.content_mac([text])[0], rules, len(must))


def _sealed(frame):
    sealed = secrets.seal(frame["content"].to_list(), TABLE, COLUMN, frame["id"].to_list())
    return frame.drop("content").with_columns(pl.Series(COLUMN, sealed, pl.Binary))


def mended(intake, codes, year):
    """Close the open items of households that went in."""
    intake.cursor.execute(
        "UPDATE held_household SET state = 'mended', ended_at = %s"
        " WHERE state = 'open' AND code = ANY(%s) AND (year = %s OR year IS NULL)",
        [intake.at, codes, year],
    )
    intake.changed(intake.cursor.rowcount)


def numbered(intake, book, good):
    """Close the open items without a household's number whose rows all went in now, the same but for numbers."""
    for waiting in HeldHousehold.objects.filter(state=HeldHousehold.State.OPEN, code=""):
        tables = content_of(waiting)["tables"]
        if all(_came_again(row, name, book, good) for name, table in tables.items() for row in table["rows"]):
            waiting.state, waiting.ended_at = HeldHousehold.State.MENDED, intake.at
            waiting.save(update_fields=["state", "ended_at"])
            intake.changed(1)


def _came_again(row, name, book, good):
    """Whether a row that went in says at every cell what the kept one says."""
    if name not in good:
        return False
    told = {
        field: text
        for field, text in row.items()
        if field in book.tables[name].columns and field not in sheet(name).key
    }
    rows = book.tables[name].frame.filter(pl.col("row").is_in(good[name]["row"].implode()))
    return not rows.filter(pl.col(field) == text for field, text in told.items()).is_empty()


def content_of(held: HeldHousehold):
    """What is kept of a held household: `tables` by our sheet name (sheet, columns, rows, marks) and `faults`."""
    return json.loads(secrets.open_([held.content_sealed], TABLE, COLUMN, [held.id])[0])


def book_of(kept, name=""):
    """One book of the rows of held households, to be checked again; they are of one mapping and file."""
    tables = {}
    for content in kept:
        for sheet_name, table in content["tables"].items():
            whole = tables.setdefault(sheet_name, {**table, "rows": [], "marks": []})
            whole["rows"] += table["rows"]
            whole["marks"] += table["marks"]
    return Book(kept[0]["kind"], {n: _table(t) for n, t in tables.items()}, kept[0]["mapping"], name)


def _table(kept):
    columns = {field: Column(*place) for field, place in kept["columns"].items()}
    schema = {"row": pl.Int64} | dict.fromkeys(columns, pl.String)
    frame = pl.DataFrame(kept["rows"], schema=schema, orient="row").sort("row")
    return Table(frame, columns, kept["sheet"], marks=pl.DataFrame(kept["marks"], schema=MARKS, orient="row"))
