"""Statements that the database plans once for a connection."""

import pytest
from django.db import ProgrammingError, connection, transaction

from luoshu.core import statements
from luoshu.core.scope import within

COUNT = "select count(*) from posting where area >= %s"
PLANNED = "select count(*) from pg_prepared_statements where statement like 'select count(*) from posting where area%'"


def test_a_statement_is_planned_once(system, db):
    with within(system):
        assert statements.rows(COUNT, ["4103"]) == statements.rows(COUNT, ["4103"])
        assert len({statements.rows(COUNT, [area])[0] for area in ("9", "99")}) == 1

    with connection.cursor() as cursor:
        cursor.execute(PLANNED)
        assert cursor.fetchone() == (1,)


def test_it_reads_within_the_scope_of_the_moment(actor, system, db):
    """A plan made for one reader serves the next, whose reach is another."""
    bounds = "select luoshu_low(), luoshu_high()"
    for reader in (system, actor("410325", "county_director"), actor("410325104", "township_reviewer")):
        with within(reader):
            assert statements.rows(bounds) == [(reader.low, reader.high)]


def test_without_a_scope_it_is_refused_as_any_other(db):
    with pytest.raises(ProgrammingError), transaction.atomic():
        statements.rows("select luoshu_low()")
