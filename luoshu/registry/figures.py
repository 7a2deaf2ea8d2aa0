"""The figures that pages show, read as they were stored when the closing was judged."""

from luoshu.core.areas.loading import names

from .models import Closing, Figure

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
    rows = Figure.objects.visible_to(actor).filter(closing=closing, area=trimmed(area))
    return Sums(rows.values_list("name", "value"))


def children(closing, area, actor, wanted=None):
    """The figures of each area directly below (all, or those wanted), by its code."""
    area = trimmed(area)
    digits = CHILD_DIGITS.get(len(area))
    if digits is None:
        return {}
    # By code, not by range: a range over a city would read every village's figures.
    below = [code for code in names(area) if len(code) == digits]
    rows = Figure.objects.visible_to(actor).filter(closing=closing, area__in=below)
    rows = rows if wanted is None else rows.filter(name__in=wanted)
    found = {}
    for code, name, value in rows.values_list("area", "name", "value"):
        found.setdefault(code, Sums())[name] = value
    return found


def of_villages(closing, area, actor, counted, wanted):
    """The wanted figures of the villages below an area that the figure `counted` counts, by code."""
    villages = [code for code in names(area) if len(code) == 12]
    rows = Figure.objects.visible_to(actor).filter(closing=closing)
    found = {code: Sums() for code in rows.filter(area__in=villages, name=counted).values_list("area", flat=True)}
    for code, name, value in rows.filter(area__in=list(found), name__in=wanted).values_list("area", "name", "value"):
        found[code][name] = value
    return found


def over_time(area, actor, names):
    """The named figures of one area at every judged closing, oldest first: (closing, figures)."""
    judged = Closing.objects.filter(judged_at__isnull=False).order_by("on", "id")
    rows = Figure.objects.visible_to(actor).filter(closing__in=judged, area=trimmed(area), name__in=names)
    found = {}
    for closing_id, name, value in rows.values_list("closing_id", "name", "value"):
        found.setdefault(closing_id, Sums())[name] = value
    newest_of_day = {c.on: c for c in judged}
    return [(c, found.get(c.id, Sums())) for c in newest_of_day.values()]
