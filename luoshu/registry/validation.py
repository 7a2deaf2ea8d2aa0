"""Whole-column validation of a book: typed frames, faults at their cells, and the households held back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from luoshu.policy.fields import sheet
from luoshu.registry import checks_keys, checks_people, faults
from luoshu.registry.mapping import mapping
from luoshu.registry.sheets import Book, Table
from luoshu.registry.values import RETYPE, cleaned, dtype, typed

MARKS = {
    "merged": ("M12", "这一格被合并单元格盖住，不知道填的什么", "请取消合并，逐行填写。"),
    "error": ("M13", "公式算出的是错误值", "请改好公式，或直接填数。"),
    "number": ("M11", "号码存成了数字，末几位已经丢失", RETYPE),
}


@dataclass(frozen=True)
class Checked:
    """The outcome: typed `frames` by sheet, with `row` (in the file) and `is_held`; `faults`; codes of `held` households.

    A row with `is_held` does not go in: one of a held household, or a faulty row of a village, a pairing or the roster.
    """

    frames: dict[str, pl.DataFrame]
    faults: pl.DataFrame
    held: set[str]


def validate(
    book: Book,
    *,
    villages: dict[str, str],
    known_households: set[str] | None,
    on: dt.date,
    check_digit_only: bool = False,
) -> Checked:
    """Check a book against the field dictionary and the rules of rules.yaml.

    `villages`: name by 12-digit code of the villages this intake may write; `known_households`: codes in the register
    already, None when not to be asked; `on`: the day of intake; `check_digit_only`: judge document numbers by length
    and check digit alone.
    """
    frames: dict[str, pl.DataFrame] = {}
    found: list[pl.DataFrame] = []
    for name, table in book.tables.items():
        frames[name], bad = _typed(name, table, book.mapping)
        found += bad
    if "person" in frames:
        frames["person"] = checks_people.with_outcome(frames["person"], check_digit_only)
    found += checks_keys.faults(book, frames, villages, known_households)
    all_faults = faults.together(found)
    frames, held = _held(frames, all_faults, book)
    return Checked(frames, all_faults, held)


def _typed(name: str, table: Table, form: str) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The table typed, every field of the dictionary present, and the faults of reading."""
    columns: list[pl.Series] = [table.frame["row"]]
    cells: list[tuple] = []
    marked = {(row, field): what for row, field, what in table.marks.rows()}
    row_at = {row: at for at, row in enumerate(table.frame["row"].to_list())} if marked else {}
    for field in sheet(name).fields:
        if field.name not in table.columns:
            columns.append(pl.Series(field.name, [None], dtype=dtype(field)).new_from_index(0, table.frame.height))
            continue
        text = cleaned(table.frame[field.name], field)
        series, bad = typed(text, field, mapping(form))
        marks = {row_at[row]: what for (row, name_), what in marked.items() if name_ == field.name}
        series = series.set(pl.Series([i in marks for i in range(len(text))]), None) if marks else series
        cells += [(at, field.name, MARKS[what][0], text[at], *MARKS[what][1:]) for at, what in marks.items()]
        cells += _bad_cells(text, field.name, bad, marks)
        if field.required:
            blank = (series.is_null() & ~text.is_in(list(bad))).fill_null(value=True) if bad else series.is_null()
            places = [at for at in blank.arg_true().to_list() if at not in marks]
            cells += [(at, field.name, "M01", None, f"「{field.zh}」空着", "请补上，这一格必填。") for at in places]
        columns.append(series.alias(field.name))
    frame = pl.DataFrame(columns)
    return frame, [faults.at_cells(cells, frame, table, name)] if cells else []


def _bad_cells(text: pl.Series, field: str, bad: dict, marks: dict) -> list[tuple]:
    if not bad:
        return []
    places = text.is_in(list(bad)).arg_true().to_list()
    return [
        (at, field, bad[value].rule, value, bad[value].problem, bad[value].remedy)
        for at, value in zip(places, text.gather(places).to_list(), strict=True)
        if at not in marks
    ]


def _held(frames: dict, found: pl.DataFrame, book: Book) -> tuple[dict[str, pl.DataFrame], set[str]]:
    must = found.filter(pl.col("severity") == "must")
    held = set(must["household_code"].drop_nulls().to_list())
    marked = {}
    for name, frame in frames.items():
        rows = must.filter(pl.col("sheet") == book.tables[name].sheet)["row"].unique()
        is_held = pl.col("row").is_in(rows.implode())
        if name in faults.OF_A_HOUSEHOLD:
            is_held = is_held | pl.col("household_code").is_in(list(held)).fill_null(value=True)
        marked[name] = frame.with_columns(is_held=is_held)
    return marked, held
