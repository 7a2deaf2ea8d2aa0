"""Reading a workbook, a web table or CSV into tables of text, with the place of every cell kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from luoshu.core.errors import BadInput
from luoshu.policy.fields import SHEETS, sheet
from luoshu.registry import headings
from luoshu.registry.files import kind_of
from luoshu.registry.grids import Grid, letter
from luoshu.registry.mapping import Mapping, plain
from luoshu.registry.mapping import mapping as mapping_of
from luoshu.registry.reading import grids

MARKS = {"row": pl.Int64, "field": pl.String, "what": pl.String}
MOST_MARKS = 100_000
MIDNIGHT = " 00:00:00"
BLANK = " \t\r\n\u3000\xa0\ufeff"
LONG_NUMBER = r"^[0-9]{16,19}$"
FOOTER = (
    r"^\s*(合\s*计|总\s*计|小\s*计|填\s*表\s*人|填\s*报\s*人|制\s*表|审\s*核\s*人?|复\s*核|(单位)?负\s*责\s*人|经\s*办\s*人"
    r"|填\s*报\s*(日期|单位|时间)|(单位)?\s*[（(]?(盖\s*章|公\s*章)[)）]?|备\s*注|说\s*明|注)\s*([:：].*|[（(].*|签\s*[字名章].*)?$"
)


@dataclass(frozen=True)
class Column:
    """Where a field stands in the file: the column's letter and the heading as written there."""

    letter: str
    heading: str


@dataclass(frozen=True)
class Table:
    """One sheet as text: `frame` has String columns by field name and `row`, the row number in the file (from 1).

    `near` offers, for a heading we do not know, one that is missing. `marks` (row, field, what) holds what the text
    does not tell of a cell: `merged` (covered by a merged cell), `error` (a formula's error), `number` (a long number
    that lost its last digits).
    """

    frame: pl.DataFrame
    columns: dict[str, Column]
    sheet: str
    unknown_headings: tuple[str, ...] = ()
    near: dict[str, str] = field(default_factory=dict)
    marks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MARKS))


@dataclass(frozen=True)
class Book:
    """A file read: `kind` of file, `tables` by our sheet name (household, person, village, helper, roster)."""

    kind: str
    tables: dict[str, Table]
    mapping: str = "own"
    name: str = ""


def read(path: str | Path, mapping: str = "own") -> Book:
    """Read a file of any kind we take (docs/faults.md lists them); BadInput says what is wrong with the file itself.

    For files from outside use `parse_in_child`, which bounds memory and time.
    """
    path = Path(path)
    kind, form = kind_of(path), mapping_of(mapping)
    found = grids(path, kind, lambda name: plain(name) in form.sheet_names)
    tables: dict[str, Table] = {}
    for grid in found:
        _add(tables, grid, form)
    if not tables:
        raise _nothing_of_ours(path, found, form)
    if not any(table.frame.height for table in tables.values()):
        raise BadInput("表里只有表头，没有数据", "请填入数据后再导入。", place=path.name)
    return Book(kind, {name: tables[name] for name in SHEETS if name in tables}, mapping, path.name)


def _add(tables: dict[str, Table], grid: Grid, form: Mapping) -> None:
    heading = headings.find(grid, form)
    if heading is None:
        return
    if heading.table in tables:
        what = f"“{tables[heading.table].sheet}”和“{grid.name}”都像{sheet(heading.table).sheet}"
        raise BadInput(what, "请合成一张表，或分成两个文件。", place=f"工作表“{grid.name}”")
    tables[heading.table] = _table(grid, heading)


def _nothing_of_ours(path: Path, found: list[Grid], form: Mapping) -> BadInput:
    names = "、".join(f"“{grid.name}”" for grid in found[:5]) or "（没有工作表）"
    wanted = "、".join(f"“{sheet(name).sheet}”" for name in SHEETS)
    return BadInput(
        f"没有找到{form.title}的表，只有{names}", f"工作表请命名为{wanted}，表头照导入模板。", place=path.name
    )


