"""The small rule set's households and people, and its exact answers in whole fen, computed with integers alone."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .small_lines import LINE, LIVING_LINE

SEED = 20160223
HOUSEHOLD_SHARE = 3.58  # people per household, as in the city
MONEY = ("business_income", "property_income", "transfer_income", "other_income", "business_cost")
VALUES = ("net_income", "top_up")
CHECKS = (
    "is_above_line", "has_enough_food", "has_enough_clothes", "is_education_secured", "is_medical_secured",
    "is_housing_secured", "may_exit", "eligible_employment", "eligible_industry", "eligible_relocation",
    "eligible_education", "eligible_health", "eligible_safety_net",
)  # fmt: skip


def make(people, folder):
    """Write households.parquet and people.parquet of about that many people, once."""
    folder = Path(folder)
    if not (folder / "people.parquet").exists():
        folder.mkdir(parents=True, exist_ok=True)
        chance = np.random.default_rng(SEED)
        sizes = 1 + chance.binomial(9, (HOUSEHOLD_SHARE - 1) / 9, round(people / HOUSEHOLD_SHARE))
        write(_households(chance, len(sizes)), folder / "households.parquet")
        write(_people(chance, np.repeat(np.arange(len(sizes)), sizes)), folder / "people.parquet")


def _yuan(chance, share, mean, count):
    """Amounts in fen for a share of the rows, the others nothing."""
    return np.where(chance.random(count) < share, (chance.exponential(mean, count) * 100).astype(np.int64), 0)


def _households(chance, count):
    shares = {"business_income": (0.6, 6000), "property_income": (0.2, 900), "transfer_income": (0.8, 2500)}
    shares |= {"other_income": (0.3, 1200), "business_cost": (0.6, 1800)}
    columns = {"household_id": np.arange(count)}
    columns |= {name: _yuan(chance, *how, count) for name, how in shares.items()}
    columns["land"] = chance.integers(0, 2000, count)
    likely = {"has_food": 0.98, "has_clothes": 0.98, "is_house_safe": 0.85, "is_relocation": 0.07}
    return columns | {name: chance.random(count) < share for name, share in likely.items()}


def _people(chance, household):
    count = len(household)
    age = chance.integers(0, 90, count)
    columns = {"person_id": np.arange(count), "household_id": household, "age": age}
    columns["wage_income"] = np.where(age >= 16, _yuan(chance, 0.3, 7000, count), 0)
    columns["is_able"] = (age >= 16) & (age < 75) & (chance.random(count) < 0.7)
    columns["is_student"] = (age >= 6) & (age < 22) & (chance.random(count) < 0.95)
    return columns | {"is_insured": chance.random(count) < 0.97, "is_sick": chance.random(count) < 0.2}


def write(columns, path):
    """Arrays as one Parquet file."""
    pq.write_table(pa.table(columns), path, compression="zstd")


def read(path):
    """One Parquet file as arrays."""
    table = pq.read_table(path)
    return {name: table[name].to_numpy() for name in table.column_names}


def exact(folder):
    """Every answer by its definition: sums of integers, each comparison multiplied out; money in fen."""
    h, p = (read(Path(folder) / f"{name}.parquet") for name in ("households", "people"))
    starts = np.flatnonzero(np.r_[True, np.diff(p["household_id"]) != 0])
    some = lambda outcome: np.maximum.reduceat(outcome, starts)  # noqa: E731
    every = lambda outcome: np.minimum.reduceat(outcome, starts)  # noqa: E731
    heads = np.diff(np.r_[starts, len(p["household_id"])])
    net = np.add.reduceat(p["wage_income"], starts) + sum(h[name] for name in MONEY[:-1]) - h["business_cost"]
    of_school_age = (p["age"] >= 6) & (p["age"] <= 15)
    adult = p["is_able"] & (p["age"] >= 16) & (p["age"] <= 60) & ~p["is_student"]
    out = {
        "net_income": net,
        "top_up": np.maximum(LIVING_LINE * heads - net, 0),
        "is_above_line": net > LINE * heads,
        "has_enough_food": h["has_food"],
        "has_enough_clothes": h["has_clothes"],
        "is_education_secured": every(~of_school_age | p["is_student"]),
        "is_medical_secured": every(p["is_insured"]),
        "is_housing_secured": h["is_house_safe"],
    }
    out["may_exit"] = np.logical_and.reduce([out[name] for name in CHECKS[:6]])
    return out | {
        "eligible_employment": some(adult),
        "eligible_industry": some(p["is_able"]) & (h["land"] > 0),
        "eligible_relocation": h["is_relocation"],
        "eligible_education": some(p["is_student"]),
        "eligible_health": some(p["is_sick"]) | ~out["is_medical_secured"],
        "eligible_safety_net": ~some(p["is_able"]) | (net < LIVING_LINE * heads),
    }


def wrong(folder, out):
    """How many households have a value that is not right to the fen, and how many an outcome that is wrong."""
    right, given = exact(folder), read(Path(out))
    order = np.argsort(given["household_id"], kind="stable")
    differ = {name: given[name][order] != right[name] for name in (*VALUES, *CHECKS)}
    values = np.logical_or.reduce([differ[name] for name in VALUES])
    checks = np.logical_or.reduce([differ[name] for name in CHECKS])
    return {"wrong_values": int(values.sum()), "wrong_checks": int(checks.sum()), "households": len(order)}
