"""A clean draft to plant faults in: households about which there is nothing to doubt, in villages that never were."""

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from luoshu.demo.city.areas import areas
from luoshu.demo.city.city import City
from luoshu.demo.city.outcomes import LINES, SIX, STABLE, UNDER
from luoshu.demo.city.sheets import County, written
from luoshu.policy.fields import sheet

# Never assigned either, so that nobody here shares a number with somebody of the city.
ID_COUNTY = 410_398
VILLAGES = ("演示甲村", "演示乙村", "演示丙村", "演示丁村", "演示戊村")
# Only the first three have households, the others are there to be spoilt.
SETTLED = 3


@dataclass
class Case:
    """One household as it stands on the sheets: its row, its people's, its helper's, by field name."""

    household: dict
    people: list[dict]
    helpers: list[dict]


def township(county: str) -> str:
    """A township code of the county that nobody has."""
    return f"{county}990"


def village_codes(county: str) -> list[str]:
    return [f"{township(county)}{200 + i}" for i in range(len(VILLAGES))]


def write_areas(path: Path, county: str) -> None:
    """The invented township and its villages as a list of areas (code,name,level,parent), after their county."""
    rows = [(county[:4], areas()[county[:4]], "city", ""), (county, areas()[county], "county", county[:4])]
    rows.append((township(county), "演示乡", "township", county))
    rows += [(c, n, "village", township(county)) for c, n in zip(village_codes(county), VILLAGES, strict=True)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("code", "name", "level", "parent"), *rows])


def clean(city: City, county: str, year: int, id_county: int = ID_COUNTY) -> tuple[list[Case], list[dict]]:
    """The cases, numbered anew in the invented villages, and the villages' rows."""
    made = County(city, county, id_county=id_county)
    frames, records = made.frames(year)
    codes = _plain(records, year)["household_code"].implode()
    rows = {
        name: _rows(name, frames[name].filter(pl.col("household_code").is_in(codes)))
        for name in ("household", "person", "helper")
    }
    people, helpers = _by_household(rows["person"]), _by_household(rows["helper"])
    cases = [Case(row, people[row["household_code"]], helpers[row["household_code"]]) for row in rows["household"]]
    for serial, case in enumerate(cases, start=1):
        _move(case, county, serial)
    return cases, _village_rows(_rows("village", frames["village"]), county)


def _rows(name, frame):
    """The rows of a sheet as dictionaries by field name, with the values that stand on the sheet."""
    return written(name, frame).rename({f.zh: f.name for f in sheet(name).fields}).to_dicts()


def _by_household(rows):
    found = {}
    for row in rows:
        found.setdefault(row["household_code"], []).append(row)
    return found


def _plain(records, year):
    """Everything known and everybody with papers; nothing near the line; no exit that should not have been."""
    odd = ~pl.col("has_number") | pl.col("is_faulty") | pl.col("insurance_exemption").is_not_null()
    rows = records.people.filter(odd)["row"].unique().implode()
    line = LINES[year] * 100 * pl.col("members")
    known = pl.all_horizontal(pl.col(check).is_not_null() for check in SIX)
    sound = (pl.col("poverty_status") != "1") | pl.col("may_exit")
    helped = pl.col("has_helper") & ((pl.col("household_kind") != "01") | (pl.col("able") > 0))
    return records.households.filter(
        ~pl.col("row").is_in(rows) & known & pl.col("is_education_secured") & sound & helped,
        pl.col("income_state").is_in([UNDER, STABLE]),
        ~pl.col("net_income").is_between(line, line * 103 // 100),
        pl.col("house_area").is_not_null(),
    )


def _move(case, county, serial):
    """To an invented village: other codes, and a telephone block of its own."""
    place = serial % SETTLED
    village = village_codes(county)[place]
    code = f"{village}{serial:05}"
    case.household |= {"household_code": code, "village_code": village, "village_name": VILLAGES[place]}
    for i, person in enumerate(case.people, start=1):
        person |= {"household_code": code, "person_code": f"{code}{i:02}"}
    for helper in case.helpers:
        helper |= {"household_code": code, "helper_code": f"{village}H{serial:05}", "id_number": None}
    for row in (case.household, *case.people, *case.helpers):
        row["phone"] = row["phone"] and f"169{row['phone'][3:]}"


def _village_rows(rows, county):
    """Rows of real villages under invented names; none of them poor enough to be listed."""
    unlisted = {"is_listed": "否", "is_deeply_poor": "否", "exited_year": None}
    codes = village_codes(county)
    return [
        rows[i % len(rows)] | unlisted | {"village_code": codes[i], "village_name": name}
        for i, name in enumerate(VILLAGES)
    ]
