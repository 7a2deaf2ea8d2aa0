"""Can each row be placed: keys, the village, the year, the household and its head."""

from __future__ import annotations

import polars as pl

from luoshu.policy.fields import sheet
from luoshu.registry.checks_people import is_present
from luoshu.registry.faults import Check, found_by
from luoshu.registry.sheets import Book

HEAD = "01"
ONE_LINE = "请核对，只留一行或改正编号。"


def faults(book: Book, frames: dict, villages: dict[str, str], known: set[str] | None) -> list[pl.DataFrame]:
    """Faults of keys over all sheets of the book."""
    year = _year_of(frames)
    found: list[pl.DataFrame] = []
    for name, frame in frames.items():
        checks = [*_repeated(name), *_places(name, villages, frame), *_years(name, year)]
        checks += _links(name, frames, known)
        found += found_by(checks, frame, book.tables[name], name)
    return found


def _year_of(frames: dict) -> int | None:
    """The year of the file: the one most rows of households, else of people or villages, give."""
    for name in ("household", "person", "village"):
        if name in frames and (years := frames[name]["year"].drop_nulls()).len():
            return years.mode().sort()[0]
    return None


def _repeated(name: str) -> list[Check]:
    rule, word = {
        "household": ("M19", "户编号"), "person": ("M20", "人编号"), "village": ("M23", "行政村"),
        "helper": ("M24", "同一责任人与户的结对"), "roster": ("M25", "底册编号"),
    }[name]  # fmt: skip
    key = [*sheet(name).key, *(["since"] if name == "helper" else [])]
    many = (pl.len().over(key) > 1) & pl.all_horizontal(pl.col(column).is_not_null() for column in key)
    rows = pl.col("row").cast(pl.String).str.join("、").over(key)
    return [Check(rule, key[0], many, pl.format(f"{word}重复，见第 {{}} 行", rows), ONE_LINE)]


def _places(name: str, villages: dict[str, str], frame: pl.DataFrame) -> list[Check]:
    if "village_code" not in frame.columns:
        return []
    code = pl.col("village_code")
    is_code = code.str.contains(r"^[0-9]{12}$")
    unknown = is_code & ~code.is_in(list(villages))
    checks = [Check("M15", "village_code", ~is_code, "行政村代码不是 12 位数字", "请填 12 位区划代码，如村表所列。")]
    named = {title: code_ for code_, title in villages.items()}
    problem, remedy = "行政村不在名册里，或不在本次导入的范围", "请核对代码；若村已合并或改名，请填现在的代码。"
    if "village_name" in frame.columns:
        offer = pl.col("village_name").replace_strict(named, default=None, return_dtype=pl.String)
        offer = pl.when(offer.is_not_null()).then(pl.format("；“{}”的代码是 {}", pl.col("village_name"), offer))
        return [*checks, Check("M14", "village_code", unknown, pl.lit(problem) + offer.otherwise(pl.lit("")), remedy)]
    return [*checks, Check("M14", "village_code", unknown, problem, remedy)]


def _years(name: str, year: int | None) -> list[Check]:
    if year is None or "year" not in sheet(name).by_name:
        return []
    return [
        Check(
            "M21", "year", pl.col("year") != year, f"全表是 {year} 年，这一行不是", "请改正年度，或放到那一年的表里。"
        )
    ]


def _links(name: str, frames: dict, known: set[str] | None) -> list[Check]:
    if name == "household" and "person" in frames:
        return _household_links(frames["person"], known)
    code = pl.col("household_code")
    if name == "person":
        here = frames["household"]["household_code"].drop_nulls().to_list() if "household" in frames else []
        checks = []
        if here or known is not None:
            orphan = code.is_not_null() & ~code.is_in(here + list(known or ()))
            checks.append(
                Check("M16", "household_code", orphan, "户表里没有这一户", "请核对户编号，或在户表补上这一户。")
            )
        heads = is_present() & (pl.col("relation") == HEAD)
        many = heads & (heads.sum().over("household_code") > 1) & code.is_not_null()
        return [
            *checks,
            Check("M18", "relation", many, "这一户的户主不止一人", "请只留一人为“本人或户主”，其余改成与他的关系。"),
        ]
    if name == "helper" and known is not None:
        here = frames["household"]["household_code"].drop_nulls().to_list() if "household" in frames else []
        lost = code.is_not_null() & ~code.is_in(here + list(known))
        return [Check("M26", "household_code", lost, "结对的户不在册", "请核对户编号。")]
    return []


def _household_links(people: pl.DataFrame, known: set[str] | None) -> list[Check]:
    code = pl.col("household_code")
    peopled = people["household_code"].drop_nulls().unique().to_list()
    headed = (
        people.filter(is_present() & (pl.col("relation") == HEAD))["household_code"].drop_nulls().unique().to_list()
    )
    empty = code.is_not_null() & ~code.is_in(peopled + list(known or ()))
    headless = code.is_in(peopled) & ~code.is_in(headed)
    return [
        Check("M22", "household_code", empty, "人员表里没有这一户的人", "请在人员表补上全户的人。"),
        Check("M17", "household_code", headless, "这一户没有户主", "请在人员表把一人的与户主关系填成“本人或户主”。"),
    ]
