"""The first screen: the policy's picture alive, seen from where the reader stands."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshu.registry import lists
from luoshu.registry.models import ExternalFigure, HeldHousehold

from . import areas, chapters, external, formats, frame, households, links, maps, numbers, places, words, worklist
from .bars import Bar, bar
from .numbers import Item

VISITS = 12
FIRST = {
    "city": "_first_city.html",
    "county": "_first_county.html",
    "township": "_first_county.html",
    "village": "_first_village.html",
    "helper": "_first_helper.html",
}


@dataclass(frozen=True)
class Stat:
    """A target: what is left, of how many, the bar whose blank part is the gap, and the gap in words."""

    title: str
    figure: str
    of: str
    unit: str
    href: str
    bar: Bar
    note: str
    gap: str


def home(request):
    """The reader's first screen at the closing asked for."""
    seal, level = frame.sealed(request), frame.level(request.actor)
    code = places.of_duty(request.actor)
    shown = {**seal, "here": "home", "level": level, "first_screen": FIRST[level], "own_area": links.area(code)}
    shown |= {"heading": heading(level, code), "said": said(level, request.actor), "desk": worklist.desk(request.actor)}
    if seal["closing"] is None:
        return render(request, "home.html", {**shown, "first_screen": "_nothing_closed.html"})
    closing = seal["closing"].record
    if level == "helper":
        return render(request, "home.html", {**shown, "visits": visits(request.actor, closing, code, own=True)})
    own = numbers.of_area(closing, code, request.actor)
    shown |= {
        "six": numbers.six(own),
        "work": numbers.work(own, held_count(request.actor)),
        "causes": numbers.causes(own),
    }
    shown |= BUILD[level](request, own, code)
    shown |= chapters.context(own, request.actor, seal["closings"])
    return render(request, "home.html", shown)


def heading(level, code) -> str:
    """What the first screen is called."""
    return {"city": _("总体目标"), "helper": _("我的户")}.get(level) or places.name(code)


def said(level, actor) -> str:
    """The line under it: the place, or the duty where the heading is the place already."""
    return places.name(actor.area) if level in ("city", "helper") else words.role(actor.role)


def held_count(actor) -> int:
    """How many households wait to be mended within the reader's reach."""
    return HeldHousehold.objects.visible_to(actor).filter(state=HeldHousehold.State.OPEN).count()


def city(request, own, code) -> dict:
    """The city's overall targets, the map and the external figures."""
    children = numbers.of_children(own.closing, code, request.actor, maps.FIGURES)
    shown = {"stats": [people_stat(own), villages_stat(own)], "externals": externals(own)}
    return {**shown, "map": maps.of_city(code, children, places.names(code)), "has_charts": True}


def county(request, own, code) -> dict:
    """What waits, and where it is stuck: the areas below, those with most unverified households first."""
    table = areas.children_table(request, code, places.names(code), own.closing)
    keep = ("poor_people", "rate", "unverified", "may_exit", "doubts")
    chosen = [i for i, (_t, key, _c) in enumerate(areas.COLUMNS) if key in keep]
    rows = sorted(table["rows"], key=lambda row: -row["of"].n("unverified"))[:20]
    table["rows"] = [row | {"cells": [row["cells"][i] for i in chosen]} for row in rows]
    table["columns"] = [table["columns"][0], *(table["columns"][i + 1] for i in chosen)]
    return {"table": table, "has_charts": True}


def village(request, own, code) -> dict:
    """Whom to visit: the households still poor that lack least, and what waits."""
    found = visits(request.actor, own.closing, code)
    return {"visits": found, "visits_href": links.households(own.closing, code, {"status": "poor"}), "has_charts": True}


BUILD = {"city": city, "county": county, "township": county, "village": village}


def visits(actor, closing, code, own=False) -> list:
    """Households as rows: a helper's own all; a village's still poor that lack something, nearest to done first."""
    rows = lists.verdicts(closing, actor, "" if own else code, {} if own else {"status": "poor"})
    if not own:
        rows = rows.filter(missing__gt=0)
    rows = rows.order_by("missing", "area", "household")[: None if own else VISITS]
    return [households.row_of(verdict, closing, places.names(code), actor) for verdict in lists.rows(rows)]


def people_stat(own) -> Stat:
    """People still poor, of all ever registered."""
    poor, ever = own.n("poor_people"), own.n("people")
    lifted = own.n("exited_people")
    drawn = bar(_("在册%(ever)s人，已脱贫%(lifted)s人") % told(ever=ever, lifted=lifted), [("fill", lifted)], ever)
    unit = _("万人") if formats.in_wan(poor) else _("人")
    note = _("已脱贫%(lifted)s人，占%(share)s") % {**told(lifted=lifted), "share": formats.percent(lifted, ever)}
    gap = _("还有%(people)s人，%(households)s户") % told(people=poor, households=own.n("poor_households"))
    of = formats.head(ever) if formats.in_wan(poor) or not formats.is_chinese() else formats.number(ever)
    return Stat(_("未脱贫人口"), formats.head(poor), of, unit, own.href("poor_people"), drawn, note, gap)


def villages_stat(own) -> Stat:
    """Listed villages not yet out, of all ever listed."""
    left, ever, deep = (own.n(name) for name in ("villages_left", "villages_ever_listed", "villages_deep_left"))
    drawn = bar(
        _("列入过%(ever)s个村，还有%(left)s个没有退出") % told(ever=ever, left=left), [("fill", ever - left)], ever
    )
    note = _("今年退出%(n)s个") % told(n=own.n("villages_exited_this_year"))
    gap = _("还有%(left)s个，其中深度贫困村%(deep)s个") % told(left=left, deep=deep)
    return Stat(
        _("未退出贫困村"),
        formats.number(left),
        formats.number(ever),
        _("个村"),
        own.href("villages_left"),
        drawn,
        note,
        gap,
    )


def told(**values) -> dict:
    """Numbers as they stand in a sentence."""
    return {name: formats.number(value) for name, value in values.items()}


def externals(own) -> list[Item]:
    """The external figures as of the closing, newest of each name and place; ours is held against the wider place's."""
    reach = ["00", own.code[:2], *places.above(own.code)]
    newest = {}
    rows = ExternalFigure.objects.filter(area__in=reach, as_of__lte=own.closing.on).order_by("as_of", "id")
    for row in rows:
        newest.setdefault(row.name, {})[row.area] = row
    return [external_item(name, by_area, own.code) for name, by_area in newest.items()]


def external_item(name, by_area, code) -> Item:
    """One external figure: the nearest place's value, the wider ones in the note, the next wider as tick."""
    nearest = max(by_area, key=len)
    row, wider = by_area[nearest], [by_area[area] for area in sorted(by_area, key=len, reverse=True) if area != nearest]
    others = [external.told(each) for each in wider]
    note = formats.listed([external.place_of(row), *others, row.source, str(row.as_of)])
    most = max([row.value, *(each.value for each in wider)]) * 6 / 5
    said = formats.listed([external.told(row), *others])
    drawn = bar(said, [("soft", float(row.value))], float(most), float(wider[0].value) if wider else None)
    return Item(_(name), external.value_of(row), words.unit(row.unit), external.href(name), note=note, bar=drawn)
