"""Helpers and the households they answer for, from the helpers' sheet."""

import polars as pl

from luoshu.registry import staging
from luoshu.registry.merge import known_households, with_known
from luoshu.registry.merging import bring, renamed, target

HELPER = target("helper", "code", household=None)
PAIRING = target("pairing", "helper_id", "household_id", stamps=())


def bring_helpers(intake, frame, households, counties):
    """Helpers (one row in each village where they help) and their pairings."""
    rows = frame.join(_households(intake, frame, households, counties), on="household_code", maintain_order="left")
    if rows.is_empty():
        return
    helpers = bring(intake, HELPER, _helpers(intake, rows))
    ids = helpers.select("area", helper_code="code", helper_id="id")
    pairings = rows.join(ids, on=["area", "helper_code"], maintain_order="left")
    pairings = pairings.unique(["helper_id", "household_id", "since"], keep="last", maintain_order=True)
    bring(intake, PAIRING, with_known(pairings, _known(intake, pairings), ["helper_id", "household_id", "since"]))


def _households(intake, frame, households, counties):
    """The households of this book, and those that the register knows."""
    others = frame.join(households, on="household_code", how="anti")["household_code"].unique()
    known = known_households(intake.cursor, counties, others.to_list()).unique(
        "code", keep="first", maintain_order=True
    )
    known = known.select("county", household_code="code", household_id="id", area="known_area")
    here = households.select("county", "household_code", "household_id", "area")
    return pl.concat([here, known])


def _helpers(intake, rows):
    rows = renamed(rows, "helper").unique(["area", "code"], keep="last", maintain_order=True)
    query = "SELECT id, area, code, content_mac FROM helper WHERE area = ANY(%s::text[]) AND code = ANY(%s::text[])"
    schema = {"id": pl.Int64, "area": pl.String, "code": pl.String, "known_mac": pl.Binary}
    params = [staging.texts(rows["area"].unique().to_list()), staging.texts(rows["code"].unique().to_list())]
    return with_known(rows, staging.select(intake.cursor, query, params, schema), ["area", "code"])


def _known(intake, pairings):
    query = "SELECT id, helper_id, household_id, since FROM pairing WHERE household_id = ANY(%s::bigint[])"
    schema = {"id": pl.Int64, "helper_id": pl.Int64, "household_id": pl.Int64, "since": pl.Date}
    return staging.select(intake.cursor, query, [staging.numbers(pairings["household_id"].unique().to_list())], schema)
