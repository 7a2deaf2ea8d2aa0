"""The part of a case that is personal, sealed in its row; and the words of objections."""

import json

from luoshu.core import secrets

TABLE, COLUMN = "case_file", "secret_sealed"


def sealed(content, key):
    """A dictionary sealed for the case with that code and kind; None stays None."""
    if content is None:
        return None
    return secrets.seal([json.dumps(content, ensure_ascii=False, default=str)], TABLE, COLUMN, [key])[0]


def key_of(case):
    """What a case's secret is bound to: a row's number is not known before it is written."""
    return f"{case.kind}|{case.code}|{case.opened_on}"


def secret_of(case):
    """The personal part of a case; None where it has none."""
    if case.secret_sealed is None:
        return None
    return json.loads(secrets.open_([case.secret_sealed], TABLE, COLUMN, [key_of(case)])[0])


def words(objection, column):
    """Text, name or contact of an objection in plain."""
    value = getattr(objection, f"{column}_sealed")
    return secrets.open_([value], "case_objection", f"{column}_sealed", [objection.receipt])[0]


def sealed_words(receipt, **given):
    """{column: sealed value} for an objection."""
    return {
        f"{column}_sealed": secrets.seal([value or None], "case_objection", f"{column}_sealed", [receipt])[0]
        for column, value in given.items()
    }
