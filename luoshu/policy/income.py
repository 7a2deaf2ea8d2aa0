"""Net income, income per head, the line, and income that lasts (02 对象精准)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from luoshu.engine import rule
from luoshu.engine.vocabulary import UNKNOWN, above, all_of, amount, any_of, below, choose, known, per_head, plus

ITEMS = Path(__file__).parent / "items" / "income.yaml"
RECURRING, ONE_OFF, EXPECTED = "1", "2", "3"


@cache
def items() -> tuple[dict, ...]:
    """The income items: column, sign, and nature (recurring, one_off, or the column that holds it)."""
    return tuple(yaml.load(ITEMS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def _signed(h, item):
    value = getattr(h, item["column"])
    return value if item["sign"] == 1 else -value


def _nature(h, item):
    """The recorded nature of an item, None where the item's nature is fixed."""
    return None if item["nature"] in ("recurring", "one_off") else getattr(h, item["nature"])


def _received(h, item):
    """What the item adds to the income of the year: expected income is not income yet."""
    value, nature = _signed(h, item), _nature(h, item)
    if nature is None:
        return value
    return choose(nature.is_null() | (nature != EXPECTED), value, amount(0))


def _lasting(h, item, doubtful):
    """What the item adds to recurring income; `doubtful(value)` where its nature is not yet verified."""
    if item["nature"] == "one_off":
        return amount(0)
    value, nature = _signed(h, item), _nature(h, item)
    if nature is None:
        return value
    is_open = nature.is_null() | ~nature.is_in([RECURRING, ONE_OFF, EXPECTED])
    certain = choose(nature == RECURRING, value, amount(0))
    return choose(is_open, doubtful(value), certain)


@rule(of="household", title="家庭年纯收入", clause="02 建档立卡；国家系统 AAC079", kind="value", unit="元")
def net_income(h):
    """Wages, business, property and transfers less business costs, without what is only expected."""
    return plus(*(_received(h, item) for item in items()))


@rule(of="household", title="经常性收入下限", clause="稳定超过扶贫标准", kind="value", unit="元", inner=True)
def recurring_at_least(h):
    """Recurring income if every item of unverified nature turns out not to recur."""
    return plus(*(_lasting(h, item, lambda value: choose(value < 0, value, amount(0))) for item in items()))


@rule(of="household", title="经常性收入上限", clause="稳定超过扶贫标准", kind="value", unit="元", inner=True)
def recurring_at_most(h):
    """Recurring income if every item of unverified nature turns out to recur."""
    return plus(*(_lasting(h, item, lambda value: choose(value > 0, value, amount(0))) for item in items()))


@rule(of="household", title="经常性收入", clause="稳定超过扶贫标准", kind="value", unit="元")
def recurring_income(h):
    """Income without one-off and expected items; unknown while the nature of an item that matters is."""
    return known(h.recurring_at_least, h.recurring_at_least == h.recurring_at_most)


@rule(of="household", title="人均纯收入", clause="02 建档立卡；国家系统 AAC082", kind="value", unit="元")
def income_per_head(h):
    """Net income by counting members, rounded down to the fen: to show, not to decide."""
    return per_head(h.net_income, h.members)


@rule(of="household", title="识别标准", clause="02 建档立卡", kind="value", unit="元")
def identify_line(law):
    """The line of the year for identification."""
    return amount(law("poverty_line", purpose="identify"))


@rule(of="household", title="退出标准", clause="厅字〔2016〕16号", kind="value", unit="元")
def exit_line(law):
    """The line of the year for exits."""
    return amount(law("poverty_line", purpose="exit"))


@rule(
    of="household",
    title="人均纯收入低于标准",
    clause="02 建档立卡",
    value="income_per_head",
    threshold="identify_line",
    unit="元",
)
def is_below_line(h):
    """Net income is less than the line for each counting member."""
    return below(h.net_income, h.identify_line, h.members)


@rule(
    of="household",
    title="收入稳定超过标准",
    clause="厅字〔2016〕16号 三（一）",
    value="recurring_income",
    threshold="recurring_needed",
    unit="元",
)
def is_income_stable(h):
    """Recurring income alone is more than the line for each counting member.

    Met if the surely recurring items suffice; not met if even those of unverified nature would not help; else unknown.
    """
    surely = above(h.recurring_at_least, h.exit_line, h.members)
    possibly = above(h.recurring_at_most, h.exit_line, h.members)
    return any_of(surely, all_of(possibly, UNKNOWN))


@rule(
    of="household", title="全家所需经常性收入", clause="厅字〔2016〕16号 三（一）", kind="value", unit="元", inner=True
)
def recurring_needed(h):
    """The line for all counting members together."""
    return h.exit_line * h.members
