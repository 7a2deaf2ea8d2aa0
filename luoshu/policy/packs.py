"""Policy packs: a place and a period with its words and rules (packs/*.yaml). The day shown decides the pack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

import yaml

from luoshu.engine import CannotJudge, Rule, Rulebook
from luoshu.policy.fields import sheet

FOLDER = Path(__file__).parent / "packs"
WITH_RULES = "luoyang-2016-2020"
JOINED = {  # facts that a closing joins to the household and the person
    "household": {"is_water_short": "Boolean", "has_helper": "Boolean", "helper_is_poor": "Boolean"},
    "person": {
        "id_is_valid": "Boolean",
        "is_duplicated": "Boolean",
        "shares_phone": "Boolean",
        "schooling_last_year": "String",
        "schooling_two_years_ago": "String",
    },
}


@dataclass(frozen=True)
class Pack:
    """A policy of one place and period. `verified` is false where its content still has to be confirmed."""

    name: str
    zh: str
    place: str
    province: str
    since: dt.date
    until: dt.date | None
    verified: bool
    words: Mapping[str, Mapping[str, str]]

    def is_valid(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def word(self, name: str, lang: str = "zh") -> str:
        """The word of the time for a thing; KeyError if the pack has none for it."""
        return self.words[name]["en" if lang.startswith("en") else "zh"]

    @property
    def has_rules(self) -> bool:
        return self.name == WITH_RULES


@cache
def packs() -> tuple[Pack, ...]:
    """All packs, oldest first."""
    loaded = (yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in FOLDER.glob("*.yaml"))
    return tuple(sorted((Pack(**each) for each in loaded), key=lambda each: each.since))


def pack(on: dt.date) -> Pack:
    """The pack in force on a day; LookupError before the first."""
    for each in packs():
        if each.is_valid(on):
            return each
    raise LookupError(f"{on} 没有政策包；最早的自 {packs()[0].since} 起。")


def words(on: dt.date, lang: str = "zh") -> dict[str, str]:
    """The words of a day: 贫困户 or 监测对象, 帮扶责任人 or 帮扶联系人, …"""
    found = pack(on)
    return {name: found.word(name, lang) for name in found.words}


def columns() -> dict[str, dict[str, str]]:
    """The columns that rules may read, by subject, with their types: the field dictionary and the joined facts."""
    return {
        of: {field.name: field.frame_type for field in sheet(of).fields if not field.personal and field.keep != "sheet"}
        | JOINED[of]
        for of in ("household", "person")
    }


@cache
def _rulebook() -> Rulebook:
    """The rules of the pack that has them, with columns and parameters."""
    from luoshu.engine.rules import collect
    from luoshu.policy.chapters import CHAPTERS
    from luoshu.policy.parameters import law
    from luoshu.policy.telling import text, titles

    province = next(each.province for each in packs() if each.has_rules)
    return Rulebook(collect(CHAPTERS), columns(), partial(law, province=province), titles=titles(), text=text)


def rules(on: dt.date) -> tuple[Rule, ...]:
    """The rules in force on a day that are put out, in order; CannotJudge where no pack has rules."""
    return tuple(each for each in rulebook(on).rules if not each.inner)


def rulebook(on: dt.date) -> Rulebook:
    """The rulebook in force on a day; CannotJudge where no pack has rules."""
    try:
        found = pack(on)
    except LookupError as error:
        raise CannotJudge(str(error)) from None
    if not found.has_rules:
        raise CannotJudge(f"{on} 属于“{found.zh}”，其规则尚未编入；目前可判定 2014-01-01 至 2020-12-31 之间的日期。")
    return _rulebook()


@cache
def _version() -> str:
    digest = sha256()
    folder = Path(__file__).parent
    for path in sorted([*folder.glob("*.py"), *folder.glob("*/*.yaml")]):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def version(on: dt.date) -> str:
    """The pack and a digest of its rules and data: two verdicts of one version used the same policy."""
    return f"{pack(on).name}@{_version()}"
