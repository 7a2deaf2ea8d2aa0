"""The kinds of fault that intake tells apart, and how a check becomes a fault at a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from luoshu.registry.sheets import Table

SCHEMA = {
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "field": pl.String,
    "household_code": pl.String,
    "person_code": pl.String,
    "rule": pl.String,
    "severity": pl.String,
    "value": pl.String,
    "problem": pl.String,
    "remedy": pl.String,
}
# Sheets whose rows belong to a household; a fault elsewhere holds its row alone.
OF_A_HOUSEHOLD = ("household", "person")


@dataclass(frozen=True)
class Rule:
    """One kind of fault: `severity` must (holds the whole household) or doubt (goes in, to be verified)."""

    id: str
    severity: str
    title: str
    basis: str = ""


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order in which docs/faults.md shows them."""
    raw = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"))
    return {
        id_: Rule(id_, severity, *([text] if isinstance(text, str) else text))
        for severity, listed in raw.items()
        for id_, text in listed.items()
    }


@dataclass(frozen=True)
class Check:
    """A fault found by a whole-column condition over typed columns; null is no fault (unknown accuses nobody).

    `field` is the cell it is shown at; with `if_given` the check rests when the sheet lacks that column.
    `problem` may be an expression that names the values.
    """

    rule: str
    field: str
    when: pl.Expr
    problem: str | pl.Expr
    remedy: str
    if_given: bool = False


def found_by(checks: Iterable[Check], frame: pl.DataFrame, table: Table, name: str) -> list[pl.DataFrame]:
    """The faults of these checks; `frame` has the rows of `table` in the same order."""
    asked = [check for check in checks if not (check.if_given and check.field not in table.columns)]
    hits = frame.select(check.when.fill_null(value=False).alias(str(i)) for i, check in enumerate(asked))
    counts = hits.sum().row(0) if asked and frame.height else ()
    return [
        _faults(check, frame, hits[str(i)].arg_true(), table, name)
        for i, (check, count) in enumerate(zip(asked, counts, strict=False))
        if count
    ]


def _faults(check: Check, frame: pl.DataFrame, places: pl.Series, table: Table, name: str) -> pl.DataFrame:
    rows = frame[places]
    given = check.field in table.columns
    raw = table.frame[check.field].gather(places) if given else pl.Series([None] * len(places), dtype=pl.String)
    problem = pl.lit(check.problem) if isinstance(check.problem, str) else check.problem
    return rows.select(
        "row",
        *_codes(rows, name),
        pl.lit(check.rule).alias("rule"),
        problem.alias("problem"),
        pl.lit(check.field).alias("field"),
        pl.lit(check.remedy).alias("remedy"),
        value=pl.lit(raw),
    ).pipe(_placed, table)


def _codes(rows: pl.DataFrame, name: str) -> list[pl.Expr]:
    own = [code for code in ("household_code", "person_code") if name in OF_A_HOUSEHOLD and code in rows.columns]
    return [
        *map(pl.col, own),
        *(pl.lit(None, pl.String).alias(c) for c in ("household_code", "person_code") if c not in own),
    ]


def at_cells(cells: list[tuple], frame: pl.DataFrame, table: Table, name: str) -> pl.DataFrame:
    """Faults from (index of the row in the frame, field, rule, value, problem, remedy)."""
    columns = ("at", "field", "rule", "value", "problem", "remedy")
    found = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String) | {"at": pl.UInt32}, orient="row")
    places = frame.with_row_index("at").select("at", "row", *_codes(frame, name))
    return found.join(places, on="at", how="left", maintain_order="left").pipe(_placed, table)


def _placed(found: pl.DataFrame, table: Table) -> pl.DataFrame:
    letters = {field: column.letter for field, column in table.columns.items()}
    severities = {rule.id: rule.severity for rule in rules().values()}
    return found.with_columns(
        sheet=pl.lit(table.sheet),
        column=pl.col("field").replace_strict(letters, default="", return_dtype=pl.String),
        severity=pl.col("rule").replace_strict(severities, return_dtype=pl.String),
    ).select(pl.col(column).cast(kind) for column, kind in SCHEMA.items())


def together(found: list[pl.DataFrame]) -> pl.DataFrame:
    """One frame of faults, in the order of sheet, row and column."""
    return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)
