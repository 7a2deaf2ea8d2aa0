"""The roster of all rural households into the register: light, and set by set."""

import polars as pl

from luoshu.registry import staging
from luoshu.registry.merge import with_known
from luoshu.registry.merging import bring, renamed, target
from luoshu.registry.naming import name_keys

ROSTER = target("roster_household", "code", "area", derived=("name_key",), stamps=(), household=None)


def bring_roster(intake, frame):
    """Rows of the roster: new ones in, those that differ updated."""
    rows = renamed(frame, "roster_household").with_columns(
        county=pl.col("area").str.slice(0, 6), name_key=name_keys(frame["head_name"])
    )
    query = "SELECT id, county, code FROM roster_household WHERE county = ANY(%s::text[]) AND code = ANY(%s::text[])"
    schema = {"id": pl.Int64, "county": pl.String, "code": pl.String}
    params = [staging.texts(rows["county"].unique().to_list()), staging.texts(rows["code"].to_list())]
    rows = with_known(rows, staging.select(intake.cursor, query, params, schema), ["county", "code"])
    bring(intake, ROSTER, rows)
