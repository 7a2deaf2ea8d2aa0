"""The workbook that goes back: only what is held, each fault beside its cell; mended it loads, unmended it does not."""

import datetime as dt

import openpyxl
import pytest

from luoshu.registry import held_workbook
from luoshu.registry.sheets import read
from luoshu.registry.validation import validate
from tests.registry import made

ON = dt.date(2017, 1, 5)
RED = "FFF8C9C4"


def _validate(book):
    return validate(book, villages=made.VILLAGES, known_households=set(), on=ON)


@pytest.fixture
def returned(tmp_path):
    """The honest book with two faults in the second household, one in the village and a doubt in the first."""
    rows = made.honest()
    rows["person"][4]["民族"] = "地球族"
    rows["household"][1]["工资性收入"] = "五千"
    rows["household"][1]["村民组"] = "=1+1"
    rows["household"][0]["有效灌溉面积"] = "7"
    rows["village"][0]["总人口"] = "很多"
    book = read(made.write_xlsx(tmp_path / "县.xlsx", rows))
    checked = _validate(book)
    held_workbook.write(book, checked, tmp_path / "待改.xlsx")
    return tmp_path / "待改.xlsx", book, checked


def _cells(page):
    titles = [cell.value for cell in page[1]]
    return titles, [dict(zip(titles, row, strict=True)) for row in page.iter_rows(min_row=2)]


def test_only_held_rows_go_back_with_what_is_wrong_beside_the_cell(returned):
    path, _, _ = returned
    book = openpyxl.load_workbook(path)
    titles, rows = _cells(book["户表"])
    assert [row["户编号"].value for row in rows] == ["41039910120100002"]
    assert len(_cells(book["人员表"])[1]) == 3
    assert len(_cells(book["村表"])[1]) == 1
    assert {row["户编号"].value for row in _cells(book["帮扶责任人表"])[1]} == {"41039910120100002"}
    beside = titles[titles.index("工资性收入") + 1]
    assert beside.startswith("◀")
    assert rows[0]["工资性收入"].fill.start_color.rgb == RED
    assert "五千" in rows[0][beside].value
    assert rows[0]["有效灌溉面积"].fill.start_color.rgb != RED


def test_the_list_names_every_fault_and_its_place_in_the_file_loaded(returned):
    path, _, checked = returned
    titles, rows = _cells(openpyxl.load_workbook(path)["问题清单"])
    assert titles[:4] == ["工作表", "行", "列", "栏目"]
    places = {(row["工作表"].value, int(row["行"].value), row["列"].value) for row in rows}
    assert places == set(checked.faults.select("sheet", "row", "column").rows())


def test_nothing_in_it_is_a_formula_and_numbers_stay_text(returned):
    path, book, _ = returned
    for page in openpyxl.load_workbook(path):
        assert all(cell.data_type in ("s", "n") and not isinstance(cell.value, float) for row in page for cell in row)
        assert all(cell.value is None or isinstance(cell.value, str) for row in page for cell in row)
    person = read(path).tables["person"].frame
    assert person["id_number"].to_list() == book.tables["person"].frame["id_number"].to_list()[3:6]


def test_unmended_it_has_the_same_faults(returned):
    path, _, checked = returned
    again = _validate(read(path))
    musts = [each.faults.filter(severity="must").select("field", "rule", "value").rows() for each in (checked, again)]
    assert sorted(musts[0]) == sorted(musts[1])
    assert again.held == checked.held


def test_mended_it_loads(returned, tmp_path):
    path, _, _ = returned
    book = openpyxl.load_workbook(path)
    for sheet, heading, text in (("户表", "工资性收入", "5000"), ("村表", "总人口", "1200")):
        _cells(book[sheet])[1][0][heading].value = text
    next(row for row in _cells(book["人员表"])[1] if row["民族"].value == "地球族")["民族"].value = "汉族"
    book.save(tmp_path / "改好.xlsx")
    checked = _validate(read(tmp_path / "改好.xlsx"))
    assert checked.held == set()
    assert checked.frames["household"]["wage_income"].to_list() == [500000]
    assert checked.faults.filter(severity="must").is_empty()


def test_what_text_cannot_tell_stays_refused_until_mended(tmp_path):
    rows = made.honest()
    path = made.write_xlsx(tmp_path / "县.xlsx", rows, numbers=("银行账号",))
    book = read(path)
    checked = _validate(book)
    assert set(checked.faults.filter(severity="must")["rule"]) == {"M11"}
    held_workbook.write(book, checked, tmp_path / "待改.xlsx")
    again = _validate(read(tmp_path / "待改.xlsx"))
    assert again.held == checked.held
