"""One book into the register: checked, good households in, faulty ones held. Runs inside an action's transaction."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from django.db import connection

from luoshu.core import clock
from luoshu.core.models import Area
from luoshu.registry import doubts, duplicates, held, merge, roster, staging
from luoshu.registry.held import year_of
from luoshu.registry.merging import Intake
from luoshu.registry.models import Upload
from luoshu.registry.pairing import bring_helpers
from luoshu.registry.sheets import Book
from luoshu.registry.validation import Checked, validate

NOBODY = {"household_code": pl.String, "household_id": pl.Int64, "county": pl.String, "area": pl.String}
NOBODY |= {"is_latest": pl.Boolean}
NO_PEOPLE = {"person_code": pl.String, "person_id": pl.Int64, "household_id": pl.Int64, "is_touched": pl.Boolean}


@dataclass(frozen=True)
class Source:
    """Where a book comes from."""

    file_name: str
    sha256: str
    mapping: str


@dataclass
class Result:
    """What became of a book. Counts are households, but for `people` and `changed_rows`; `doubts` are single doubts.

    `held_workbook` is the workbook to mend, once it is written.
    """

    upload_id: int
    households: int
    people: int
    accepted: int
    held: int
    doubts: int = 0
    unchanged: int = 0
    changed_rows: int = 0
    held_workbook: Path | None = None
    book: Book | None = field(default=None, repr=False)
    checked: Checked | None = field(default=None, repr=False)


def villages_of(by):
    """The villages an actor may write, name by code: of the edition in use."""
    rows = Area.objects.filter(
        edition__in_use=True, level=Area.Level.VILLAGE, code__gte=by.low, code__lt=by.high
    ).values_list("code", "name")
    return dict(rows)


def check(book, cursor, villages):
    """The book checked against the villages the actor may write and what the register knows."""
    asked = _told(book, "household_code")
    known = merge.known_households(cursor, _counties(villages), asked)["code"].to_list()
    taken = _taken(book, cursor, villages)
    return validate(book, villages=villages, known_households=set(known), on=clock.today(), taken=taken)


def _told(book, field, *sheets):
    """The distinct texts of a field in the sheets named, or in all."""
    tables = [table for name, table in book.tables.items() if not sheets or name in sheets]
    told = [table.frame[field] for table in tables if field in table.columns]
    return pl.concat(told).unique().drop_nulls().to_list() if told else []


def _taken(book, cursor, villages):
    """By sheet, the numbers of the book that the county uses where this actor does not reach."""
    cursor.execute("SELECT luoshu_low()")
    counties = _counties(villages)
    if len(cursor.fetchone()[0]) <= len("410324") or not counties:
        return {}
    query = "SELECT kind, code FROM luoshu_codes_taken(%s, %s::text[], %s::text[], luoshu_low(), luoshu_high())"
    told = [_told(book, "household_code", "household"), _told(book, "person_code", "person")]
    cursor.execute(query, [counties[0], *map(staging.texts, told)])
    found = cursor.fetchall()
    return {name: {code for kind, code in found if kind == name} for name in ("household", "person")}


def _counties(codes):
    return sorted({code[:6] for code in codes})


def accept(book, by, source, phase, upload=None):
    """Check a book and bring its good households in, as part of `upload` or of a new one; what became of it."""
    with connection.cursor() as cursor:
        # What triggers see of a whole statement stays in memory.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        phase("checking")
        villages = villages_of(by)
        _lock(cursor, book, villages)
        checked = check(book, cursor, villages)
        phase("staging")
        good = {name: frame.filter(~pl.col("is_held")) for name, frame in checked.frames.items()}
        record = upload or _upload(book, source, by, checked, good)
        intake = Intake(cursor, record.id, clock.now(), phase)
        households, found = _bring(intake, book, checked, good, villages)
        held.numbered(intake, book, good)
        held.keep(intake, held.contents(book, checked), _areas(checked, villages), record.area)
        return _result(record, upload is None, intake, households, found, checked, book)


def _bring(intake, book, checked, good, villages):
    """The good rows of each sheet into the register, and the doubts about them; households and number of doubts."""
    good = {name: frame for name, frame in good.items() if not frame.is_empty()}
    households, people = pl.DataFrame(schema=NOBODY), pl.DataFrame(schema=NO_PEOPLE)
    if "village" in good:
        merge.bring_villages(intake, good["village"])
    if "household" in good:
        households = merge.bring_households(intake, good["household"])
    if "person" in good:
        everyone = merge.with_others(intake, households, good["person"], _counties(villages))
        people = merge.bring_people(intake, good["person"], everyone)
    if "helper" in good:
        bring_helpers(intake, good["helper"], households, _counties(villages))
    if "roster" in good:
        roster.bring_roster(intake, good["roster"])
    return households, _doubts(intake, checked, households, people, villages)


def _doubts(intake, checked, households, people, villages):
    if people.is_empty() and households.is_empty():
        return 0
    year = year_of(checked.frames)
    held.mended(intake, households["household_code"].to_list(), year)
    touched = people.filter("is_touched")["person_id"].to_list()
    found = doubts.of_book(checked, households, people, year)
    if touched:
        again = duplicates.of_register(intake, people, villages)
        found = pl.concat([found, again])
    return doubts.settle(intake, found, households["household_id"].to_list(), year, touched)


def _lock(cursor, book, villages):
    """Two intakes of one county take turns; of two counties they do not wait for each other."""
    for county in _counties(set(_told(book, "village_code")) & villages.keys()):
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"register {county}"])


def _villages_in(frame):
    return frame["village_code"].drop_nulls().unique().to_list() if "village_code" in frame.columns else []


def _areas(checked, villages):
    """The village of each household of the book that names one we know."""
    if "household" not in checked.frames:
        return {}
    places = checked.frames["household"].select("household_code", "village_code").drop_nulls()
    return {code: village for code, village in places.rows() if village in villages}


def _upload(book, source, by, checked, good):
    """The record of this upload; how much it changed is filled in at the end."""
    area = _place(by, checked)
    codes = {name: _codes(frame) for name, frame in checked.frames.items() if name in held.OF_A_HOUSEHOLD[:2]}
    households = set().union(*codes.values())
    accepted = {code for name in codes for code in _codes(good[name])} - checked.held
    return Upload.objects.create(
        **{"county": area[:6], "area": area, "loaded_by": by.name, "loaded_at": clock.now(), "mapping": book.mapping},
        **{
            "file_name": source.file_name,
            "sha256": source.sha256,
            "years": list(filter(None, [year_of(checked.frames)])),
        },
        **{"households": len(households), "accepted": len(accepted), "held": len(households) - len(accepted)},
        **{"people": len(good["person"]) if "person" in good else 0, "doubts": 0, "unchanged": 0, "changed_rows": 0},
    )


def _codes(frame):
    return set(frame["household_code"].fill_null("").to_list())


def _place(by, checked):
    """Who sees the upload: those who see the loader's area, or, of a loader above them, the county it is about."""
    if len(by.area) >= len("410324"):
        return by.area.ljust(12, "0")
    villages = [code for frame in checked.frames.values() for code in _villages_in(frame) if code.startswith(by.area)]
    return (min(villages)[:6] if villages else by.area).ljust(12, "0")


def _result(record, is_new, intake, households, found, checked, book):
    unchanged = sum(household not in intake.households for household in households["household_id"].to_list())
    if is_new:
        record.doubts, record.unchanged, record.changed_rows = found, unchanged, intake.rows
        record.save(update_fields=["doubts", "unchanged", "changed_rows"])
    return Result(
        upload_id=record.id, households=record.households, people=record.people, accepted=record.accepted,
        held=record.held, doubts=found, unchanged=unchanged, changed_rows=intake.rows, book=book, checked=checked,
    )  # fmt: skip
