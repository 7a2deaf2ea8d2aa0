"""A rulebook of a few rules, to test the engine without any policy."""

import datetime as dt

import polars as pl

from luoshu.engine import Rulebook, rule
from luoshu.engine.vocabulary import above, all_of, every, how_many, known, not_, some, total

ON = dt.date(2016, 12, 31)
COLUMNS = {"person": {"is_here": "Boolean", "is_well": "Boolean", "pay": "Int64"}, "household": {"rent": "Int64"}}


@rule(of="person", title="counts", clause="1")
def counts(p):
    return p.is_here


@rule(of="person", title="ill", clause="2")
def is_ill(p):
    """Not well."""
    return not_(p.is_well)


@rule(of="household", title="size", clause="3", kind="value")
def size(h):
    return known(h.members_at_least, h.members_at_least == h.members_at_most)


@rule(of="household", title="all well", clause="4")
def all_well(p):
    return every(p.is_well)


@rule(of="household", title="any ill", clause="5")
def any_ill(p):
    return some(p.is_ill)


@rule(of="household", title="ill", clause="6", kind="value")
def how_many_ill(p):
    return how_many(p.is_ill)


@rule(of="household", title="pay", clause="7", kind="value")
def pay(p):
    return total(p.pay)


@rule(of="household", title="pay above the bar", clause="8", value="pay", threshold="rent", unit="fen")
def is_rich(h, law):
    """More pay per head than the bar, and well."""
    return all_of(above(h.pay, law("bar"), h.size), h.all_well)


RULES = (counts, is_ill, size, all_well, any_ill, how_many_ill, pay, is_rich)


def law(on, set_=None):
    """One parameter, the bar."""
    return lambda name: int((set_ or {}).get(name, {"bar": 100}[name]))


def book(*rules, columns=COLUMNS):
    return Rulebook(rules or RULES, columns, law, counting="counts")


def people(*rows):
    """(household, is_here, is_well, pay) each."""
    schema = {"household_id": pl.Int64, "is_here": pl.Boolean, "is_well": pl.Boolean, "pay": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_row_index("person_id", 1).with_columns(pl.col("person_id").cast(pl.Int64))


def households(*ids):
    return pl.DataFrame(
        {"household_id": ids, "rent": [0] * len(ids)}, schema={"household_id": pl.Int64, "rent": pl.Int64}
    )
