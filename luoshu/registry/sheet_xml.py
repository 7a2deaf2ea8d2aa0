"""What calamine does not tell of an xlsx sheet: merged cells, and which cells are numbers rather than text."""

from __future__ import annotations

import re
import zipfile
from functools import cached_property
from pathlib import Path, PurePosixPath

from lxml import etree

from luoshu.registry.grids import Merged, index_of, letter

MERGE = re.compile(rb'mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
MOST_MERGED = 200_000
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _parsed(raw: bytes) -> etree._Element:
    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


class SheetXml:
    """The XML of one sheet, unpacked when first asked for; empty answers where the file has none."""

    def __init__(self, path: Path, name: str):
        self.path, self.name = path, name

    @cached_property
    def raw(self) -> bytes:
        """The sheet's XML, or nothing when the workbook is not plain xlsx or is odd in a way calamine forgives."""
        with zipfile.ZipFile(self.path) as archive:
            try:
                part = self._part(archive)
                return archive.read(part) if part else b""
            except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
                return b""

    def _part(self, archive: zipfile.ZipFile) -> str | None:
        book = _parsed(archive.read("xl/workbook.xml"))
        wanted = [sheet.get(RELATION) for sheet in book.iter("{*}sheet") if sheet.get("name") == self.name]
        for relation in _parsed(archive.read("xl/_rels/workbook.xml.rels")).iter("{*}Relationship"):
            if relation.get("Id") in wanted:
                target = relation.get("Target", "")
                return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        return None

    @property
    def has_errors(self) -> bool:
        """Whether a cell may hold a formula's error: not when we have read that none does."""
        return not self.raw or b'"e"' in self.raw or b"'e'" in self.raw

    def merged(self) -> list[Merged]:
        """The merged ranges, as rows and columns counted from 0."""
        tail = self.raw[self.raw.rfind(b"sheetData") :]
        found = []
        for match in MERGE.finditer(tail):
            left, top, right, bottom = match.groups()
            found.append((int(top) - 1, index_of(left.decode()), int(bottom) - 1, index_of(right.decode())))
            if len(found) >= MOST_MERGED:
                break
        return found

    def numbers(self, column: int, rows: list[int]) -> list[int]:
        """Of these rows (from 0, ascending), those whose cell in the column holds a number."""
        found, position = [], 0
        for row in rows:
            start = self.raw.find(f' r="{letter(column)}{row + 1}"'.encode(), position)
            if start < 0:
                continue
            position = start
            tag = self.raw[self.raw.rfind(b"<", 0, start) : self.raw.find(b">", start)]
            if b' t="' not in tag or b' t="n"' in tag:
                found.append(row)
        return found
