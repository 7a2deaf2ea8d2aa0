"""Doubts of an intake: raised, left closed while the facts stay, opened again when they change, lapsed when gone."""

import polars as pl

from luoshu.registry import staging
from luoshu.registry.merge import with_known
from luoshu.registry.sealing import fingerprints

KEY = ("household_id", "person_id", "year", "rule", "field")
FOUND = {
    "household_id": pl.Int64,
    "person_id": pl.Int64,
    "year": pl.Int64,
    "rule": pl.String,
    "field": pl.String,
    "text": pl.String,
    "fact": pl.String,
    "county": pl.String,
    "area": pl.String,
}
# Found between households: a book that holds one of them only says nothing about the others, the register does.
BETWEEN = ("R02", "W11")
SHARED = """
SELECT d.id FROM doubt d
LEFT JOIN person p ON p.id = d.person_id LEFT JOIN household h ON h.id = d.household_id
WHERE d.id = ANY(%s::bigint[]) AND CASE
  WHEN d.rule = 'R02'
  THEN p.id_index IN (SELECT id_index FROM person GROUP BY id_index HAVING count(*) > 1)
  WHEN d.person_id IS NULL
  THEN h.phone_index IN (SELECT phone_index FROM household GROUP BY phone_index HAVING count(*) > 1)
  ELSE p.phone_index IN
    (SELECT phone_index FROM person GROUP BY phone_index HAVING min(household_id) <> max(household_id)) END
"""


def of_book(checked, households, people, year):
    """The doubts among a book's faults, about households and people that went in."""
    found = checked.faults.filter(pl.col("severity") == "doubt")
    found = found.join(households.select("household_code", "household_id", "county", "area"), on="household_code")
    found = found.join(people.select("person_code", "person_id"), on="person_code", how="left", maintain_order="left")
    return found.select(
        "household_id",
        "person_id",
        pl.lit(year, pl.Int64).alias("year"),
        "rule",
        "field",
        pl.col("problem").alias("text"),
        pl.concat_str("problem", pl.col("value").fill_null("")).alias("fact"),
        "county",
        "area",
    ).select(pl.col(name).cast(kind) for name, kind in FOUND.items())


def settle(intake, found, households, year, touched):
    """Make the register's doubts on these households in this year what was found; how many are found.

    Standing doubts (without a year) are settled for the people `touched`.
    """
    found = found.unique(KEY, keep="first", maintain_order=True)
    found = found.with_columns(fingerprints(found, ["rule", "field", "fact"]).alias("facts_mac"))
    known = _known(intake, {*households, *found["household_id"]}, year, {*touched, *found["person_id"].drop_nulls()})
    told = with_known(found, known, list(KEY))
    _raise(intake, told.filter(pl.col("id").is_null()))
    _reopen(intake, told.filter(pl.col("id").is_not_null()))
    gone = known.join(found, on=list(KEY), how="anti", nulls_equal=True)
    is_asked = pl.col("year").is_not_null() | pl.col("person_id").is_in(touched)
    gone = gone.filter(is_asked & pl.col("household_id").is_in(households))
    _lapse(intake, gone.filter(pl.col("known_state") == "open"))
    return len(found)


def _shared(intake, gone):
    """Those of the doubts between households that the register still bears out."""
    asked = gone.filter(pl.col("rule").is_in(BETWEEN))["id"].to_list()
    return staging.select(intake.cursor, SHARED, [staging.numbers(asked)], {"id": pl.Int64})["id"].implode()


def _known(intake, households, year, touched):
    query = (
        f"SELECT id, {', '.join(KEY)}, state, facts_mac FROM doubt WHERE household_id = ANY(%s::bigint[])"
        " AND (year = %s OR (year IS NULL AND person_id = ANY(%s::bigint[])))"
    )
    schema = {"id": pl.Int64} | {name: FOUND[name] for name in KEY} | {"known_state": pl.String, "known_mac": pl.Binary}
    return staging.select(intake.cursor, query, [staging.numbers(households), year, staging.numbers(touched)], schema)


def _raise(intake, new):
    columns = ("household_id", "person_id", "county", "area", "year", "rule", "field", "text", "facts_mac")
    new = new.select(
        *columns,
        state=pl.lit("open"),
        raised_at=pl.lit(intake.at.isoformat()),
        upload_id=pl.lit(intake.upload_id),
    )
    intake.changed(staging.insert(intake.cursor, "doubt", new), new["household_id"])


def _reopen(intake, old):
    """One whose facts changed opens again, also one that was closed as 不属实; so does one that had lapsed."""
    differs = pl.col("facts_mac") != pl.col("known_mac")
    old = old.filter(differs | (pl.col("known_state") == "lapsed"))
    for number, text, mac, household in old.select("id", "text", "facts_mac", "household_id").rows():
        intake.cursor.execute(
            "UPDATE doubt SET text = %s, facts_mac = %s, state = 'open',"
            " raised_at = %s, upload_id = %s, decided_on = NULL, reason = NULL WHERE id = %s",
            [text, mac, intake.at, intake.upload_id, number],
        )
        intake.changed(1, [household])


def _lapse(intake, gone):
    if gone.is_empty():
        return
    gone = gone.filter(~pl.col("id").is_in(_shared(intake, gone)))
    ids = gone["id"].to_list()
    intake.cursor.execute("UPDATE doubt SET state = 'lapsed' WHERE id = ANY(%s)", [ids])
    intake.changed(len(ids), gone["household_id"])
