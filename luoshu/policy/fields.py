"""The field dictionary: the one list of columns, headings, types and personal classes (fields/*.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "fields"
SHEETS = ("household", "person", "village", "helper", "roster")
TYPES = ("text", "code", "bool", "int", "money", "measure", "date", "year")


@dataclass(frozen=True)
class Field:
    """One column. `keep`: fixed, year, membership, pairing, or sheet (only on the sheet).

    Fields with a `personal` class never enter a closing.
    In frames money is Int64 fen and a measure Int64 hundredths; on sheets both are decimals with at most two places.
    """

    name: str
    zh: str
    en: str
    type: str
    keep: str
    code: str | None = None
    national: str | None = None
    unit: str | None = None
    personal: str | None = None
    required: bool = False

    def __post_init__(self) -> None:
        if self.type not in TYPES or (self.type == "code") != (self.code is not None):
            raise ValueError(f"field {self.name}: type {self.type!r} with code list {self.code!r}")

    @property
    def frame_type(self) -> str:
        """Name of the Narwhals, Polars or Arrow-like type in frames: String, Boolean, Int64 or Date."""
        if self.type in ("text", "code"):
            return "String"
        return {"bool": "Boolean", "date": "Date"}.get(self.type, "Int64")


@dataclass(frozen=True)
class Sheet:
    """A sheet: our `name`, its Chinese title, the columns that identify a row of one year, all fields in order."""

    name: str
    sheet: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def by_heading(self) -> dict[str, Field]:
        return {field.zh: field for field in self.fields}

    def kept(self, *keep: str) -> tuple[Field, ...]:
        """The fields kept in one of those ways, in order."""
        return tuple(field for field in self.fields if field.keep in keep)


@cache
def sheet(name: str) -> Sheet:
    """The sheet of that name (household, person, village, helper, roster); LookupError for any other."""
    if name not in SHEETS:
        raise LookupError(f"no sheet {name!r}; there are: {', '.join(SHEETS)}")
    raw = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    key = (raw["key"],) if isinstance(raw["key"], str) else tuple(raw["key"])
    return Sheet(name, raw["sheet"], key, tuple(Field(**field) for field in raw["fields"]))
