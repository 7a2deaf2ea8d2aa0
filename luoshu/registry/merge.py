"""Accepted rows of one book into the register: villages, households, people, their years, memberships, pairings."""

import polars as pl

from luoshu.core.cases.moved import follow
from luoshu.registry import staging
from luoshu.registry.memberships import bring_memberships
from luoshu.registry.merging import STAMPS, bring, renamed, target
from luoshu.registry.naming import name_keys

MEMBERSHIP = ("since", "until", "joined_reason", "left_reason")
VILLAGE = target("village", stamps=(), household=None)
VILLAGE_YEAR = target("village_year", "village_id", stamps=STAMPS, household=None)
NOW = ("status", "status_year", "main_cause")
HOUSEHOLD = target("household", "code", "area", *NOW, derived=("name_key",), household="id")
HOUSEHOLD_YEAR = target("household_year", "household_id", "area_then", stamps=STAMPS)
PERSON = target("person", "code", "household_id", "area", derived=("name_key", "id_outcome"), beside=MEMBERSHIP)
PERSON_YEAR = target("person_year", "person_id", "household_id", stamps=STAMPS)
# Tables whose `area` follows the household when it moves to another village.
FOLLOWING = (
    "household_year", "person_year", "person", "membership", "pairing", "doubt", "evidence", "household_decision",
    "continued_policy", "clue", "department_list_row", "monitored", "monitored_month",
)  # fmt: skip


def stamped(intake, rows):
    """The rows with when they came in, with which upload and from which row of the sheet."""
    return rows.with_columns(
        entered_at=pl.lit(intake.at.isoformat()), upload_id=pl.lit(intake.upload_id), source_row=pl.col("row")
    )


def with_known(rows, known, on):
    """The rows with what the register knows of them; nothing where it knows nothing."""
    return rows.join(known, on=on, how="left", nulls_equal=True, maintain_order="left")


def bring_villages(intake, frame):
    """Villages and their facilities of the year."""
    rows = renamed(frame, "village").with_columns(county=pl.col("area").str.slice(0, 6))
    areas = rows["area"].unique().to_list()
    schema = {"id": pl.Int64, "area": pl.String}
    known = staging.select(
        intake.cursor, "SELECT id, area FROM village WHERE area = ANY(%s::text[])", [staging.texts(areas)], schema
    )
    villages = bring(intake, VILLAGE, with_known(rows, known, ["area"]))
    years = villages.rename({"id": "village_id"})
    known = _known_years(intake, "village", villages)
    bring(intake, VILLAGE_YEAR, stamped(intake, with_known(years, known, ["village_id", "year"])))


def _known_years(intake, owner, rows):
    """The yearly records that the register has of these owners in these years."""
    query = (
        f"SELECT id, {owner}_id, year, content_mac FROM {owner}_year"
        f" WHERE {owner}_id = ANY(%s::bigint[]) AND year = ANY(%s::bigint[])"
    )
    schema = {"id": pl.Int64, f"{owner}_id": pl.Int64, "year": pl.Int64, "known_mac": pl.Binary}
    years = rows["year"].unique().drop_nulls().to_list()
    old = rows.filter(~pl.col("is_new"))["id"].to_list()
    return staging.select(intake.cursor, query, [staging.numbers(old), staging.numbers(years)], schema)


def known_households(cursor, counties, codes):
    """The register's households of those codes."""
    schema = {"id": pl.Int64, "code": pl.String, "county": pl.String, "known_area": pl.String}
    schema |= {"status_year": pl.Int64, "known_mac": pl.Binary}
    if not codes:
        return pl.DataFrame(schema=schema)
    query = (
        "SELECT id, code, county, area, status_year, content_mac FROM household"
        " WHERE county = ANY(%s::text[]) AND code = ANY(%s::text[])"
    )
    return staging.select(cursor, query, [staging.texts(counties), staging.texts(codes)], schema)


def bring_households(intake, frame):
    """Households and their records of the year; a map household_code → household_id, county, area, is_latest."""
    rows = renamed(frame, "household").with_columns(
        county=pl.col("area").str.slice(0, 6), area_then="area", name_key=name_keys(frame["head_name"])
    )
    known = known_households(intake.cursor, rows["county"].unique().to_list(), rows["code"].to_list())
    rows = with_known(rows, known, ["county", "code"])
    rows = rows.with_columns(
        is_latest=(pl.col("year") >= pl.col("status_year")).fill_null(value=True),
        status="poverty_status",
        status_year="year",
    )
    done = bring(intake, HOUSEHOLD, rows).with_columns(household_id="id")
    _follow(intake, done)
    done = done.with_columns(area=pl.when("is_latest").then("area").otherwise(pl.coalesce("known_area", "area")))
    known = _known_years(intake, "household", done)
    years = with_known(done.drop("id", "known_mac", "is_latest"), known, ["household_id", "year"])
    bring(intake, HOUSEHOLD_YEAR, stamped(intake, years))
    return done.select("household_id", "county", "area", "is_latest", household_code="code")


def _follow(intake, households):
    """Rows of a household that moved to another village are seen from there."""
    moved = households.filter(pl.col("is_latest") & (pl.col("known_area") != pl.col("area")))
    for household, area in moved.select("household_id", "area").rows():
        for table in FOLLOWING:
            intake.cursor.execute(f"UPDATE {table} SET area = %s WHERE household_id = %s", [area, household])
            intake.changed(intake.cursor.rowcount, [household])
        follow([household], area)


def bring_people(intake, frame, households):
    """People, their memberships and their records of the year; who they are in the register, and whether touched."""
    rows = renamed(renamed(frame, "person"), "membership").with_columns(name_key=name_keys(frame["name"]))
    rows = rows.join(households, on="household_code", how="inner", maintain_order="left")
    rows = with_known(rows, _known_people(intake, rows), ["county", "code"])
    # A blank number says nothing of the one that is known.
    says_nothing = pl.col("id").is_not_null() & pl.col("id_number").is_null()
    rows = rows.with_columns(id_outcome=pl.when(~says_nothing).then("id_outcome"))
    done = bring(intake, PERSON, rows)
    intake.phase("updating")
    bring_memberships(intake, done.filter("is_touched"))
    years = done.rename({"id": "person_id"}).drop("known_mac", "is_latest", "is_touched", "is_new")
    years = with_known(years, _known_years(intake, "person", done), ["person_id", "year"])
    bring(intake, PERSON_YEAR, stamped(intake, years))
    who = ("household_id", "county", "area", "is_touched", "id_number")
    return done.select(*who, person_code="code", person_id="id")


def with_others(intake, households, people, counties):
    """The book's households, and those of the register that its people name though the book has no row of them."""
    others = people.join(households, on="household_code", how="anti")["household_code"].unique()
    known = known_households(intake.cursor, counties, others.to_list()).unique(
        "code", keep="first", maintain_order=True
    )
    known = known.select(
        "county", household_id="id", area="known_area", household_code="code", is_latest=pl.lit(value=True)
    )
    here = households.select("household_id", "county", "area", "is_latest", "household_code")
    return pl.concat([here, known.select(here.columns)])


def _known_people(intake, rows):
    query = (
        "SELECT id, code, county, content_mac, household_id FROM person"
        " WHERE county = ANY(%s::text[]) AND code = ANY(%s::text[])"
    )
    schema = {"id": pl.Int64, "code": pl.String, "county": pl.String, "known_mac": pl.Binary, "was_in": pl.Int64}
    params = [staging.texts(rows["county"].unique().to_list()), staging.texts(rows["code"].to_list())]
    return staging.select(intake.cursor, query, params, schema)
