"""Random households and people full of holes and edge values: strange codes, ages to the day, amounts at the line."""

import datetime as dt
import random
from dataclasses import dataclass

import polars as pl
from hypothesis import strategies as st

from luoshu.policy.codes import codes
from luoshu.policy.fields import sheet
from luoshu.policy.packs import columns

TYPES = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}
DAYS = [dt.date(2014, 12, 31), dt.date(2016, 2, 29), dt.date(2016, 12, 31), dt.date(2018, 5, 31), dt.date(2018, 6, 1)]
AGES = (0, 1, 3, 6, 15, 16, 18, 20, 23, 24, 60, 61, 65, 66, 70)
LINES = (2800, 3026, 3400, 2000, 2960, 3450)
SELDOM = ("left_on", "insurance_exemption", "disability_kind", "disability_grade", "other_cause_1", "other_cause_2")
MOSTLY = {
    "residence": "01",
    "member_status": "1",
    "health": "01",
    "has_employee_insurance": False,
    "wage_nature": "1",
    "business_nature": "1",
}


@dataclass(frozen=True)
class City:
    """Random files for judging on one day; `missing` columns are not in them."""

    on: dt.date
    households: pl.DataFrame
    people: pl.DataFrame


@st.composite
def cities(draw, households=400):
    """Cities of that many households, with holes from none to most, and up to a dozen columns missing."""
    of = {name: [*types] for name, types in columns().items()}
    missing = draw(st.sets(st.sampled_from(of["household"] + of["person"]), max_size=12) | st.just(set()))
    holes = draw(st.sampled_from([0.0, 0.01, 0.05, 0.3, 0.8]))
    return city(draw(st.integers(0, 2**32)), households, draw(st.sampled_from(DAYS)), holes, missing)


def city(seed, households, on, holes, missing=frozenset()):
    chance = random.Random(seed)
    sizes = [chance.choice([0, 1, 1, 2, 3, 4, 5]) for _ in range(households)]
    owners = [number + 1 for number, size in enumerate(sizes) for _ in range(size)]
    h = {"household_id": range(1, households + 1)} | _columns("household", households, chance, on, holes)
    _at_the_line(h, sizes, chance)
    p = {"person_id": range(1, len(owners) + 1), "household_id": owners} | _columns(
        "person", len(owners), chance, on, holes
    )
    return City(on, _frame(h, "household", missing), _frame(p, "person", missing))


def _columns(of, rows, chance, on, holes):
    made = {}
    for name, kind in columns()[of].items():
        pool = list(_pool(of, name, kind, on))
        share = max(holes, 0.9) if name in SELDOM else holes
        usual = MOSTLY.get(name)
        made[name] = [_value(pool, usual, share, chance) for _ in range(rows)]
    return made


def _at_the_line(households, sizes, chance):
    """A third of the households live on wages alone, and on just about the line for all their people."""
    money = [field.name for field in sheet("household").fields if field.type == "money"]
    for row, size in enumerate(sizes):
        if chance.random() < 0.33:
            for name in money:
                households[name][row] = 0
            line = chance.choice(LINES) * 100 * size
            households["wage_income"][row] = chance.choice([line, line, line + 1, line - 1, line * 102 // 100])


def _value(pool, usual, holes, chance):
    if chance.random() < holes:
        return None
    return usual if usual is not None and chance.random() < 0.8 else chance.choice(pool)


def _pool(of, name, kind, on):
    found = sheet(of).by_name.get(name)
    if kind == "Boolean":
        return [True] * 12 + [False]
    if kind == "Date":
        return (
            _dates(on) if name == "birth_on" else [on, on + dt.timedelta(1), on - dt.timedelta(1), dt.date(2010, 1, 1)]
        )
    if kind == "String":
        listed = "schooling" if name.startswith("schooling_") else found.code
        return [*(item.code for item in codes(listed).items), "77"] if listed else ["x"]
    return (
        _amounts()
        if found.type == "money"
        else [-1, 0, 1, 2, 3, 4, 5, 12, 13, 19, 20, 21, 30, 34, 35, 36, 37, 5001, 7001]
    )


def _dates(on):
    """Births around each age that a rule names, to the day, and two leap days."""
    near = []
    for age in AGES:
        for years in (age, age + 1):
            day = dt.date(on.year - years, on.month, min(on.day, 28))
            near += [day + dt.timedelta(step) for step in (-1, 0, 1, 2, 3)]
    pupils = [dt.date(on.year - years, 3, 15) for years in (7, 8, 9, 10, 11, 12, 13, 14)] * 6
    return [*near, *pupils, dt.date(2000, 2, 29), dt.date(1956, 2, 29), dt.date(1980, 5, 5), dt.date(1985, 7, 7)]


def _amounts():
    lines = [line * 100 * heads + step for line in LINES for heads in (1, 2, 3) for step in (-1, 0, 1)]
    just_above = [
        line * 100 * heads * 102 // 100 + step for line in LINES for heads in (1, 2, 3) for step in (-9, 0, 1)
    ]
    return [*lines, *just_above, *[0] * 140, -5, 1, 5_000_000, 4_999_999, 10**13, 308_652]


def _frame(made, of, missing):
    keys = ("person_id", "household_id")
    types = {name: pl.Int64 if name in keys else TYPES[columns()[of][name]] for name in made}
    kept = {name: type_ for name, type_ in types.items() if name not in missing}
    return pl.DataFrame({name: made[name] for name in kept}, schema=kept)
