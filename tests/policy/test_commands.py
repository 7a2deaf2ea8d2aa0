"""`luoshu judge` on files: what it prints, and one sentence with exit code 2 for what it cannot do."""

import pytest

from luoshu.policy.commands import judge
from tests.policy.frames import DAYS, city


@pytest.fixture
def files(tmp_path):
    made = city(seed=3, households=50, on=DAYS[2], holes=0.1)
    made.households.drop("house_grade", "road_kind").write_parquet(tmp_path / "h.parquet")
    made.people.drop("health").write_parquet(tmp_path / "p.parquet")
    return {"households": tmp_path / "h.parquet", "people": tmp_path / "p.parquet", "out": tmp_path / "v.parquet"}


def run(files, **others):
    judge(**({"on": "2016-12-31", "engine": "polars", "set_": []} | files | others))


def refusal(capsys, files, **others):
    with pytest.raises(SystemExit) as stopped:
        run(files, **others)
    assert stopped.value.code == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    return said[0]


def test_missing_columns_are_listed_once(files, capsys):
    run(files)

    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "户的文件缺少 2 列，按未核实处理：house_grade、road_kind",
        "人的文件缺少 1 列，按未核实处理：health",
    ]
    assert "v.people.parquet" in said.out


def test_set_takes_yuan(files):
    import polars as pl

    run(files, set_=["poverty_line=3200.50"])

    verdicts = pl.read_parquet(files["out"])
    assert verdicts["exit_line__set"].unique().to_list() == [320050]
    assert verdicts.columns[verdicts.columns.index("may_exit") + 1] == "may_exit__set"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"on": "2016-13-31"}, "不是日期"),
        ({"on": "2013-12-31"}, "没有政策包"),
        ({"on": "2023-12-31"}, "规则尚未编入"),
        ({"on": None}, "还缺 --on"),
        ({"people": None}, "还缺 --people"),
        ({"set_": ["poverty=3200"]}, "没有参数 poverty"),
        ({"set_": ["counting_residences=1"]}, "没有参数 counting_residences"),
        ({"set_": ["poverty_line=many"]}, "请写数"),
        ({"set_": ["poverty_line"]}, "（空）"),
        ({"set_": ["poverty_line=3200.001"]}, "请写数"),
        ({"set_": ["poverty_line=-1"]}, "请写数"),
        ({"engine": "abacus"}, "没有引擎 abacus"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(files, capsys, others, said):
    assert said in refusal(capsys, files, **others)
