"""The figures that pages show, read as they were stored when the closing was judged."""

from django.db import connection

from luoshu.core.areas.loading import names

READ = """
select closing_id, area, name, value from figure
where area >= %s and area < %s and closing_id = any(%s) and area = any(%s)"""
# The digits of a child's code, by those of its parent.
CHILD_DIGITS = {2: 4, 4: 6, 6: 9, 9: 12}


class Sums(dict):
    """The figures of one area by name; what was not stored is nought, for a figure of nought is not stored."""

    def __missing__(self, name):
        return 0


def trimmed(code):
    """A division code without the zeros that only fill it up: 410300000000 → 4103."""
    for digits in (4, 6, 9, 12):
        if set(code[digits:]) <= {"0"} and len(code) >= digits:
            return code[:digits]
    return code


def of(closing, area, actor):
    """All figures of one area."""
    return Sums((name, value) for _closing, _area, name, value in _stored(actor, [closing.id], [trimmed(area)]))


def children(closing, area, actor, wanted=None):
    """The figures of each area directly below (all, or those wanted), by its code."""
    area = trimmed(area)
    digits = CHILD_DIGITS.get(len(area))
    if digits is None:
        return {}
    # By code, not by range: a range over a city would read every village's figures.
    below = [code for code in names(area) if len(code) == digits]
    found = {}
    for _closing, code, name, value in _stored(actor, [closing.id], below, wanted):
        found.setdefault(code, Sums())[name] = value
    return found


def of_villages(closing, area, actor, counted, wanted):
    """The wanted figures of the villages below an area that the figure `counted` counts, by code."""
    villages = [code for code in names(area) if len(code) == 12]
    found = {code: Sums() for _closing, code, _name, _value in _stored(actor, [closing.id], villages, [counted])}
    for _closing, code, name, value in _stored(actor, [closing.id], list(found), wanted):
        found[code][name] = value
    return found


def over_time(area, actor, closings, names):
    """The named figures of one area at each of these closings, in their order: (closing, figures)."""
    found = {}
    for number, _area, name, value in _stored(actor, [each.id for each in closings], [trimmed(area)], names):
        found.setdefault(number, Sums())[name] = value
    return [(each, found.get(each.id, Sums())) for each in closings]


def _stored(actor, closings, areas, wanted=None):
    """Stored figures as plain rows: a page reads more than a thousand, and builds no object of any."""
    query = READ if wanted is None else f"{READ} and name = any(%s)"
    given = [actor.low, actor.high, closings, areas, *([] if wanted is None else [list(wanted)])]
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchall()
