"""Who belongs to which household and since when: joined, left, and moved from one household to another."""

import polars as pl

from luoshu.registry import staging

SCHEMA = {
    "id": pl.Int64,
    "person_id": pl.Int64,
    "household_id": pl.Int64,
    "since": pl.Date,
    "until": pl.Date,
}
VALUES = ("since", "until", "joined_reason", "left_reason")


def bring_memberships(intake, people):
    """Bring in the memberships of these people: id, household_id, county, area, year, is_latest and the dates."""
    if people.is_empty():
        return
    told = people.select(
        "household_id", "county", "area", "year", "is_latest", "is_new", *VALUES, "was_in", person_id="id"
    )
    columns = ("person_id", "household_id", "county", "area", *VALUES)
    new = told.filter("is_new").select(columns)
    told = told.filter(~pl.col("is_new"))
    if not told.is_empty():
        new = pl.concat([new, _of_known_people(intake, told).select(columns)])
    intake.changed(staging.insert(intake.cursor, "membership", new), new["household_id"])


def _of_known_people(intake, told):
    """Update the memberships of people the register had, end those they left; the ones that begin."""
    known = _known(intake, told)
    told = _matched(told, known)
    _update(intake, told.filter(pl.col("id").is_not_null()))
    _close(intake, told.filter("is_latest"), known)
    return told.filter(pl.col("id").is_null())


def _known(intake, told):
    """What the register knows of those it had: in the household they were in, and in the one they are told of."""
    households = {*told["household_id"].to_list(), *told["was_in"].drop_nulls().to_list()}
    query = (
        "SELECT id, person_id, household_id, since, until FROM membership"
        " WHERE household_id = ANY(%s::bigint[]) AND person_id = ANY(%s::bigint[])"
    )
    params = [staging.numbers(households), staging.numbers(told["person_id"].to_list())]
    return staging.select(intake.cursor, query, params, SCHEMA)


def _matched(told, known):
    """Find the known membership each told one is about: the one of the same beginning, else the last of that household.

    Who left and came back later begins a new one.
    """
    same = known.select("person_id", "household_id", "since", same_id="id")
    on = ["person_id", "household_id", "since"]
    told = told.join(same, on=on, how="left", nulls_equal=True, maintain_order="left")
    last = known.sort("since", nulls_last=False).unique(["person_id", "household_id"], keep="last", maintain_order=True)
    last = last.select("person_id", "household_id", last_id="id", last_until="until")
    told = told.join(last, on=["person_id", "household_id"], how="left", maintain_order="left")
    is_back = (pl.col("since") > pl.col("last_until")).fill_null(value=False)
    return told.with_columns(id=pl.coalesce("same_id", pl.when(~is_back).then("last_id")))


def _update(intake, told):
    for fill, part in ((False, told.filter("is_latest")), (True, told.filter(~pl.col("is_latest")))):
        ids = staging.update(intake.cursor, "membership", part.select("id", *VALUES), fill=fill)
        intake.changed(len(ids), part.filter(pl.col("id").is_in(ids))["household_id"])


def _close(intake, told, known):
    """Who is told in another household by the latest record has left the one before."""
    here = told.select("person_id", new_household="household_id", new_since="since", new_year="year")
    left = known.filter(pl.col("until").is_null()).join(here, on="person_id")
    left = left.filter(pl.col("household_id") != pl.col("new_household"))
    left = left.with_columns(until=pl.coalesce("new_since", pl.date("new_year", 1, 1)))
    ids = staging.update(intake.cursor, "membership", left.select("id", "until"))
    intake.changed(len(ids), left["household_id"])
