"""What an intake does to one table: new rows in, rows that differ updated, equal rows left alone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from luoshu.registry import columns, staging
from luoshu.registry.sealing import fingerprints, sealed, without_known

STAMPS = ("content_mac", "entered_at", "upload_id", "source_row")


@dataclass
class Intake:
    """The running intake: its cursor and upload, and what it has changed so far."""

    cursor: Any
    upload_id: int
    at: datetime
    phase: Any
    rows: int = 0
    households: set[int] = field(default_factory=set)

    def changed(self, count, households=()):
        """Note so many rows written, of these households."""
        self.rows += count
        self.households.update(households)


@dataclass(frozen=True)
class Target:
    """A table's columns at intake, by the names of the frame.

    `facts` are compared and updated, `derived` follow from them. `beside` is in the fingerprint but kept in another
    table. `stamps` go along with a change. `household` is the column that says whose household a change is about.
    """

    table: str
    facts: tuple[str, ...]
    derived: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ("content_mac",)
    household: str | None = "household_id"

    @property
    def inserted(self):
        return list(dict.fromkeys(("id", "county", "area", *self.facts, *self.derived, *self.stamps)))


def target(table, *more, **options):
    """The target of a table of the dictionary: its plain columns, its secrets, and `more`."""
    return Target(table, (*columns.plain(table), *columns.secrets(table), *more), **options)


def renamed(frame, table):
    """The frame with the table's own names for columns that the sheet calls otherwise."""
    names = {f.name: columns.column(table, f.name) for f in columns.fields(table)}
    plain = {old: new for old, new in names.items() if old not in columns.secrets(table) and new != "household_id"}
    return frame.rename({old: new for old, new in plain.items() if old in frame.columns and old != new})


def bring(intake, target, rows):
    """Insert the rows whose `id` is null, update those that differ; all rows with `id`, `is_new` and
    `is_touched`.

    `rows` has `id` and `known_mac` of the register, and `is_latest` where an older year may only fill gaps.
    """
    if "content_mac" in target.stamps:
        rows = rows.with_columns(fingerprints(rows, [*target.facts, *target.beside]))
    is_new = rows["id"].is_null()
    new = rows.filter(is_new)
    new = new.with_columns(id=pl.Series(staging.take_ids(intake.cursor, target.table, len(new)), dtype=pl.Int64))
    old = rows.filter(~is_new)
    _insert(intake, target, new)
    differs = _differs(old, target)
    _update(intake, target, old.filter(differs))
    parts = [
        new.with_columns(is_new=pl.lit(value=True), is_touched=pl.lit(value=True)),
        old.with_columns(is_new=pl.lit(value=False), is_touched=differs),
    ]
    return pl.concat(parts, how="vertical_relaxed")


def _differs(old, target):
    if "content_mac" not in target.stamps:
        return pl.Series([True] * len(old), dtype=pl.Boolean)
    return old.select(pl.col("known_mac").ne_missing(pl.col("content_mac"))).to_series()


def _insert(intake, target, new):
    if new.is_empty():
        return
    intake.phase("inserting")
    count = staging.insert(intake.cursor, target.table, sealed(new.select(target.inserted), target.table))
    intake.changed(count, new[target.household] if target.household else ())


def _update(intake, target, old):
    """Update what differs. Of the years before the latest only gaps are filled."""
    if old.is_empty():
        return
    intake.phase("updating")
    latest = old["is_latest"] if "is_latest" in old.columns else pl.Series([True] * len(old))
    for fill, part in ((False, old.filter(latest)), (True, old.filter(~latest))):
        names = ["id", *target.facts, *target.derived, *target.stamps]
        part_rows = sealed(without_known(intake.cursor, target.table, part.select(names)), target.table)
        ids = staging.update(intake.cursor, target.table, part_rows, target.stamps, fill)
        touched = part.filter(pl.col("id").is_in(ids))
        intake.changed(len(ids), touched[target.household] if target.household else ())
