"""Grids from files: workbooks through calamine, web tables called .xls, CSV in the encodings offices send."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import partial
from pathlib import Path

import fastexcel
import polars as pl

from luoshu.core.errors import BadInput
from luoshu.registry.files import RESAVE, UTF16
from luoshu.registry.grids import Grid, grid_of
from luoshu.registry.sheet_xml import SheetXml
from luoshu.registry.web_table import web_grids

MOST_TEXT = 200 * 2**20


def grids(path: Path, kind: str, wanted) -> list[Grid]:
    """The sheets of a file that `wanted(name)` takes, or all of them when it takes none."""
    if kind == "folder":
        return _folder(path)
    if kind == "zip":
        return _zipped(path)
    if kind == "csv":
        return [_csv(path.stem, _bytes(path))]
    if kind == "html":
        return web_grids(path.stem, _bytes(path))
    return _workbook(path, kind, wanted)


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_TEXT:
        raise BadInput("文件过大", "请按县或按乡镇分成几个文件。", place=path.name)
    return path.read_bytes()


def _workbook(path: Path, kind: str, wanted) -> list[Grid]:
    try:
        reader = fastexcel.read_excel(path)
        names = [name for name in reader.sheet_names if wanted(name)] or reader.sheet_names
        return [_sheet(reader, path, kind, name) for name in names]
    except fastexcel.FastExcelError as error:
        raise BadInput(_why_unreadable(path, str(error)), RESAVE, place=path.name) from error


def _why_unreadable(path: Path, error: str) -> str:
    with path.open("rb") as file:
        start = file.read(2**20)
    if "assword" in error or "EncryptedPackage".encode("utf-16-le") in start:
        return "工作簿设了打开密码"
    return "工作簿已损坏，或不是表格软件存的文件"


def _sheet(reader: fastexcel.ExcelReader, path: Path, kind: str, name: str) -> Grid:
    try:
        sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True)
        xml = SheetXml(path, name) if kind == "xlsx" else None
        frame, errors = _cells(sheet, has_errors=xml is None or xml.has_errors)
    except fastexcel.FastExcelError as error:
        if "no data" in str(error).lower() or "out of bounds" in str(error).lower():
            return Grid(name, pl.DataFrame())
        raise
    if xml:
        return Grid(name, frame, errors, xml.merged, xml.numbers)
    return Grid(name, frame, errors, numbers=partial(_numbers, reader, name))


def _cells(sheet: fastexcel.ExcelSheet, *, has_errors: bool) -> tuple[pl.DataFrame, tuple]:
    """The text of all cells by column number, and where a formula ended in an error.

    Only asked for errors, the reader needs pyarrow, which takes longer to load than a small sheet to read.
    """
    names = {column.name: str(column.absolute_index) for column in sheet.selected_columns}
    if not has_errors:
        return sheet.to_polars().rename(names), ()
    batch, faults = sheet.to_arrow_with_errors()
    places = [column.absolute_index for column in sheet.selected_columns]
    errors = tuple((fault.position[0], places[fault.offset_position[1]]) for fault in faults.errors) if faults else ()
    return pl.DataFrame(pl.from_arrow(batch)).rename(names), errors


def _numbers(reader: fastexcel.ExcelReader, name: str, column: int, rows: list[int]) -> list[int]:
    """Of these rows, those with a number in the column: asked for a duration, the reader tells what it found."""
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, use_columns=[column], dtypes="duration")
    faults = sheet.to_arrow_with_errors()[1]
    found = {fault.position[0] for fault in faults.errors if "'Float(" in fault.detail} if faults else set()
    return [row for row in rows if row in found]


def _folder(path: Path) -> list[Grid]:
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv" and file.is_file())
    if not files:
        raise BadInput("文件夹里没有 CSV 表", "每张表存成一个 CSV，如“户表.csv”“人员表.csv”。", place=path.name)
    return [_csv(file.stem, _bytes(file)) for file in files]


def _zipped(path: Path) -> list[Grid]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith(".csv"))
        try:
            return [_csv(Path(name).stem, archive.read(name)) for name in names]
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise BadInput("压缩包已损坏或设了密码", "请解开后再导入。", place=path.name) from error


def _csv(name: str, raw: bytes) -> Grid:
    text = _decoded(raw).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return Grid(name, pl.DataFrame())
    sample = text[:20000].split("\n")[:40]
    mark = max("\t,;", key=lambda mark: sum(line.count(mark) for line in sample))
    try:
        return _quick_csv(name, text, mark, max(len(row) for row in csv.reader(sample, delimiter=mark)))
    except pl.exceptions.PolarsError:
        return _slow_csv(name, text, mark)
    except csv.Error as error:
        raise _not_csv(name) from error


def _quick_csv(name: str, text: str, mark: str, width: int) -> Grid:
    """Whole columns at once. The first line sets how many are read, and a title has one: a full line goes before it."""
    body = f"{mark * (width - 1)}\n{text}".encode()
    frame = pl.read_csv(body, has_header=False, infer_schema=False, separator=mark, truncate_ragged_lines=True)
    names = dict(zip(frame.columns, map(str, range(frame.width)), strict=True))
    return Grid(name, frame.slice(1).rename(names))


def _slow_csv(name: str, text: str, mark: str) -> Grid:
    """Row by row, forgiving quotes that are not closed."""
    try:
        return grid_of(name, list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    except csv.Error as error:
        raise _not_csv(name) from error


def _not_csv(name: str) -> BadInput:
    return BadInput("引号没有成对，分不出格子", RESAVE, place=f"{name}.csv")


def _decoded(raw: bytes) -> str:
    if raw.startswith(UTF16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
