"""Tables of a web page, which many systems "export" under the name .xls."""

from __future__ import annotations

import re

from lxml import etree, html

from luoshu.core.errors import BadInput
from luoshu.registry.files import RESAVE
from luoshu.registry.grids import Grid, Merged, grid_of

MOST_SPAN = 300
SHEET_NAME = re.compile(r"<x:Name>([^<]{1,60})</x:Name>", re.IGNORECASE)


def web_grids(name: str, raw: bytes) -> list[Grid]:
    """One grid per table that has no table inside; BadInput when the page has none."""
    text = _decoded(raw)
    try:
        page = html.document_fromstring(text)
    except (etree.ParserError, ValueError) as error:
        raise BadInput("网页表格读不出来", RESAVE, place=name) from error
    tables = [table for table in page.iter("table") if next(table.iterdescendants("table"), None) is None]
    if not tables:
        raise BadInput("这是网页，里面没有表格", RESAVE, place=name)
    names = SHEET_NAME.findall(text)
    named = names if len(names) == len(tables) else [_title(table) or name for table in tables]
    return [_grid(title, table) for title, table in zip(named, tables, strict=True)]


def _decoded(raw: bytes) -> str:
    """Text of a page: by its byte order mark, as UTF-8, else as the superset of GBK; the declaration may lie."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return re.sub(r"<\?xml[^>]*\?>", "", raw.decode("utf-16", errors="replace"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    return re.sub(r"<\?xml[^>]*\?>", "", text).replace("\0", "")


def _title(table: html.HtmlElement) -> str | None:
    caption = table.find("caption")
    return (caption.text_content().strip() if caption is not None else "") or table.get("id")


def _grid(name: str, table: html.HtmlElement) -> Grid:
    rows: list[list[str | None]] = []
    covered: set[tuple[int, int]] = set()
    merged: list[Merged] = []
    for row_number, row in enumerate(table.iter("tr")):
        cells: list[str | None] = []
        for cell in row.iter("td", "th"):
            while (row_number, len(cells)) in covered:
                cells.append(None)
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            place = (row_number, len(cells), row_number + height - 1, len(cells) + width - 1)
            if height > 1 or width > 1:
                merged.append(place)
                covered |= {(r, c) for r in range(place[0] + 1, place[2] + 1) for c in range(place[1], place[3] + 1)}
            cells += [cell.text_content().replace("\xa0", " ").strip() or None, *[None] * (width - 1)]
        rows.append(cells)
    return grid_of(name, rows, merged=lambda: merged)


def _span(cell: html.HtmlElement, side: str) -> int:
    text = cell.get(side, "1").strip()
    return min(int(text), MOST_SPAN) if text.isdigit() and int(text) > 0 else 1
