"""Every kind of fault is named at its cell and none other; what is only a doubt goes in."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.registry import faults
from luoshu.registry.mapping import mapping
from luoshu.registry.sheets import read
from luoshu.registry.validation import validate
from luoshu.registry.values import BLANKS, cleaned, typed
from tests.registry import made

ON = dt.date(2017, 1, 5)
H1 = "41039910120100001"


def check(book, tmp_path, known=frozenset(), villages=None):
    path = made.write_xlsx(tmp_path / "县.xlsx", book)
    return validate(read(path), villages=villages or made.VILLAGES, known_households=set(known), on=ON)


def cells(checked):
    """Faults as (rule, sheet, row of the book's data from 0, heading)."""
    titles = {
        sheet(name).sheet: (name, sheet(name).by_name)
        for name in ("household", "person", "village", "helper", "roster")
    }
    return {
        (rule, titles[where][0], row - 2, titles[where][1][field].zh)
        for rule, where, row, field in checked.faults.select("rule", "sheet", "row", "field").rows()
    }


def test_honest_book_has_no_fault_and_is_typed(tmp_path):
    checked = check(made.honest(), tmp_path)
    assert checked.faults.is_empty()
    assert not checked.held
    household = checked.frames["household"].row(0, named=True)
    assert household["business_income"] == 180050
    assert household["house_area"] == 9250
    assert household["main_cause"] == "07"
    assert household["is_water_safe"] is True
    assert household["year"] == 2016
    person = checked.frames["person"].row(0, named=True)
    assert person["birth_on"] == dt.date(1975, 3, 2)
    assert person["id_outcome"] == "valid"
    assert not any(frame["is_held"].any() for frame in checked.frames.values())
    for name, frame in checked.frames.items():
        for field in sheet(name).fields:
            wanted = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}[field.frame_type]
            assert frame.schema[field.name] == wanted


