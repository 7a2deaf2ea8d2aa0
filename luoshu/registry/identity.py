"""Resident identity numbers (GB 11643) over whole columns: the check digit, birth and sex they state."""

from __future__ import annotations

import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TAIL = "10X98765432"
SHAPE = r"^[0-9]{17}[0-9X]$"


def with_parts(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Add id_is_shaped (18 characters of the right kind), id_checks (its check digit), id_birth and id_sex."""
    shaped = pl.col(column).str.contains(SHAPE)
    first = pl.when(shaped).then(pl.col(column).str.slice(0, 17)).cast(pl.Int64)
    digits = (first // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(WEIGHTS))
    rest = pl.sum_horizontal(digits, ignore_nulls=False) % 11
    last = pl.col(column).str.slice(17, 1).replace_strict({char: i for i, char in enumerate(TAIL)}, default=None)
    return frame.with_columns(
        id_is_shaped=shaped,
        id_checks=shaped & (rest == last.cast(pl.Int64)).fill_null(value=False),
        id_birth=pl.when(shaped).then(pl.col(column).str.slice(6, 8)).str.to_date("%Y%m%d", strict=False),
        id_sex=pl.when(first % 2 == 1).then(pl.lit("1")).when(first % 2 == 0).then(pl.lit("2")),
    )
