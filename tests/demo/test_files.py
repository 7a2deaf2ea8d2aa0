"""What is written: layout, headings, units, truth, and memory that does not grow with the city."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

from luoshu.demo.city import offices, parquet, tables
from luoshu.demo.city.city import City
from luoshu.policy.fields import sheet
from tests.demo.cities import small, whole
from tests.scale import scale

COUNTY = "410324"
SHEETS = ("household", "person", "village", "helper")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    offices.write(small(), folder, "csv", [2016, 2017], [COUNTY, "410325"], rosters=["410325"])
    return folder


@pytest.fixture(scope="module")
def judging(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet")
    parquet.write(small(), folder, 2017)
    return folder


def read(folder, name):
    return pl.read_csv(folder / f"{sheet(name).sheet}.csv", infer_schema=False)


def test_each_county_and_year_has_its_folder_of_sheets(written):
    found = {path.name for path in written.iterdir()}

    assert {f"{c}_{y}" for c in (COUNTY, "410325") for y in (2016, 2017)} <= found
    assert {"truth.parquet", "truth_villages.parquet", "410325_roster"} <= found
    for name in SHEETS:
        assert read(written / f"{COUNTY}_2016", name).columns == [field.zh for field in sheet(name).fields]


def test_sheets_hold_labels_yuan_and_days(written):
    frame = read(written / f"{COUNTY}_2017", "household")
    people = read(written / f"{COUNTY}_2017", "person")
    own = whole(2017).households.filter(pl.col("county") == COUNTY)

    assert set(frame["脱贫属性"]) <= {"未脱贫", "脱贫", "预脱贫", "返贫"}
    assert set(frame["水质达标"].drop_nulls()) == {"是", "否"}
    assert (frame["工资性收入"].cast(pl.Float64) * 100).round().cast(pl.Int64).to_list() == own["wage_income"].to_list()
    assert people["出生日期"].str.contains(r"^\d{4}-\d\d-\d\d$").all()
    assert people["姓名"].is_not_null().all()


def test_workbooks_hold_the_same_sheets_under_a_title(written, tmp_path):
    offices.write(small(), tmp_path, "workbooks", [2016], [COUNTY])
    book = fastexcel.read_excel(tmp_path / f"{COUNTY}_2016.xlsx")

    for name in SHEETS:
        title = book.load_sheet(sheet(name).sheet, header_row=None, n_rows=1).to_polars().row(0)[0]
        rows = book.load_sheet(sheet(name).sheet, header_row=1, dtypes="string").to_polars()
        csv = read(written / f"{COUNTY}_2016", name)
        assert "演示数据" in title
        assert rows.columns == csv.columns
        assert (
            rows["户编号" if name != "village" else "行政村代码"].to_list()
            == csv["户编号" if name != "village" else "行政村代码"].to_list()
        )


def test_the_roster_holds_the_register_and_all_others(written):
    roster = read(written / "410325_roster", "roster")
    totals = read(written / "410325_2017", "village")
    counted = roster.group_by("行政村代码").agg(pl.len(), pl.col("家庭人口数").cast(pl.Int64).sum())
    frame = totals.join(counted, on="行政村代码", how="left")
    mine = whole(2017).households.filter(pl.col("county") == "410325")

    assert roster["底册编号"].is_unique().all()
    assert frame["len"].to_list() == frame["总户数"].cast(pl.Int64).to_list()
    assert frame["家庭人口数"].to_list() == frame["总人口"].cast(pl.Int64).to_list()
    assert set(mine["household_code"]) <= set(roster["建档立卡户编号"].drop_nulls())


def test_truth_beside_the_sheets_grows_and_is_never_doubled(tmp_path):
    offices.write(small(), tmp_path, "csv", [2016], [COUNTY])
    before = pl.read_parquet(tmp_path / "truth.parquet")
    offices.write(small(), tmp_path, "csv", [2016], [COUNTY, "410381"])
    after = pl.read_parquet(tmp_path / "truth.parquet")

    assert_frame_equal(after.filter(pl.col("county") == COUNTY), before)
    assert set(after["county"]) == {COUNTY, "410381"}
    assert after.select("household_id", "year").is_unique().all()


def test_files_for_judging_hold_the_dictionary_and_nothing_personal(judging):
    for file, name in (("households", "household"), ("people", "person"), ("villages", "village")):
        columns = pl.read_parquet_schema(judging / f"{file}.parquet")
        fields = {f.name: f for f in sheet(name).fields}
        personal = {f.name for f in fields.values() if f.personal or f.keep == "sheet"}
        assert set(fields) - personal <= set(columns)
        assert not personal & set(columns)
        for column, dtype in columns.items():
            if column in fields:
                assert str(dtype) == fields[column].frame_type, column


def test_files_for_judging_are_sorted_and_complete(judging):
    households, people = (pl.read_parquet(judging / f"{name}.parquet") for name in ("households", "people"))

    assert households["household_id"].is_sorted()
    assert people["person_id"].is_sorted()
    assert set(people["household_id"]) == set(households["household_id"])
    assert set(households["area"]) <= set(pl.read_parquet(judging / "villages.parquet")["area"])
    assert_frame_equal(pl.read_parquet(judging / "truth.parquet"), tables.truth(whole(2017), small().villages, 2017))


def test_a_large_city_is_a_folder_of_parts_that_equals_the_one_file(tmp_path, monkeypatch, judging):
    monkeypatch.setattr(parquet, "ONE_FILE", 1_000)
    monkeypatch.setattr(parquet, "BLOCK", 1_500)
    parquet.write(small(), tmp_path, 2017)

    assert len(list((tmp_path / "people.parquet").glob("part-*.parquet"))) == 4
    for name in ("households", "people", "truth"):
        parts = pl.read_parquet(tmp_path / f"{name}.parquet" / "*.parquet")
        assert_frame_equal(parts, pl.read_parquet(judging / f"{name}.parquet"))


_MEASURED = """
import resource, sys
from pathlib import Path
from luoshu.demo.city import parquet
from luoshu.demo.city.city import City
parquet.write(City(int(sys.argv[1]), 1), Path(sys.argv[2]), 2017)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(people, folder):
    ran = subprocess.run([sys.executable, "-c", _MEASURED, str(people), str(folder)], capture_output=True, text=True)
    return int(ran.stdout)


