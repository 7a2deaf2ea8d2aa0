"""Finds the heading of a sheet under title and date rows, on one line or two, and which column is which field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from luoshu.core.errors import BadInput
from luoshu.policy.fields import SHEETS, sheet
from luoshu.registry.grids import Grid, letter
from luoshu.registry.mapping import Mapping, plain

# A column that a returned workbook adds beside a faulty one; readings pass over it.
BESIDE = "◀"
LIKE, VERY_LIKE = 60, 80
UNIT_WORDS = {"元", "万元", "亩", "公里", "平方米", "人", "户", "月", "个", "天", "升", "分钟", "是/否"}
ORDINALS = set("甲乙丙丁戊己庚辛壬癸")


@dataclass(frozen=True)
class Heading:
    """The heading found: its table, the first row of data (from 0), column and text by field, the rest."""

    table: str
    row: int
    data: int
    columns: dict[str, int]
    texts: dict[str, str]
    unknown: tuple[str, ...]
    near: dict[str, str]


@dataclass(frozen=True)
class _Guess:
    table: str
    row: int
    lines: int
    labels: list[str]
    fields: list[str | None]

    @property
    def score(self) -> tuple[int, int]:
        known = len({name for name in self.fields if name})
        return known, -self.lines


def find(grid: Grid, mapping: Mapping) -> Heading | None:
    """The heading of a sheet; None for a sheet that is none of ours; BadInput when ours lacks what it must have."""
    named = mapping.sheet_names.get(plain(grid.name))
    top = grid.top()
    guesses = [guess for table in ([named] if named else SHEETS) if (guess := _best(top, mapping, table))]
    best = max(guesses, key=lambda guess: (guess.score, _share(guess)), default=None)
    if best is None or not (named or _is_convincing(best)):
        if named and any(any(row) for row in top):
            raise _no_heading(grid, named)
        return None
    return _heading(grid, mapping, best, top)


def _best(top: list[list[str]], mapping: Mapping, table: str) -> _Guess | None:
    known = mapping.headings(table)
    guesses = [_guess(top, known, table, row, lines) for row in range(len(top)) for lines in (1, 2)]
    best = max(guesses, key=lambda guess: guess.score, default=None)
    return best if best and best.score[0] >= 2 else None


def _guess(top: list[list[str]], known: dict[str, str], table: str, row: int, lines: int) -> _Guess:
    upper = top[row]
    lower = top[row + 1] if lines == 2 and row + 1 < len(top) else [""] * len(upper)
    labels, fields, group = [], [], ""
    for above, below in zip(upper, lower, strict=False):
        group = above or group
        label = below or above
        labels.append(label)
        fields.append((below and known.get(plain(group + below))) or known.get(plain(label)))
    return _Guess(table, row, lines, labels, fields)


def _share(guess: _Guess) -> float:
    return guess.score[0] / len(sheet(guess.table).fields)


def _is_convincing(guess: _Guess) -> bool:
    own = sheet(guess.table)
    return guess.score[0] >= 3 and own.key[0] in guess.fields


def _no_heading(grid: Grid, table: str) -> BadInput:
    needed = "、".join(f"「{field.zh}」" for field in sheet(table).fields if field.required)
    return BadInput("找不到表头", f"表头要在前 40 行内，至少有{needed}。", place=f"工作表“{grid.name}”")


def _heading(grid: Grid, mapping: Mapping, guess: _Guess, top: list[list[str]]) -> Heading:
    columns: dict[str, int] = {}
    unknown: list[str] = []
    for place, (label, name) in enumerate(zip(guess.labels, guess.fields, strict=True)):
        if name is None and label and not label.startswith(BESIDE):
            unknown.append(label)
        for part in mapping.splits.get(plain(label), [name] if name else []):
            if part in columns:
                raise _twice(grid, guess, columns[part], place)
            columns[part] = place
    near = _near(unknown, guess.table, columns)
    _check_complete(grid, guess, columns, near)
    texts = {name: guess.labels[place] for name, place in columns.items()}
    data = _first_data(top, guess, mapping)
    return Heading(guess.table, guess.row + guess.lines - 1, data, columns, texts, tuple(unknown), near)


def _twice(grid: Grid, guess: _Guess, first: int, second: int) -> BadInput:
    place = f"工作表“{grid.name}”第 {guess.row + guess.lines} 行 {letter(first)} 列、{letter(second)} 列"
    return BadInput(f"表头「{guess.labels[second]}」重复", "请只留一列，或改成各自的名称。", place=place)


def _near(unknown: list[str], table: str, columns: dict[str, int]) -> dict[str, str]:
    """For a heading we do not know, the nearest heading that is missing from the sheet."""
    missing = [field.zh for field in sheet(table).fields if field.name not in columns]
    found = {}
    for text in unknown:
        match = process.extractOne(text, missing, scorer=fuzz.ratio, processor=plain, score_cutoff=LIKE)
        if match:
            found[text] = match[0]
    return found


def _check_complete(grid: Grid, guess: _Guess, columns: dict[str, int], near: dict[str, str]) -> None:
    """Stop at a column that must be there and is not, or that is there under a slip of the pen: nothing is dropped."""
    place = f"工作表“{grid.name}”第 {guess.row + guess.lines} 行"
    lacking = [field.zh for field in sheet(guess.table).fields if field.required and field.name not in columns]
    slips = {text: zh for text, zh in near.items() if zh in lacking or fuzz.ratio(plain(text), zh) >= VERY_LIKE}
    if slips:
        what = "、".join(f"「{text}」" for text in slips)
        remedy = "".join(f"若「{text}」就是「{zh}」，请改成「{zh}」；" for text, zh in slips.items())
        raise BadInput(f"认不出表头{what}", f"{remedy}若不是，请删去这一列或换个名称。", place=place)
    if lacking:
        what = "、".join(f"「{zh}」" for zh in lacking)
        raise BadInput(f"缺少{what}列", "请对照导入模板补上这一列。", place=place)


def _first_data(top: list[list[str]], guess: _Guess, mapping: Mapping) -> int:
    """The row after the heading, past a second heading in codes, a row of units or of column numbers."""
    known = mapping.headings(guess.table)
    row = guess.row + guess.lines
    while row < len(top) and _is_about_columns([cell for cell in top[row] if cell], known):
        row += 1
    return row


def _is_about_columns(cells: list[str], known: dict[str, str]) -> bool:
    """Whether a row is blank or says again, in codes, units or numbers, what the columns are."""
    if len(cells) < 2:
        return not cells or cells[0].strip("()（）") in UNIT_WORDS
    in_order = all(cell.isdigit() and int(cell) == place for place, cell in enumerate(cells, 1))
    lettered = all(cell in ORDINALS or re.fullmatch(r"\d{1,2}", cell) for cell in cells)
    units = all(cell.strip("()（）") in UNIT_WORDS for cell in cells)
    headings = sum(plain(cell) in known for cell in cells)
    return in_order or (lettered and any(cell in ORDINALS for cell in cells)) or units or headings * 2 > len(cells)
