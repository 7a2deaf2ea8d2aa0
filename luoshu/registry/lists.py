"""The list that a figure opens: the filter of a count, asked of the stored verdicts."""

import re

from django.db.models import BigIntegerField, ExpressionWrapper, F

from luoshu.core.errors import BadInput
from luoshu.core.reads import read
from luoshu.core.secrets import blind_index

from .counts import STANDARD, STATUSES
from .models import Household, Person, Verdict
from .naming import name_key
from .queries import starting
from .visibility import MASKED, check_sees

SHOWN = (
    "id", "area", "status", "people", "income_per_head", "main_cause", "met", "failed",
    "household__code", "household__head_name",
)  # fmt: skip
NUMBER = re.compile(r"\d{17}[\dXx]")
KEYS = ("status", "check", "outcome", "cause", "doubt", "identified", "exited", "helper", "certificate", "missing")


def verdicts(closing, actor, area="", where=None, search=""):
    """The verdicts of a closing that the filter lists, within `area`, that the actor may see."""
    rows = Verdict.objects.visible_to(actor).filter(closing=closing)
    if area:
        rows = rows.filter(area__gte=area, area__lt=f"{area}:")
    for key, value in (where or {}).items():
        if key in FILTERS and value:
            rows = FILTERS[key](rows, value, where, closing)
    if search:
        # First whose they are, by the index of names: the planner takes a range under row-level security for one row.
        rows = rows.filter(household_id__in=list(searched(actor, search).values_list("id", flat=True)))
    return rows


def among(ids, actor):
    """The rows of these verdicts in their order: one page of a long list."""
    found = {row.id: row for row in rows(Verdict.objects.visible_to(actor).filter(id__in=list(ids)))}
    return [found[number] for number in ids]


def rows(verdicts):
    """Of each verdict and its household what a list shows, as plain rows."""
    return verdicts.values_list(*SHOWN, named=True)


def searched(actor, text):
    """Households whose head's name, its pinyin (whole or the first letters: zhang san, zhangsan, zs) or code begins so.

    The letters may go on to the next syllable anywhere, so that zhsan finds zhang san. A document's number finds the
    household of its holder. NotAllowed for who is not shown what is searched by.
    """
    rows = Household.objects.visible_to(actor)
    if NUMBER.fullmatch(text):
        return rows.filter(pk__in=_holders(actor, text).values("household_id"))
    if text.isdecimal():
        return rows.filter(starting("code", text))
    check_sees(actor, "name", MASKED)
    if not (text.isascii() and text[0].isalpha()):
        named = starting("name_key", name_key(text)) & starting("head_name", text)
        return rows.filter(named | starting("code", text))
    letters = [re.escape(letter) for letter in text.lower() if not letter.isspace()]
    return rows.filter(starting("name_key", letters[0]), name_key__regex="^" + "([a-z]* )?".join(letters))


def _holders(actor, number):
    """The people with this document's number: who may see it at least masked has it in the hand. The asking is kept."""
    check_sees(actor, "id", MASKED)
    read(by=actor, subject="", fields=["id"], action="registry.search_number")
    return Person.objects.visible_to(actor).filter(id_index=blind_index([number.upper()], "id")[0])


def _masked(rows, wanted, **alias):
    """Rows that carry the bits `wanted` of a mask under the name given; a mask has 64 bits, so it is said so."""
    ((name, mask),) = alias.items()
    return rows.alias(**{name: ExpressionWrapper(mask.bitand(wanted), output_field=BigIntegerField())})


def _bit(closing, name):
    """The mask of a check or doubt that the address names."""
    if name not in (*closing.checks, *closing.doubts):
        raise BadInput(f"这次定版没有“{name}”这一项", "请从页面上的数字或筛选进入名单。", place=name)
    return closing.bit(name)


def _check(rows, name, where, closing):
    outcome = where.get("outcome", "not")
    wanted = sum(closing.bit(c) for c in STANDARD) if name == "any" else _bit(closing, name)
    if outcome == "unknown":
        rows = rows.alias(known=F("met").bitor(F("failed")))
        return _masked(rows, wanted, known_bits=F("known")).exclude(known_bits=wanted)
    return _masked(rows, wanted, check_bits=F("met" if outcome == "met" else "failed")).filter(check_bits=wanted)


def _doubt(rows, name, _, closing):
    if name == "any":
        return rows.exclude(doubtful=0)
    wanted = _bit(closing, name)
    return _masked(rows, wanted, doubt_bits=F("doubtful")).filter(doubt_bits=wanted)


def _number(column):
    """A filter on a whole number in the address."""

    def chosen(rows, value, *_):
        if not value.isdecimal() or len(value) > 4:
            raise BadInput(f"“{value}”不是年份或项数", "请从页面上的数字或筛选进入名单。", place=column)
        return rows.filter(**{column: int(value)})

    return chosen


FILTERS = {
    "status": lambda rows, value, *_: rows.filter(status__in=STATUSES.get(value, [value])),
    "check": _check,
    "doubt": _doubt,
    "cause": lambda rows, value, *_: rows.filter(main_cause=value),
    "identified": _number("identified_year"),
    "exited": _number("exited_year"),
    "helper": lambda rows, *_: rows.filter(has_helper=False),
    "certificate": lambda rows, *_: rows.filter(unnumbered__gt=0),
    "missing": _number("missing"),
}
