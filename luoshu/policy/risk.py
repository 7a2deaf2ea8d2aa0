"""The three monitored groups, and when a risk may be called lifted (2020+): plain functions, three-valued.

The group is a suggestion for those who verify, with its reasons; the line is a reference. Sources: watching/words.yaml,
watching/parameters/*.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshu.policy.terms import Term, count
from luoshu.policy.watching import threshold, words

UNSTABLE, MARGINAL, SUDDEN = "unstable", "marginal", "sudden"


@dataclass(frozen=True)
class Reason:
    """One condition with its outcome: True, False, or None for not yet verified."""

    name: str
    zh: str
    outcome: bool | None


@dataclass(frozen=True)
class Suggestion:
    """A group, or None where none fits or too much is unknown, and why."""

    group: str | None
    reasons: tuple[Reason, ...]

    @property
    def unknown(self) -> tuple[Reason, ...]:
        return tuple(each for each in self.reasons if each.outcome is None)


def group_of(
    on: dt.date,
    *,
    has_exited: bool | None,
    is_below_line: bool | None,
    is_unsteady: bool | None,
    has_shock: bool | None,
) -> Suggestion:
    """The monitored group a household looks like on a day.

    has_exited: registered poor once and out; is_below_line: income per head below the monitoring line; is_unsteady:
    its income or what is secured does not hold; has_shock: illness, disaster, accident and the like raised what it must
    spend or cut what it earns. Income above the line does not keep a household with a shock out.
    """
    reasons = (
        Reason("has_exited", "已脱贫", has_exited),
        Reason("is_below_line", "人均纯收入低于监测标准", is_below_line),
        Reason("is_unsteady", "收入不稳定或保障不牢", is_unsteady),
        Reason("has_shock", "支出骤增或收入骤减", has_shock),
    )
    return Suggestion(_in_force(_group(has_exited, is_below_line, is_unsteady, has_shock), on), reasons)


def _group(has_exited, is_below_line, is_unsteady, has_shock) -> str | None:
    if is_below_line or is_unsteady:
        return {True: UNSTABLE, False: MARGINAL}.get(has_exited)
    if is_below_line is False and has_shock:
        return SUDDEN
    return None


def _in_force(group: str | None, on: dt.date) -> str | None:
    """Sudden trouble is a group of its own since 2021; before, such households were unsteady or marginal."""
    return group if group and words()["groups"][group]["since"] <= on else None


@dataclass(frozen=True)
class Month:
    """What was found in one month about a monitored household; None is not verified."""

    first: dt.date
    is_above_line: bool | None
    is_secured: bool | None


def steady_months(months: Iterable[Month], on: dt.date) -> int:
    """How many months without a gap, up to the last one told of, were verified to be steady.

    A month nobody verified breaks the row, and so does a last month that lies more than one month back.
    """
    told = {each.first.replace(day=1): each for each in months if each.first <= on}
    count, at = 0, _before(on.replace(day=1)) if on.replace(day=1) not in told else on.replace(day=1)
    while at in told and told[at].is_above_line and told[at].is_secured:
        count, at = count + 1, _before(at)
    return count


def _before(first: dt.date) -> dt.date:
    return (first - dt.timedelta(1)).replace(day=1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
    return dt.date(year, month, min(day.day, last))


def may_lift(
    on: dt.date, *, since: dt.date, months: Sequence[Month], has_labour: bool | None, is_helped: bool | None, by: str
) -> tuple[Reason, ...]:
    """What lifting a risk needs on a day, each with its outcome; it may be lifted when all are True.

    since: the day the household became monitored; has_labour: somebody in it can work; is_helped: at least one
    measure was given; by: `helped` or `natural`. A household without any labour is covered and stays monitored.
    """
    needed = threshold("steady_months", on)
    steady = steady_months(months, on)
    latest = max(months, key=lambda each: each.first, default=None)
    return (
        Reason("since_long_enough", f"纳入监测满 {needed} 个月", on >= months_after(since, needed)),
        Reason("is_steady", f"连续 {needed} 个月稳定（已核实 {steady} 个月）", _is_steady(steady, needed, latest)),
        Reason("has_labour", "有劳动能力；整户没有的落实兜底，暂不消除", has_labour),
        Reason("is_helped", "至少有一项帮扶措施", True if by == "natural" else is_helped),
    )


def _is_steady(steady: int, needed: int, latest: Month | None) -> bool | None:
    """Not met where the latest finding says so; unknown while months are missing."""
    if steady >= needed:
        return True
    is_bad = latest is not None and (latest.is_above_line is False or latest.is_secured is False)
    return False if is_bad else None


def outcome_of(reasons: Iterable[Reason]) -> bool | None:
    """All of them: False as soon as one is not met, else None while one is not verified."""
    outcomes = [each.outcome for each in reasons]
    if False in outcomes:
        return False
    return None if None in outcomes else True


def due_on(raised_on: dt.date) -> dt.date:
    """The day by which a clue must be verified: the day it was raised does not count, a day off runs on."""
    return count(raised_on, Term(threshold("clue_days", raised_on))).ends
