"""Files in, files out: sorted, of the same types on each engine, and one sentence for what cannot be read."""

import sys

import polars as pl
import pytest

import luoshu.policy
from luoshu.engine import CannotJudge, judge_files
from luoshu.engine.sessions import DuckDBSession
from tests.policy.frames import DAYS, city

ENGINES = ["polars", "duckdb", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(scope="module")
def made():
    return city(seed=7, households=3000, on=DAYS[2], holes=0.05)


@pytest.fixture
def files(made, tmp_path):
    made.households.sample(fraction=1, shuffle=True, seed=1).write_parquet(tmp_path / "h.parquet")
    made.people.sample(fraction=1, shuffle=True, seed=2).write_parquet(tmp_path / "p.parquet")
    return tmp_path / "h.parquet", tmp_path / "p.parquet"


def judged(files, engine, folder, **others):
    written = judge_files(*files, DAYS[2], out=folder / f"{engine}.parquet", engine=engine, **others)
    return pl.read_parquet(written.households), pl.read_parquet(written.people)


@pytest.mark.parametrize("engine", ENGINES)
def test_files_are_sorted_and_typed_alike(files, tmp_path, made, engine):
    households, people = judged(files, engine, tmp_path)

    assert households.columns[0] == "household_id"
    assert people.columns[:2] == ["person_id", "household_id"]
    assert households["household_id"].to_list() == sorted(made.households["household_id"].to_list())
    assert people["person_id"].is_sorted()
    assert {str(dtype) for dtype in households.schema.values()} == {"Int64", "Boolean"}
    values = {each.name for each in luoshu.policy.rules(made.on) if each.kind == "value"}
    assert {name for name, dtype in households.schema.items() if dtype == pl.Int64} == {"household_id", *values}


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_engines_agree_with_the_parameters_set(files, tmp_path, engine):
    given = {"set_": {"poverty_line": "3200"}}
    for one, other in zip(
        judged(files, "polars", tmp_path, **given), judged(files, engine, tmp_path, **given), strict=True
    ):
        assert one.schema == other.schema
        assert one.equals(other)
        assert one.columns[0] == "person_id" or "may_exit__set" in one.columns


def test_nothing_but_the_verdicts_is_left_behind(files, tmp_path):
    judged(files, "duckdb", tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {
        "h.parquet",
        "p.parquet",
        "duckdb.parquet",
        "duckdb.people.parquet",
    }


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_a_folder_of_parts_is_one_file(files, tmp_path, engine):
    whole = judged(files, engine, tmp_path)
    for path, name in zip(files, ("hs", "ps"), strict=True):
        frame = pl.read_parquet(path)
        (tmp_path / name / "deeper").mkdir(parents=True)
        frame[:1000].write_parquet(tmp_path / name / "part-0.parquet")
        frame[1000:].write_parquet(tmp_path / name / "deeper" / "part-1.parquet")

    parts = judged((tmp_path / "hs", tmp_path / "ps"), engine, tmp_path)

    assert all(one.equals(other) for one, other in zip(whole, parts, strict=True))


def test_duckdb_is_bounded(tmp_path):
    with DuckDBSession(tmp_path) as session:
        settings = session.connection.sql(
            "select name, value from duckdb_settings() where name in ('memory_limit', 'threads', 'temp_directory')"
        ).fetchall()

    found = dict(settings)
    assert found["threads"] == "2"
    assert found["memory_limit"] == "2.7 GiB"
    assert found["temp_directory"].startswith(str(tmp_path))


def refused(*paths, out, engine="polars", match):
    with pytest.raises(CannotJudge, match=match):
        judge_files(*paths, DAYS[2], out=out, engine=engine)


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_what_cannot_be_read_is_one_sentence(files, tmp_path, engine):
    households, people = files
    out = tmp_path / "v.parquet"
    page, empty, cut = tmp_path / "page.parquet", tmp_path / "empty", tmp_path / "cut.parquet"
    page.write_text("<html>")
    empty.mkdir()
    cut.write_bytes(households.read_bytes()[:5000])

    refused(tmp_path / "none.parquet", people, out=out, engine=engine, match="找不到")
    refused(page, people, out=out, engine=engine, match="不是 Parquet")
    refused(empty, people, out=out, engine=engine, match="没有 Parquet")
    refused(cut, people, out=out, engine=engine, match="读不了")
    refused(households, people, out=tmp_path / "nowhere" / "v.parquet", engine=engine, match="不存在")
    refused(households, households, out=out, engine=engine, match="person_id")
    refused(households, people, out=empty, engine=engine, match="是文件夹")
    refused(households, people, out=people, engine=engine, match="正是要读的文件")


@pytest.mark.spark
def test_spark_too_says_what_it_cannot_read_in_one_sentence(files, tmp_path):
    households, people = files
    households.write_bytes(households.read_bytes()[:5000])

    refused(households, people, out=tmp_path / "v.parquet", engine="spark", match="读不了")


@pytest.mark.parametrize("engine", ENGINES)
def test_files_without_rows_give_files_without_rows(files, tmp_path, engine):
    for path in files:
        pl.read_parquet(path).clear().write_parquet(path)

    households, people = judged(files, engine, tmp_path)

    assert (households.height, people.height) == (0, 0)
    assert households.schema["may_exit"] == pl.Boolean


def test_a_failed_judgement_leaves_no_file(files, tmp_path, monkeypatch):
    monkeypatch.setattr("luoshu.engine.sessions.PolarsSession.write", _breaks)

    refused(*files, out=tmp_path / "v.parquet", match="磁盘")

    assert {path.name for path in tmp_path.iterdir()} == {"h.parquet", "p.parquet"}


def _breaks(_session, _frames, _keys, outs):
    outs[0].write_bytes(b"half")
    raise OSError(28, "No space left on device")


def test_a_column_of_another_type_is_named(files, tmp_path):
    households, people = files
    pl.read_parquet(households).with_columns(pl.col("wage_income") / 100).write_parquet(households)

    refused(households, people, out=tmp_path / "v.parquet", match="wage_income 应为整数")


def test_narrow_integers_are_widened(files, tmp_path):
    households, _ = files
    before = judged(files, "polars", tmp_path)[0]
    pl.read_parquet(households).with_columns(pl.col("water_minutes").cast(pl.Int16)).write_parquet(households)

    assert judged(files, "polars", tmp_path)[0].equals(before)


def test_an_unknown_engine_is_named(files, tmp_path):
    refused(*files, out=tmp_path / "v.parquet", engine="abacus", match="abacus")


@pytest.mark.parametrize(("gone", "match"), [("pyspark", "pyspark"), ("java", "Java")])
def test_without_spark_the_remedy_is_given(files, tmp_path, monkeypatch, gone, match):
    if gone == "pyspark":
        monkeypatch.setitem(sys.modules, "pyspark", None)
    else:
        monkeypatch.setitem(sys.modules, "pyspark", object())
        monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no-java"))

    refused(*files, out=tmp_path / "v.parquet", engine="spark", match=match)
