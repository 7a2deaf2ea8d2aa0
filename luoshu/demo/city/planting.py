"""Plants faults in the sheets of an invented township, one kind to a household, and says where each must be told.

What is expected is written down by the planter itself; nothing is asked of those who will check the sheets.
"""

import copy
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import xlsxwriter

from luoshu.demo.city import draft, fault_specials
from luoshu.demo.city.areas import areas
from luoshu.demo.city.city import City
from luoshu.demo.city.draft import Case
from luoshu.demo.city.fault_kinds import DOUBTFUL, HOLDING, Kind
from luoshu.policy.fields import sheet

SHEETS = ("household", "person", "village", "helper")
CLEAN = 30
_FIRST_ROW = {"workbooks": 3, "csv": 2}


@dataclass
class Book:
    """The sheets being spoilt: rows by sheet, the cells where a fault must be told, cells merged with the one below."""

    rows: dict[str, list[dict]]
    cells: list[tuple] = field(default_factory=list)
    merged: list[tuple[dict, str]] = field(default_factory=list)

    def expect(self, kind: str, sheet_name: str, row: dict, field_name: str, holds: bool = False):
        self.cells.append((kind, holds, sheet_name, row, field_name))

    def add(self, sheet_name: str, row: dict, after: dict) -> dict:
        self.rows[sheet_name].insert(self._place(sheet_name, after) + 1, row)
        return row

    def drop(self, sheet_name: str, row: dict):
        del self.rows[sheet_name][self._place(sheet_name, row)]

    def _place(self, sheet_name, row):
        return next(i for i, other in enumerate(self.rows[sheet_name]) if other is row)

    def expected(self, form: str) -> pl.DataFrame:
        """The cells, with the number that the row has in the file."""
        found = []
        for kind, holds, name, row, field_name in self.cells:
            heading, place = sheet(name).by_name[field_name].zh, self._place(name, row) + _FIRST_ROW[form]
            household = row.get("household_code") if name in ("household", "person") else None
            found.append((kind, holds, sheet(name).sheet, place, heading, field_name, household))
        columns = ("kind", "holds", "sheet", "row", "heading", "field", "household_code")
        schema = dict.fromkeys(columns, pl.String) | {"holds": pl.Boolean, "row": pl.Int64}
        return pl.DataFrame(found, schema=schema, orient="row")


def plant(city: City, folder: Path, form: str = "workbooks", county: str = "410324", year: int = 2016) -> pl.DataFrame:
    """Writes areas.csv, the faulty sheets, the same sheets mended, expected.csv; returns what is expected.

    `form`: workbooks or csv. LookupError if the county is too small to have a household for each kind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft.write_areas(folder / "areas.csv", county)
    cases, villages = draft.clean(city, county, year)
    chosen = _chosen(cases, form)
    used = list({id(case): case for _, found in chosen for case in found}.values())
    rest = [case for case in cases if not any(case is other for other in used)][:CLEAN]
    mended = Book(_sheets(copy.deepcopy([*used, *rest]), copy.deepcopy(villages)))
    _save(mended, folder / f"{county}_{year}_mended", form, county, year)
    book = Book(_sheets([*used, *rest], villages))
    for spoil, found in chosen:
        spoil(book, *found)
    for spoil in fault_specials.OF_VILLAGES:
        spoil(book, villages)
    _save(book, folder / f"{county}_{year}_faulty", form, county, year)
    expected = book.expected(form)
    expected.write_csv(folder / "expected.csv")
    return expected


def _chosen(cases: list[Case], form: str) -> list[tuple]:
    """For each kind of fault what plants it, and the household or the two that it needs."""
    free, chosen = list(cases), []
    wanted = [(_fits(kind), _planter(kind), 1, kind.name) for kind in (*DOUBTFUL, *HOLDING)]
    special = (*fault_specials.ONE, *(fault_specials.IN_WORKBOOKS if form == "workbooks" else ()))
    wanted += [(fits, spoil, 1, spoil.__name__) for fits, spoil in special]
    wanted += [(fits, spoil, 2, spoil.__name__) for fits, spoil in fault_specials.TWO]
    for fits, spoil, count, name in wanted:
        found = [case for case in free if fits(case)][:count]
        if len(found) < count:
            raise LookupError(f"这个县太小，没有能埋“{name}”的户；请用更大的城市")
        free = [case for case in free if not any(case is other for other in found)]
        chosen.append((spoil, found))
    return chosen


def _target(kind: Kind, case: Case):
    """The row that the kind spoils: the household's, or that of the first person it can be."""
    if kind.sheet == "household":
        return case.household
    about_leaving = kind.field in ("left_on", "left_reason")
    here = (person for person in case.people if about_leaving or person["left_on"] is None)
    return next((person for person in here if kind.who(person)), None)


def _fits(kind: Kind):
    def fits(case):
        row = _target(kind, case)
        return row is not None and kind.where(case.household, case.people) and _value(kind, row) != row[kind.field]

    return fits


def _value(kind, row):
    return kind.value(row) if callable(kind.value) else kind.value


def _planter(kind: Kind):
    def spoil(book, case):
        row = _target(kind, case)
        row[kind.field] = _value(kind, row)
        for sheet_name, field_name in kind.cells:
            told = case.household if sheet_name == "household" else row
            book.expect(kind.name, sheet_name, told, field_name, kind.holds)

    return spoil


def _sheets(cases: list[Case], villages: list[dict]) -> dict[str, list[dict]]:
    cases = sorted(cases, key=lambda case: case.household["household_code"])
    return {
        "household": [case.household for case in cases],
        "person": [person for case in cases for person in case.people],
        "village": list(villages),
        "helper": [helper for case in cases for helper in case.helpers],
    }


def _save(book: Book, stem: Path, form: str, county: str, year: int):
    """As offices write them: title, headings, rows; or a folder of CSV."""
    if form == "csv":
        stem.mkdir(parents=True, exist_ok=True)
        for name, rows in book.rows.items():
            fields = sheet(name).fields
            texts = [[_text(row[f.name]) for f in fields] for row in rows]
            frame = pl.DataFrame(texts, schema=dict.fromkeys([f.zh for f in fields], pl.String), orient="row")
            frame.write_csv(stem / f"{sheet(name).sheet}.csv")
        return
    with xlsxwriter.Workbook(stem.with_name(f"{stem.name}.xlsx"), {"default_date_format": "yyyy-mm-dd"}) as out:
        for name, rows in book.rows.items():
            title = f"洛阳市{areas()[county]}演示乡{sheet(name).sheet}（{year} 年度，演示数据）"
            _page(out, out.add_worksheet(sheet(name).sheet), title, rows, sheet(name).fields, book.merged)


def _text(value):
    return None if value is None else str(value)


def _page(out, page, title, rows, fields, merged):
    page.write_string(0, 0, title)
    page.write_row(1, 0, [f.zh for f in fields])
    for place, row in enumerate(rows, start=2):
        for column, f in enumerate(fields):
            value = row[f.name]
            if isinstance(value, str):
                page.write_string(place, column, value)
            elif value is not None:
                page.write(place, column, value)
        for head, name in merged:
            if head is row:
                column = next(i for i, f in enumerate(fields) if f.name == name)
                page.merge_range(place, column, place + 1, column, row[name], out.add_format())
