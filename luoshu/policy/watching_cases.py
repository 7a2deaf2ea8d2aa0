"""Worked cases of the triggers (watching/cases.yaml): two years of one family, and the clues they make."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import yaml

from luoshu.policy.cases import family, row
from luoshu.policy.watching import FOLDER, TRIGGERS

ON = dt.date(2021, 12, 31)
KEYS = {"case", "why", "上年", "今年", "上年的人", "今年的人", "线索"}


@dataclass(frozen=True)
class Year:
    """One year as rows of the files for judging."""

    household: dict
    people: dict[int, dict]


@dataclass(frozen=True)
class Case:
    """Two years, and the kinds of clue that are expected of them: these and no others."""

    title: str
    why: str
    told: dict
    before: Year
    now: Year
    expected: frozenset[str]


@cache
def cases() -> tuple[Case, ...]:
    """All worked cases; ValueError for a word nobody knows."""
    raw = yaml.load((FOLDER / "cases.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(_case(told) for told in raw)


def _case(told: dict) -> Case:
    if unknown := (set(told) - KEYS) | (set(told["线索"]) - set(TRIGGERS)):
        raise ValueError(f"case {told['case']}: {sorted(unknown)}")
    before, now = (_year(told.get(year, {}), told.get(f"{year}的人", {})) for year in ("上年", "今年"))
    return Case(told["case"], told.get("why", ""), told, before, now, frozenset(told["线索"]))


def _year(household: dict, people: dict) -> Year:
    exited = {"脱贫属性": "脱贫"}
    members = {number: row("person", facts | people.get(number, {})) for number, facts in family()["人"].items()}
    return Year(row("household", family()["户"] | exited | household), members)
