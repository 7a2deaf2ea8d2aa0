"""Facts of villages and of helpers that do not agree."""

from __future__ import annotations

import polars as pl

from luoshu.registry.checks_people import PHONE
from luoshu.registry.faults import Check


def village_checks() -> list[Check]:
    """Doubts about a village's row."""
    more = pl.col("natural_villages_with_road") > pl.col("natural_villages")
    return [
        Check("D28", "natural_villages_with_road", more),
        Check("D19", "exited_year", pl.col("exited_year") > pl.col("year")),
    ]


def helper_checks() -> list[Check]:
    """Doubts about a helper's row; each row is one pairing."""
    number = pl.col("helper_code")
    named = number.is_not_null() & (pl.col("name").n_unique().over("helper_code") > 1)
    return [
        Check("D10", "phone", ~pl.col("phone").str.contains(PHONE)),
        Check("D26", "until", pl.col("until") < pl.col("since")),
        Check("D27", "name", named),
    ]
