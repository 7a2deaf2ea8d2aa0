"""Two years of the register side by side, and what the triggers of the policy find in them."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from luoshu.policy import two_years, watching
from luoshu.registry import snapshot
from luoshu.registry.models import Monitored
from luoshu.registry.watching.raising import Found

EXITED = "1"
# What is told of a trigger: its value, and that of the year before.
SAYS = {
    "medical_bill": ("medical_spending", None),
    "lost_job": ("work_months", "work_months_before"),
    "income_fall": ("income_per_head", "income_per_head_before"),
}


@dataclass(frozen=True)
class Frames:
    """The exited households of a year and their people, with the columns of the year before."""

    households: pl.DataFrame
    people: pl.DataFrame


def frames(year):
    """What the actor in scope reaches, as at the end of a year, beside the year before."""
    on, then = date(year, 12, 31), date(year - 1, 12, 31)
    households, people = (snapshot.frame(table, on, year) for table in ("households", "people"))
    before = tuple(snapshot.frame(table, then, year - 1) for table in ("households", "people"))
    households = households.filter(pl.col("poverty_status") == EXITED)
    people = people.join(households.select("household_id"), on="household_id", how="semi")
    return Frames(*two_years.beside(households, people, before, on))


def found(year):
    """Everything the triggers find in a year's records of exited households that are not monitored already."""
    told = frames(year)
    monitored = list(Monitored.objects.filter(lifted_on=None).values_list("household_id", flat=True))
    households = told.households.filter(~pl.col("household_id").is_in(monitored))
    judged, persons = two_years.triggered(households, told.people, date(year, 12, 31))
    rows = judged.join(households, on="household_id")
    per_person = persons.join(told.people, on=["person_id", "household_id"])
    return [each for kind in watching.TRIGGERS for each in _of_kind(kind, rows, per_person, year)]


def _of_kind(kind, households, people, year):
    column = watching.OF_A_PERSON.get(kind)
    rows = people.filter(pl.col(column)) if column else households.filter(pl.col(f"{watching.PREFIX}{kind}"))
    rows = rows.with_columns(_per_head_before()) if kind == "income_fall" else rows
    value, before = SAYS.get(kind, (None, None))
    for row in rows.iter_rows(named=True):
        now, then = row.get(value), row.get(before)
        yield Found(
            kind, "records", row["county"], row["area"], f"{year}|{now}|{then}", household_id=row["household_id"],
            person_id=row.get("person_id"), year=year, value=now, before=then,
        )  # fmt: skip


def _per_head_before():
    """For show only, like income_per_head; the rule cross-multiplies."""
    return (pl.col("net_income_before") // pl.col("members_before")).alias("income_per_head_before")