def _table(grid: Grid, heading: headings.Heading) -> Table:
    texts = [_text(heading, name) for name in heading.columns]
    frame = grid.frame.with_row_index("row", 1).slice(heading.data)
    frame = frame.select(pl.col("row").cast(pl.Int64), *texts)
    names = list(heading.columns)
    frame = frame.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
    frame = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names))
    frame = _without_footers(grid, heading, frame)
    columns = {name: Column(letter(place), heading.texts[name]) for name, place in heading.columns.items()}
    return Table(frame, columns, grid.name, heading.unknown, heading.near, _marks(grid, heading, frame))


def _text(heading: headings.Heading, name: str) -> pl.Expr:
    """The stripped text of a field; several fields of one column share its list of values."""
    place = heading.columns[name]
    text = pl.col(str(place))
    sharing = [other for other, at in heading.columns.items() if at == place]
    if len(sharing) > 1:
        text = text.str.replace_all("[，、；;]", ",").str.split(",").list.get(sharing.index(name), null_on_oob=True)
    text = text.str.strip_chars(BLANK)
    is_day = sheet(heading.table).by_name[name].type in ("date", "year")
    return (text.str.strip_suffix(MIDNIGHT) if is_day else text).alias(name)


def _without_footers(grid: Grid, heading: headings.Heading, frame: pl.DataFrame) -> pl.DataFrame:
    """Drop sums and signatures, which have no key, and headings repeated on each printed page."""
    key = pl.col(sheet(heading.table).key[0])
    frame = frame.filter(key.is_null() | (key != heading.texts[sheet(heading.table).key[0]]))
    keyless = frame.filter(key.is_null() | key.str.contains(FOOTER))
    if keyless.is_empty():
        return frame
    first = grid.frame.with_row_index("row", 1).filter(pl.col("row").is_in(keyless["row"].to_list()))
    cells = first.select("row", pl.any_horizontal(pl.exclude("row").str.contains(FOOTER)).alias("is_footer"))
    footers = cells.filter(pl.col("is_footer"))["row"].cast(pl.Int64)
    return frame.filter(~pl.col("row").is_in(footers.implode()))


def _marks(grid: Grid, heading: headings.Heading, frame: pl.DataFrame) -> pl.DataFrame:
    field_at = {place: name for name, place in heading.columns.items()}
    rows = set(frame["row"].to_list())
    marks = [(row + 1, field_at[place], "error") for row, place in grid.errors if place in field_at and row + 1 in rows]
    marks += _merged(grid, field_at, frame)
    for name in _long_number_fields(heading):
        suspects = _unsure_numbers(frame, name)
        found = grid.numbers(heading.columns[name], [row - 1 for row in suspects]) if suspects else []
        marks += [(row + 1, name, "number") for row in found]
    return pl.DataFrame(marks, schema=MARKS, orient="row")


def _merged(grid: Grid, field_at: dict[int, str], frame: pl.DataFrame) -> list[tuple[int, str, str]]:
    """Blank cells of the data that a merged cell covers: what they should hold cannot be known."""
    ranges = grid.merged()
    if not ranges:
        return []
    blank = {name: set(frame.filter(pl.col(name).is_null())["row"].to_list()) for name in field_at.values()}
    last = int(frame["row"].max() or 0)
    marks: list[tuple[int, str, str]] = []
    for top, left, bottom, right in ranges:
        for place in range(left, min(right, max(field_at)) + 1):
            name = field_at.get(place)
            if name is None or len(marks) > MOST_MARKS:
                continue
            marks += [(row, name, "merged") for row in range(top + 1, min(bottom + 1, last) + 1) if row in blank[name]]
    return marks


def _long_number_fields(heading: headings.Heading) -> list[str]:
    fields = sheet(heading.table).by_name
    return [name for name in heading.columns if fields[name].personal in ("id", "account") or name.endswith("_code")]


def _unsure_numbers(frame: pl.DataFrame, name: str) -> list[int]:
    """Rows whose long number is one that a spreadsheet's number, exact to 15 digits, may have left behind."""
    number = pl.col(name).cast(pl.Int64, strict=False)
    long = frame.select("row", name).filter(pl.col(name).str.contains(LONG_NUMBER))
    return long.filter(number.cast(pl.Float64).cast(pl.Int64, strict=False) == number)["row"].to_list()


def parse_in_child(path: str | Path, mapping: str = "own", limits=None) -> Book:
    """Like `read`, in a child process of bounded memory and time (luoshu.registry.child.Limits)."""
    from luoshu.registry import child

    return child.parse_in_child(path, mapping, limits)
