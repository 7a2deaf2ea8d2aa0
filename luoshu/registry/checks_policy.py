"""Doubts that the policy's own rules find, judged on the sheets and shown at a cell: no second copy of a rule."""

from __future__ import annotations

import datetime as dt

import polars as pl

from luoshu.engine import judge
from luoshu.registry.checks_people import is_present
from luoshu.registry.faults import Check, PolicyDoubt, found_by, policy_doubts, policy_rules
from luoshu.registry.sheets import Book, Table

KEYS = {"household": "household_id", "person": "person_id"}


def faults(book: Book, frames: dict[str, pl.DataFrame], year: int) -> list[pl.DataFrame]:
    """The policy's doubts on households and people of the book, at the end of its year."""
    if not {"household", "person"} <= frames.keys():
        return []
    on = dt.date(year, 12, 31)
    known = {rule.name: rule for rule in policy_rules()}
    asked = {name: [doubt for doubt in policy_doubts() if known[doubt.name].of == name] for name in KEYS}
    households = _facts(frames["household"], book.tables["household"], _helped(book, frames), "household")
    people = _facts(frames["person"], book.tables["person"], _shared(frames["person"]), "person")
    people = people.join(households.select("household_id", "household_code"), on="household_code", how="inner")
    outcomes = tuple(doubt.name for doubt in policy_doubts())
    judged = dict(zip(KEYS, judge(households, people, on, only=outcomes), strict=True))
    return [found for name in KEYS for found in _found(name, asked[name], judged[name], book, frames)]


def _facts(frame: pl.DataFrame, table: Table, joined: list[pl.Expr], name: str) -> pl.DataFrame:
    """The columns that the file has, with the facts joined to them; what it lacks stays unknown."""
    frame = frame.with_columns(joined).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(KEYS[name]))
    derived = ("sex", "birth_on") if name == "person" else ()
    names = [column for column in frame.columns if column in table.columns or column in derived]
    return frame.select(KEYS[name], *names, *(each.meta.output_name() for each in joined))


def _shared(people: pl.DataFrame) -> list[pl.Expr]:
    number, phone = pl.col("id_number"), pl.col("phone")
    return [
        pl.when(pl.col("id_outcome") != "missing").then(pl.col("id_outcome") == "valid").alias("id_is_valid"),
        pl.when(number.is_not_null()).then(pl.len().over("id_number") > 1).alias("is_duplicated"),
        pl.when(phone.is_not_null()).then(pl.col("household_code").n_unique().over("phone") > 1).alias("shares_phone"),
    ]


def _helped(book: Book, frames: dict[str, pl.DataFrame]) -> list[pl.Expr]:
    """Whether a household has a helper and whether one of them is registered as poor, where the book has the sheet."""
    joined = [_water_short(frames)] if "village" in frames else []
    if "helper" not in frames:
        return joined
    code = pl.col("household_code")
    helped = frames["helper"].filter(code.is_not_null())
    numbers = frames["person"]["id_number"].drop_nulls().unique().to_list()
    poor = helped.filter(pl.col("id_number").is_in(numbers))["household_code"].unique()
    return [
        *joined,
        code.is_in(helped["household_code"].unique().to_list()).alias("has_helper"),
        code.is_in(poor.to_list()).alias("helper_is_poor"),
    ]


def _water_short(frames: dict[str, pl.DataFrame]) -> pl.Expr:
    villages = frames["village"].drop_nulls(["village_code", "is_water_short"]).unique("village_code")
    known = dict(villages.select("village_code", "is_water_short").rows())
    return pl.col("village_code").replace_strict(known, default=None, return_dtype=pl.Boolean).alias("is_water_short")


def _found(name: str, asked: list[PolicyDoubt], outcome: pl.DataFrame, book: Book, frames: dict) -> list[pl.DataFrame]:
    frame = frames[name].with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(KEYS[name]))
    frame = frame.join(outcome, on=KEYS[name], how="left", maintain_order="left")
    stays = pl.col("has_present") if name == "household" else is_present()
    own = [Check(doubt.rule, doubt.field, pl.col(doubt.name) & stays) for doubt in asked if not doubt.relation]
    found = found_by(own, frame, book.tables[name], name)
    for doubt in asked:
        if doubt.relation:
            found += _at_member(doubt, frame, book, frames["person"])
    return found


def _at_member(doubt: PolicyDoubt, households: pl.DataFrame, book: Book, people: pl.DataFrame) -> list[pl.DataFrame]:
    """A doubt of the household shown at the row of the member with that relation to the head."""
    codes = households.filter(pl.col(doubt.name))["household_code"].to_list()
    there = pl.col("household_code").is_in(codes) & (pl.col("relation") == doubt.relation)
    check = Check(doubt.rule, doubt.field, there)
    return found_by([check], people, book.tables["person"], "person")
