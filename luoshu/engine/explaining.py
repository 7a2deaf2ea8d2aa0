"""Why a household was judged as it was: the same rules, run on a frame of that one household."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from luoshu.engine.entry import judge
from luoshu.engine.judging import KEYS
from luoshu.engine.plan import Column, Planner
from luoshu.engine.rules import Rule, Rulebook, in_force


@dataclass(frozen=True)
class Input:
    """What a check read: a column of the household, or of its people (value: person_id → value)."""

    name: str
    title: str
    of: str
    value: object
    text: str


@dataclass(frozen=True)
class Check:
    """One check, doubt or value of a household. Amounts are fen and hundredths; the texts have units and labels."""

    name: str
    title: str
    clause: str
    since: dt.date
    kind: str
    outcome: bool | int | None
    value: object
    threshold: object
    unit: str | None
    value_text: str
    threshold_text: str
    reason: str
    inputs: tuple[Input, ...]


def explain(household: dict, people: list[dict], on: dt.date, *, rules: Rulebook | None = None) -> list[Check]:
    """Each household rule in order, judged by the same code as a whole city, with what it read.

    The dictionaries are rows of the files for judging; keys they lack are columns the file lacks.
    """
    book = rules or in_force(on)
    frames = _frame(book, "household", [household]), _frame(book, "person", people)
    households, persons = (frame.to_dicts() for frame in judge(*frames, on, rules=book, inner=True))
    known, judged = household | households[0], {row["person_id"]: row for row in persons}
    everyone = [row | judged[row["person_id"]] for row in people]
    columns = _columns(book, on, frozenset(book.columns["household"]) - set(household))
    return [_check(each, columns[each.name], book, known, everyone) for each in book.of("household") if not each.inner]


@lru_cache(maxsize=16)
def _columns(book: Rulebook, on: dt.date, missing: frozenset[str]) -> dict[str, Column]:
    """What each rule reads."""
    return Planner(book, on, {"household": set(missing), "person": set()}).plan().columns


def _frame(book: Rulebook, of: str, rows: list[dict]):
    import polars as pl

    types = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}
    present = [name for name in book.columns[of] if not rows or any(name in row for row in rows)]
    schema = dict.fromkeys(KEYS[of], pl.Int64) | {name: types[book.columns[of][name]] for name in present}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _check(rule: Rule, column: Column, book: Rulebook, known: dict, people: list[dict]) -> Check:
    value, threshold = (known.get(name) if name else None for name in (rule.value, rule.threshold))
    inputs = [_input(name, book, known) for name in dict.fromkeys(column.inputs)]
    inputs += [_asked(name, book, people) for name in dict.fromkeys(name for _, name in column.asks)]
    return Check(
        name=rule.name,
        title=rule.title,
        clause=rule.clause,
        since=rule.since,
        kind=rule.kind,
        outcome=known[rule.name],
        value=value,
        threshold=threshold,
        unit=rule.unit,
        value_text=book.text(rule.value, value, rule.unit) if rule.value else "",
        threshold_text=book.text(rule.threshold, threshold, rule.unit) if rule.threshold else "",
        reason=rule.text,
        inputs=tuple(inputs),
    )


def _title(name: str, book: Rulebook) -> str:
    rule = book.by_name.get(name)
    return rule.title if rule else book.titles.get(name, name)


def _unit(name: str, book: Rulebook) -> str | None:
    rule = book.by_name.get(name)
    return rule.unit if rule and rule.kind == "value" else None


def _input(name: str, book: Rulebook, known: dict) -> Input:
    value = known.get(name)
    return Input(name, _title(name, book), "household", value, book.text(name, value, _unit(name, book)))


def _asked(name: str, book: Rulebook, people: list[dict]) -> Input:
    """What a check asked of the people: the outcome of each one that counts or may count."""
    values = {row["person_id"]: row.get(name) for row in people if row[book.counting] is not False}
    said = "；".join(f"{person} {book.text(name, value)}" for person, value in values.items())
    return Input(name, _title(name, book), "person", values, said or "没有人")
