"""The kinds of fault that intake tells apart, and how a check becomes a fault at a cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl
import yaml

from luoshu.policy import packs
from luoshu.policy import rules as rules_of
from luoshu.policy.fields import sheet
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
CODES = ("household_code", "person_code")
MOST_NAMED = 5
OF_A_HOUSEHOLD = ("household", "person")


@dataclass(frozen=True)
class Rule:
    """One kind of fault: `severity` must (holds the whole household) or doubt (goes in, to be verified)."""

    id: str
    severity: str
    title: str
    remedy: str


@dataclass(frozen=True)
class PolicyDoubt:
    """A doubt that the policy's rule `name` finds: our number, the cell (of the member with `relation`), what to do."""

    name: str
    rule: str
    field: str
    problem: str
    remedy: str
    relation: str | None = None


@cache
def _listed() -> dict:
    return yaml.load((Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def policy_rules() -> tuple:
    """The rules of the policy, whatever the day, by the pack that has them."""
    return rules_of(next(pack.since for pack in packs() if pack.has_rules))


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order in which docs/faults.md shows them."""
    raw = _listed()
    listed = [Rule(id_, severity, *texts) for severity in ("must", "doubt") for id_, texts in raw[severity].items()]
    for id_, (of, field) in blanks().items():
        listed.append(Rule(id_, "doubt", f"「{sheet(of).by_name[field].zh}」空着", raw["blank_remedy"]))
    listed += [Rule(doubt.rule, "doubt", doubt.problem, doubt.remedy) for doubt in policy_doubts()]
    return {rule.id: rule for rule in listed}


@cache
def blanks() -> dict[str, tuple[str, str]]:
    """Sheet and field of each rule about a key fact left blank."""
    return {id_: (place["sheet"], place["field"]) for id_, place in _listed()["blank"].items()}


@cache
def policy_doubts() -> tuple[PolicyDoubt, ...]:
    """The doubts of the policy that intake shows at a cell; the policy's title of the rule says the problem."""
    titles = {rule.name: rule.title for rule in policy_rules()}
    return tuple(PolicyDoubt(name, problem=titles[name], **place) for name, place in _listed()["policy"].items())


@dataclass(frozen=True)
class Check:
    """A fault found by a whole-column condition over typed columns; null is no fault (unknown accuses nobody).

    `field` is the cell it is shown at; with `if_given` the check rests when the sheet lacks that column.
    `problem` is an expression that names the values, where the rule's title does not say enough. With `same` the remedy
    names the rows that have the same value of those columns.
    """

    rule: str
    field: str
    when: pl.Expr
    problem: pl.Expr | None = None
    if_given: bool = False
    same: tuple[str, ...] = ()


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
    rule = rules()[check.rule]
    problem = pl.lit(rule.title) if check.problem is None else check.problem
    return rows.select(
        "row",
        *_codes(rows, name),
        pl.lit(rule.id).alias("rule"),
        problem.alias("problem"),
        pl.lit(check.field).alias("field"),
        _remedy(rule, check.same).alias("remedy"),
        value=pl.lit(raw),
    ).pipe(_placed, table)


def _remedy(rule: Rule, same: tuple[str, ...]) -> pl.Expr:
    """What to do, with the first few rows that have the same value: all of them are among the faulty rows."""
    if not same:
        return pl.lit(rule.remedy)
    rows = pl.col("row").sort().head(MOST_NAMED).cast(pl.String).str.join("、").over(same)
    return pl.format("{}（见第 {} 行）", pl.lit(rule.remedy), rows)


def _codes(rows: pl.DataFrame, name: str) -> list[pl.Expr]:
    """The codes of the household and the person of a row, null on sheets whose rows are held alone."""
    own = rows.columns if name in OF_A_HOUSEHOLD else []
    codes = [pl.col(code) if code in own else pl.lit(None, pl.String).alias(code) for code in CODES]
    return [pl.coalesce("household_code", "stands_with"), codes[1]] if "stands_with" in own else codes


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
