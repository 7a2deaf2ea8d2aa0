"""Policies that go on after a household's exit, each with its end (benefits/*.yaml)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "benefits"
# Ends that the policy dates itself, and those that a contract, a post or a school stage dates.
DATED, TOLD = ("until", "months"), ("contract", "term", "stage")


@dataclass(frozen=True)
class Ending:
    """How a benefit ends for those who exit from `since` on."""

    since: dt.date
    ends: str
    source: str
    verified: bool
    day: dt.date | None = None
    months: int | None = None

    def __post_init__(self) -> None:
        given = {"until": self.day, "months": self.months}
        if self.ends not in (*DATED, *TOLD) or any((given[k] is None) == (self.ends == k) for k in given):
            raise ValueError(f"benefit ends {self.ends!r}: day {self.day}, months {self.months}")


@dataclass(frozen=True)
class Benefit:
    """A policy that goes on after exit; `programme` is one of the eleven, whose rule says who has it."""

    name: str
    zh: str
    en: str
    programme: str
    editions: tuple[Ending, ...]

    def at(self, on: dt.date) -> Ending | None:
        """How it ends for an exit of that day; None before it was given."""
        in_force = [each for each in self.editions if each.since <= on]
        return in_force[-1] if in_force else None

    def title(self, lang: str = "zh") -> str:
        return self.en if lang.startswith("en") else self.zh


@cache
def benefits() -> dict[str, Benefit]:
    """Every benefit by name, in the order of the files."""
    found: dict[str, Benefit] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            if raw["name"] in found:
                raise ValueError(f"benefit {raw['name']} stands twice")
            found[raw["name"]] = Benefit(**{**raw, "editions": tuple(Ending(**each) for each in raw["editions"])})
    return found


def last_day(ending: Ending, exited_on: dt.date) -> dt.date | None:
    """The last day for an exit of `exited_on`; None where a contract, a post or a school stage has to say it."""
    if ending.ends == "months":
        return _months_after(exited_on, ending.months)
    return max(ending.day, exited_on) if ending.ends == "until" else None


def _months_after(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
