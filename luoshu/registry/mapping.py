"""What a form calls its sheets, headings and values: data (mappings/*.yaml) over the field dictionary."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import yaml

from luoshu.policy.codes import codes
from luoshu.policy.fields import SHEETS, Field, Sheet, sheet

FOLDER = Path(__file__).parent / "mappings"
UNITS = re.compile(r"\((?:元|亩|公里|平方米|人|月|个|天|升|分钟|户|是/否|必填|单选|单位[::].*?)\)$")


@lru_cache(10_000)
def plain(text: str) -> str:
    """A heading or sheet name without width, spaces, marks and units, to compare it."""
    text = re.sub(r"\s+|[*★]", "", unicodedata.normalize("NFKC", text))
    return UNITS.sub("", text).rstrip(":")


@dataclass(frozen=True)
class Mapping:
    """How one kind of workbook is read: `tables` by our sheet name, code labels, yes and no."""

    name: str
    title: str
    values: str
    tables: dict
    labels: dict
    endings: dict
    booleans: dict
    splits: dict

    @cached_property
    def sheet_names(self) -> dict[str, str]:
        """Our sheet name by each name a form may give its sheet."""
        return {plain(name): table for table, spec in self.tables.items() for name in spec["sheets"]}

    def headings(self, table: str) -> dict[str, str]:
        """Field name by each plain heading it may have in that table; the dictionary's own headings come first."""
        own = sheet(table)
        found: dict[str, str] = {}
        for field in own.fields:
            for heading in self._headings_of(own, field, self.tables[table].get("headings", {})):
                found.setdefault(plain(heading), field.name)
        return found

    def _headings_of(self, own: Sheet, field: Field, extra: dict) -> list[str]:
        synonyms = [text for text in extra.get(field.name, ()) if text not in own.by_heading]
        national = [field.national] if self.values == "national" and field.national else []
        return [field.zh, *national, *synonyms]

    @cache  # noqa: B019 - one mapping lives as long as the process
    def code_of(self, name: str) -> dict[str, str]:
        """Our code by each text that stands for it on the sheet."""
        listed = codes(name)
        known = {item.zh: item.code for item in listed.items}
        if ending := self.endings.get(name):
            known |= {item.zh.removesuffix(ending): item.code for item in listed.items}
        known |= self.labels.get(name, {})
        if self.values == "national":
            known |= {item.national: item.code for item in listed.items}
        return known

    @cached_property
    def yes_or_no(self) -> dict[str, bool]:
        return {text: word == "yes" for word, texts in self.booleans.items() for text in texts}

    def __hash__(self) -> int:
        return hash(self.name)


@cache
def mapping(name: str) -> Mapping:
    """The mapping of that name (own, national); LookupError for any other."""
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise LookupError(f"no mapping {name!r}; there are: {', '.join(sorted(p.stem for p in FOLDER.glob('*.yaml')))}")
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if set(raw["tables"]) != set(SHEETS):
        raise ValueError(f"mapping {name}: tables must be {', '.join(SHEETS)}")
    return Mapping(**{"splits": {}, **raw})
