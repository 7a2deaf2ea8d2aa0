"""The yearly campaigns of dynamic management (campaigns/*.yaml): stages with a deadline per level. Never a quota."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "campaigns"
LEVELS = ("village", "township", "county", "city")
DIGITS = {12: "village", 9: "township", 6: "county", 4: "city"}
# What progress is counted by: clues verified, cases ended, records entered, doubts decided, matches looked at, held
# households mended.
MEASURES = ("clues", "cases", "records", "doubts", "matches", "held")


@dataclass(frozen=True)
class Stage:
    """One stage: what is done, from when, by when at each level, and what its progress is counted by."""

    name: str
    zh: str
    en: str
    starts: dt.date
    deadlines: Mapping[str, dt.date]
    measure: str
    verified: bool

    def due(self, level: str) -> dt.date:
        """The deadline of a level; a level without its own follows the next one above, or else the last there is."""
        above = [each for each in LEVELS[LEVELS.index(level) :] if each in self.deadlines]
        return self.deadlines[above[0]] if above else max(self.deadlines.values())


@dataclass(frozen=True)
class Campaign:
    """What one year asks for. `verified` is false where the days still have to be confirmed."""

    name: str
    zh: str
    en: str
    year: int
    verified: bool
    source: str
    stages: tuple[Stage, ...]

    def stage(self, name: str) -> Stage:
        """KeyError for a stage that is not part of it."""
        return {each.name: each for each in self.stages}[name]


def campaigns(year: int) -> tuple[Campaign, ...]:
    """The campaigns of a year; none is no error."""
    return tuple(_campaign(raw, year) for raw in files() if raw["since"] <= year <= (raw["until"] or year))


def level_of(area: str) -> str:
    """The level of an area by the digits of its code; KeyError for a code of another length."""
    return DIGITS[len(area)]


@cache
def files() -> tuple[dict, ...]:
    """The campaigns as written, checked."""
    read = (
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in sorted(FOLDER.glob("*.yaml"))
    )
    files = tuple(read)
    for raw in files:
        _check(raw)
    return files


def _check(raw: dict) -> None:
    for stage in raw["stages"]:
        where = f"{raw['name']}/{stage['name']}"
        if stage["measure"] not in MEASURES or not stage["deadlines"] or set(stage["deadlines"]) - set(LEVELS):
            raise ValueError(f"campaign {where}: measure or deadlines")
        days = [stage["starts"], *(stage["deadlines"][level] for level in LEVELS if level in stage["deadlines"])]
        if days != sorted(days):
            raise ValueError(f"campaign {where}: a deadline lies before the start or above a higher level's")


def _campaign(raw: dict, year: int) -> Campaign:
    stages = tuple(
        Stage(**{**each, "starts": _day(year, each["starts"]), "deadlines": _days(year, each["deadlines"])})
        for each in raw["stages"]
    )
    return Campaign(raw["name"], raw["zh"], raw["en"], year, raw["verified"], raw["source"], stages)


def _days(year: int, told: dict) -> dict[str, dt.date]:
    return {level: _day(year, day) for level, day in told.items()}


def _day(year: int, month_day: str) -> dt.date:
    return dt.date.fromisoformat(f"{year}-{month_day}")
