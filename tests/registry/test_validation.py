"""Every kind of fault is named at its cell and none other; what is only a doubt goes in."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
import yaml

from luoshu.policy.fields import sheet
from luoshu.registry import faults
from luoshu.registry.sheets import read
from luoshu.registry.validation import validate
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


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: f"{case['rule']} {'、'.join(case['write'])}")
def test_fault_is_named_at_its_cell_and_no_other(tmp_path, case):
    book, where = made.honest(), case["sheet"]
    written = case["write"]
    if written.get("证件号码") == "same":
        written = {"证件号码": book["person"][0]["证件号码"], "出生日期": "1975-03-02"}
    book[where][case["row"]] |= written
    at = case.get("at", [where, case["row"], next(iter(written))])
    wanted = {(case["rule"], *at), *map(tuple, case.get("beside", ()))}

    checked = check(book, tmp_path)

    assert cells(checked) == wanted
    if where in ("household", "person"):
        assert bool(checked.held) == (faults.rules()[case["rule"]].severity == "must")
    told = checked.faults.select("problem", "remedy", "column", "sheet").rows()
    assert all(problem and remedy and column and name for problem, remedy, column, name in told)
