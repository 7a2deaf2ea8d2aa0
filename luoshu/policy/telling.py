"""Columns and values in words, for explanations and the published pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.policy.parameters import HUNDREDTHS

OUTCOMES = {True: "是", False: "否", None: "未核实"}
JOINED = {
    "is_water_short": "缺水地区",
    "has_helper": "有帮扶责任人",
    "helper_is_poor": "帮扶责任人是贫困人口",
    "id_is_valid": "证件号码有效",
    "is_duplicated": "证件号码重复",
    "shares_phone": "与别户共用电话",
    "schooling_last_year": "上年在校生状况",
    "schooling_two_years_ago": "前年在校生状况",
    "people_listed": "名单人数",
    "members_at_least": "确定计入的人数",
    "members_at_most": "可能计入的人数",
}


def titles() -> dict[str, str]:
    """The Chinese name of every column that rules may read."""
    return {name: each.zh for of in ("person", "household") for name, each in sheet(of).by_name.items()} | JOINED


def text(column: str, value: object, unit: str | None = None) -> str:
    """A value as an official reads it: 是, 否, 未核实, a code's label, an amount with its unit."""
    if value is None or isinstance(value, bool):
        return OUTCOMES[value]
    found = _field(column)
    if found is not None and found.type == "code":
        items = codes(found.code)
        return items.label(value) if value in items else f"{value}（不在代码表内）"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return number(value, unit or (found.unit if found is not None else None))
    return str(value)


def number(value: int, unit: str | None) -> str:
    """An integer as frames hold it, with its unit: fen as 元, hundredths as decimals."""
    if unit not in HUNDREDTHS:
        return f"{value:,} {unit}" if unit else str(value)
    decimal = Decimal(value).scaleb(-2)
    return f"{decimal:,.0f} {unit}" if value % 100 == 0 else f"{decimal:,.2f} {unit}"


def _field(column: str):
    return sheet("household").by_name.get(column) or sheet("person").by_name.get(column)
