"""Key facts that must not stay blank (check list of early 2017, 3), and when each is asked for."""

from __future__ import annotations

import datetime as dt

import polars as pl

from luoshu.policy.parameters import law
from luoshu.registry.checks_people import is_present
from luoshu.registry.faults import Check, blanks

NOT_AT_SCHOOL = "01"


def checks(name: str, on: dt.date) -> list[Check]:
    """A doubt per key fact left blank of those who are present; ages are those at the end of the year."""
    asked = _asked_of_people(on) if name == "person" else {}
    stays = is_present() if name == "person" else pl.col("has_present").fill_null(value=True)
    return [
        Check(rule, field, stays & pl.col(field).is_null() & asked.get(field, stays), if_given=True)
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
