"""Terms and holidays: when a term ends, and how that was counted (holidays/*.yaml).

The day of posting does not count; a term that ends on a day off runs on to the next working day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "holidays"
DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Term:
    """A number of days, of the calendar or working days."""

    days: int
    unit: str = "calendar"


@dataclass(frozen=True)
class Year:
    """The days off and the weekends worked of one year. `verified`: compared with the published arrangement."""

    year: int
    off: dict[dt.date, str]
    worked: frozenset[dt.date]
    source: str
    verified: bool


@dataclass(frozen=True)
class Counted:
    """A term counted: last day, first day on which the next step is possible, and how it came about.

    `skipped`: the days off that the last day ran over, or that did not count, each with its name ("" for weekends).
    """

    start: dt.date
    term: Term
    first: dt.date
    nominal: dt.date
    ends: dt.date
    skipped: tuple[tuple[dt.date, str], ...]
    is_known: bool

    @property
    def opens(self) -> dt.date:
        return self.ends + DAY


@cache
def years() -> dict[int, Year]:
    """The arrangements of holidays, by year."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for each in raw["years"]:
            off = {
                day: holiday["zh"] for holiday in each["holidays"] for day in _days(holiday["since"], holiday["until"])
            }
            found[each["year"]] = Year(
                each["year"], off, frozenset(each.get("worked", ())), raw["source"], raw["verified"]
            )
    return found


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + DAY * n for n in range((last - first).days + 1)]


def day_off(day: dt.date) -> str | None:
    """The name of the holiday, "" for a weekend, None for a working day. Without an arrangement only weekends count."""
    for known in (years().get(day.year), years().get(day.year + 1)):  # New Year's holiday may begin in December
        if known and day in known.off:
            return known.off[day]
        if known and day in known.worked:
            return None
    return "" if day.weekday() >= SATURDAY else None


def count(start: dt.date, term: Term) -> Counted:
    """When a term that starts from an event on `start` ends."""
    first = start + DAY
    counted = _working if term.unit == "working" else _calendar
    nominal, ends, skipped = counted(start, term.days)
    return Counted(start, term, first, nominal, ends, tuple(skipped), ends.year in years() and first.year in years())


def _calendar(start, days):
    nominal = ends = start + DAY * days
    skipped = []
    while (name := day_off(ends)) is not None:
        skipped.append((ends, name))
        ends += DAY
    return nominal, ends, skipped


def _working(start, days):
    ends, left, skipped = start, days, []
    while left:
        ends += DAY
        name = day_off(ends)
        if name is None:
            left -= 1
        else:
            skipped.append((ends, name))
    return ends, ends, skipped


def told(counted: Counted, lang: str = "zh") -> str:
    """How a term was counted, in one sentence."""
    return told_from(kept(counted), lang)


def kept(counted: Counted) -> dict:
    """A counted term as it is kept with a notice: days as text, and the sentence."""
    days = {name: getattr(counted, name).isoformat() for name in ("start", "first", "nominal", "ends", "opens")}
    skipped = [[day.isoformat(), name] for day, name in counted.skipped]
    term = {"days": counted.term.days, "unit": counted.term.unit, "is_known": counted.is_known}
    return {**days, **term, "skipped": skipped}


def told_from(kept: dict, lang: str = "zh") -> str:
    """The sentence of a term that was kept."""
    return (_in_english if lang.startswith("en") else _in_chinese)(**kept)


def _in_chinese(start, first, nominal, ends, opens, days, unit, is_known, skipped, **_) -> str:
    text = f"{start} 起，当天不计，自 {first} 数 {days} {'个工作日' if unit == 'working' else '天'}"
    if skipped and unit == "calendar":
        names = "、".join(dict.fromkeys(name or "周末" for _, name in skipped))
        text += f"，应至 {nominal}；那天是{names}，顺延"
    elif skipped:
        text += f"，其中 {len(skipped)} 个休息日不计"
    text += f"，至 {ends} 止，{opens} 起可办下一步"
    return text + ("" if is_known else "（当年放假安排未公布，只按周末计算）")


def _in_english(start, first, nominal, ends, opens, days, unit, is_known, skipped, **_) -> str:
    text = f"From {start}, that day not counted: {days} {'working days' if unit == 'working' else 'days'} from {first}"
    if skipped and unit == "calendar":
        text += f", which would end on {nominal}; that is a day off, so it runs on"
    elif skipped:
        text += f", {len(skipped)} days off not counted"
    text += f", to {ends}; the next step is possible from {opens}"
    return text + ("" if is_known else " (the holidays of that year are not announced; only weekends are known)")
