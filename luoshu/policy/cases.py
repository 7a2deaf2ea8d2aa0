"""Worked cases an official can read (cases/*.yaml): run as tests, and published beside the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from luoshu.policy.codes import codes
from luoshu.policy.fields import Field, sheet
from luoshu.policy.packs import JOINED, rules
from luoshu.policy.parameters import HUNDREDTHS
from luoshu.policy.telling import JOINED as JOINED_TITLES
from luoshu.policy.telling import OUTCOMES

FOLDER = Path(__file__).parent / "cases"
BLANK = "空"
WORDS = {word: outcome for outcome, word in OUTCOMES.items()}


@dataclass(frozen=True)
class Case:
    """One worked case: facts as they stand in the file, as rows for judging, and what is expected of whom.

    `expected` has (person number or None, rule name, outcome); the household is person None.
    """

    chapter: str
    title: str
    why: str
    on: dt.date
    told: dict
    household: dict
    people: dict[int, dict]
    expected: tuple[tuple[int | None, str, object], ...]


@cache
def family() -> dict:
    """The family that every case starts from."""
    return _read(FOLDER / "family.yaml")


@cache
def cases() -> tuple[Case, ...]:
    """All worked cases, by chapter."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        raw = _read(path)
        found += [_case(raw["chapter"], each) for each in raw.get("cases", ())]
    return tuple(found)


def _read(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _case(chapter: str, told: dict) -> Case:
    if unknown := set(told) - {"case", "why", "日期", "户", "人", "结果", "人的结果"}:
        raise ValueError(f"case {told['case']}: {sorted(unknown)}")
    on = told.get("日期", family()["日期"])
    changes = told.get("人", {})
    people = {number: facts | changes.get(number, {}) for number, facts in family()["人"].items()}
    return Case(
        chapter,
        told["case"],
        told.get("why", ""),
        on,
        told,
        row("household", family()["户"] | told.get("户", {})),
        {number: row("person", facts) for number, facts in people.items()},
        _expected(told, on),
    )


@cache
def _columns(of: str) -> dict[str, Field | str]:
    """What each heading stands for: a field, or the name of a joined fact."""
    joined = {JOINED_TITLES[name]: name for name in JOINED[of]}
    return {each.zh: each for each in sheet(of).fields} | joined


def row(of: str, told: dict) -> dict:
    """The facts of a case, by heading in words, as a row of the files for judging."""
    made = {}
    for heading, word in told.items():
        found = _columns(of)[heading]
        if isinstance(found, str):
            made[found] = _joined(found, word)
        else:
            made[found.name] = None if word == BLANK else _fact(found, word)
    return made


def _joined(name: str, word: object) -> object:
    if word == BLANK:
        return None
    return codes("schooling").code_of(word) if name.startswith("schooling") else WORDS[word]


def _fact(field: Field, word: object) -> object:
    """A word of the case as frames hold it; KeyError or ValueError for one the field does not know."""
    if field.type == "code":
        code = codes(field.code).code_of(str(word))
        if code is None:
            raise ValueError(f"{field.zh}: {word}")
        return code
    if field.type == "bool":
        return {"是": True, "否": False}[word]
    return _scaled(word) if field.type in ("money", "measure") else word


def _scaled(number: float) -> int:
    return round(number * 100)


def _expected(told: dict, on: dt.date) -> tuple[tuple[int | None, str, object], ...]:
    asked = [(None, told.get("结果", {})), *told.get("人的结果", {}).items()]
    return tuple(
        (number, *_outcome("household" if number is None else "person", title, word, on))
        for number, outcomes in asked
        for title, word in outcomes.items()
    )


def _outcome(of: str, title: str, word: object, on: dt.date) -> tuple[str, object]:
    found = next((each for each in rules(on) if each.of == of and each.title == title), None)
    if found is None:
        raise ValueError(f"no rule of a {of} is called {title}")
    if isinstance(word, str):
        return found.name, WORDS[word]
    return found.name, _scaled(word) if found.unit in HUNDREDTHS else word
