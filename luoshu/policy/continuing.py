"""What goes on after a household's exit, and until when (continuing/*.yaml): each policy has its own end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from luoshu.policy.risk import months_after

FOLDER = Path(__file__).parent / "continuing"
KINDS = ("day", "months", "contract", "school")


@dataclass(frozen=True)
class Continuing:
    """A policy that goes on after the exit; `kind` says what ends it. `since` and `until` bound the exits it is for:
    `since` the day from which it runs, `until` the last day of exits it covers.
    """

    name: str
    zh: str
    en: str
    kind: str
    verified: bool
    source: str
    ends: dt.date | None = None
    months: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def __post_init__(self) -> None:
        if (
            self.kind not in KINDS
            or (self.kind == "day") != bool(self.ends)
            or (self.kind == "months") != bool(self.months)
        ):
            raise ValueError(f"continuing policy {self.name}: kind {self.kind} and its end")

    def covers(self, exited_on: dt.date) -> bool:
        """Whether a household that left on that day has it."""
        return self.until is None or exited_on <= self.until

    def ends_on(self, exited_on: dt.date) -> dt.date | None:
        """The last day; None where a contract or a school stage ends it, which the household's papers say."""
        if self.kind == "months":
            return months_after(exited_on, self.months)
        return self.ends


@cache
def policies() -> tuple[Continuing, ...]:
    """All of them, in the order of the files."""
    return tuple(
        Continuing(**each)
        for path in sorted(FOLDER.glob("*.yaml"))
        for each in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    )


def policy(name: str) -> Continuing:
    """KeyError for a name nobody gave."""
    return {each.name: each for each in policies()}[name]


def running(exited_on: dt.date, on: dt.date) -> tuple[Continuing, ...]:
    """What a household that left on one day still has on another by the calendar; ends set by papers are not in it."""
    dated = (each for each in policies() if each.covers(exited_on) and each.ends_on(exited_on))
    return tuple(each for each in dated if (each.since or exited_on) <= on <= each.ends_on(exited_on))
