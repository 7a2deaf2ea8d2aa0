"""The workbook to fill in: one sheet per table of the field dictionary, drop-downs for codes, a page of advice."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from luoshu.policy.codes import codes
from luoshu.policy.fields import SHEETS, Field, sheet
from luoshu.registry.grids import letter

ROWS = 20_000
LISTS = "选项"
ADVICE = (
    ("填写说明", ""),
    (
        "表",
        "户表一户一行，人员表一人一行，每年一份；村表一村一行；帮扶责任人表一次结对一行；农户底册写全村农户。不用的表可以空着。",
    ),
    ("必填", "标 * 的列必填。其余不清楚的就空着：空着不会改掉已有的数据，少一行也不会删掉已有的人。"),
    ("选项", "下拉的列只能选，不要自己写。"),
    ("是否", "填“是”或“否”。"),
    ("金额", "单位是元，最多两位小数，不写“元”字。"),
    ("日期", "年-月-日，如 2016-12-31；年度填四位年份。"),
    ("号码", "证件号码、编号、电话、账号的列已设成文本，请不要改格式。"),
    ("户主", "每户在人员表里有且只有一人的与户主关系是“本人或户主”。"),
    ("粘贴", "从别的表粘贴时请选“只粘贴数值”，不要合并单元格。"),
)


def write(path: str | Path) -> None:
    """Write the empty workbook for our own form."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        styles = Styles(book)
        _advice(book, styles)
        lists = _lists(book)
        for name in SHEETS:
            _sheet(book, name, lists, styles)


class Styles:
    """The formats of our workbooks."""

    def __init__(self, book: xlsxwriter.Workbook):
        frame = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        self.title = book.add_format({**frame, "bold": True, "font_size": 14})
        self.heading = book.add_format({**frame, "bold": True, "bg_color": "#EFE6D2", "border": 1, "text_wrap": True})
        self.text = book.add_format({**frame, "num_format": "@"})
        self.date = book.add_format({**frame, "num_format": "yyyy-mm-dd"})
        self.plain = book.add_format(frame)
        self.wrapped = book.add_format({**frame, "text_wrap": True, "valign": "top"})
        self.red = book.add_format({**frame, "num_format": "@", "bg_color": "#F8C9C4", "border": 1})
        self.yellow = book.add_format({**frame, "num_format": "@", "bg_color": "#FBE9B0", "border": 1})
        self.note = book.add_format({**frame, "font_color": "#9C2B20", "text_wrap": True, "valign": "top"})


def _advice(book: xlsxwriter.Workbook, styles: Styles) -> None:
    page = book.add_worksheet("填写说明")
    page.set_column(0, 0, 10, styles.wrapped)
    page.set_column(1, 1, 90, styles.wrapped)
    for row, (word, text) in enumerate(ADVICE):
        page.write_string(row, 0, word, styles.heading if row else styles.title)
        page.write_string(row, 1, text, styles.wrapped)


def _lists(book: xlsxwriter.Workbook) -> dict[str, str]:
    """A hidden sheet with one column per code list; the range of each by its name."""
    page = book.add_worksheet(LISTS)
    page.hide()
    ranges = {}
    names = sorted({field.code for name in SHEETS for field in sheet(name).fields if field.code})
    for column, name in enumerate(names):
        labels = [item.zh for item in codes(name).items]
        page.write_column(0, column, labels)
        ranges[name] = f"={LISTS}!${letter(column)}$1:${letter(column)}${len(labels)}"
    return ranges


def _sheet(book: xlsxwriter.Workbook, name: str, lists: dict[str, str], styles: Styles) -> None:
    page = book.add_worksheet(sheet(name).sheet)
    page.freeze_panes(1, 2)
    for column, field in enumerate(sheet(name).fields):
        page.write_string(0, column, field.zh + ("*" if field.required else ""), styles.heading)
        page.set_column(column, column, max(10, len(field.zh) * 2 + 2), style_of(field, styles))
        if offer := _offer(field, lists):
            page.data_validation(1, column, ROWS, column, offer)


def style_of(field: Field, styles: Styles):
    """How the cells of a column are shown: numbers of documents stay text."""
    return {"text": styles.text, "date": styles.date}.get(field.type, styles.plain)


def _offer(field: Field, lists: dict[str, str]) -> dict | None:
    """The drop-down or the bounds of a column; a hint, for what is pasted is checked again at intake."""
    error = {"error_title": field.zh, "error_type": "warning"}
    if field.type == "code":
        return {"validate": "list", "source": lists[field.code], "error_message": "请从下拉中选。", **error}
    if field.type == "bool":
        return {"validate": "list", "source": ["是", "否"], "error_message": "请填“是”或“否”。", **error}
    if field.type in ("money", "measure"):
        bounds = {"criteria": ">=", "value": 0, "error_message": f"请填数字，单位是{field.unit}。"}
        return {"validate": "decimal", **bounds, **error}
    if field.type == "year":
        bounds = {"criteria": "between", "minimum": 1949, "maximum": 2100, "error_message": "请填四位年份。"}
        return {"validate": "integer", **bounds, **error}
    return None
