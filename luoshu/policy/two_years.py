"""Two years of the same households side by side, and what the triggers of watching find in them."""

from __future__ import annotations

import datetime as dt

import polars as pl

from luoshu.engine import judge
from luoshu.policy import watching

HOUSEHOLD_BEFORE = ("house_grade", "main_cause", "other_cause_1")
INCOME = ("net_income", "members")


def beside(households: pl.DataFrame, people: pl.DataFrame, before: tuple, on: dt.date) -> tuple:
    """The frames of a year with the columns of the year before; `before`: the frames of that year, `on` this one's."""
    earlier, members = before
    then = on.replace(year=on.year - 1)
    income, _ = judge(earlier, members, then, rules=watching.rulebook(then), only=INCOME)
    told = earlier.select("household_id", *HOUSEHOLD_BEFORE).join(income, on="household_id", how="left")
    told = told.rename({name: f"{name}_before" for name in told.columns if name != "household_id"})
    work = members.select("person_id", work_months_before="work_months").unique("person_id", keep="last")
    return households.join(told, on="household_id", how="left"), people.join(work, on="person_id", how="left")


def triggered(households: pl.DataFrame, people: pl.DataFrame, on: dt.date) -> tuple:
    """The outcome of each trigger per household (`clue_…`, income_per_head), and per person of those that are one's."""
    only = [f"{watching.PREFIX}{kind}" for kind in watching.TRIGGERS]
    only = (*only, *watching.OF_A_PERSON.values(), "income_per_head")
    return judge(households, people, on, rules=watching.rulebook(on), only=only)
