"""The list that a figure opens: the filter of a count, asked of the stored verdicts."""

from django.db.models import F, Q

from .counts import STANDARD, STATUSES
from .models import Verdict

KEYS = ("status", "check", "outcome", "cause", "doubt", "identified", "exited", "helper", "certificate", "missing")


def verdicts(closing, actor, area="", where=None, search=""):
    """The verdicts of a closing that the filter lists, within `area`, that the actor may see."""
    rows = Verdict.objects.visible_to(actor).filter(closing=closing).select_related("household")
    if area:
        rows = rows.filter(area__gte=area, area__lt=f"{area}:")
    for key, value in (where or {}).items():
        if key in FILTERS and value:
            rows = FILTERS[key](rows, value, where, closing)
    if search:
        rows = rows.filter(Q(household__head_name__startswith=search) | Q(household__code__startswith=search))
    return rows


def _mask(rows, bits, wanted):
    """Rows whose `bits` mask, AND-ed, gives what is wanted."""
    alias = "_".join(("bit", bits, str(wanted.bit_length()), str(len(rows.query.annotations))))
    return alias, rows.alias(**{alias: F(bits).bitand(wanted)})


def _check(rows, name, where, closing):
    outcome = where.get("outcome", "not")
    wanted = sum(closing.bit(c) for c in STANDARD) if name == "any" else closing.bit(name)
    if outcome == "unknown":
        rows = rows.alias(known=F("met").bitor(F("failed"))).alias(known_bits=F("known").bitand(wanted))
        return rows.exclude(known_bits=wanted)
    alias, rows = _mask(rows, "met" if outcome == "met" else "failed", wanted)
    return rows.filter(**{alias: wanted})


def _doubt(rows, name, _, closing):
    if name == "any":
        return rows.exclude(doubtful=0)
    alias, rows = _mask(rows, "doubtful", closing.bit(name))
    return rows.filter(**{alias: closing.bit(name)})


FILTERS = {
    "status": lambda rows, value, *_: rows.filter(status__in=STATUSES.get(value, [value])),
    "check": _check,
    "doubt": _doubt,
    "cause": lambda rows, value, *_: rows.filter(main_cause=value),
    "identified": lambda rows, value, *_: rows.filter(identified_year=value),
    "exited": lambda rows, value, *_: rows.filter(exited_year=value),
    "helper": lambda rows, *_: rows.filter(has_helper=False),
    "certificate": lambda rows, *_: rows.filter(unnumbered__gt=0),
    "missing": lambda rows, value, *_: rows.filter(missing=value),
}
