"""The real divisions that the invented people live in, read as data from the extract that the register uses."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

EDITION = "luoyang-2020.csv"


@dataclass(frozen=True)
class Village:
    """A village-level division: 12-digit code and the name people say."""

    code: str
    name: str

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def is_village(self) -> bool:
        """Villagers' committees are numbered 200–399, residents' committees below."""
        return "200" <= self.code[9:] <= "399"


@cache
def areas() -> dict[str, str]:
    """Name by code of every division of the city, from province-level prefix to village."""
    path = files("luoshu") / "core" / "areas" / "data" / EDITION
    with path.open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def rural_villages() -> dict[str, tuple[Village, ...]]:
    """The villages of each county; a district without villagers' committees gives those of its last township."""
    found = {}
    for code, name in sorted(areas().items()):
        if len(code) == 12:
            found.setdefault(code[:6], []).append(Village(code, name))
    return {county: _rural(villages) for county, villages in sorted(found.items())}


def _rural(villages):
    rural = tuple(v for v in villages if v.is_village)
    return rural or tuple(v for v in villages if v.code[:9] == villages[-1].code[:9])
