"""The part of a case that is personal, and the words of objections: sealed, bound to the number of their row."""

import json

from django.db import connection

from luoshu.core import secrets

NUMBERS = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"


def numbers(table, n):
    """The next numbers of a table, ahead of writing: what is sealed is bound to its row's number."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [table, n])
        return [number for (number,) in cursor.fetchall()]


def sealed(content, number):
    """A dictionary sealed for the case with that number; None stays None."""
    if content is None:
        return None
    text = json.dumps(content, ensure_ascii=False, default=str)
    return secrets.seal([text], "case_file", "secret_sealed", [number])[0]


def secret_of(case):
    """The personal part of a case; None where it has none."""
    if case.secret_sealed is None:
        return None
    return json.loads(secrets.open_([case.secret_sealed], "case_file", "secret_sealed", [case.pk])[0])


def words(objection, column):
    """Text, name or contact of an objection in plain."""
    value = getattr(objection, f"{column}_sealed")
    return secrets.open_([value], "case_objection", f"{column}_sealed", [objection.pk])[0]


def sealed_words(number, **given):
    """{column: sealed value} for the objection with that number."""
    return {
        f"{column}_sealed": secrets.seal([value or None], "case_objection", f"{column}_sealed", [number])[0]
        for column, value in given.items()
    }
