"""Monitored households, and the yearly table of cohorts: who left, who returned and why."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import permissions
from luoshu.policy.watching import word
from luoshu.policy.watching import words as listed
from luoshu.registry import visibility
from luoshu.registry.watching import cohorts as reading
from luoshu.registry.watching import queries

from . import formats, links, places, words
from .paging import page_of

STANDING = {"now": lazy("监测中"), "lifted": lazy("风险已消除"), "late": lazy("帮扶没有按时跟上")}
WHAT = ("exited", "returned", "undone", "monitored")


def watched(request):
    """The households being watched, by group."""
    actor = request.actor
    group, standing = request.GET.get("group", ""), request.GET.get("standing", "now")
    group = group if group in listed()["groups"] else ""
    standing = standing if standing in STANDING else "now"
    rows = queries.monitored(
        actor, group=group or None, lifted=standing == "lifted", without_measure_late=standing == "late"
    )
    page = page_of(rows, request)
    lang = words.language()
    counts = queries.monitored_counts(actor)
    about = {
        "here": "cases",
        "page": page,
        "rows": [row_of(each, actor) for each in page],
        "group": group,
        "standing": standing,
        "groups": [
            {"code": c, "title": word("groups", c, lang), "n": n, "lifted": out} for c, (n, out) in counts.items()
        ],
        "standings": [(name, str(title)) for name, title in STANDING.items()],
        "path": _path(_("监测户")),
    }
    return render(request, "watched.html", about)


def _path(name):
    return [
        {"name": _("待办事项"), "href": reverse("cases")},
        {"name": _("线索"), "href": reverse("clues")},
        {"name": name},
    ]


def row_of(each, actor) -> dict:
    """One watched household, with what keeps its risk from being lifted."""
    reasons = queries.lifting(each)
    lang = words.language()
    return {
        "title": visibility.shown(actor, "name", each.household.head_name) or each.household.code,
        "href": links.household(each.household.code),
        "place": places.name(each.area),
        "since": each.since,
        "group": word("groups", each.group, lang),
        "lifted": each.lifted_on,
        "helped": each.helped_on,
        "case": reverse("case", args=[each.case_id]) if each.case_id else "",
        "reasons": [{"title": getattr(r, lang, r.zh), "outcome": r.outcome} for r in reasons],
    }


def cohorts(request):
    """The table of years of exit; each figure opens the households it counts."""
    actor = request.actor
    area = places.trimmed(request.GET.get("area", "")) or places.of_duty(actor)
    if not places.may_list(actor, area) or area not in places.names(area):
        raise Http404
    within = "" if actor.rolls else area
    if request.GET.get("what") in WHAT:
        return _behind(request, area, within)
    table = reading.table(actor, within)
    years = sorted({year for each in table for year in each.returned})
    rows = [cohort_row(each, years, area, actor) for each in table]
    about = {
        "here": "02",
        "rows": rows,
        "years": years,
        "heading": _("脱贫年度表"),
        "place": places.name(area),
        "path": [*places.path(area, actor), {"name": _("脱贫年度表")}],
    }
    return render(request, "cohorts.html", about)


def cohort_row(each, years, area, actor) -> dict:
    """A cohort's figures, each a link to its list."""
    cells = [_cell(_("当年脱贫"), each.exited, area, "exited", each.exited_year)]
    cells += [
        _cell(
            _("%(year)s年返贫") % {"year": year},
            each.returned.get(year, 0),
            area,
            "returned",
            each.exited_year,
            returned=year,
        )
        for year in years
    ]
    cells.append(_cell(_("回退"), each.undone, area, "undone", each.exited_year))
    cells.append(_cell(_("监测过"), each.monitored, area, "monitored", each.exited_year))
    causes = [
        {
            "title": words.label("poverty_cause", cause),
            "n": n,
            "href": _href(area, "returned", each.exited_year, cause=cause),
        }
        for cause, n in each.causes.items()
        if visibility.sees_cause(actor, cause)
    ]
    return {"year": each.exited_year, "cells": cells, "causes": causes}


def _cell(title, n, area, what, exited, **more):
    return {
        "title": title,
        "text": formats.number(n),
        "css": "n",
        "href": _href(area, what, exited, **more) if n else "",
    }


def _href(area, what, exited, **more):
    return f"?{urlencode({'area': area, 'what': what, 'exited': exited, **more})}"


def _behind(request, area, within):
    actor = request.actor
    permissions.check(actor, "registry.read_households")
    cause = request.GET.get("cause") or None
    if cause and not visibility.sees_cause(actor, cause):
        raise Http404
    numbers = {n: int(v) if (v := request.GET.get(n, "")).isdecimal() else None for n in ("exited", "returned")}
    rows = reading.behind(actor, within, what=request.GET["what"], cause=cause, **numbers)
    page = page_of(rows, request)
    shown = [
        {
            "title": visibility.shown(actor, "name", each.head_name) or each.code,
            "code": each.code,
            "href": links.household(each.code),
            "place": places.name(each.area),
            "status": words.label("poverty_status", each.status),
        }
        for each in page
    ]
    about = {
        "here": "02",
        "page": page,
        "rows": shown,
        "heading": _("脱贫年度表"),
        "place": places.name(area),
        "path": [*places.path(area, actor), {"name": _("脱贫年度表"), "href": f"?area={area}"}, {"name": _("户")}],
    }
    return render(request, "households_behind.html", about)
