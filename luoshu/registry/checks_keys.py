"""Can each row be placed: keys, the village, the year, the household and its head."""

from __future__ import annotations

import polars as pl

from luoshu.policy.fields import sheet
from luoshu.registry.checks_people import is_present
from luoshu.registry.faults import Check, found_by
from luoshu.registry.sheets import Book

HEAD = "01"
REPEATED = {"household": "M19", "person": "M20", "village": "M23", "helper": "M24", "roster": "M25"}


def faults(
    book: Book, frames: dict, villages: dict[str, str], known: set[str] | None, taken: dict[str, set[str]]
) -> list[pl.DataFrame]:
    """Faults of keys over all sheets of the book; `taken`: by sheet, numbers used where the loader does not reach."""
    year = year_of(frames)
    found: list[pl.DataFrame] = []
    for name, frame in frames.items():
        checks = [_repeated(name), *_places(name, villages), *_years(name, year), *_links(name, frames, known)]
        if name in taken:
            key = sheet(name).key[0]
            checks.append(Check("M27", key, pl.col(key).is_in(list(taken[name]))))
        found += found_by(checks, frame, book.tables[name], name)
    return found


def year_of(frames: dict) -> int | None:
    """The year of the file: the one most rows of households, else of people or villages, give."""
    for name in ("household", "person", "village"):
        if name in frames and (years := frames[name]["year"].drop_nulls()).len():
            return years.mode().sort()[0]
    return None


def _repeated(name: str) -> Check:
    key = [*sheet(name).key, *(["since"] if name == "helper" else [])]
    is_whole = pl.all_horizontal(pl.col(column).is_not_null() for column in key)
    return Check(REPEATED[name], key[0], is_whole & (pl.len().over(key) > 1), same=tuple(key))


def _places(name: str, villages: dict[str, str]) -> list[Check]:
    if "village_code" not in sheet(name).by_name:
        return []
    code = pl.col("village_code")
    is_code = code.str.contains(r"^[0-9]{12}$")
    offer = _offer(villages) if "village_name" in sheet(name).by_name else None
    return [
        Check("M15", "village_code", ~is_code),
        Check("M14", "village_code", is_code & ~code.is_in(list(villages)), offer),
    ]


def _offer(villages: dict[str, str]) -> pl.Expr:
    """What is wrong with a village's code, with the code of the village of that name when there is one."""
    problem, name = "行政村不在名册里，或不在本次导入的范围", pl.col("village_name")
    named = {title: code for code, title in villages.items()}
    code = name.replace_strict(named, default=None, return_dtype=pl.String)
    return pl.when(code.is_null()).then(pl.lit(problem)).otherwise(pl.format(problem + "；“{}”的代码是 {}", name, code))


def _years(name: str, year: int | None) -> list[Check]:
    if year is None or "year" not in sheet(name).by_name:
        return []
    return [Check("M21", "year", pl.col("year") != year, pl.lit(f"全表是 {year} 年，这一行不是"))]


def _links(name: str, frames: dict, known: set[str] | None) -> list[Check]:
    if name == "household" and "person" in frames:
        return _of_household(frames["person"], known)
    code, here = pl.col("household_code"), _codes(frames.get("household"))
    lost = code.is_not_null() & ~code.is_in(here + list(known or ()))
    if name == "person":
        heads = is_present() & (pl.col("relation") == HEAD)
        many = heads & (heads.sum().over("household_code") > 1) & code.is_not_null()
        return [
            Check("M18", "relation", many),
            *([Check("M16", "household_code", lost)] if here or known is not None else []),
        ]
    if name == "helper" and known is not None:
        return [Check("M26", "household_code", lost)]
    return []


def _of_household(people: pl.DataFrame, known: set[str] | None) -> list[Check]:
    """A household of the file needs people, and one of those present is the head.

    One in the register already may come without people, and one struck off has nobody present.
    """
    code, peopled = pl.col("household_code"), _codes(people)
    present = people.filter(is_present())
    headed = _codes(present.filter(pl.col("relation") == HEAD))
    return [
        Check("M22", "household_code", code.is_not_null() & ~code.is_in(peopled + list(known or ()))),
        Check("M17", "household_code", code.is_in(_codes(present)) & ~code.is_in(headed)),
    ]


def _codes(frame: pl.DataFrame | None) -> list[str]:
    return [] if frame is None else frame["household_code"].drop_nulls().unique().to_list()
