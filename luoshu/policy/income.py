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
    """工资、经营、财产、转移各项收入之和，减去经营支出；预期的收入不算。"""
    return plus(*(_received(h, item) for item in items()))


@rule(of="household", title="经常性收入下限", clause="稳定超过扶贫标准", kind="value", unit="元", inner=True)
def recurring_at_least(h):
    """性质未核实的各项都不算经常性时的经常性收入。"""
    return plus(*(_lasting(h, item, lambda value: choose(value < 0, value, amount(0))) for item in items()))


@rule(of="household", title="经常性收入上限", clause="稳定超过扶贫标准", kind="value", unit="元", inner=True)
def recurring_at_most(h):
    """性质未核实的各项都算经常性时的经常性收入。"""
    return plus(*(_lasting(h, item, lambda value: choose(value > 0, value, amount(0))) for item in items()))


@rule(of="household", title="经常性收入", clause="稳定超过扶贫标准", kind="value", unit="元")
def recurring_income(h):
    """不含一次性和预期收入；影响结果的一项性质未核实，就是未核实。"""
    return known(h.recurring_at_least, h.recurring_at_least == h.recurring_at_most)


@rule(of="household", title="人均纯收入", clause="02 建档立卡；国家系统 AAC082", kind="value", unit="元")
def income_per_head(h):
    """年纯收入除以家庭人口，舍去不足一分的零头；只供查看，判定不用它。"""
    return per_head(h.net_income, h.members)


@rule(of="household", title="识别标准", clause="02 建档立卡", kind="value", unit="元")
def identify_line(law):
    """当年的识别标准。"""
    return amount(law("poverty_line", purpose="identify"))


@rule(of="household", title="退出标准", clause="厅字〔2016〕16号", kind="value", unit="元")
def exit_line(law):
    """当年的退出标准。"""
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
    """年纯收入少于标准乘以家庭人口；恰好相等不算低于。"""
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
    """只凭经常性收入就多于标准乘以家庭人口；恰好相等不算超过。

    确定的经常性收入已够，就是；性质未核实的都算上也不够，就不是；其余未核实。
    """
    surely = above(h.recurring_at_least, h.exit_line, h.members)
    possibly = above(h.recurring_at_most, h.exit_line, h.members)
    return any_of(surely, all_of(possibly, UNKNOWN))


@rule(
    of="household", title="全家所需经常性收入", clause="厅字〔2016〕16号 三（一）", kind="value", unit="元", inner=True
)
def recurring_needed(h):
    """标准乘以家庭人口。"""
    return h.exit_line * h.members
