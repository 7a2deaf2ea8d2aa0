"""The one pass: person layers, one group_by with everything that households ask, one join, household layers."""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from luoshu.engine import frames
from luoshu.engine.plan import Plan, Planner, asked_name
from luoshu.engine.rules import Rulebook, in_force

KEYS = {"household": ["household_id"], "person": ["person_id", "household_id"]}
SCORE = "score__"


def missing(households, people, on: dt.date, *, rules: Rulebook | None = None) -> dict[str, list[str]]:
    """The columns that the rules read and the frames lack, by subject, in the order of the dictionary."""
    book = rules or in_force(on)
    lacking = _lacking(book, frames.wrap(households), frames.wrap(people))
    reads = Planner(book, on, lacking).plan().reads
    return {of: [name for name in reads[of] if name in lacking[of]] for of in reads}


def judge_lazily(households, people, on: dt.date, *, rules=None, set_=None, inner=False, only=None) -> tuple:
    """Judge two lazy frames of one engine where they live: native and lazy, in no particular order."""
    book = rules or in_force(on)
    lazy = frames.wrap(households), frames.wrap(people)
    return _judged(*lazy, Planner(book, on, _lacking(book, *lazy), set_).plan(only), book, inner)


def _judged(households, people, plan: Plan, book: Rulebook, inner: bool) -> tuple:
    people = persons_judged(people, plan, book)
    households = households_judged(households, people, plan, book)
    return (
        households.select(*KEYS["household"], *_chosen(plan, "household", inner)).to_native(),
        people.select(*KEYS["person"], *_chosen(plan, "person", inner)).to_native(),
    )


def persons_judged(people: nw.LazyFrame, plan: Plan, book: Rulebook) -> nw.LazyFrame:
    """The people with what the rules read, and the outcome of each person rule."""
    people = frames.conform(people, KEYS["person"], plan.reads["person"], book.columns["person"])
    for layer in plan.layers["person"]:
        people = people.with_columns(*(column.expression for column in layer))
    return people


def households_judged(households, people, plan: Plan, book: Rulebook) -> nw.LazyFrame:
    """The households with their members' answers, and the outcome of each household rule."""
    households = frames.conform(households, KEYS["household"], plan.reads["household"], book.columns["household"])
    households = households.join(answers(people, plan, book.counting), on="household_id", how="left")
    households = households.with_columns(*(_no_less_than_none(name) for name in _COUNTED))
    for layer in plan.layers["household"]:
        households = households.with_columns(*(column.expression for column in layer))
    return households


def answers(people: nw.LazyFrame, plan: Plan, counting: str) -> nw.LazyFrame:
    """One row per household: what its counting members answer, Kleene as min and max of 0 no, 1 unknown, 2 yes."""
    counts = nw.col(counting)
    scores = {SCORE + "counts": score(counts)} | {
        SCORE + asked_name(how, name): _scored(how, name, counts) for how, name in plan.asks
    }
    people = people.select("household_id", *(each.alias(name) for name, each in scores.items()))
    grouped = people.group_by("household_id").agg(*_aggregates(plan))
    return grouped.select(
        nw.col("household_id"),
        *(nw.col(name).cast(nw.Int64) for name in _COUNTED),
        *(_answer(how, name).alias(asked_name(how, name)) for how, name in plan.asks),
    )


_COUNTED = ("people_listed", "members_at_least", "members_at_most")


def score(outcome: nw.Expr) -> nw.Expr:
    """0 no, 1 unknown, 2 yes."""
    no, unknown, yes = (nw.lit(n, dtype=nw.Int8) for n in (0, 1, 2))
    return nw.when(outcome).then(yes).otherwise(nw.when(outcome.is_null()).then(unknown).otherwise(no))


def _scored(how: str, name: str, counts: nw.Expr) -> nw.Expr:
    """What one person contributes; null if the person does not count."""
    value = nw.col(name)
    may_count = counts.is_null() | counts
    if how == "total":
        return nw.when(may_count).then(value.cast(nw.Int64))
    own = nw.any_horizontal(~counts, value, ignore_nulls=False) if how == "every" else counts & value
    return nw.when(may_count).then(score(own))


def _aggregates(plan: Plan) -> list[nw.Expr]:
    counts = nw.col(SCORE + "counts")
    built = [
        nw.len().alias("people_listed"),
        _ones(counts == 2).alias("members_at_least"),
        _ones(counts >= 1).alias("members_at_most"),
    ]
    return built + [each for how, name in plan.asks for each in _aggregate(how, asked_name(how, name))]


def _aggregate(how: str, asked: str) -> list[nw.Expr]:
    own = nw.col(SCORE + asked)
    if how == "every":
        return [own.min().alias(asked)]
    if how == "some":
        return [own.max().alias(asked)]
    if how == "how_many":
        return [_ones(own == 2).alias(asked), _ones(own == 1).alias(f"unknown__{asked}")]
    return [own.sum().alias(asked), own.count().alias(f"known__{asked}")]


def _ones(condition: nw.Expr) -> nw.Expr:
    one, none = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)
    return nw.when(condition).then(one).otherwise(none).sum()


def _answer(how: str, name: str) -> nw.Expr:
    """The household's answer, unknown unless at least one member surely counts."""
    asked = asked_name(how, name)
    has_members = nw.col("members_at_least") > 0
    if how in ("every", "some"):
        return nw.when(has_members & (nw.col(asked) != 1)).then(nw.col(asked) == 2)
    if how == "how_many":
        complete = nw.col(f"unknown__{asked}") == 0
    else:
        all_count = nw.col("members_at_least") == nw.col("members_at_most")
        complete = all_count & (nw.col(f"known__{asked}") == nw.col("members_at_least"))
    return nw.when(has_members & complete).then(nw.col(asked).cast(nw.Int64))


def _no_less_than_none(name: str) -> nw.Expr:
    """A household without any person in the file has none listed: a known number."""
    none = nw.lit(0, dtype=nw.Int64)
    return nw.when(nw.col(name).is_null()).then(none).otherwise(nw.col(name)).alias(name)


def _chosen(plan: Plan, of: str, inner: bool) -> list[str]:
    if not inner:
        return plan.outputs[of]
    return [column.name for column in plan.columns.values() if column.rule.of == of]


def _lacking(book: Rulebook, households, people) -> dict[str, set[str]]:
    return {
        "household": frames.lacking(households, "household_id", book.columns["household"]),
        "person": frames.lacking(people, "person_id", book.columns["person"]),
    }
