"""A list of another department as a table: whom each row names, where, how much, when. Any order of columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from luoshu.core.errors import BadInput
from luoshu.policy.fields import sheet as fields_of
from luoshu.registry import values
from luoshu.registry.files import kind_of
from luoshu.registry.grids import Grid, letter
from luoshu.registry.identity import with_parts
from luoshu.registry.mapping import mapping as mapping_of
from luoshu.registry.mapping import plain
from luoshu.registry.reading import grids
from luoshu.registry.sheets import BLANK, FOOTER, Book, Column, Table

FORM = "department_list"
MOST_ROWS = 200_000
HEADINGS = {
    "id_number": ("证件号码", "身份证号", "身份证号码", "身份证", "公民身份号码", "证件号"),
    "name": ("姓名", "患者姓名", "学生姓名", "户主姓名", "户主", "参保人姓名", "人员姓名"),
    "village_code": ("村代码", "行政村代码", "村编码"),
    "village_name": ("行政村", "村", "村名", "村（社区）", "所在村", "行政村名称"),
    "amount": ("金额", "自付金额", "个人自付", "自付费用", "个人自付费用", "个人负担", "费用", "损失金额"),
    "happened_on": ("日期", "发生日期", "出院日期", "辍学日期", "鉴定日期", "受灾日期", "发生时间"),
}  # fmt: skip
KNOWN = {plain(text): field for field, texts in HEADINGS.items() for text in texts}
LONG_NUMBER = r"^[0-9]{16,18}$"
# The columns are read as fields of our own sheets are.
LIKE = {
    "id_number": ("person", "id_number"),
    "name": ("person", "name"),
    "village_code": ("household", "village_code"),
    "village_name": ("village", "village_name"),
    "amount": ("household", "medical_spending"),
    "happened_on": ("person", "joined_on"),
}
FIELDS = tuple(replace(fields_of(of).by_name[field], name=name) for name, (of, field) in LIKE.items())


def read(path, mapping: str = FORM) -> Book:
    """The first sheet that names people; BadInput says what is missing. For files from outside: `parse_in_child`."""
    path = Path(path)
    for grid in grids(path, kind_of(path), lambda name: True):
        if (found := _heading(grid)) is not None:
            return Book(kind_of(path), {FORM: _table(grid, *found)}, mapping, path.name)
    raise BadInput("没有找到名单的表头", "表头要在前 40 行内，至少有「姓名」和「证件号码」中的一列。", place=path.name)


def _heading(grid: Grid) -> tuple[int, dict[str, int], dict[str, str]] | None:
    """The row of the heading, the place and text of each column we know; None for a sheet without one."""
    for row, cells in enumerate(grid.top()):
        known = {KNOWN[plain(text)]: place for place, text in reversed(list(enumerate(cells))) if plain(text) in KNOWN}
        if len(known) >= 2 and known.keys() & {"id_number", "name"}:
            texts = {field: cells[place] for field, place in known.items()}
            _check_unit(grid, cells)
            return row, known, texts
    return None


def _check_unit(grid: Grid, cells: list[str]) -> None:
    if any("万元" in text for text in cells):
        raise BadInput("金额的单位是万元", "请改成元再导入。", place=f"工作表“{grid.name}”")


def _table(grid: Grid, heading: int, places: dict[str, int], texts: dict[str, str]) -> Table:
    cells = grid.frame.with_row_index("row", 1).slice(heading + 1)
    columns = [pl.col(str(place)).str.strip_chars(BLANK).alias(field) for field, place in places.items()]
    frame = cells.select(pl.col("row").cast(pl.Int64), *columns)
    frame = frame.with_columns(pl.when(pl.col(field) != "").then(pl.col(field)).alias(field) for field in places)
    missing = [pl.lit(None, pl.String).alias(field) for field in HEADINGS if field not in places]
    frame = frame.with_columns(missing).select("row", *HEADINGS)
    frame = frame.filter(pl.any_horizontal(pl.col("id_number", "name").is_not_null()))
    frame = frame.filter(~pl.any_horizontal(pl.col("id_number", "name").str.contains(FOOTER).fill_null(False)))
    if frame.is_empty():
        raise BadInput("名单里只有表头，没有数据", "请核对是不是这一张表。", place=f"工作表“{grid.name}”")
    if frame.height > MOST_ROWS:
        raise BadInput(f"名单有 {frame.height:,} 行，太长", "请按县分成几个文件。", place=f"工作表“{grid.name}”")
    frame = _without_lost_digits(grid, frame, places.get("id_number"))
    return Table(frame, {field: Column(letter(place), texts[field]) for field, place in places.items()}, grid.name)


def _without_lost_digits(grid: Grid, frame: pl.DataFrame, place: int | None) -> pl.DataFrame:
    """A number a spreadsheet kept as one has lost its last digits: it is no number of anybody."""
    if place is None:
        return frame
    long = frame.filter(pl.col("id_number").str.contains(LONG_NUMBER))["row"].to_list()
    spoilt = {row + 1 for row in grid.numbers(place, [row - 1 for row in long])} if long else set()
    is_spoilt = pl.col("row").is_in(list(spoilt)) | pl.col("id_number").str.contains(r"[eE]\+")
    return frame.with_columns(pl.when(~is_spoilt.fill_null(False)).then(pl.col("id_number")).alias("id_number"))


def typed(table: Table) -> pl.DataFrame:
    """The rows with their values: a document's number only where its check digit holds, fen, days; else null."""
    texts = values.cleaned(table.frame, FIELDS)
    frame, _faults = values.typed(texts, FIELDS, mapping_of("own"))
    frame = with_parts(frame.with_columns(table.frame["row"]), "id_number")
    number = pl.when(pl.col("id_checks")).then(pl.col("id_number")).alias("id_number")
    return frame.with_columns(number).select("row", *HEADINGS)
