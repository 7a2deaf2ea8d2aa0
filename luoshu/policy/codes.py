"""Code lists of the register as data: one YAML file per list in codes/, with Chinese and English labels."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "codes"


@dataclass(frozen=True)
class Code:
    """One item; `national` is the national register's code, `main` is false for causes that cannot be main."""

    code: str
    zh: str
    en: str
    national: str
    since: dt.date | None = None
    until: dt.date | None = None
    main: bool = True

    def is_valid(self, on: dt.date) -> bool:
        """Whether the item was in use on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class CodeList:
    """A code list: `items` in the order of the list, `zh` its title, `source` where it comes from."""

    name: str
    zh: str
    source: str
    items: tuple[Code, ...]

    @cached_property
    def by_code(self) -> dict[str, Code]:
        return {item.code: item for item in self.items}

    @cached_property
    def _by_label(self) -> dict[str, str]:
        return {label: item.code for item in self.items for label in (item.en, item.zh)}

    @cached_property
    def _by_national(self) -> dict[str, str]:
        return {item.national: item.code for item in self.items}

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def label(self, code: str, lang: str = "zh") -> str:
        """The label of a code in `zh` or `en`; KeyError if the list has no such code."""
        return getattr(self.by_code[code], "en" if lang.startswith("en") else "zh")

    def code_of(self, label: str) -> str | None:
        """The code of a Chinese or English label, None if no item is called so."""
        return self._by_label.get(label.strip())

    def national(self, code: str) -> str:
        """The national register's code for one of ours."""
        return self.by_code[code].national

    def of_national(self, code: str) -> str | None:
        """Our code for one of the national register's, None if it has none."""
        return self._by_national.get(code.strip())

    def valid(self, on: dt.date) -> tuple[Code, ...]:
        """The items in use on a day, in the order of the list."""
        return tuple(item for item in self.items if item.is_valid(on))


def names() -> tuple[str, ...]:
    """The names of all lists, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def codes(name: str) -> CodeList:
    """The list of that name; LookupError names the lists there are."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise LookupError(f"no code list {name!r}; there are: {', '.join(names())}")
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    items = tuple(Code(**{"national": item["code"], **item}) for item in raw["items"])
    return CodeList(raw["name"], raw["zh"], raw["source"], items)
