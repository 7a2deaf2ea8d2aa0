"""The city as its offices would send it: for each county and year one workbook, or one folder of CSV, and the truth."""

from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import xlsxwriter

from luoshu.demo.city import tables
from luoshu.demo.city.areas import areas
from luoshu.demo.city.city import City
from luoshu.demo.city.sheets import County, written
from luoshu.policy.fields import sheet

_TITLES = {
    "household": "{place}建档立卡贫困户信息采集表（{year} 年度，演示数据）",
    "person": "{place}建档立卡贫困人口信息采集表（{year} 年度，演示数据）",
    "village": "{place}行政村信息采集表（{year} 年度，演示数据）",
    "helper": "{place}帮扶责任人结对表（{year} 年度，演示数据）",
    "roster": "{place}农户底册（演示数据）",
}
_DATE, _NUMBER, _TEXT = "date", "number", "text"


def write(
    city: City,
    folder: Path,
    form: str,
    years: Sequence[int],
    counties: Sequence[str] | None = None,
    rosters: Sequence[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Sheets of those counties and years (form: csv or workbooks), rosters, the truth of households and villages."""
    folder.mkdir(parents=True, exist_ok=True)
    truths, places = [], []
    for code in counties or city.counties:
        county = County(city, code)
        for year in years:
            frames, records = county.frames(year)
            save(folder / f"{code}_{year}", form, {n: written(n, f) for n, f in frames.items()}, code, year)
            truths.append(tables.truth(records, city.villages, year))
            progress(f"{code}_{year}")
        places.append(tables.truth_of_villages(county.villages(), years))
        if code in rosters:
            save(folder / f"{code}_roster", form, {"roster": written("roster", county.roster())}, code, None)
    _add(folder / "truth.parquet", pl.concat(truths), "household_id")
    _add(folder / "truth_villages.parquet", pl.concat(places), "area")


def _add(path, rows, key):
    """Puts the truth beside the sheets, replacing only what was written again."""
    if path.exists():
        old = pl.read_parquet(path).join(rows.select("county", "year").unique(), on=("county", "year"), how="anti")
        rows = pl.concat([old, rows])
    rows.sort(key, "year").write_parquet(path)


def save(stem: Path, form: str, sheets: dict[str, pl.DataFrame], code: str, year: int | None) -> Path:
    """Writes the sheets as a folder of CSV or as a workbook; the path of what was written."""
    if form == "csv":
        stem.mkdir(parents=True, exist_ok=True)
        for name, frame in sheets.items():
            frame.write_csv(stem / f"{sheet(name).sheet}.csv", float_precision=2)
        return stem
    path = stem.with_name(f"{stem.name}.xlsx")
    titles = {n: _TITLES[n].format(place=f"洛阳市{areas()[code]}", year=year) for n in sheets}
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"title": "演示数据", "comments": "演示数据：人和事都是虚构的"})
        look = _look(book)
        for name, frame in sheets.items():
            _sheet(book.add_worksheet(sheet(name).sheet), titles[name], frame, look)
    return path


def _look(book):
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "heading": book.add_format({"bold": True, "bg_color": "#DDE7E3", "border": 1, "text_wrap": True}),
        _DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _sheet(page, title, frame, look):
    """Title, headings, rows; numbers as numbers, dates as dates, numbers of documents as text."""
    page.set_column(0, frame.width - 1, 14)
    page.write_string(0, 0, title, look["title"])
    for column, heading in enumerate(frame.columns):
        page.write_string(1, column, heading, look["heading"])
    kinds = [_kind(dtype) for dtype in frame.dtypes]
    for row, values in enumerate(frame.iter_rows(), start=2):
        for column, value in enumerate(values):
            if value is None:
                continue
            if kinds[column] == _TEXT:
                page.write_string(row, column, value)
            elif kinds[column] == _DATE:
                page.write_datetime(row, column, value, look[_DATE])
            else:
                page.write_number(row, column, value)


def _kind(dtype):
    if dtype == pl.Date:
        return _DATE
    return _NUMBER if dtype.is_numeric() else _TEXT
