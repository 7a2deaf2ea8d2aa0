"""No wrong file gives a traceback: it is refused in a sentence with place and remedy, or read as it is meant."""

import datetime as dt
import random
import zipfile
from contextlib import suppress

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from luoshu.core.errors import BadInput
from luoshu.registry.child import Limits
from luoshu.registry.sheets import parse_in_child, read
from luoshu.registry.validation import validate
from tests.registry import made
from tests.registry.test_validation import ON, cells
from tests.scale import scale

XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}


def _zip(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def _refused(path, *words, reading=read):
    with pytest.raises(BadInput) as caught:
        reading(path)
    error = caught.value
    assert error.what
    assert error.remedy
    assert error.place
    for word in words:
        assert word in f"{error.place}：{error}"
    return error


def _checked(path):
    return validate(read(path), villages=made.VILLAGES, known_households=set(), on=ON)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.xlsx", b"", "空的"),
        ("空白.csv", b" \r\n\r\n", "空的"),
        ("清单.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 100, "图片"),
        ("包.xlsx", b"Rar!\x1a\x07" + b"\0" * 50, "RAR"),
        ("半个.xlsx", b"PK\x03\x04" + b"\0" * 200, "损坏"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        ("数据.dat", b"\x01\x02\0\0\x03" * 40, "认不出"),
        ("网页.xls", "<html><body>登录已过期</body></html>".encode(), "没有表格"),
        ("表.xml", b"<?xml version='1.0'?><Workbook/>", "XML"),
        ("说明.csv", "这里没有表头\n只有文字\n".encode(), "没有找到"),
        ("别的.csv", b"a,b,c\n1,2,3\n", "没有找到"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_kinds_of_file_under_a_name_of_ours(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    assert name.split(".")[0] in _refused(tmp_path / name, word).place


def test_no_such_file_and_empty_folder(tmp_path):
    _refused(tmp_path / "没有.xlsx", "找不到")
    _refused(tmp_path, "没有 CSV")


def test_truncated_workbook(tmp_path):
    whole = made.write_xlsx(tmp_path / "全.xlsx", made.honest()).read_bytes()
    (tmp_path / "断.xlsx").write_bytes(whole[: len(whole) // 2])
    _refused(tmp_path / "断.xlsx", "另存为")


def test_zip_bomb_is_not_unpacked(tmp_path):
    bomb = _zip(tmp_path / "炸.xlsx", XLSX | {"xl/worksheets/sheet1.xml": b"\0" * 50_000_000})
    _refused(bomb, "过大")
    many = _zip(tmp_path / "多.xlsx", XLSX | {f"xl/a{number}.xml": "x" for number in range(300)})
    _refused(many, "过大")


def test_zip_with_paths_outside_or_zips_inside(tmp_path):
    _refused(_zip(tmp_path / "外.zip", {"../户表.csv": "x"}), "不安全")
    _refused(_zip(tmp_path / "套.zip", {"户表.csv": "x", "里.zip": "x"}), "还有压缩包")
    _refused(_zip(tmp_path / "文档.docx", {"word/document.xml": "x"}), "没有工作簿")


def test_workbook_with_other_sheets(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as book:
        book.add_worksheet("领导讲话").write_row(0, 0, ["各位领导", "大家好"])
        book.add_worksheet("空表")
    _refused(tmp_path / "表.xlsx", "领导讲话", "户表")


def test_empty_sheets_of_ours(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as book:
        book.add_worksheet("户表")
    _refused(tmp_path / "表.xlsx", "没有找到")


def test_renamed_heading_is_offered_the_nearest(tmp_path):
    book = made.honest()
    book["person"] = [
        {title.replace("人编号", "人员编码号"): text for title, text in row.items()} for row in book["person"]
    ]
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as out:
        page = out.add_worksheet("人员表")
        page.write_row(0, 0, list(book["person"][0]))
        page.write_row(1, 0, list(book["person"][0].values()))
    _refused(tmp_path / "表.xlsx", "人员表", "第 1 行", "「人员编码号」", "「人编号」")


def test_slip_in_a_heading_that_need_not_be_there_is_not_dropped_in_silence(tmp_path):
    titles = ["户编号", "年度", "行政村代码", "脱贫属性", "工资性收人"]
    (tmp_path / "户表.csv").write_text(",".join(titles) + "\n1,2016,2,未脱贫,5\n", "utf-8")
    _refused(tmp_path / "户表.csv", "「工资性收人」", "「工资性收入」")


def test_missing_and_doubled_headings(tmp_path):
    (tmp_path / "户表.csv").write_text("户编号,年度,脱贫属性\n1,2016,未脱贫\n", "utf-8")
    _refused(tmp_path / "户表.csv", "缺少「行政村代码」")
    (tmp_path / "户表.csv").write_text("户编号,户号,年度,行政村代码,脱贫属性\n1,1,2016,2,未脱贫\n", "utf-8")
    _refused(tmp_path / "户表.csv", "重复", "A 列、B 列")


def test_two_sheets_of_one_kind(tmp_path):
    rows = made.honest()["household"]
    (tmp_path / "户表.csv").write_text(made.csv_text("household", rows), "utf-8")
    (tmp_path / "贫困户表.csv").write_text(made.csv_text("household", rows), "utf-8")
    _refused(tmp_path, "都像户表")


def _opened(tmp_path, change):
    """The honest workbook after a change by hand."""
    path = made.write_xlsx(tmp_path / "县.xlsx", made.honest())
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def _column(page, heading):
    return next(cell.column for cell in page[1] if cell.value == heading)


def test_merged_cells_in_the_data_are_named(tmp_path):
    def merge(book):
        page = book["人员表"]
        place = _column(page, "民族")
        page.merge_cells(start_row=2, end_row=4, start_column=place, end_column=place)

    checked = _checked(_opened(tmp_path, merge))
    assert cells(checked) == {("M12", "person", 1, "民族"), ("M12", "person", 2, "民族")}
    assert len(checked.held) == 1


def test_values_of_formulas_are_read_and_their_errors_named(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as out:
        for name in ("household", "person"):
            rows = made.honest()[name]
            titles = made.headings(name, rows)
            page = out.add_worksheet({"household": "户表", "person": "人员表"}[name])
            page.write_row(0, 0, titles)
            for at, row in enumerate(rows, 1):
                for place, title in enumerate(titles):
                    if row.get(title) is not None:
                        page.write_string(at, place, row[title])
            if name == "household":
                wage = titles.index("工资性收入")
                page.write_formula(1, wage, "=2000+3500", None, 5500)
                page.write_formula(2, wage, "=1/0", None, "#DIV/0!")
    checked = _checked(tmp_path / "表.xlsx")
    assert checked.frames["household"]["wage_income"][0] == 550000
    assert cells(checked) == {("M13", "household", 1, "工资性收入")}


def test_numbers_spoilt_by_the_spreadsheet_are_named_and_true_ones_are_not(tmp_path):
    book = made.honest()
    path = tmp_path / "表.xlsx"
    even = next(n for n in range(101, 999, 2) if _is_round(made.id_number("1975-03-02", n)))
    book["person"][0]["证件号码"] = made.id_number("1975-03-02", even)
    made.write_xlsx(path, book)
    workbook = openpyxl.load_workbook(path)
    page = workbook["人员表"]
    cell = page.cell(5, _column(page, "证件号码"))
    cell.value, cell.number_format = int(cell.value.replace("X", "0")), "General"
    workbook.save(path)
    assert cells(_checked(path)) == {("M11", "person", 3, "证件号码")}


def _is_round(number):
    return not number.endswith("X") and int(float(number)) == int(number)


def test_dates_typed_as_dates_and_numbers_typed_as_numbers(tmp_path):
    def retype(book):
        page = book["人员表"]
        page.cell(2, _column(page, "出生日期")).value = dt.datetime(1975, 3, 2)  # noqa: DTZ001 - a sheet knows no zone
        page.cell(2, _column(page, "务工时间")).value = 6
        page = book["户表"]
        page.cell(2, _column(page, "年度")).value = 2016
        page.cell(2, _column(page, "行政村代码")).value = int(made.VILLAGE)
        page.cell(2, _column(page, "工资性收入")).value = 0.1 + 0.2 + 4999.7

    checked = _checked(_opened(tmp_path, retype))
    assert checked.faults.is_empty()
    assert checked.frames["household"]["wage_income"][0] == 500000


def test_a_million_blank_rows(tmp_path):
    rows = scale(100_000, 1_040_000)
    with xlsxwriter.Workbook(tmp_path / "表.xlsx", {"constant_memory": True}) as out:
        household = made.honest()["household"]
        titles = list(household[0])
        page = out.add_worksheet("户表")
        page.write_row(0, 0, titles)
        for at, row in enumerate(household, 1):
            page.write_row(at, 0, [str(row[title]) for title in titles])
        for at in range(4, rows):
            page.write_string(at, 0, " ")
    book = parse_in_child(tmp_path / "表.xlsx")
    assert book.tables["household"].frame.height == 3


def test_a_cell_in_the_last_corner_ends_in_a_sentence(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "表.xlsx") as out:
        page = out.add_worksheet("户表")
        page.write_row(0, 0, list(made.honest()["household"][0]))
        page.write_string(1_048_575, 16_383, "x")
    _refused(tmp_path / "表.xlsx", "限定", reading=parse_in_child)


def test_the_child_is_bounded_in_time(tmp_path):
    path = made.write_xlsx(tmp_path / "县.xlsx", made.honest())
    limits = Limits(wall=0.01)
    _refused(path, "限定", reading=lambda path: parse_in_child(path, limits=limits))


def test_refusals_come_through_the_child(tmp_path):
    (tmp_path / "清单.xlsx").write_bytes(b"%PDF-1.7")
    _refused(tmp_path / "清单.xlsx", "PDF", reading=parse_in_child)


def test_binary_noise_in_a_workbook_is_never_a_traceback(tmp_path):
    whole = bytearray(made.write_xlsx(tmp_path / "县.xlsx", made.honest()).read_bytes())
    chance = random.Random(7)
    path = tmp_path / "坏.xlsx"
    for _ in range(scale(150, 10_000)):
        spoilt = bytearray(whole)
        for _ in range(chance.randrange(1, 20)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(bytes(spoilt[: chance.randrange(1, len(spoilt) + 1)] if chance.random() < 0.3 else spoilt))
        with suppress(BadInput):
            _checked(path)


def test_random_csv_is_never_a_traceback(tmp_path):
    chance = random.Random(11)
    text = made.csv_text("person", made.honest()["person"])
    path = tmp_path / "人员表.csv"
    for _ in range(scale(150, 10_000)):
        spoilt = list(text)
        for _ in range(chance.randrange(1, 30)):
            spoilt[chance.randrange(len(spoilt))] = chance.choice('",\n\r\t;\0　汉a9')
        path.write_text("".join(spoilt), "utf-8", newline="")
        with suppress(BadInput):
            _checked(path)


def test_control_characters_do_not_reach_the_register(tmp_path):
    rows = made.honest()["person"]
    text = made.csv_text("person", rows).replace("户主1", "户\x00主\x071")
    (tmp_path / "人员表.csv").write_text(text, "utf-8")
    checked = validate(read(tmp_path), villages=made.VILLAGES, known_households=None, on=ON)
    assert checked.frames["person"]["name"][0] == "户主1"
    assert isinstance(checked.faults, pl.DataFrame)
