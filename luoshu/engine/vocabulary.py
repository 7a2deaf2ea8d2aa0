"""The words rules are written in. Each gives the same values and types on Polars, DuckDB and Spark.

Banned in rules because the engines part there or null is taken for nothing: `/`, `sum_horizontal`, `fill_null`,
`.any()` and `.all()` over a group, casts from text, arithmetic on anything narrower than Int64.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import narwhals as nw

UNKNOWN = nw.lit(None, dtype=nw.Boolean)


def yes_no(value: bool) -> nw.Expr:
    """An outcome that needs no evidence."""
    return nw.lit(value, dtype=nw.Boolean)


# One row


def all_of(*outcomes: nw.Expr) -> nw.Expr:
    """Met if all are met; not met as soon as one is not; else not yet verified."""
    return nw.all_horizontal(*outcomes, ignore_nulls=False)


def any_of(*outcomes: nw.Expr) -> nw.Expr:
    """Met as soon as one is met; not met if none is; else not yet verified."""
    return nw.any_horizontal(*outcomes, ignore_nulls=False)


def not_(outcome: nw.Expr) -> nw.Expr:
    """The contrary; unknown stays unknown."""
    return ~outcome


def exactly_one(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    """Met if one of the two holds and the other does not."""
    return any_of(all_of(first, ~second), all_of(~first, second))


def holds(fact: nw.Expr) -> nw.Expr:
    """A recorded fact as it stands: yes, no, or not yet verified."""
    return fact


def only_if(proof: nw.Expr, outcome: nw.Expr) -> nw.Expr:
    """The outcome where the proof is there; without proof unknown, unless the outcome is not met anyway."""
    return all_of(outcome, nw.when(proof).then(yes_no(True)))


def at_least(amount: nw.Expr, bound: int | nw.Expr) -> nw.Expr:
    return amount >= bound


def at_most(amount: nw.Expr, bound: int | nw.Expr) -> nw.Expr:
    return amount <= bound


def among(code: nw.Expr, yes: Iterable[str], no: Iterable[str] = ()) -> nw.Expr:
    """Met if the code is in `yes`, not met if in `no` (or any other, when `no` is empty); else unknown."""
    yes, no = list(yes), list(no)
    if not no:
        return code.is_in(yes)
    return nw.when(code.is_in([*yes, *no])).then(code.is_in(yes))


# Amounts: Int64, cross-multiplied, never divided


def amount(number: int) -> nw.Expr:
    """A constant of 64 bits."""
    return nw.lit(number, dtype=nw.Int64)


def fen(value: nw.Expr | int) -> nw.Expr:
    return amount(value) if isinstance(value, int) else value.cast(nw.Int64)


def plus(*amounts: nw.Expr) -> nw.Expr:
    """The sum; one unknown amount makes it unknown."""
    return reduce(operator.add, map(fen, amounts))


def above(value: nw.Expr, per_head: nw.Expr | int, heads: nw.Expr) -> nw.Expr:
    """Whether an amount is more than so much per head."""
    return fen(value) > fen(per_head) * fen(heads)


def below(value: nw.Expr, per_head: nw.Expr | int, heads: nw.Expr) -> nw.Expr:
    """Whether an amount is less than so much per head."""
    return fen(value) < fen(per_head) * fen(heads)


def per_head(value: nw.Expr, heads: nw.Expr) -> nw.Expr:
    """Rounded down to whole fen: to show, not to decide."""
    return nw.when(heads > 0).then(fen(value)) // nw.when(heads > 0).then(fen(heads))


def known(value: nw.Expr, condition: nw.Expr) -> nw.Expr:
    """The value where the condition is surely met, else unknown."""
    return nw.when(condition).then(value)


def choose(condition: nw.Expr, yes: nw.Expr, no: nw.Expr) -> nw.Expr:
    """One of two values; unknown where the condition is."""
    return nw.when(condition).then(yes).otherwise(nw.when(~condition).then(no))


def count_met(*outcomes: nw.Expr) -> nw.Expr:
    """How many outcomes of one row are met."""
    one, none = amount(1), amount(0)
    return reduce(operator.add, (nw.when(each).then(one).otherwise(none) for each in outcomes))


def count_unknown(*outcomes: nw.Expr) -> nw.Expr:
    """How many outcomes of one row are not yet verified."""
    return count_met(*(each.is_null() for each in outcomes))


# Ages: the day is moved, not the column


def years_before(on: dt.date, years: int) -> dt.date:
    """The same day so many years earlier; 28 February for the 29th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return dt.date(on.year - years, 2, 28)


def aged(born: nw.Expr, years: int, on: dt.date) -> nw.Expr:
    """At least so many years old on the day."""
    return born <= nw.lit(years_before(on, years))


def aged_between(born: nw.Expr, low: int, high: int, on: dt.date) -> nw.Expr:
    """From `low` to `high` years old on the day, both included."""
    return all_of(aged(born, low, on), ~aged(born, high + 1, on))


# Members of a household, asked in household rules: every(p.is_insured)


@dataclass(frozen=True)
class Member:
    """A person's column as named in a household rule; `asked` takes note of the question."""

    column: str
    asked: object


def every(member: Member) -> nw.Expr:
    """Met if met for each member that counts; unknown for a household that surely has none."""
    return member.asked("every", member.column)


def some(member: Member) -> nw.Expr:
    """Met if met for at least one member that counts; unknown for a household that surely has none."""
    return member.asked("some", member.column)


def how_many(member: Member) -> nw.Expr:
    """The number of counting members for whom it is met; unknown while it is unknown for one of them."""
    return member.asked("how_many", member.column)


def total(member: Member) -> nw.Expr:
    """The sum over counting members; unknown while one amount is."""
    return member.asked("total", member.column)
