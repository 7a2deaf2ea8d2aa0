"""The standards of exit and identification as check lists: which rules, what proof, who supplies what is missing.

The rules say whether an item is met (one copy, in the chapters); `standards/*.yaml` says from which day which items
belong to the standard, what proves them and whom to ask.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from luoshu.engine import Rulebook

FOLDER = Path(__file__).parent / "standards"
NAMES = ("household_exit", "identification", "village_exit", "county_exit")
LEVELS = {"village": 12, "township": 9, "county": 6, "city": 4, "province": 2}
SUBJECTS = ("household", "village", "county")


@dataclass(frozen=True)
class Item:
    """One line of a check list: the rule that judges it, what proves it, and who supplies what is missing.

    `must` is false for what is only looked at. `level` and `roles` say who supplies; `ask` what, in words.
    """

    rule: str
    group: Mapping[str, str]
    proofs: tuple[str, ...]
    level: str
    roles: tuple[str, ...]
    ask: Mapping[str, str]
    must: bool = True


@dataclass(frozen=True)
class Edition:
    """A standard from a day on; `verified` is false where the source still has to be confirmed.

    `proved`: each item it demands needs a checker's proof; else what the records say is enough.
    """

    since: dt.date
    source: str
    verified: bool
    items: tuple[Item, ...]
    proved: bool = False


@dataclass(frozen=True)
class External:
    """The external figure that fills a column: its name and unit, of the place itself or of its province."""

    figure: str
    unit: str
    of: str = "place"


@dataclass(frozen=True)
class Standard:
    """A standard: whom it judges, whether all items must be met or any, and the rule that says the same (if any)."""

    name: str
    zh: str
    en: str
    subject: str
    combine: str
    editions: tuple[Edition, ...]
    verdict: str | None = None
    external: Mapping[str, External] = field(default_factory=dict)

    def at(self, on: dt.date) -> Edition:
        """The edition in force on a day; LookupError before the first."""
        in_force = [each for each in self.editions if each.since <= on]
        if not in_force:
            raise LookupError(f"{self.name} has no edition on {on}")
        return in_force[-1]

    def title(self, lang: str = "zh") -> str:
        return self.en if lang.startswith("en") else self.zh


@dataclass(frozen=True)
class Proof:
    """A kind of proof. `apart`: it is not a check but what others decided before the system (历史认定)."""

    code: str
    zh: str
    en: str
    apart: bool = False


@cache
def proofs() -> dict[str, Proof]:
    """The kinds of proof by code."""
    return {each["code"]: Proof(**each) for each in _read("proofs")}


@cache
def standard(name: str) -> Standard:
    """The standard of that name; LookupError names those there are, ValueError what is wrong with its data."""
    if name not in NAMES:
        raise LookupError(f"no standard {name!r}; there are: {', '.join(NAMES)}")
    raw = _read(name)
    editions, items = [], ()
    for each in raw["editions"]:
        own = tuple(_item(name, item) for item in each["items"])
        items = (*items, *own) if each.get("adds") else own
        editions.append(Edition(each["since"], each["source"], each["verified"], items, each.get("proved", False)))
    external = {column: External(**told) for column, told in raw.get("external", {}).items()}
    found = Standard(
        name, raw["zh"], raw["en"], raw["subject"], raw["combine"], tuple(editions), raw.get("verdict"), external
    )
    _check(found)
    return found


def rulebook(subject: str, on: dt.date) -> Rulebook:
    """The rules about a household, a village or a county on a day; CannotJudge where none are in force."""
    from luoshu.policy import places
    from luoshu.policy.packs import rulebook as of_households

    found = of_households(on)  # villages and counties leave the list only while there are rules for households
    if subject == "household":
        return found
    return places.village_book() if subject == "village" else places.county_book()


def _read(name: str):
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _item(name: str, raw: dict) -> Item:
    item = Item(**{**raw, "proofs": tuple(raw["proofs"]), "roles": tuple(raw["roles"])})
    if unknown := set(item.proofs) - proofs().keys():
        raise ValueError(f"{name} {item.rule}: no such proofs: {sorted(unknown)}")
    if item.level not in LEVELS or not item.roles:
        raise ValueError(f"{name} {item.rule}: who supplies it? level {item.level!r}")
    return item


def _check(found: Standard) -> None:
    """The days rise, the subject and the way of combining are known, and each item's rule is a check there is."""
    days = [each.since for each in found.editions]
    if days != sorted(set(days)) or found.subject not in SUBJECTS or found.combine not in ("all", "any"):
        raise ValueError(f"{found.name}: editions {days}, subject {found.subject!r}, combine {found.combine!r}")
    for edition in found.editions:
        names = [item.rule for item in edition.items]
        book = rulebook(found.subject, edition.since)
        bad = [name for name in names if name not in book.by_name or book.by_name[name].kind != "check"]
        if bad or len(names) != len(set(names)):
            raise ValueError(f"{found.name} {edition.since}: not checks, or twice: {bad or names}")


@cache
def negative_list() -> dict[str, Mapping[str, object]]:
    """What is looked into before a household is registered, by code (zh, en, source, verified)."""
    return {each["code"]: each for each in _read("negative_list")}
