"""Reading the forms that offices send: kinds of file, headings, footers, renamed sheets."""

import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from luoshu.core.errors import BadInput
from luoshu.policy.fields import sheet
from luoshu.registry import template
from luoshu.registry.sheets import parse_in_child, read
from tests.registry import made

FIXTURES = Path(__file__).parent / "fixtures"  # written once by xlwt: the honest book under a title; one number cell


def _frames(book):
    return {name: table.frame.drop("row") for name, table in book.tables.items()}


def _same(book, other):
    left, right = _frames(book), _frames(other)
    assert left.keys() == right.keys()
    for name, frame in left.items():
        assert_frame_equal(frame, right[name].select(frame.columns))


@pytest.fixture
def workbook(tmp_path):
    return read(made.write_xlsx(tmp_path / "县.xlsx", made.honest()))


def test_workbook_gives_text_with_its_place(workbook):
    people = workbook.tables["person"]
    assert workbook.kind == "xlsx"
    assert people.sheet == "人员表"
    assert people.frame.height == 9
    assert people.frame["row"].to_list() == list(range(2, 11))
    assert people.columns["id_number"].letter == "G"
    assert people.columns["id_number"].heading == "证件号码"
    assert people.frame["id_number"][0] == made.honest()["person"][0]["证件号码"]
    assert all(dtype == pl.String for name, dtype in people.frame.schema.items() if name != "row")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_folder_of_csv_reads_like_the_workbook(tmp_path, workbook, encoding):
    _same(workbook, read(made.write_csv(tmp_path / "县", made.honest(), encoding)))


def test_tabs_and_zip_read_like_the_workbook(tmp_path, workbook):
    for name, rows in made.honest().items():
        with zipfile.ZipFile(tmp_path / "县.zip", "a") as archive:
            archive.writestr(f"{sheet(name).sheet}.csv", made.csv_text(name, rows, "\t"))
    _same(workbook, read(tmp_path / "县.zip"))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_web_page_called_xls_reads_like_the_workbook(tmp_path, workbook, encoding):
    path = tmp_path / "导出.xls"
    path.write_bytes(made.web_page(made.honest(), encoding))
    book = read(path)
    assert book.kind == "html"
    _same(workbook, book)


@pytest.mark.parametrize("name", ["县.xls", "县.et"])
def test_old_binary_workbook_of_excel_and_wps(tmp_path, workbook, name):
    (tmp_path / name).write_bytes((FIXTURES / "own.xls").read_bytes())
    book = read(tmp_path / name)
    assert book.kind == "xls"
    assert book.tables["person"].frame["row"][0] == 3
    _same(workbook, book)


def test_number_spoilt_in_an_old_binary_workbook():
    people = read(FIXTURES / "spoilt.xls").tables["person"]
    assert people.marks.rows() == [(3, "id_number", "number")]


def test_child_reads_like_the_parent(tmp_path, workbook):
    book = parse_in_child(made.write_xlsx(tmp_path / "县.xlsx", made.honest()))
    _same(workbook, book)
    assert book.tables["person"].columns == workbook.tables["person"].columns


def test_heading_is_found_under_titles_and_footers_are_left_out(tmp_path, workbook):
    above = [["洛阳市建档立卡贫困户信息采集表"], ["填报单位：某县", None, "填报日期：2016-12-31", "单位：元、亩"], []]
    below = [
        ["合计", None, "3"],
        ["填表人：张三", None, "审核人：李四", None, "单位负责人（签字）："],
        [None, "（盖章）"],
    ]
    book = read(made.write_xlsx(tmp_path / "表.xlsx", made.honest(), above=above, below=below))
    _same(workbook, book)
    assert book.tables["person"].frame["row"][0] == 5


def test_second_heading_units_and_column_numbers_are_passed_over(tmp_path, workbook):
    book = made.honest()
    for name, rows in book.items():
        titles = made.headings(name, rows)
        numbers = {title: str(place) for place, title in enumerate(titles, 1)}
        units = {field.zh: field.unit for field in sheet(name).fields if field.unit}
        book[name] = [dict(zip(titles, titles, strict=True)), units, numbers, *rows]
    read_book = read(made.write_xlsx(tmp_path / "表.xlsx", book))
    _same(workbook, read_book)


