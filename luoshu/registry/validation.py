"""Whole-column validation of a book: typed frames, faults at their cells, and the households held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from luoshu.engine import CannotJudge
from luoshu.policy import rules
from luoshu.policy.fields import Field, sheet
from luoshu.registry import (
    checks_blank,
    checks_households,
    checks_keys,
    checks_people,
    checks_places,
    checks_policy,
    faults,
)
from luoshu.registry.mapping import mapping
from luoshu.registry.sheets import Book, Table
from luoshu.registry.values import cleaned, dtype, typed

MARKS = {"merged": "M12", "error": "M13", "number": "M11"}


@dataclass(frozen=True)
class Checked:
    """The outcome: typed `frames` by sheet with `row` (in the file) and `is_held`; `faults`; `held` households' codes.

    A row with `is_held` does not go in: one of a held household, its pairings too, or a faulty row of another sheet.
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
    taken: dict[str, set[str]] | None = None,
) -> Checked:
    """Check a book against the field dictionary and the rules of rules.yaml.

    `villages`: name by 12-digit code of the villages this intake may write; `known_households`: codes in the register
    already, None when not to be asked; `on`: the day of intake; `check_digit_only`: judge document numbers by length
    and check digit alone; `taken`: by sheet, numbers used in the county where this intake does not reach.
    """
    frames: dict[str, pl.DataFrame] = {}
    found: list[pl.DataFrame] = []
    for name, table in book.tables.items():
        frames[name], bad = _typed(name, table, book.mapping)
        found += bad
    if "person" in frames:
        frames["person"] = checks_people.with_outcome(frames["person"], check_digit_only)
    if "household" in frames:
        frames["household"] = checks_households.with_head(frames["household"], frames.get("person"))
    year = checks_keys.year_of(frames)
    found += checks_keys.faults(book, frames, villages, known_households, taken or {})
    for name, checks in _checks(frames, villages, dt.date(year or on.year, 12, 31), on, check_digit_only).items():
        found += faults.found_by(checks, frames[name], book.tables[name], name)
    if year and rules_in_force(dt.date(year, 12, 31)):
        found += _doubts_of_complete(book, frames, year, found)
    all_faults = _plain(faults.together(found))
    frames, held = _held(frames, all_faults, book)
    return Checked(frames, all_faults, held)


def rules_in_force(day: dt.date) -> bool:
    """Whether a policy pack with rules covers the day; records of other years are taken without its doubts."""
    try:
        return bool(rules(day))
    except CannotJudge:
        return False


def _checks(frames: dict, villages: dict[str, str], at: dt.date, on: dt.date, check_digit_only: bool) -> dict:
    """The doubts to look for on each sheet of the book; `at` is the end of its year."""
    all_checks = {
        "household": [*checks_households.checks(villages), *checks_blank.checks("household", at)],
        "person": [*checks_people.checks(on, check_digit_only), *checks_blank.checks("person", at)],
        "village": checks_places.village_checks(),
        "helper": checks_places.helper_checks(),
    }
    return {name: checks for name, checks in all_checks.items() if name in frames}


def _typed(name: str, table: Table, form: str) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The table typed, every field of the dictionary present, and the faults of reading.

    A person without a readable household stands with the household of the row above: a family is written together, and
    it is not let in with one too few.
    """
    fields = [field for field in sheet(name).fields if field.name in table.columns]
    texts = cleaned(table.frame, fields)
    read, bad = typed(texts, fields, mapping(form))
    marks = _marks(table)
    for field in marks:
        read = read.with_columns(read[field].set(pl.Series([i in marks[field] for i in range(read.height)]), None))
    cells = [
        cell
        for field in fields
        for cell in _cells(field, texts[field.name], read[field.name], bad.get(field.name, {}), marks)
    ]
    absent = [pl.lit(None, dtype(f)).alias(f.name) for f in sheet(name).fields if f.name not in table.columns]
    frame = read.with_columns(table.frame["row"], *absent).select("row", *sheet(name).by_name)
    if name == "person":
        frame = frame.with_columns(stands_with=pl.col("household_code").forward_fill())
    return frame, [faults.at_cells(cells, frame, table, name)] if cells else []


def _marks(table: Table) -> dict[str, dict[int, str]]:
    """By field, what is marked at which place of the table."""
    row_at = {row: at for at, row in enumerate(table.frame["row"].to_list())} if table.marks.height else {}
    marks: dict[str, dict[int, str]] = {}
    for row, field, what in table.marks.rows():
        marks.setdefault(field, {})[row_at[row]] = what
    return marks


def _cells(field: Field, text: pl.Series, read: pl.Series, bad: dict, marks: dict) -> Iterator[tuple]:
    """The faulty cells of one column: marked, unreadable, or blank where something must stand."""
    marked = marks.get(field.name, {})
    for at, what in marked.items():
        yield at, field.name, *_said(MARKS[what], text[at])
    yield from _bad_cells(text, field.name, bad, marked)
    if field.required and read.null_count():
        blank = read.is_null() & ~text.is_in(list(bad)).fill_null(value=False)
        for at in blank.arg_true().to_list():
            if at not in marked:
                yield at, field.name, *_said("M01", None)


def _said(rule: str, value: str | None) -> tuple:
    told = faults.rules()[rule]
    return rule, value, told.title, told.remedy


def _bad_cells(text: pl.Series, field: str, bad: dict, marks: dict) -> list[tuple]:
    if not bad:
        return []
    places = text.is_in(list(bad)).arg_true().to_list()
    return [
        (at, field, *bad[value].said(value))
        for at, value in zip(places, text.gather(places).to_list(), strict=True)
        if at not in marks
    ]


def _doubts_of_complete(book: Book, frames: dict, year: int, found: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """The policy's doubts, but for households held back: theirs would rest on what could not be read."""
    must = faults.together(found).filter(pl.col("severity") == "must")["household_code"].drop_nulls().unique()
    told = [frames[name]["household_code"] for name in faults.OF_A_HOUSEHOLD if name in frames]
    if told and set(pl.concat(told).drop_nulls()) <= set(must):  # as when one household is mended, cell by cell
        return []
    judged = checks_policy.faults(book, frames, year)
    return [faults.together(judged).filter(~pl.col("household_code").is_in(must.implode()))]


def _plain(found: pl.DataFrame) -> pl.DataFrame:
    """No doubt about a cell that could not be read anyway."""
    cell = ["sheet", "row", "field"]
    unread = found.filter(pl.col("severity") == "must").select(cell).unique()
    doubts = found.filter(pl.col("severity") == "doubt").join(unread, on=cell, how="anti", maintain_order="left")
    return pl.concat([found.filter(pl.col("severity") == "must"), doubts])


def _held(frames: dict, found: pl.DataFrame, book: Book) -> tuple[dict[str, pl.DataFrame], set[str]]:
    must = found.filter(pl.col("severity") == "must")
    held = set(must["household_code"].drop_nulls().to_list())
    marked = {}
    for name, frame in frames.items():
        rows = must.filter(pl.col("sheet") == book.tables[name].sheet)["row"].unique()
        is_held = pl.col("row").is_in(rows.implode())
        if name in faults.OF_A_HOUSEHOLD:
            is_held = is_held | pl.col("household_code").is_in(list(held)).fill_null(value=True)
        elif name == "helper":
            is_held = is_held | pl.col("household_code").is_in(list(held)).fill_null(value=False)
        marked[name] = frame.with_columns(is_held=is_held)
    return marked, held
