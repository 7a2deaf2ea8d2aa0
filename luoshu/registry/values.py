"""Text of the sheet to typed values, whole columns at once; what does not read becomes a fault at its cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import polars as pl
from rapidfuzz import fuzz, process

from luoshu.policy.fields import Field
from luoshu.registry.faults import rules
from luoshu.registry.mapping import Mapping

MOST = 10**13
BLANKS = {"-", "--", "—", "——", "/", "\\", "null", "NULL", "None", "nan"}
LONGEST = {"household_code": 40, "person_code": 40, "roster_code": 40, "helper_code": 40, "village_code": 12}
LONGEST_PERSONAL = {"name": 60, "phone": 40, "account": 40, "id": 40, "health": 200}
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
# What a cell under a merged one says in a workbook that goes back, and so when that is read again.
MERGED = "#MERGED!"
SPOILT = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$"
EPOCH = dt.date(1899, 12, 30)
TYPES = {"text": pl.String, "code": pl.String, "bool": pl.Boolean, "date": pl.Date}


@dataclass(frozen=True)
class Bad:
    """What is wrong with a text, said more exactly than the rule does where needed; `value` is taken all the same."""

    rule: str
    problem: str | None = None
    remedy: str | None = None
    value: object = None

    def said(self, text: str) -> tuple[str, str, str, str]:
        """Rule, text, problem and remedy, as faults show them."""
        rule = rules()[self.rule]
        return self.rule, text, self.problem or rule.title, self.remedy or rule.remedy


def dtype(field: Field) -> pl.DataType:
    """The type of a field's column in frames."""
    return TYPES.get(field.type, pl.Int64)


def typed(text: pl.Series, field: Field, mapping: Mapping) -> tuple[pl.Series, dict[str, Bad]]:
    """The column typed, null where blank or unreadable, and what is wrong by each faulty text.

    A text field must have been through `cleaned`.
    """
    if field.type == "text":
        return _text(text, field)
    if field.type == "code":
        return _settled(text, _labels(text, mapping.code_of(field.code)), lambda value: _code(value, field, mapping))
    if field.type == "bool":
        quick = text.replace_strict(mapping.yes_or_no, default=None, return_dtype=pl.Boolean)
        return _settled(text, quick, lambda value: _bool(value, field, mapping))
    quick, slow = {
        "money": (_hundredths, _money), "measure": (_hundredths, _measure), "int": (_whole, _int),
        "year": (_years, _year), "date": (_dates, _date),
    }[field.type]  # fmt: skip
    return _settled(text, quick(text), lambda value: slow(value, field))


def _settled(text: pl.Series, quick: pl.Series, slow: Callable) -> tuple[pl.Series, dict[str, Bad]]:
    """Give what the quick way left unread to the slow one, once per distinct text."""
    missed = text.is_not_null() & quick.is_null()
    if not missed.any():
        return quick, {}
    read = {value: _read(value, slow) for value in text.filter(missed).unique().to_list()}
    bad = {value: result for value, result in read.items() if isinstance(result, Bad)}
    good = {value: result.value if isinstance(result, Bad) else result for value, result in read.items()}
    late = text.replace_strict(list(good), pl.Series(list(good.values()), dtype=quick.dtype), default=None)
    return quick.zip_with(~missed, late.cast(quick.dtype)), bad


def _read(value: str, slow: Callable) -> object:
    if value in BLANKS:
        return None
    return unreadable(value) or slow(value)


def unreadable(value: str) -> Bad | None:
    """What is wrong with a text that stands for an error or for a merged cell; None if it is neither."""
    if value == MERGED:
        return Bad("M12")
    return Bad("M13") if value in ERRORS else None


