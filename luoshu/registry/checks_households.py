"""Facts of one household that do not agree with each other or with its people."""

from __future__ import annotations

import polars as pl

from luoshu.registry.checks_people import PHONE, is_present
from luoshu.registry.faults import Check

EXITED, POOR = "1", "0"
HEAD = "01"
ENDING = r"(村民委员会|村委会|村|社区居委会|社区)$"
ACCOUNT = r"^[0-9]{10,25}$"


def checks(villages: dict[str, str]) -> list[Check]:
    """Doubts about a household's row; `head_found` is the head's name on the sheet of people."""
    return [*_names(villages), *_status(), *_contacts(), *_relocation(), *_land_and_causes()]


def with_head(households: pl.DataFrame, people: pl.DataFrame | None) -> pl.DataFrame:
    """Add head_found, the name of the one present head, and has_present; null without a sheet of people."""
    if people is None:
        return households.with_columns(head_found=pl.lit(None, pl.String), has_present=pl.lit(None, pl.Boolean))
    is_head = pl.col("relation") == HEAD
    found = (
        people.filter(is_present())
        .group_by("household_code")
        .agg(
            head_found=pl.when(is_head.sum() == 1).then(pl.col("name").filter(is_head).first()),
            has_present=pl.lit(value=True),
        )
    )
    households = households.join(found, on="household_code", how="left", maintain_order="left")
    return households.with_columns(pl.col("has_present").fill_null(value=False))


def _names(villages: dict[str, str]) -> list[Check]:
    title = pl.col("village_code").replace_strict(villages, default=None, return_dtype=pl.String)
    other_name = pl.col("village_name").str.replace(ENDING, "") != title.str.replace(ENDING, "")
    other_head = pl.col("head_name") != pl.col("head_found")
    return [
        Check("D15", "head_name", other_head, pl.format("人员表里户主是“{}”", "head_found")),
        Check("D16", "village_name", other_name, pl.format("这个代码是“{}”", title)),
    ]


def _status() -> list[Check]:
    status, exited, year = pl.col("poverty_status"), pl.col("exited_year"), pl.col("year")
    has_exited = status == EXITED
    return [
        Check("D17", "exited_year", has_exited & exited.is_null(), if_given=True),
        Check("D18", "exited_year", (status == POOR) & exited.is_not_null()),
        Check("D19", "exited_year", (exited > year) | (exited < pl.col("identified_year"))),
        Check("D19", "identified_year", pl.col("identified_year") > year),
        Check("D20", "not_exit_reason", has_exited & pl.col("not_exit_reason").is_not_null()),
    ]


def _contacts() -> list[Check]:
    phone = pl.col("phone")
    shared = phone.is_not_null() & (pl.len().over("phone") > 1)
    return [
        Check("D10", "phone", ~phone.str.contains(PHONE)),
        Check("W11", "phone", shared, same=("phone",)),
        Check("D11", "bank_account", ~pl.col("bank_account").str.contains(ACCOUNT)),
    ]


def _relocation() -> list[Check]:
    asked = ("relocation_mode", "resettlement_mode", "resettlement_place")
    return [Check("D21", field, pl.col("is_relocation") & pl.col(field).is_null(), if_given=True) for field in asked]


def _land_and_causes() -> list[Check]:
    has_other = pl.col("other_cause_1").is_not_null() | pl.col("other_cause_2").is_not_null()
    return [
        Check("D22", "irrigated_land", pl.col("irrigated_land") > pl.col("arable_land")),
        Check("D25", "main_cause", has_other & pl.col("main_cause").is_null()),
    ]
