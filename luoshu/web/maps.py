"""The county map: five fixed bins of one hue, shared by all pages; the exit line of 2 % is one of their edges."""

from django.utils.translation import gettext as _

from luoshu.registry import figures

from . import formats, links, places
from .numbers import Numbers

BREAKS = (0.5, 1, 2, 5)
FIRST_COUNTY = "410320"  # districts have lower codes; they are too small to write a value on
CITY_DIGITS, COUNTY_DIGITS = 4, 6
FIGURES = ("poor_people", "rural_people", "roster_people")  # what the map is drawn from


def of_city(code, children, names) -> dict:
    """The map of a city with the table beside it. `children` are the figures of its counties."""
    known = {each.code: each for each in children}
    rows = [_county(part, name, known.get(part), 2) for part, name in _counties(code, names)]
    return {
        "title": _("各县还有多少贫困人口"),
        "unit": _("占农村人口，%%") % {},
        "said": _said(rows),
        "data": {"rows": rows, "breaks": BREAKS, "focus": None, "suffix": "%", "words": _words()},
        "bins": bins(),
        "heads": [_("未脱贫（人）"), _("农村人口"), _("贫困发生率")],
        "rows": [_table_row(known.get(part), part, name) for part, name in _counties(code, names)],
    }


def place(code, actor, closing) -> dict | None:
    """Where a county lies in its city; other levels have no public borders."""
    if len(code) != COUNTY_DIGITS:
        return None
    city, names = code[:CITY_DIGITS], places.names(code)
    found = figures.children(closing, city, actor, FIGURES)
    known = {child: Numbers(closing, child, values) for child, values in found.items()}
    rows = [_county(part, name, known.get(part), int(part == code)) for part, name in _counties(city, names)]
    title = _("%(county)s在全市的位置") % {"county": names[code]}
    return {"title": title, "data": {"rows": rows, "breaks": BREAKS, "focus": code, "suffix": "%", "words": _words()}}


def _counties(city, names):
    return [
        (code, name) for code, name in sorted(names.items()) if len(code) == COUNTY_DIGITS and code.startswith(city)
    ]


def _words():
    return {"value": _("贫困发生率"), "none": _("没有数据，不等于零")}


def share(each) -> float | None:
    """The rate of a county in percent, None without people to count it by."""
    whole = each and (each.n("rural_people") or each.n("roster_people"))
    return round(100 * each.n("poor_people") / whole, 2) if whole else None


def _county(code, name, each, most):
    value = share(each)
    label = most if most < 2 or (code >= FIRST_COUNTY and value is not None) else 0
    said = _("未脱贫%(n)s人") % {"n": formats.number(each.n("poor_people"))} if each else ""
    return {
        "name": code,
        "title": name,
        "value": value,
        "said": said,
        "label": label,
        "href": links.area(code, each and each.closing),
    }


def _table_row(each, code, name):
    if each is None:
        return {"name": name, "href": links.area(code), "cells": [{"text": "—"}] * 3}
    poor, value = each.n("poor_people"), share(each)
    cells = [
        {"text": formats.number(poor), "href": each.href("poor_people") if poor else ""},
        {"text": formats.number(each.n("rural_people") or each.n("roster_people") or None)},
        {"text": "—" if value is None else f"{value:.2f}%"},
    ]
    return {"name": name, "href": links.area(code, each.closing), "cells": cells}


def _said(rows) -> str:
    """The map in one sentence, for those who cannot see it."""
    top = sorted((row for row in rows if row["value"] is not None), key=lambda row: -row["value"])[:3]
    listed = formats.listed(f"{row['title']}{row['value']:.2f}%" for row in top)
    return _("各县贫困发生率地图，最高的是%(counties)s") % {"counties": listed or "—"}


def bins() -> list[dict]:
    """The legend."""
    a, b, c, d = BREAKS
    texts = [
        _("不到%(n)s%%") % {"n": a},
        f"{a}–{b}",
        f"{b}–{c}",
        f"{c}–{d}",
        _("%(n)s%%以上") % {"n": d},
        _("没有数据"),
    ]
    return [{"css": css, "text": text} for css, text in zip(("b1", "b2", "b3", "b4", "b5", "b0"), texts, strict=True)]
