"""The households held back as a workbook to mend: beside each faulty cell, what is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import xlsxwriter

from luoshu.policy.fields import sheet
from luoshu.registry.headings import BESIDE
from luoshu.registry.sheets import Book, Table
from luoshu.registry.template import Styles
from luoshu.registry.validation import Checked
from luoshu.registry.values import ERRORS, MERGED

LIST_SHEET = "问题清单"
# The columns of faults, without the rule's number.
LIST_HEADINGS = ("工作表", "行", "列", "栏目", "户编号", "人编号", "处理", "填的是", "问题", "办法")
LISTED = ("sheet", "row", "column", "title", "household_code", "person_code", "severity", "value", "problem", "remedy")
TREATED = {"must": "待改，整户未导入", "doubt": "已导入，待核实"}
COLUMN_WIDTH, NOTE_WIDTH = 16, 36
MOST_LISTED = 100_000


def write(book: Book, checked: Checked, path: str | Path, stamp=None) -> None:
    """Write what `checked` holds back of `book`; all cells are text: numbers keep their digits, nothing is a formula.

    A reading passes over the columns beside faulty cells (headings with `◀`) and over the list of faults. Faults at
    rows that went in stand only in the list, with their row in the file that was loaded. `stamp` is given the finished
    workbook, to mark whose copy it is.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as out:
        styles = Styles(out)
        for name, table in book.tables.items():
            held = checked.frames[name].filter("is_held")["row"]
            if held.len():
                _sheet(out, table, name, held, checked.faults, styles)
        _list(out, book, checked.faults, styles)
        if stamp:
            stamp(out)


def _sheet(out, table: Table, name: str, held: pl.Series, faults: pl.DataFrame, styles: Styles) -> None:
    rows = _told(table).filter(pl.col("row").is_in(held.implode()))
    own = faults.filter((pl.col("sheet") == table.sheet) & pl.col("row").is_in(held.implode()))
    notes = _notes(own)
    beside = {field for _, field in notes}
    page = out.add_worksheet(table.sheet)
    page.freeze_panes(1, 2)
    place = 0
    for field in _columns(table, own, name):
        _column(page, place, _heading(table, name, field), styles.heading, COLUMN_WIDTH)
        if field in beside:
            _column(page, place + 1, f"{BESIDE} {_heading(table, name, field)}：问题和办法", styles.heading, NOTE_WIDTH)
        values = rows[field].to_list() if field in rows.columns else [None] * rows.height
        for at, (row, value) in enumerate(zip(rows["row"].to_list(), values, strict=True), 1):
            _cell(page, at, place, value, notes.get((row, field)), styles)
        place += 2 if field in beside else 1


def _told(table: Table) -> pl.DataFrame:
    """The table with what it could not say in text written so that it is refused again until mended."""
    frame = table.frame
    for field in table.marks["field"].unique().to_list():
        rows = dict(
            table.marks.filter(pl.col("field") == field).select("what", "row").group_by("what").agg("row").rows()
        )
        digits = pl.col(field).str.slice(0, 6)
        spoilt = pl.format("{}.{}E+{}", digits.str.slice(0, 1), digits.str.slice(1), pl.col(field).str.len_chars() - 1)
        for what, text in (("number", spoilt), ("error", pl.lit(ERRORS[2])), ("merged", pl.lit(MERGED))):
            is_marked = pl.col("row").is_in(rows.get(what, []))
            frame = frame.with_columns(pl.when(is_marked).then(text).otherwise(field).alias(field))
    return frame


def _columns(table: Table, own: pl.DataFrame, name: str) -> list[str]:
    """The columns of the sheet as it came, then those it lacks but is asked for."""
    lacking = [field.name for field in sheet(name).fields if field.name not in table.columns]
    faulty = set(own["field"].to_list())
    return [*table.columns, *(field for field in lacking if field in faulty)]


def _heading(table: Table, name: str, field: str) -> str:
    return sheet(name).by_name[field].zh


def _column(page, place: int, heading: str, style, width: int) -> None:
    page.write_string(0, place, heading, style)
    page.set_column(place, place, width)


def _notes(faults: pl.DataFrame) -> dict[tuple[int, str], tuple[str, str]]:
    """By row and field: the gravest severity, and every problem with its remedy."""
    text = pl.format("{}。{}", pl.col("problem").str.strip_chars_end("。"), "remedy")
    grouped = faults.group_by("row", "field", maintain_order=True).agg(
        pl.col("severity").max(), text.alias("text").str.join("\n")
    )
    return {(row, field): (severity, told) for row, field, severity, told in grouped.rows()}


def _cell(page, at: int, place: int, value: str | None, note: tuple[str, str] | None, styles: Styles) -> None:
    style = styles.text
    if note:
        style = styles.red if note[0] == "must" else styles.yellow
        page.write_string(at, place + 1, note[1], styles.note)
    if value is None:
        page.write_blank(at, place, None, style)
    else:
        page.write_string(at, place, value, style)


def _list(out, book: Book, faults: pl.DataFrame, styles: Styles) -> None:
    page = out.add_worksheet(LIST_SHEET)
    page.freeze_panes(1, 0)
    for place, heading in enumerate(LIST_HEADINGS):
        _column(page, place, heading, styles.heading, NOTE_WIDTH if place > 7 else COLUMN_WIDTH)
    titles = [(table.sheet, f.name, f.zh) for name, table in book.tables.items() for f in sheet(name).fields]
    titles = pl.DataFrame(titles, schema=("sheet", "field", "title"), orient="row")
    listed = faults.sort("severity", "sheet", "row", descending=[True, False, False], maintain_order=True)
    listed = listed.head(MOST_LISTED).join(titles, on=["sheet", "field"], how="left", maintain_order="left")
    listed = listed.with_columns(pl.col("severity").replace(TREATED), pl.col("row").cast(pl.String)).select(LISTED)
    for at, row in enumerate(listed.rows(), 1):
        for place, text in enumerate(row):
            page.write_string(at, place, text or "", styles.wrapped)
