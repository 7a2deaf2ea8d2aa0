"""Why a household was judged as it was: the same rules, asked about that one household."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from luoshu.engine.judging import KEYS
from luoshu.engine.plan import Column
from luoshu.engine.rules import Rule, Rulebook, in_force
from luoshu.engine.single import Family, judgement


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


def explain(
    household: dict, people: list[dict], on: dt.date, *, rules: Rulebook | None = None, names=None
) -> list[Check]:
    """Each household rule in order, judged by the same expressions as a whole city, with what it read.

    The dictionaries are rows of the files for judging; keys they lack are columns the file lacks. `names` are the
    rules to explain, by default all that are put out; columns they do not rest on (`reads`) need not be there.
    """
    book = rules or in_force(on)
    judged = judgement(book, on, _lacking(book, "household", [household]), _lacking(book, "person", people))
    family = Family(household, people, judged)
    wanted = [each for each in book.of("household") if (each.name in names if names is not None else not each.inner)]
    return [_check(each, judged.columns[each.name], book, family) for each in wanted]


@lru_cache(maxsize=16)
def reads(names: tuple[str, ...], on: dt.date, rules: Rulebook | None = None) -> dict[str, list[str]]:
    """The columns of both files that explaining these rules needs, keys first."""
    book = rules or in_force(on)
    reached = judgement(book, on).reached(names)
    return {of: [*KEYS[of], *(name for name in book.columns[of] if name in reached[of])] for of in KEYS}


def _lacking(book: Rulebook, of: str, rows: list[dict]) -> frozenset[str]:
    return frozenset(book.columns[of]).difference(*rows) if rows else frozenset()


def _check(rule: Rule, column: Column, book: Rulebook, family: Family) -> Check:
    value, threshold = (family[name] if name else None for name in (rule.value, rule.threshold))
    inputs = [_input(name, book, family) for name in dict.fromkeys(column.inputs)]
    inputs += [_asked(name, book, family) for name in dict.fromkeys(name for _, name in column.asks)]
    return Check(
        name=rule.name,
        title=rule.title,
        clause=rule.clause,
        since=rule.since,
        kind=rule.kind,
        outcome=family[rule.name],
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


def _input(name: str, book: Rulebook, family: Family) -> Input:
    value = family[name]
    return Input(name, _title(name, book), "household", value, book.text(name, value, _unit(name, book)))


def _asked(name: str, book: Rulebook, family: Family) -> Input:
    """What a check asked of the people: the outcome of each one that counts or may count."""
    values = {each["person_id"]: each[name] for each in family.may_count}
    said = "；".join(f"{person} {book.text(name, value)}" for person, value in values.items())
    return Input(name, _title(name, book), "person", values, said or "没有人")
