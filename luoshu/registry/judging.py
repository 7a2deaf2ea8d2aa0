"""Judging a closing: the policy on its files, verdicts and figures stored, every figure recountable."""

from hashlib import sha256

import polars as pl
from django.db import connection

from luoshu import engine, policy
from luoshu.core import clock
from luoshu.policy.codes import codes

from . import closings, counts, tallies
from .models import Figure, Verdict

VERDICT_COLUMNS = (
    "household_id", "county", "area", "status", "main_cause", "identified_year", "exited_year", "people", "members",
    "elders", "unnumbered", "net_income", "recurring_income", "income_per_head", "has_helper", "missing", "met",
    "failed", "doubtful",
)  # fmt: skip


def judged_frames(closing):
    """The verdicts of every household and the figures of every area, computed from the sealed files."""
    closings.check_sealed(closing)
    households, people = (closings.scan(closing, table).collect() for table in ("households", "people"))
    judged, persons = (frame.lazy().collect() for frame in engine.judge(households, people, closing.on))
    checks, doubts = names(closing.on)
    rows = tallies.verdicts(households, people, judged, persons, checks, doubts)
    return rows, figures(closing, rows, checks, doubts)


def names(on):
    """The checks and the doubts in force on a day, in the order of their bits; doubts about persons come last."""
    book = policy.rulebook(on)
    checks = [r.name for r in book.of("household") if r.kind == "check" and not r.inner]
    doubts = [r.name for of in ("household", "person") for r in book.of(of) if r.kind == "doubt" and not r.inner]
    return checks, doubts


def defined(closing, doubts):
    """Every count of a closing by name."""
    causes = {item.code: item.zh for item in codes("poverty_cause").items}
    return counts.counts(closing.year, causes, doubts, titles(closing.on))


def titles(on):
    """The Chinese title of every check and doubt in force on a day."""
    return {r.name: r.title for r in policy.rulebook(on).rules}


def figures(closing, rows, checks, doubts):
    """Long rows (area, name, value) for every level, of households and of villages."""
    per_household = tallies.household_figures(rows, defined(closing, doubts), checks, doubts)
    per_village = tallies.village_figures(closings.scan(closing, "villages").collect(), closing.year)
    return pl.concat([tallies.rolled_up(per_household), tallies.rolled_up(per_village)])


def store(closing):
    """Judge and store; a closing judged again under a newer policy replaces its verdicts and figures."""
    rows, sums = judged_frames(closing)
    closing.checks, closing.doubts = names(closing.on)
    closing.judged_at, closing.policy_version = clock.now(), policy.version(closing.on)
    closing.verdict_digest = digest(rows, sums)
    Figure.objects.filter(closing=closing).delete()
    Verdict.objects.filter(closing=closing).delete()
    closing.save()
    _copy("verdict", rows.select(VERDICT_COLUMNS), closing.id)
    county = pl.col("area").str.slice(0, 6).str.pad_end(6, "0").alias("county")
    _copy("figure", sums.select(county, "area", "name", "value"), closing.id)
    return rows, sums


def digest(rows, sums):
    """SHA-256 over verdicts and figures in their fixed order and columns."""
    text = rows.select(VERDICT_COLUMNS).write_csv() + sums.sort("area", "name").write_csv()
    return sha256(text.encode()).hexdigest()


def _copy(table, frame, closing_id):
    """COPY is refused under row-level security: through a table of this transaction."""
    columns = ", ".join(frame.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"create temp table staged_{table} on commit drop as select {columns} from {table} with no data")
        with cursor.copy(f"copy staged_{table} ({columns}) from stdin (format csv)") as copy:
            copy.write(frame.write_csv(include_header=False).encode())
        cursor.execute(
            f"insert into {table} (closing_id, {columns}) select %s, {columns} from staged_{table}", [closing_id]
        )
        cursor.execute(f"drop table staged_{table}")
