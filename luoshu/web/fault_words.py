"""Faults and doubts of intake in the reader's language.

In Chinese they say the values that differ; in English they are called by their rule, with the cell beside it.
"""

import re

from django.utils.translation import gettext as _

from luoshu.registry import faults

from . import formats

SAME_ROWS = re.compile(r"（见第 ([\d、]+) 行）$")


def problem(rule, text, value="") -> str:
    """What is wrong."""
    known = faults.rules().get(rule)
    if formats.is_chinese() or known is None:
        return text
    return f"{_(known.title)}: {value}" if value else _(known.title)


def remedy(rule, text) -> str:
    """What to do, with the rows that have the same value where there are any."""
    known = faults.rules().get(rule)
    if formats.is_chinese() or known is None:
        return text
    rows = SAME_ROWS.search(text)
    return _(known.remedy) + (f" (rows {rows[1].replace('、', ', ')})" if rows else "")


def texts() -> list[str]:
    """All of them, for the catalogue."""
    return [text for rule in faults.rules().values() for text in (rule.title, rule.remedy)]
