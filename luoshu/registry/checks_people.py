"""Facts of one person: who is present, what the document number says, and dates that do not agree."""

from __future__ import annotations

import datetime as dt

import polars as pl

from luoshu.registry.faults import Check
from luoshu.registry.identity import SHAPE, with_parts

RESIDENT_CARD = "01"
DISABLED, HEALTHY = "04", "01"
PRESENT = ("1", "4")
OLDEST = 120
NOT_AT_SCHOOL = "01"
PHONE = r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|[2-9][0-9]{6,7})$"


def is_present() -> pl.Expr:
    """Belongs to the household in the year: not left, and of a status that statistics count (blank counts)."""
    has_left = pl.col("left_on").is_not_null() | pl.col("left_reason").is_not_null()
    return ~has_left & pl.col("member_status").fill_null("1").is_in(PRESENT)


def with_outcome(people: pl.DataFrame, check_digit_only: bool) -> pl.DataFrame:
    """Add id_outcome (valid, faulty or missing); fill sex and birth that are blank from a valid number.

    `sex_given` and `birth_given` keep what the sheet says, `id_sex` and `id_birth` what the number says.
    """
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


def checks(on: dt.date, check_digit_only: bool) -> list[Check]:
    """Doubts about one person's documents and dates."""
    return [*_document(check_digit_only), *_certificate(), *_dates(on), *_contacts()]


def _document(check_digit_only: bool) -> list[Check]:
    number, kind = pl.col("id_number"), pl.col("id_kind")
    is_resident = kind.is_null() | (kind == RESIDENT_CARD)
    is_old = number.str.contains(r"^[0-9]{15}$")
    shaped, checked, valid = pl.col("id_is_shaped"), pl.col("id_checks"), pl.col("id_outcome") == "valid"
    no_such_day = shaped & checked & pl.col("id_birth").is_null() & (not check_digit_only)
    same = number.is_not_null() & (pl.len().over("id_number") > 1)
    return [
        Check("R01", "id_number", is_resident & shaped & ~checked),
        Check("R02", "id_number", same, same=("id_number",)),
        Check("D02", "id_number", is_resident & ~shaped & ~is_old),
        Check("D03", "id_number", is_resident & is_old),
        Check("D04", "id_number", is_resident & no_such_day),
        *_against_document(valid),
        Check("D07", "id_number", is_present() & number.is_null(), if_given=True),
        Check("D29", "id_kind", kind.is_null() & number.is_not_null() & ~shaped, if_given=True),
    ]


def _against_document(valid: pl.Expr) -> list[Check]:
    """Sex and birth on the sheet against those that a valid number states."""
    sex, birth = pl.col("sex_given"), pl.col("birth_given")
    stated = pl.when(pl.col("id_sex") == "1").then(pl.lit("男")).otherwise(pl.lit("女"))
    other_sex = valid & sex.is_in(["1", "2"]) & (sex != pl.col("id_sex"))
    born = pl.col("id_birth").dt.to_string("%Y-%m-%d")
    return [
        Check("D05", "sex", other_sex, pl.format("证件号码里是{}性", stated)),
        Check("D06", "birth_on", valid & (birth != pl.col("id_birth")), pl.format("证件号码里是 {}", born)),
    ]


def _certificate() -> list[Check]:
    """A disability certificate: identity number, a digit for kind, one for grade, when reissued B and a count."""
    number, health = pl.col("disability_certificate"), pl.col("health")
    is_shaped = number.str.contains(r"^[0-9]{17}[0-9X][1-7][1-4](B[0-9])?$")
    kind, grade = number.str.slice(18, 1), number.str.slice(19, 1)
    other_owner = pl.col("id_number").str.contains(SHAPE) & (number.str.slice(0, 18) != pl.col("id_number"))
    differs = (kind != pl.col("disability_kind")) | (grade != pl.col("disability_grade")) | other_owner
    at_school = pl.col("schooling") != NOT_AT_SCHOOL
    return [
        Check("D08", "disability_certificate", ~is_shaped | differs.fill_null(value=False)),
        Check("D09", "disability_certificate", (health == DISABLED) & number.is_null(), if_given=True),
        Check("D23", "illness_name", (health == HEALTHY) & pl.col("illness_name").is_not_null()),
        Check("D24", "dropout_reason", at_school & pl.col("dropout_reason").is_not_null()),
    ]


def _dates(on: dt.date) -> list[Check]:
    born, joined, left = pl.col("birth_on"), pl.col("joined_on"), pl.col("left_on")
    return [
        Check("D12", "birth_on", (born > on) | (born.dt.year() < on.year - OLDEST)),
        Check("D13", "left_on", left < joined),
        Check("D14", "left_reason", left.is_null() != pl.col("left_reason").is_null()),
    ]


def _contacts() -> list[Check]:
    phone = pl.col("phone")
    shared = phone.is_not_null() & (pl.col("household_code").n_unique().over("phone") > 1)
    return [
        Check("D10", "phone", ~phone.str.contains(PHONE)),
        Check("W11", "phone", shared, same=("phone",)),
    ]
