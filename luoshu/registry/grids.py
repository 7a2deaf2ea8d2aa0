"""A sheet as it stands in the file: text by row and column, and what the text does not tell (merged, formula error)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

# Cells merged over each other: first row, first column, last row, last column, all counted from 0.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet: `frame` has the String columns "0", "1", …; its first row is row 1 of the file."""

    name: str
    frame: pl.DataFrame
    errors: tuple[tuple[int, int], ...] = ()
    merged: Callable[[], list[Merged]] = field(default=list)
    numbers: Callable[[int, list[int]], list[int]] = field(default=lambda column, rows: [])

    def top(self, rows: int = 40) -> list[list[str]]:
        """The first rows as lists of stripped text, where a heading is looked for."""
        return [[(cell or "").strip() for cell in row] for row in self.frame.head(rows).rows()]


def letter(index: int) -> str:
    """The letter of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int:
    """The number from 0 of a column's letter."""
    number = 0
    for char in name:
        number = number * 26 + ord(char) - 64
    return number - 1


def grid_of(name: str, rows: list[list[str | None]], **more) -> Grid:
    """A grid of rows of unequal length."""
    width = max((len(row) for row in rows), default=0)
    columns = {str(i): [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    return Grid(name, pl.DataFrame(columns, schema={str(i): pl.String for i in range(width)}), **more)
