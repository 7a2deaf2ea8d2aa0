"""The page of an area: its figures, the areas below, filters, sort, export; a village lists its households."""

from functools import cache

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.policy.codes import codes

from . import exports, formats, frame, links, maps, numbers, places, words
from .bars import bar
from .numbers import Item
from .paging import Column, page_of, sorted_columns

EXIT_RATE = 2.0  # percent: the bar that a county or village has to come under
VILLAGE_DIGITS = 12

# Which children a filter keeps.
ONLY = {
    "poor": (lazy("还有未脱贫户"), lambda each: each.n("poor_households")),
    "listed": (lazy("还有未退出贫困村"), lambda each: each.n("villages_left")),
    "unverified": (lazy("有未核实"), lambda each: each.n("unverified")),
    "doubts": (lazy("有疑点"), lambda each: each.n("doubts")),
}


def area(request, code):
    """One area at one closing. A code outside the reader's reach does not exist for them."""
    code = places.trimmed(code)
    names = places.names(code)
    if code not in names or not places.reaches(request.actor, code):
        raise Http404
    seal = frame.sealed(request)
    if seal["closing"] is None:
        return render(request, "area.html", {**seal, **placed(code, names, request.actor), "strip": None})
    if len(code) == VILLAGE_DIGITS:
        return redirect(links.households(seal["closing"], code))
    return _with_children(request, code, names, seal)


def placed(code, names, actor) -> dict:
    """Where the page stands: its name and the way to it."""
    here = {"code": code, "name": names[code], "said": _("区划代码"), "tags": []}
    return {"path": places.path(code, actor), "area": here, "here": "02"}


def _with_children(request, code, names, seal):
    closing = seal["closing"].record
    own = numbers.of_area(closing, code, request.actor)
    table = children_table(request, code, names, closing)
    if request.GET.get("as") in ("csv", "xlsx"):
        return _export(request, names[code], table, closing)
    table["page"] = page_of(table["rows"], request, 200)
    table["rows"] = list(table["page"])
    shown = {"strip": strip(own), "six": numbers.six(own), "causes": numbers.causes(own), "table": table}
    return render(
        request,
        "area.html",
        {**seal, **placed(code, names, request.actor), **shown, "map": maps.place(code, request.actor, closing)},
    )


def strip(own) -> list[Item]:
    """The five figures of an area."""
    people, poor = own.n("people"), own.n("poor_people")
    whole, left, ever = rural(own), own.n("villages_left"), own.n("villages_ever_listed")
    lifted = formats.percent(own.n("exited_people"), people)
    return [
        Item(
            _("在册户"),
            own.n("households"),
            _("户"),
            own.href("households"),
            _("%(n)s人") % {"n": formats.number(people)},
        ),
        Item(
            _("已脱贫"),
            own.n("exited_people"),
            _("人"),
            own.href("exited_people"),
            _("占在册人口%(share)s") % {"share": lifted},
        ),
        Item(
            _("未脱贫"),
            poor,
            _("人"),
            own.href("poor_people"),
            _("%(n)s户") % {"n": formats.number(own.n("poor_households"))},
        ),
        Item(_("贫困发生率"), formats.percent(poor, whole, 2), "", own.href("poor_people"), rate_note(own)),
        Item(
            _("未退出贫困村"),
            left,
            _("个村"),
            own.href("villages_left"),
            _("列入过%(n)s个") % {"n": formats.number(ever)},
        ),
    ]


def rural(numbers_) -> int:
    """The rural people that the rate is of: the villages' own total, else the roster's; 0 when neither is known."""
    return numbers_.n("rural_people") or numbers_.n("roster_people")


def rate_note(own) -> str:
    """What the rate is a share of."""
    whole = rural(own)
    if not whole:
        return _("没有农村人口数，算不出")
    return _("占农村人口%(n)s，标准低于2%%") % {"n": formats.number(whole)}


def rate(each) -> float | None:
    """The share of rural people still poor, in percent."""
    return 100 * each.n("poor_people") / rural(each) if rural(each) else None


def main_cause(each) -> str:
    """The most frequent main cause among the households still poor."""
    found = {name: n for name, n in each.values.items() if name.startswith("cause_") and n}
    return words.label("poverty_cause", max(found, key=found.get).removeprefix("cause_")) if found else "—"


