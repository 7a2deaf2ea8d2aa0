"""动态管理日历: the year's campaigns, each stage with its deadline for the reader's level, and who is behind."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.policy.campaigns import campaigns
from luoshu.registry import visibility
from luoshu.registry.watching import campaigns as progress

from . import case_words, formats, places
from .bars import bar
from .paging import page_of


def calendar(request):
    """The stages in an area; with a stage the areas below, and what is still to do."""
    actor = request.actor
    year = request.GET.get("year", "")
    year = int(year) if year.isdecimal() and len(year) == 4 else clock.today().year
    area = places.trimmed(request.GET.get("area", "")) or places.of_duty(actor)
    if not places.may_list(actor, area) or area not in places.names(area):
        raise Http404
    told = campaigns(year)
    stage = next((s for each in told for s in each.stages if s.name == request.GET.get("stage")), None)
    about = {
        "here": "cases",
        "year": year,
        "area": area,
        "place": places.name(area),
        "years": [(y, _href(y, area)) for y in (year - 1, year + 1) if campaigns(y)],
        "campaigns": [_campaign(each, actor, year, area) for each in told],
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": _("动态管理日历")}],
        "stage": stage and _stage(stage, request, year, area),
    }
    return render(request, "campaigns.html", about)


def _href(year, area, stage=""):
    asked = {"year": year, "area": area} | ({"stage": stage} if stage else {})
    return f"{reverse('campaigns')}?{urlencode(asked)}"


def _campaign(each, actor, year, area):
    found = {told.stage.name: told for told in progress.progress(actor, year, area, each.name)}
    return {
        "title": case_words.named(each),
        "source": each.source,
        "verified": each.verified,
        "stages": [_row(found[stage.name], year, area) for stage in each.stages],
    }


def _row(told, year, area):
    said = _("%(done)s，共%(all)s") % {"done": formats.number(told.done), "all": formats.number(told.all)}
    return {
        "title": case_words.named(told.stage),
        "starts": told.stage.starts,
        "due": told.due,
        "verified": told.stage.verified,
        "said": said,
        "left": told.left,
        "is_late": told.is_late,
        "when": case_words.left(told.due) if told.left else _("做完了"),
        "bar": bar(said, [("fill", told.done)], told.all or 1),
        "href": _href(year, area, told.stage.name),
    }


def _stage(stage, request, year, area):
    actor = request.actor
    below = [
        {"name": places.name(each.area), **_row(each, year, each.area)}
        for each in progress.below(actor, year, area, stage)
    ]
    page = page_of(progress.left_behind(actor, year, area, stage), request)
    rows = [_left(each, actor) for each in page]
    return {"title": case_words.named(stage), "below": below, "page": page, "rows": rows}


def _left(each, actor):
    """Something still to do: a clue, a case, a household, a doubt, a row of a list, a held household."""
    name = type(each).__name__
    household = each if name == "Household" else getattr(each, "household", None)
    code = getattr(household, "code", "") or getattr(each, "code", "") or ""
    head = getattr(household, "head_name", None)
    title = (visibility.shown(actor, "name", head) if head else None) or code or str(each.pk)
    view = {"CaseFile": "case", "Clue": "clue"}.get(name)
    href = reverse(view, args=[each.pk]) if view else reverse("household", args=[household.code]) if household else ""
    return {"title": title, "place": places.name(each.area), "href": href or reverse("held")}