PLANTED = yaml.safe_load((Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8"))
# Need more than a cell written over: their own tests.
ELSEWHERE = {"M12", "M19", "M22", "M23", "M24", "M25", "M27"}


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: f"{case['rule']} {'、'.join(case['write'])}")
def test_fault_is_named_at_its_cell_and_no_other(tmp_path, case):
    book, where = made.honest(), case["sheet"]
    written = case["write"]
    if written.get("证件号码") == "same":
        written = {"证件号码": book["person"][0]["证件号码"], "出生日期": "1975-03-02"}
    for name, row, cells_written in [(where, case["row"], written), *case.get("also", ())]:
        book[name][row] |= cells_written
    at = case.get("at", [where, case["row"], next(iter(written))])
    wanted = {(case["rule"], *at), *map(tuple, case.get("beside", ()))}

    checked = check(book, tmp_path)

    assert cells(checked) == wanted
    if where in ("household", "person"):
        assert bool(checked.held) == (faults.rules()[case["rule"]].severity == "must")
    told = checked.faults.select("problem", "remedy", "column", "sheet").rows()
    assert all(problem and remedy and column and name for problem, remedy, column, name in told)


def test_every_kind_is_planted():
    assert {case["rule"] for case in PLANTED} | ELSEWHERE == set(faults.rules())


def test_rows_repeated_name_each_other(tmp_path):
    book = made.honest()
    book["household"].append(dict(book["household"][0]) | {"联系电话": None})
    book["helper"].append(dict(book["helper"][0]))
    book["village"].append(dict(book["village"][0]))
    checked = check(book, tmp_path)
    assert cells(checked) == {
        ("M19", "household", 0, "户编号"),
        ("M19", "household", 3, "户编号"),
        ("M24", "helper", 0, "帮扶责任人编号"),
        ("M24", "helper", 3, "帮扶责任人编号"),
        ("M23", "village", 0, "行政村代码"),
        ("M23", "village", 1, "行政村代码"),
    }
    assert checked.held == {H1}
    assert "第 2、5 行" in checked.faults.filter(pl.col("rule") == "M19")["remedy"][0]
    assert checked.frames["village"]["is_held"].to_list() == [True, True]
    assert checked.frames["helper"]["is_held"].to_list() == [True, False, False, True]


def test_roster_and_its_faults(tmp_path):
    rows = [
        {"底册编号": f"D{number}", "行政村代码": made.VILLAGE, "户主姓名": f"村民{number}", "家庭人口数": "4"}
        for number in range(3)
    ]
    rows[2] |= {"底册编号": "D1", "行政村代码": "41039910120"}
    checked = check({"roster": rows}, tmp_path)
    assert cells(checked) == {
        ("M25", "roster", 1, "底册编号"),
        ("M25", "roster", 2, "底册编号"),
        ("M15", "roster", 2, "行政村代码"),
    }
    assert checked.frames["roster"]["is_held"].to_list() == [False, True, True]
    assert not checked.held


def test_a_faulty_member_holds_the_whole_household_and_no_other(tmp_path):
    book = made.honest()
    book["person"][1]["民族"] = "地球族"
    checked = check(book, tmp_path)
    assert checked.held == {H1}
    assert checked.frames["household"]["is_held"].to_list() == [True, False, False]
    assert checked.frames["person"]["is_held"].to_list() == [True] * 3 + [False] * 6


def test_household_without_people_is_held_unless_the_register_has_it(tmp_path):
    book = made.honest()
    book["person"] = book["person"][3:]
    assert cells(check(book, tmp_path)) == {("M22", "household", 0, "户编号")}
    assert check(book, tmp_path, known={H1}).held == set()


def test_person_alone_joins_a_household_of_the_register(tmp_path):
    book = {"person": made.honest()["person"][2:3]}
    assert check(book, tmp_path, known={H1}).held == set()
    assert cells(check(book, tmp_path)) == {("M16", "person", 0, "户编号")}


def test_struck_off_household_needs_no_head_and_no_key_facts(tmp_path):
    book = made.honest()
    for person in book["person"][:3]:
        person |= {"人员状态": "户清退时清退人员", "减少日期": "2016-10-20", "减少原因": "人员清退", "民族": None}
    book["household"][0] |= {"卫生厕所": None, "家庭人口数": None}
    assert cells(check(book, tmp_path)) == set()


def test_village_code_of_the_name_is_offered(tmp_path):
    book = made.honest()
    book["household"][0]["行政村代码"] = "410399101209"
    fault = check(book, tmp_path).faults.row(0, named=True)
    assert (fault["rule"], fault["column"]) == ("M14", "C")
    assert made.VILLAGE in fault["problem"]


def test_nearest_label_is_offered(tmp_path):
    book = made.honest()
    book["household"][0]["主要致贫原因"] = "缺乏技术"
    fault = check(book, tmp_path).faults.row(0, named=True)
    assert "缺技术" in fault["remedy"]


@pytest.mark.parametrize(
    ("heading", "text", "field", "wanted"),
    [
        ("工资性收入", "５，０００．５元", "wage_income", 500050),
        ("工资性收入", "1.5E3", "wage_income", 150000),
        ("工资性收入", "0.1", "wage_income", 10),
        ("耕地面积", "6.2亩", "arable_land", 620),
        ("识别年度", "2014年", "identified_year", 2014),
        ("识别年度", "201412", "identified_year", 2014),
        ("家庭人口数", "3.0", "members_reported", 3),
        ("财产性收入", "/", "property_income", None),
        ("房屋等级", "B", "house_grade", "2"),
        ("饮水安全", " 是 ", "is_water_safe", True),
        ("联系电话", "１３９０３７９０００１", "phone", "13903790001"),
    ],
)
def test_text_is_read_the_way_it_is_meant(tmp_path, heading, text, field, wanted):
    book = made.honest()
    book["household"][0][heading] = text
    checked = check(book, tmp_path)
    assert checked.faults.is_empty()
    assert checked.frames["household"][field][0] == wanted


@pytest.mark.parametrize("text", ["1975/3/2", "1975.03.02", "1975年3月2日", "19750302", "27455", "1975-03-02 00:00:00"])
def test_dates_as_text_and_as_serial_numbers(tmp_path, text):
    book = made.honest()
    book["person"][0]["出生日期"] = text
    checked = check(book, tmp_path)
    assert checked.faults.is_empty()
    assert checked.frames["person"]["birth_on"][0] == dt.date(1975, 3, 2)


def test_number_with_a_small_x_and_spaces_is_the_same_number(tmp_path):
    book = made.honest()
    number = next(text for text in (made.id_number("1975-03-02", n) for n in range(101, 300, 2)) if text.endswith("X"))
    book["person"][0]["证件号码"] = f" {number[:6]} {number[6:].lower()}"
    checked = check(book, tmp_path)
    assert checked.faults.is_empty()
    assert checked.frames["person"]["id_number"][0] == number


def test_sex_and_birth_are_taken_from_a_valid_number(tmp_path):
    book = made.honest()
    book["person"][0] |= {"性别": None, "出生日期": None}
    person = check(book, tmp_path).frames["person"].row(0, named=True)
    assert (person["sex"], person["birth_on"]) == ("1", dt.date(1975, 3, 2))


def test_other_documents_wait_without_blocking(tmp_path):
    book = made.honest()
    book["person"][0] |= {"证件类型": "护照", "证件号码": "E12345678"}
    checked = check(book, tmp_path)
    assert checked.faults.is_empty()
    assert checked.frames["person"]["id_outcome"][0] == "faulty"


def test_columns_that_the_sheet_lacks_raise_no_doubt(tmp_path):
    book = made.honest()
    needed = ("户编号", "年度", "行政村代码", "脱贫属性")
    slim = [{title: row[title] for title in needed} for row in book["household"]]
    path = tmp_path / "表.csv"
    path.write_text(
        "\n".join(",".join(row.values()) for row in [dict(zip(needed, needed, strict=True)), *slim]), "utf-8"
    )
    checked = validate(read(path), villages=made.VILLAGES, known_households={H1}, on=ON)
    assert checked.faults.is_empty()
    assert checked.frames["household"]["wage_income"].null_count() == 3


def _as_national(name, rows):
    """The rows under the national register's field codes, with its code values."""
    told = []
    for row in rows:
        cells = {}
        for field in sheet(name).fields:
            text = row.get(field.zh)
            if text is not None and field.code:
                text = codes(field.code).national(codes(field.code).code_of(text))
            if text is not None and field.type == "bool":
                text = "1" if text == "是" else "0"
            cells[field.national or field.zh] = text
        told.append(cells | ({"AAC008": "09,04"} if name == "household" else {}))
    return told


def _write_plain(path, rows):
    lines = [dict(zip(rows[0], rows[0], strict=True)), *rows]
    path.write_text("\n".join(",".join(f'"{text or ""}"' for text in line.values()) for line in lines), "gbk")


def test_national_export_reads_codes(tmp_path):
    book = made.honest()
    for file, name in (("AC01", "household"), ("AB01", "person")):
        _write_plain(tmp_path / f"{file}.csv", _as_national(name, book[name]))
    checked = validate(read(tmp_path, "national"), villages=made.VILLAGES, known_households=set(), on=ON)
    assert checked.faults.is_empty()
    household = checked.frames["household"].row(0, named=True)
    assert (household["other_cause_1"], household["other_cause_2"]) == ("09", "04")
    honest = check(book, tmp_path).frames["person"]
    columns = [field.name for field in sheet("person").fields]
    assert checked.frames["person"].select(columns).equals(honest.select(columns))


FIELDS = [field for name in ("household", "person", "village") for field in sheet(name).fields]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(FIELDS), st.lists(st.text(max_size=30) | st.floats().map(str) | st.integers().map(str), max_size=6)
)
def test_any_text_is_either_read_or_a_fault_and_never_breaks(field, texts):
    column = pl.Series(field.name, [text.strip() or None for text in texts], dtype=pl.String)
    column = cleaned(pl.DataFrame(column), [field])
    values, bad = typed(column, [field], mapping("own"))
    bad = bad.get(field.name, {})
    for text, value in zip(column[field.name].to_list(), values[field.name].to_list(), strict=True):
        if text is None:
            assert value is None
        elif value is None:
            assert text in bad or text in BLANKS or text == ""


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**13 - 1))
def test_money_is_exact_to_the_fen(fen):
    text = f"{fen // 100}.{fen % 100:02}"
    values, bad = typed(
        pl.DataFrame({"wage_income": text}), [sheet("household").by_name["wage_income"]], mapping("own")
    )
    assert values["wage_income"].to_list() == [fen]
    assert not bad
