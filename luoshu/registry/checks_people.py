"""Facts of one person: who is present, and what the document number says."""

from __future__ import annotations

import polars as pl

from luoshu.registry.identity import with_parts

RESIDENT_CARD = "01"
PRESENT = ("1", "4")


def is_present() -> pl.Expr:
    """Belongs to the household in the year: not left, and of a status that statistics count (blank counts)."""
    return (
        pl.col("left_on").is_null()
        & pl.col("left_reason").is_null()
        & pl.col("member_status").fill_null("1").is_in(PRESENT)
    )


def with_outcome(people: pl.DataFrame, check_digit_only: bool) -> pl.DataFrame:
    """Add id_outcome (valid, faulty or missing); fill sex and birth that are blank from a valid number."""
    people = with_parts(people, "id_number")
    plausible = pl.lit(value=True) if check_digit_only else pl.col("id_birth").is_not_null()
    valid = pl.col("id_checks") & plausible
    outcome = pl.when(pl.col("id_number").is_null()).then(pl.lit("missing")).when(valid).then(pl.lit("valid"))
    people = people.with_columns(id_outcome=outcome.otherwise(pl.lit("faulty")))
    is_valid = pl.col("id_outcome") == "valid"
    return people.with_columns(
        sex=pl.coalesce("sex", pl.when(is_valid).then("id_sex")),
        birth_on=pl.coalesce("birth_on", pl.when(is_valid).then("id_birth")),
        sex_given=pl.col("sex"),
        birth_given=pl.col("birth_on"),
    )