@pytest.mark.soak
def test_ten_times_the_people_need_no_more_memory(tmp_path):
    one = peak(1_000_000, tmp_path / "one")
    ten = peak(scale(2_000_000, 10_000_000), tmp_path / "ten")

    assert ten <= one * 1.1


def test_the_command_writes_and_names_what_is_wrong(tmp_path):
    import typer

    from luoshu.demo.city.commands import city

    app = typer.Typer()
    app.command()(city)
    run = CliRunner().invoke
    made = run(app, ["--people", "2000", "--out", str(tmp_path), "--as", "csv", "--county", COUNTY, "--years", "2016"])
    wrong = [
        run(app, ["--out", str(tmp_path), "--as", "word"]),
        run(app, ["--out", str(tmp_path), "--county", "999999"]),
        run(app, ["--out", str(tmp_path), "--years", "twenty"]),
    ]

    assert made.exit_code == 0
    assert (tmp_path / f"{COUNTY}_2016").is_dir()
    assert [result.exit_code for result in wrong] == [2, 2, 2]
    assert re.search("workbooks", wrong[0].output)


def test_it_works_without_django_and_the_register():
    script = "import sys, luoshu.demo.city.offices, luoshu.demo.city.parquet; print(sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    for name in ("django", "psycopg", "luoshu.core", "luoshu.registry"):
        assert f"'{name}'" not in modules, name


def test_the_truth_is_stated_without_the_rules():
    """Of the policy the city knows the columns and their labels, nothing that judges."""
    folder = Path(offices.__file__).parent
    imported = {
        node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }

    ours = {name for name in imported if name.startswith("luoshu.") and not name.startswith("luoshu.demo.city")}
    assert ours == {"luoshu.policy.fields", "luoshu.policy.codes"}


def test_a_piece_beyond_the_end_is_cut():
    assert City(2_000, 1).stretch(500, 10_000).households.height == City(2_000, 1).size - 500
