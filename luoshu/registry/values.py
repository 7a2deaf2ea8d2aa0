"""Text of the sheet to typed values, whole columns at once; what does not read becomes a fault at its cell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

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
CONTROL = r"[\x00-\x08\x0b-\x1f]"
# What a number of a document, a phone or an account has none of once it is written as it should be.
ODD = r"[^0-9A-Z\-.+]"
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


def typed(texts: pl.DataFrame, fields: Iterable[Field], mapping: Mapping) -> tuple[pl.DataFrame, dict[str, dict]]:
    """The columns of these fields typed, null where blank or unreadable; by field what is wrong by each faulty text.

    The texts must have been through `cleaned`.
    """
    quick = texts.select(_quick(field, mapping).alias(field.name) for field in fields)
    late, bad = {}, {}
    for field in fields:
        text, read = texts[field.name], quick[field.name]
        if read.null_count() > text.null_count():
            late[field.name], bad[field.name] = _settled(text, read, lambda value, f=field: _slow(value, f, mapping))
    return quick.with_columns(**late), bad


@cache
def _quick(field: Field, mapping: Mapping) -> pl.Expr:
    """What most cells say, for whole columns; null where it takes a second look."""
    text = pl.col(field.name)
    if field.type == "code":
        return _labels(text, mapping.code_of(field.code))
    if field.type == "bool":
        return text.replace_strict(mapping.yes_or_no, default=None, return_dtype=pl.Boolean)
    if field.type == "text":
        return _plain_text(text, field)
    return {"money": _hundredths, "measure": _hundredths, "int": _whole, "year": _years, "date": _dates}[field.type](
        text
    )


def _slow(value: str, field: Field, mapping: Mapping) -> object:
    """One text read with patience: its value, or what is wrong with it."""
    if field.type == "code":
        return _code(value, field, mapping)
    if field.type == "bool":
        return _bool(value, field, mapping)
    slow = {"text": _long_text, "money": _money, "measure": _measure, "int": _int, "year": _year, "date": _date}
    return slow[field.type](value, field)


def _settled(text: pl.Series, quick: pl.Series, slow: Callable) -> tuple[pl.Series, dict[str, Bad]]:
    """Give what the quick way left unread to the slow one, once per distinct text."""
    missed = text.is_not_null() & quick.is_null()
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


def _labels(text: pl.Expr, known: dict[str, str]) -> pl.Expr:
    place = text.cast(pl.Enum(list(known)), strict=False).to_physical()
    return pl.lit(pl.Series(list(known.values()), dtype=pl.String)).gather(place)


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


def _hundredths(text: pl.Expr) -> pl.Expr:
    exact = text.cast(pl.Float64, strict=False) * 100
    whole = exact.round()
    fits = exact.is_finite() & ((exact - whole).abs() < 1e-3) & (whole >= 0) & (whole < MOST)
    return pl.when(fits).then(whole).cast(pl.Int64)


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
    if number.adjusted() > len(str(MOST)) or number * 100 >= MOST:
        return Bad("M09", f"「{field.zh}」大得不合情理")
    rounded = int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if abs(number * 100 - rounded) < Decimal("0.001"):
        return rounded
    return Bad("D01", value=rounded)


def _whole(text: pl.Expr) -> pl.Expr:
    number = text.cast(pl.Int64, strict=False)
    return pl.when(number.is_between(0, 10**9)).then(number)


def _int(value: str, field: Field) -> int | Bad:
    number = _decimal(value, field)
    if number is None or number != number.to_integral_value():
        return Bad("M03", f"“{value}”读不成整数", f"请只填整数，单位是{field.unit}。")
    if number < 0:
        return Bad("M10", f"「{field.zh}」不能是负数")
    return int(number) if number <= 10**9 else Bad("M09", f"「{field.zh}」大得不合情理")


def _years(text: pl.Expr) -> pl.Expr:
    number = text.cast(pl.Int64, strict=False)
    return pl.when(number.is_between(1949, 2100)).then(number)


def _year(value: str, field: Field) -> int | Bad:
    match = re.fullmatch(r"((?:19|20)\d\d)(?:年度?|\.0|\d\d|[-/.年]\d.*)?", _wide(value))
    if match and int(match[1]) >= 1949:
        return int(match[1])
    return Bad("M06", f"“{value}”不是年份")


def _dates(text: pl.Expr) -> pl.Expr:
    day = text.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day.dt.year().is_between(1900, 2100)).then(day)


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


def cleaned(texts: pl.DataFrame, fields: Iterable[Field]) -> pl.DataFrame:
    """The texts of these fields without control characters; numbers of documents and phones narrow, X in capitals."""
    words = [field for field in fields if field.type == "text"]
    plain = pl.col(field.name for field in words).str.replace_all(CONTROL, "")
    texts = texts.select(field.name for field in fields).with_columns(plain)
    odd = texts.select(pl.col(field.name for field in words if is_number(field)).str.contains(ODD))
    return texts.with_columns(_narrow(texts[name], odd[name]) for name in odd.columns if odd[name].any())


def _narrow(text: pl.Series, odd: pl.Series) -> pl.Series:
    """The numbers that a hand wrote, in wide digits, with spaces or a small x."""
    narrow = text.filter(odd).str.normalize("NFKC").str.replace_all(r"[\s'`]", "").str.to_uppercase()
    return text.scatter(odd.arg_true(), narrow)


def is_number(field: Field) -> bool:
    """Whether a text field holds a number of digits, which a spreadsheet may spoil."""
    return field.personal in ("id", "account", "phone") or field.name.endswith("_code")


def _plain_text(text: pl.Expr, field: Field) -> pl.Expr:
    suspect = (text.str.len_chars() > _longest(field)) | text.is_in([*ERRORS, MERGED])
    if is_number(field):
        suspect = suspect | text.str.contains(SPOILT)
    return pl.when(~suspect).then(text)


def _long_text(value: str, field: Field) -> Bad:
    if is_number(field) and re.match(SPOILT, value):
        return Bad("M11", f"“{value}”是被表格软件改成科学计数的号码")
    return Bad("M02", f"「{field.zh}」超过 {_longest(field)} 个字")


def _longest(field: Field) -> int:
    return LONGEST.get(field.name) or LONGEST_PERSONAL.get(field.personal or "", 100)