def _wide(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip()


def _labels(text: pl.Series, known: dict[str, str]) -> pl.Series:
    labels = pl.Enum(list(known))
    return pl.Series(list(known.values()), dtype=pl.String).gather(text.cast(labels, strict=False).to_physical())


def _code(value: str, field: Field, mapping: Mapping) -> str | Bad:
    known = mapping.code_of(field.code)
    for form in (
        _wide(value),
        _wide(value).replace("(", "（").replace(")", "）"),
        re.sub(r"^[0-9]+[-.、 ]*", "", value),
    ):
        if form in known:
            return known[form]
    near = process.extractOne(value, list(known), scorer=fuzz.ratio, score_cutoff=40)
    offer = f"最接近的是“{near[0]}”，请核对后从下拉中选" if near else "请从下拉中选"
    return Bad("M08", f"“{value}”不在「{field.zh}」的选项里", f"{offer}。")


def _bool(value: str, field: Field, mapping: Mapping) -> bool | Bad:
    found = mapping.yes_or_no.get(_wide(value))
    return Bad("M07", f"“{value}”不是“是”或“否”") if found is None else found


def _hundredths(text: pl.Series) -> pl.Series:
    exact = text.cast(pl.Float64, strict=False) * 100
    whole = exact.round()
    fits = exact.is_finite() & ((exact - whole).abs() < 1e-3) & (whole >= 0) & (whole < MOST)
    return whole.set(~fits.fill_null(value=False), None).cast(pl.Int64)


def _decimal(value: str, field: Field) -> Decimal | None:
    plain = re.sub(r"[,\s￥¥]", "", _wide(value)).removesuffix(field.unit or "元").removesuffix("元")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _money(value: str, field: Field) -> int | Bad:
    return _scaled(value, field, "M04", "金额")


def _measure(value: str, field: Field) -> int | Bad:
    return _scaled(value, field, "M03", "数")


def _scaled(value: str, field: Field, rule: str, noun: str) -> int | Bad:
    number = _decimal(value, field)
    if number is None:
        return Bad(rule, f"“{value}”读不成{noun}", f"请只填数字，单位是{field.unit}。")
    if number < 0:
        return Bad("M10", f"「{field.zh}」不能是负数")
    if abs(number) * 100 >= MOST:
        return Bad("M09", f"「{field.zh}」大得不合情理")
    rounded = int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if abs(number * 100 - rounded) < Decimal("0.001"):
        return rounded
    return Bad("D01", value=rounded)


def _whole(text: pl.Series) -> pl.Series:
    number = text.cast(pl.Int64, strict=False)
    return number.set(~number.is_between(0, 10**9).fill_null(value=False), None)


def _int(value: str, field: Field) -> int | Bad:
    number = _decimal(value, field)
    if number is None or number != number.to_integral_value():
        return Bad("M03", f"“{value}”读不成整数", f"请只填整数，单位是{field.unit}。")
    if number < 0:
        return Bad("M10", f"「{field.zh}」不能是负数")
    return int(number) if number <= 10**9 else Bad("M09", f"「{field.zh}」大得不合情理")


def _years(text: pl.Series) -> pl.Series:
    number = text.cast(pl.Int64, strict=False)
    return number.set(~number.is_between(1949, 2100).fill_null(value=False), None)


def _year(value: str, field: Field) -> int | Bad:
    match = re.fullmatch(r"((?:19|20)\d\d)(?:年度?|\.0|\d\d|[-/.年]\d.*)?", _wide(value))
    if match and int(match[1]) >= 1949:
        return int(match[1])
    return Bad("M06", f"“{value}”不是年份")


def _dates(text: pl.Series) -> pl.Series:
    day = text.str.to_date("%Y-%m-%d", strict=False)
    return day.set(~day.dt.year().is_between(1900, 2100).fill_null(value=False), None)


def _date(value: str, field: Field) -> dt.date | Bad:
    plain = re.sub(r"[T ]\d\d?:\d\d(:\d\d)?(\.\d+)?$", "", _wide(value))
    match = re.fullmatch(r"(\d{4})[-/.年\s](\d{1,2})[-/.月\s](\d{1,2})日?", plain)
    match = match or re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", plain)
    try:
        if match:
            day = dt.date(*map(int, match.groups()))
            if 1900 <= day.year <= 2100:
                return day
        elif re.fullmatch(r"\d{4,5}(\.0+)?", plain) and 366 < float(plain) < 73415:
            return EPOCH + dt.timedelta(days=int(float(plain)))
    except ValueError:
        pass  # 30 February and the like: unreadable, said below
    return Bad("M05", f"“{value}”读不成日期")


def cleaned(text: pl.Series, field: Field) -> pl.Series:
    """Text without control characters; numbers of documents and phones narrow, without spaces, X in capitals."""
    if field.type != "text":
        return text
    text = text.str.replace_all(r"[\x00-\x08\x0b-\x1f]", "")
    odd = text.str.contains(r"[^0-9A-Z\-.+]")
    if not is_number(field) or not odd.any():
        return text
    narrow = text.filter(odd).str.normalize("NFKC").str.replace_all(r"[\s'`]", "").str.to_uppercase()
    return text.scatter(odd.arg_true(), narrow)


def is_number(field: Field) -> bool:
    """Whether a text field holds a number of digits, which a spreadsheet may spoil."""
    return field.personal in ("id", "account", "phone") or field.name.endswith("_code")


def _text(text: pl.Series, field: Field) -> tuple[pl.Series, dict[str, Bad]]:
    most = LONGEST.get(field.name) or LONGEST_PERSONAL.get(field.personal or "", 100)
    long = text.filter(text.str.len_chars() > most).unique().to_list()
    bad = {value: Bad("M02", f"「{field.zh}」超过 {most} 个字") for value in long}
    bad |= {value: unreadable(value) for value in text.filter(text.is_in((*ERRORS, MERGED))).unique().to_list()}
    if is_number(field):
        spoilt = text.filter(text.str.contains(SPOILT)).unique().to_list()
        bad |= {value: Bad("M11", f"“{value}”是被表格软件改成科学计数的号码") for value in spoilt}
    return (text.set(text.is_in(list(bad)), None) if bad else text), bad
