"""From judged frames to what is stored: one verdict per household, one figure per area and count. Polars only."""

import polars as pl

from .counts import POOR, SIX, STANDARD, STATUSES, VILLAGES

LEVELS = (4, 6, 9, 12)
FACTS = ("household_id", "county", "area", "identified_year", "exited_year", "main_cause", "has_helper")
VALUES = ("members", "net_income", "recurring_income", "income_per_head")


def mask(columns, wanted):
    """One integer per row: bit k is set where the k-th column equals `wanted`."""
    bits = [(pl.col(c) == wanted).fill_null(False).cast(pl.Int64) * (1 << k) for k, c in enumerate(columns)]
    return pl.sum_horizontal(bits) if bits else pl.lit(0, dtype=pl.Int64)


def verdicts(households, people, judged, persons, checks, doubts):
    """One row per household as `verdict` stores it. `judged` and `persons` are the engine's answers; a doubt about a
    person is a doubt about the household.
    """
    own = [d for d in doubts if d in judged.columns]
    of_members = [d for d in doubts if d not in own]
    heads = members(people, persons, of_members)
    rows = households.select(*FACTS, status=pl.col("poverty_status")).join(heads, on="household_id", how="left")
    rows = rows.join(judged.select("household_id", *VALUES, *checks, *own), on="household_id", how="left")
    lacking = [(~pl.col(c).fill_null(False)).cast(pl.Int64) for c in STANDARD]
    return (
        rows.with_columns(pl.col("people", "elders", "unnumbered").fill_null(0), missing=pl.sum_horizontal(lacking))
        .with_columns(met=mask(checks, True), failed=mask(checks, False), doubtful=mask(doubts, True))
        .drop(*checks, *doubts)
        .sort("household_id")
    )


def members(people, persons, doubts):
    """What the household row says of its members: how many, how old, with which documents, with which doubts."""
    both = people.select("person_id", "household_id", "id_is_valid").join(
        persons.select("person_id", "is_elderly", *doubts), on="person_id", how="left"
    )
    return both.group_by("household_id").agg(
        people=pl.len().cast(pl.Int64),
        elders=pl.col("is_elderly").fill_null(False).sum().cast(pl.Int64),
        unnumbered=(~pl.col("id_is_valid").fill_null(False)).sum().cast(pl.Int64),
        **{d: pl.col(d).fill_null(False).any() for d in doubts},
    )


def chosen(where, checks, doubts):
    """The condition on verdicts that a filter means; the list of households asks the database the same."""
    conditions = [CONDITIONS[key](value, where, checks, doubts) for key, value in where.items() if key in CONDITIONS]
    return pl.all_horizontal(conditions) if conditions else pl.lit(True)


def _status(value, *_):
    return pl.col("status").is_in(list(STATUSES[value]))


def _check(name, where, checks, _):
    outcome = where["outcome"]
    if name == "any":
        whole = sum(1 << checks.index(c) for c in STANDARD)
        return ((pl.col("met") | pl.col("failed")) & whole) != whole
    bit = 1 << checks.index(name)
    met, failed = (pl.col("met") & bit) != 0, (pl.col("failed") & bit) != 0
    return {"met": met, "not": failed, "unknown": ~met & ~failed}[outcome]


def _doubt(name, _, __, doubts):
    return pl.col("doubtful") != 0 if name == "any" else (pl.col("doubtful") & (1 << doubts.index(name))) != 0


CONDITIONS = {
    "status": _status,
    "check": _check,
    "doubt": _doubt,
    "cause": lambda code, *_: pl.col("main_cause") == code,
    "identified": lambda year, *_: pl.col("identified_year") == int(year),
    "exited": lambda year, *_: pl.col("exited_year") == int(year),
    "helper": lambda _, *__: pl.col("has_helper") == False,  # noqa: E712
    "certificate": lambda _, *__: pl.col("unnumbered") > 0,
    "missing": lambda number, *_: pl.col("missing") == int(number),
}


def household_figures(rows, counts, checks, doubts):
    """The sum of every count for every village with a household: `area` and one column per count."""
    sums = []
    for count in counts.values():
        # One per row: a bare literal would be summed once per group.
        one = pl.col("household_id").is_not_null().cast(pl.Int64)
        amount = one if count.of == "households" else pl.col(count.of)
        held = chosen(count.where, checks, doubts).fill_null(False)
        sums.append(pl.when(held).then(amount).otherwise(0).sum().cast(pl.Int64).alias(count.name))
    return rows.group_by("area").agg(sums)


def village_figures(villages, year):
    """What is counted of villages themselves, for every village."""
    listed = pl.col("is_listed").fill_null(False)
    out = pl.col("exited_year").is_not_null() & (pl.col("exited_year") <= year)
    expressions = {
        "villages": pl.lit(1),
        "villages_ever_listed": listed,
        "villages_left": listed & ~out,
        "villages_exited": listed & out,
        "villages_exited_this_year": listed & (pl.col("exited_year") == year).fill_null(False),
        "villages_deep_left": listed & ~out & pl.col("is_deeply_poor").fill_null(False),
        "rural_people": pl.col("population_total").fill_null(0),
        "roster_people": pl.col("roster_people").fill_null(0),
        "roster_households": pl.col("roster_households").fill_null(0),
    }
    assert expressions.keys() == VILLAGES.keys()
    return villages.select("area", **{name: e.cast(pl.Int64) for name, e in expressions.items()})


def rolled_up(figures):
    """Long rows (area, name, value) at every level of the prefix; a figure of nought is not stored."""
    names = [c for c in figures.columns if c != "area"]
    levels = [
        figures.with_columns(pl.col("area").str.slice(0, n)).group_by("area").agg(pl.col(names).sum()) for n in LEVELS
    ]
    long = pl.concat(levels).unpivot(index="area", on=names, variable_name="name", value_name="value")
    return long.filter(pl.col("value") != 0).sort("area", "name")


__all__ = ["POOR", "SIX", "household_figures", "rolled_up", "verdicts", "village_figures"]