# Column: title, what it sorts by, how it looks, the figure it shows.
COLUMNS = (
    (lazy("在册户"), "households", "n opt"),
    (lazy("在册人口"), "people", "n opt"),
    (lazy("未脱贫户"), "poor_households", "n opt"),
    (lazy("未脱贫人口"), "poor_people", "n"),
    (lazy("贫困发生率"), "rate", "full"),
    (lazy("有未核实"), "unverified", "n"),
    (lazy("够退出条件"), "may_exit", "n"),
    (lazy("未退出村"), "villages_left", "n opt"),
    (lazy("有疑点"), "doubts", "n opt"),
    (lazy("主要致贫原因"), "cause", "opt"),
)


def children_table(request, code, names, closing) -> dict:
    """The areas below, filtered and sorted as asked, with the total of what is shown."""
    found = numbers.of_children(closing, code, request.actor, shown_figures())
    every = [each for each in found if each.code in names]
    only, q, sort = (request.GET.get(key, "") for key in ("only", "q", "sort"))
    kept = [e for e in every if (only not in ONLY or ONLY[only][1](e)) and q.strip() in names[e.code]]
    sort = sort or "-rate"
    kept.sort(key=lambda each: order_of(each, sort.lstrip("-"), names), reverse=sort.startswith("-"))
    top = max((rate(each) or 0 for each in kept), default=0)
    columns = [Column(words.LEVELS[len(code)], "name")] + [
        Column(str(t), k, "n" if "n" in css.split() else css) for t, k, css in COLUMNS
    ]
    return {
        "heading": words.LEVELS[len(code)],
        "columns": sorted_columns(columns, sort),
        "rows": [
            {"name": names[e.code], "href": links.area(e.code, closing), "cells": cells(e, top), "of": e} for e in kept
        ],
        "total": cells(summed(kept, code, closing), top),
        "only": [{"value": value, "title": title} for value, (title, _keep) in ONLY.items()],
        "chosen": only,
        "q": q,
        "sort": sort,
    }


@cache
def shown_figures() -> tuple[str, ...]:
    """The figures that the table of areas is made of."""
    causes = (f"cause_{item.code}" for item in codes("poverty_cause").items)
    return (*(key for _title, key, _css in COLUMNS), "rural_people", "roster_people", *causes)


def order_of(each, key, names):
    """What a column sorts by; the unknown rate comes below every known one."""
    if key == "rate":
        return rate(each) if rate(each) is not None else -1
    return names[each.code] if key == "name" else main_cause(each) if key == "cause" else each.n(key)


def summed(kept, code, closing):
    """The total row: the sum of the rows shown; it opens the list only when the rows are the whole area."""
    total = {}
    for each in kept:
        for name, n in each.values.items():
            total[name] = total.get(name, 0) + n
    return numbers.Numbers(closing, code, total)


def cells(each, top) -> list[dict]:
    """One row of the table, column by column."""
    row = []
    for title, key, css in COLUMNS:
        cell = {"title": str(title), "css": css}
        if key == "rate":
            share = rate(each)
            text = "—" if share is None else f"{share:.2f}%"
            cell |= {
                "text": text,
                "bar": bar(f"{title} {text}", [("fill", share or 0)], max(top * 1.1, EXIT_RATE * 1.1), EXIT_RATE),
            }
        elif key == "cause":
            cell |= {"text": main_cause(each)}
        else:
            n = each.n(key)
            cell |= {"text": formats.number(n), "href": each.href(key) if n else ""}
        row.append(cell)
    return row


def _export(request, name, table, closing):
    heads = [column.title for column in table["columns"]]
    rows = [[row["name"], *(_plain(row["of"], key) for _t, key, _c in COLUMNS)] for row in table["rows"]]
    notes = [_("%(place)s，数据时点%(on)s，定版%(id)s号") % {"place": name, "on": closing.on, "id": closing.id}]
    return exports.file_of(request, f"{name}-{closing.on}", heads, rows, notes)


def _plain(each, key):
    if key == "rate":
        share = rate(each)
        return None if share is None else round(share, 2)
    return main_cause(each) if key == "cause" else each.n(key)