def test_heading_of_two_lines(tmp_path, workbook):
    rows = made.honest()["household"]
    titles = made.headings("household", rows)
    first = titles.index("工资性收入")
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as out:
        page = out.add_worksheet("户表")
        page.merge_range(0, 0, 0, 12, "户信息采集表")
        for place, title in enumerate(titles):
            if first <= place < first + 4:
                page.write(2, place, title)
            else:
                page.merge_range(1, place, 2, place, title)
        page.merge_range(1, first, 1, first + 3, "收入情况（元）")
        for at, row in enumerate(rows, 3):
            page.write_row(at, 0, [row.get(title) for title in titles])
    book = read(tmp_path / "表.xlsx")
    assert_frame_equal(book.tables["household"].frame.drop("row"), workbook.tables["household"].frame.drop("row"))
    assert book.tables["household"].marks.is_empty()


def test_sheets_by_other_names_and_synonyms(tmp_path, workbook):
    book = made.honest()
    renamed = {"证件号码": "身份证号", "与户主关系": "与户主的关系", "劳动技能": "劳动能力"}
    book["person"] = [{renamed.get(title, title): text for title, text in row.items()} for row in book["person"]]
    path = tmp_path / "表.csv"
    titles = list(book["person"][0])
    path.write_text(
        "\n".join(
            ",".join(row.get(title) or "" for title in titles)
            for row in [dict(zip(titles, titles, strict=True)), *book["person"]]
        ),
        encoding="utf-8",
    )
    read_book = read(path)
    assert list(read_book.tables) == ["person"]
    frame = read_book.tables["person"].frame
    assert_frame_equal(frame.drop("row"), workbook.tables["person"].frame.select(frame.drop("row").columns))


def test_sheet_known_by_its_headings_alone(tmp_path, workbook):
    path = made.write_xlsx(tmp_path / "表.xlsx", made.honest(), sheets={"household": "Sheet1", "person": "Sheet2"})
    book = read(path)
    assert set(book.tables) == {"village", "helper"}
    only = {name: rows for name, rows in made.honest().items() if name in ("household", "person")}
    book = read(made.write_xlsx(tmp_path / "表2.xlsx", only, sheets={"household": "Sheet1", "person": "Sheet2"}))
    assert book.tables["person"].sheet == "Sheet2"
    assert book.tables["household"].frame.height == 3


def test_repeated_headings_and_blank_rows_are_no_data(tmp_path, workbook):
    book = made.honest()
    again = {title: title for title in made.headings("person", book["person"])}
    book["person"] = [*book["person"][:4], {}, again, {"姓名": "  "}, *book["person"][4:]]
    read_book = read(made.write_xlsx(tmp_path / "表.xlsx", book))
    _same(workbook, read_book)
    assert read_book.tables["person"].frame["row"].to_list() == [2, 3, 4, 5, 9, 10, 11, 12, 13]


def test_other_columns_are_left_alone(tmp_path):
    book = made.honest()
    book["household"][0]["村干部备注栏"] = "看过"
    table = read(made.write_xlsx(tmp_path / "表.xlsx", book)).tables["household"]
    assert table.unknown_headings == ("村干部备注栏",)
    assert "村干部备注栏" not in table.frame.columns


def test_template_has_every_heading_and_takes_the_data(tmp_path):
    template.write(tmp_path / "模板.xlsx")
    with pytest.raises(BadInput, match="只有表头"):
        read(tmp_path / "模板.xlsx")
    book = openpyxl.load_workbook(tmp_path / "模板.xlsx")
    for name in ("household", "person", "village", "helper", "roster"):
        page = book[sheet(name).sheet]
        assert [cell.value.rstrip("*") for cell in page[1]] == [field.zh for field in sheet(name).fields]
        lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == sum(field.type in ("code", "bool") for field in sheet(name).fields)
        page.append([made.honest().get(name, [{}])[0].get(field.zh) for field in sheet(name).fields])
    book.save(tmp_path / "填.xlsx")
    filled = read(tmp_path / "填.xlsx")
    assert filled.tables["household"].frame["head_name"].to_list() == ["户主1"]
