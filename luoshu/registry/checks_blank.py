"""Key facts that must not stay blank (check list of early 2017, 3), and when each is asked for."""

from __future__ import annotations

import datetime as dt

import polars as pl

from luoshu.policy.parameters import law
from luoshu.registry.faults import Check, blanks

NOT_AT_SCHOOL = "01"


def checks(name: str, on: dt.date) -> list[Check]:
    """A doubt per key fact of that sheet left blank; the ages asked about are those at the end of the year."""
    asked = _asked_of_people(on) if name == "person" else {}
    always = pl.lit(value=True)
    return [
        Check(rule, field, pl.col(field).is_null() & asked.get(field, always), if_given=True)
        for rule, (of, field) in blanks().items()
        if of == name
    ]


def _asked_of_people(on: dt.date) -> dict[str, pl.Expr]:
    ask = law(on)
    age = on.year - pl.col("birth_on").dt.year()
    return {
        "education": pl.col("schooling") == NOT_AT_SCHOOL,
        "schooling": age.is_between(ask("schooling_key_from"), ask("schooling_key_to")),
        "labour": age.is_between(ask("working_age_from"), ask("labour_check_age_to")),
    }
