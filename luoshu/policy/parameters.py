"""Dated parameters with their sources: lines, ages, limits (parameters/*.yaml). Amounts: yuan there, fen here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "parameters"
HUNDREDTHS = ("元", "亩", "公里", "平方米")  # units that frames hold as integer hundredths
FURTHEST = 10**13  # in fen: keeps amount × heads within 64 bits


@dataclass(frozen=True)
class Dated:
    """One value from a day on, with where it comes from; `verified` is false for what still has to be confirmed."""

    since: dt.date
    value: int | tuple[str, ...]
    source: str
    verified: bool
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Parameter:
    """A named parameter: `keys` it is told apart by (province, purpose, area), its unit and its dated values."""

    name: str
    zh: str
    unit: str
    keys: tuple[str, ...]
    values: tuple[Dated, ...]

    def at(self, on: dt.date, **keys: str) -> Dated:
        """The value in force on a day; LookupError if there is none."""
        if set(keys) != set(self.keys):
            raise LookupError(f"{self.name} is told apart by {self.keys}, asked for {sorted(keys)}")
        in_force = [each for each in self.values if each.keys == keys and each.since <= on]
        if not in_force:
            raise LookupError(f"{self.name} has no value on {on} for {keys or 'any'}")
        return max(in_force, key=lambda each: each.since)

    def in_frames(self, value: object) -> int | tuple[str, ...]:
        """A value as the YAML writes it, as frames hold it: fen and hundredths; ValueError if it does not fit."""
        if isinstance(value, list):
            return tuple(value)
        try:
            number = Decimal(str(value)) * (100 if self.unit in HUNDREDTHS else 1)
        except InvalidOperation:
            raise ValueError(f"{value!r} is not a number") from None
        if not number.is_finite() or number != int(number) or not 0 <= number < FURTHEST:
            raise ValueError(f"{value!r} {self.unit} has too many places or is out of range")
        return int(number)


@cache
def parameters() -> dict[str, Parameter]:
    """All parameters by name, in the order of the files."""
    return read(FOLDER)


def read(folder: Path) -> dict[str, Parameter]:
    """The parameters that lie in a folder, by name; ValueError for one that stands twice."""
    loaded: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for raw in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            if raw["name"] in loaded:
                raise ValueError(f"parameter {raw['name']} stands twice")
            loaded[raw["name"]] = _parameter(raw)
    return loaded


def _parameter(raw: dict) -> Parameter:
    keys = tuple(raw.get("keys", ()))
    empty = Parameter(raw["name"], raw["zh"], raw.get("unit", ""), keys, ())
    values = tuple(
        Dated(
            each["since"],
            empty.in_frames(each["value"]),
            each["source"],
            each["verified"],
            {key: each[key] for key in keys},
        )
        for each in raw["values"]
    )
    return Parameter(empty.name, empty.zh, empty.unit, keys, values)


def parameter(name: str, on: dt.date, **keys: str) -> int | tuple[str, ...]:
    """The value of a day, in fen or hundredths; LookupError for an unknown name or a day before the first value."""
    found = parameters().get(name)
    if found is None:
        raise LookupError(f"no parameter {name!r}; there are: {', '.join(parameters())}")
    return found.at(on, **keys).value


def law(on: dt.date, set_: Mapping[str, object] | None = None, province: str = "41"):
    """What rules ask: `law("poverty_line", purpose="exit")`. `set_` gives other values, in yuan as in the YAML."""
    others = {name: parameters()[name].in_frames(value) for name, value in (set_ or {}).items()}

    def ask(name: str, **keys: str) -> int | tuple[str, ...]:
        if name in others:
            return others[name]
        if "province" in parameters()[name].keys:
            keys["province"] = province
        return parameter(name, on, **keys)

    return ask
