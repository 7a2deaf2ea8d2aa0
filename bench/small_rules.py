"""The small rule set in Luoshu's own words, judged from Parquet to Parquet by the engine."""

import datetime as dt
from pathlib import Path

import polars as pl

from luoshu.engine import Rulebook, judging, rule
from luoshu.engine.rules import Rule
from luoshu.engine.vocabulary import above, all_of, any_of, below, every, not_, plus, some, total, yes_no

from .small_lines import LINE, LIVING_LINE

COLUMNS = {
    "household": dict.fromkeys(
        ("business_income", "property_income", "transfer_income", "other_income", "business_cost", "land"), "Int64"
    )
    | dict.fromkeys(("has_food", "has_clothes", "is_house_safe", "is_relocation"), "Boolean"),
    "person": {"age": "Int64", "wage_income": "Int64"}
    | dict.fromkeys(("is_able", "is_student", "is_insured", "is_sick"), "Boolean"),
}


def check(of="household", **more):
    """A rule of the set: titles and clauses do not matter here."""
    return rule(of=of, title="", clause="", **more)


@check("person", inner=True)
def counts_as_member():
    return yes_no(True)


@check("person", inner=True)
def is_schooled(p):
    return any_of(not_(all_of(p.age >= 6, p.age <= 15)), p.is_student)


@check("person", inner=True)
def is_employable(p):
    return all_of(p.is_able, p.age >= 16, p.age <= 60, not_(p.is_student))


@check(kind="value")
def net_income(h, p):
    earned = plus(total(p.wage_income), h.business_income, h.property_income, h.transfer_income, h.other_income)
    return earned - h.business_cost


@check()
def is_above_line(h):
    return above(h.net_income, LINE, h.members_at_least)


@check()
def has_enough_food(h):
    return h.has_food


@check()
def has_enough_clothes(h):
    return h.has_clothes


@check()
def is_education_secured(p):
    return every(p.is_schooled)


@check()
def is_medical_secured(p):
    return every(p.is_insured)


@check()
def is_housing_secured(h):
    return h.is_house_safe


@check()
def may_exit(h):
    return all_of(
        h.is_above_line,
        h.has_enough_food,
        h.has_enough_clothes,
        h.is_education_secured,
        h.is_medical_secured,
        h.is_housing_secured,
    )


@check(kind="value")
def top_up(h):
    """What the minimum living allowance adds to reach its line."""
    gap = h.members_at_least * LIVING_LINE - h.net_income
    return gap.clip(lower_bound=0)


@check()
def eligible_employment(p):
    return some(p.is_employable)


@check()
def eligible_industry(h, p):
    return all_of(some(p.is_able), h.land > 0)


@check()
def eligible_relocation(h):
    return h.is_relocation


@check()
def eligible_education(p):
    return some(p.is_student)


@check()
def eligible_health(h, p):
    return any_of(some(p.is_sick), not_(h.is_medical_secured))


@check()
def eligible_safety_net(h, p):
    return any_of(not_(some(p.is_able)), below(h.net_income, LIVING_LINE, h.members_at_least))


RULES = tuple(each for each in list(globals().values()) if isinstance(each, Rule))


BOOK = Rulebook(RULES, COLUMNS, lambda on, set_: None)


def judge(folder, out):
    """Judge the files of a folder and write the outcome of the households."""
    sources = (pl.scan_parquet(Path(folder) / f"{name}.parquet") for name in ("households", "people"))
    households, _ = judging.judge_lazily(*sources, dt.date(2016, 12, 31), rules=BOOK)
    households.sink_parquet(out, compression="zstd")
