"""待办: what waits for the reader, by deadline; the list of all cases within reach by filter, with permanent links."""

from collections import Counter

from django.db.models import Count, F, Q
from django.db.models.functions import Substr
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock, permissions
from luoshu.core.cases import queries
from luoshu.core.cases.models import CaseFile
from luoshu.policy import procedures
from luoshu.registry import visibility
from luoshu.registry.models import Household
from luoshu.registry.watching import queries as watching

from . import case_rows, case_words, formats, frame, places
from .paging import Column, page_of, sorted_columns

TOP = 6
VIEWS = {
    "mine": lazy("轮到我的"),
    "late": lazy("逾期的"),
    "handed": lazy("回避转出的"),
    "objected": lazy("有异议的"),
    "noticed": lazy("公示中的"),
    "open": lazy("全部没办结的"),
    "closed": lazy("已办结的"),
    "all": lazy("全部"),
}
SORTS = {"due": "due_on", "place": "area", "kind": "kind", "state": "state", "code": "code", "since": "since"}
BELOW = {"city": 6, "county": 9, "township": 12}
VILLAGE_DIGITS = 12


def href(view="mine", **where) -> str:
    """The list that a figure counts."""
    return f"{reverse('cases')}?{urlencode([('view', view), *((k, v) for k, v in where.items() if v)])}"


def asked(request) -> dict:
    """The filter in the address; what is not understood is left out."""
    found = {key: request.GET.get(key, "").strip() for key in ("view", "kind", "state", "area", "q", "sort", "outcome")}
    found["view"] = found["view"] if found["view"] in VIEWS else ("mine" if records(request.actor) else "open")
    found["kind"] = found["kind"] if found["kind"] in procedures.kinds() else ""
    found["area"] = places.trimmed(found["area"]) if found["area"].isdigit() else ""
    return found


def records(actor) -> bool:
    """Whether the reader records steps at all."""
    return permissions.may(actor, "cases.record")


def chosen(actor, filters):
    """The cases of a filter, the most pressing first unless sorted otherwise."""
    rows = viewed(actor, filters["view"])
    if filters["area"]:
        rows = rows.filter(area__startswith=filters["area"])
    if filters["kind"]:
        rows = rows.filter(kind=filters["kind"])
    if filters["state"]:
        rows = rows.filter(state=filters["state"])
    if filters["outcome"]:
        rows = rows.filter(outcome=filters["outcome"])
    if filters["q"]:
        rows = rows.filter(by_word(actor, filters["q"]))
    return ordered(rows, filters["sort"]).select_related("notice")


def by_word(actor, word):
    """By number of the case or of what it is about, or by the head's name where names are shown."""
    wanted = Q(code__startswith=word)
    if word.isdigit() and len(word) < 12:
        wanted |= Q(pk=int(word))
    if visibility.sees(actor, "name") == visibility.FULL:
        named = Household.objects.visible_to(actor).filter(Q(head_name__contains=word) | Q(name_key__startswith=word))
        wanted |= Q(household_id__in=named.values("pk"))
    return wanted


def viewed(actor, view):
    """The cases of one view."""
    every = CaseFile.objects.visible_to(actor)
    return {
        "mine": queries.waiting_for,
        "late": queries.overdue,
        "handed": queries.handed_over,
        "objected": lambda by: queries.open_to(by).filter(open_objections__gt=0),
        "noticed": lambda by: queries.open_to(by).filter(notice__state="posted", notice__ends_on__gte=clock.today()),
        "open": queries.open_to,
        "closed": lambda by: every.filter(closed_on__isnull=False),
        "all": lambda by: every,
    }[view](actor)


def ordered(rows, sort):
    """Sorted as asked, those without a day last, and always the same way among equals."""
    column = SORTS.get(sort.lstrip("-"), "due_on")
    field = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(field, "pk")


def cases(request):
    """The list."""
    filters = asked(request)
    actor = request.actor
    area = filters["area"] or places.of_duty(actor)
    if filters["area"] and filters["area"] not in places.names(filters["area"]):
        raise Http404
    page = page_of(chosen(actor, filters), request)
    rows = case_rows.rows_of(page, actor)
    steps = bulk_steps(page.object_list, actor) if records(actor) else []
    about = {
        "here": "cases",
        "page": page,
        "rows": rows,
        "filters": filters,
        "columns": columns(filters["sort"]),
        "fields": fields(filters),
        "heading": str(VIEWS[filters["view"]]),
        "said": places.name(area),
        "steps": steps,
        "may_choose": records(actor) and any(not row.hints for row in rows),
        "narrowed": any(filters[key] for key in ("kind", "state", "area", "q")),
        "query": request.GET.urlencode(),
        "unfiltered": href(filters["view"]),
        "may_open": records(actor),
        "may_read_clues": permissions.may(actor, "registry.read_clues"),
    }
    return render(request, "cases.html", about)


def bulk_steps(cases_, actor) -> list[dict]:
    """The bulk steps of a page whose cases all stand alike; none where they do not."""
    alike = {(case.kind, case.variant, case.state) for case in cases_ if case.is_open}
    if len(alike) != 1:
        return []
    kind, variant, state = alike.pop()
    found = procedures.kind(kind).variant(variant).steps_from(state)
    return [
        {"name": step.name, "title": case_words.named(step), "is_back": step.early}
        for step in found
        if step.bulk and not step.objected and step.name != "lapse" and actor.role in step.recorders
    ]


def fields(filters) -> list[dict]:
    """The filter's drop-downs."""
    kinds = {name: case_words.named(each) for name, each in procedures.kinds().items()}
    found = [
        ("view", _("看哪些"), None, VIEWS),
        ("kind", _("事项"), _("全部"), kinds),
    ]
    if filters["kind"]:
        states = {}
        for variant in procedures.kind(filters["kind"]).variants:
            states |= {name: case_words.named(each) for name, each in variant.states.items()}
        found.append(("state", _("到哪一步"), _("全部"), states))
    return [
        {
            "name": name,
            "title": title,
            "any": any_,
            "value": filters[name],
            "options": [{"value": value, "title": text} for value, text in choices.items()],
        }
        for name, title, any_, choices in found
    ]


def columns(sort) -> list[Column]:
    """The heads of the list."""
    heads = [
        Column(_("户或地方"), "code"),
        Column(_("村"), "place"),
        Column(_("事项"), "kind"),
        Column(_("到哪一步"), "state"),
        Column(_("接下来")),
        Column(_("缺什么，要留意什么")),
        Column(_("到期"), "due"),
    ]
    return sorted_columns(heads, sort)


def desk(actor) -> dict:
    """What waits for the reader, for the first screen."""
    places_below = counted(actor)
    sums = Counter()
    for each in places_below:
        sums.update({name: n for name, n in each.items() if name != "place"})
    first = queries.waiting_for(actor).select_related("notice")[:TOP] if sums["waiting"] else []
    return {
        "rows": case_rows.rows_of(list(first), actor, with_hints=False),
        "count": sums["waiting"],
        "href": href("mine"),
        "may_record": records(actor),
        "tasks": [task for task in tasks(actor, sums) if task["n"]],
        "below": below(actor, places_below),
    }


def counted(actor) -> list[dict]:
    """The open cases within reach by place, counted by all that the first screen tells of them: looked through once."""
    conditions = {
        "open": Q(closed_on=None),
        "late": Q(due_on__lt=clock.today()),
        "noticed": Q(notice__isnull=False),
        "objected": Q(open_objections__gt=0),
        "handed": queries.kept_out(actor),
    }
    if records(actor):
        waiting = queries.waits_for(actor)
        conditions |= {"waiting": waiting, "to_list": waiting & Q(notice=None, state__in=_noticed_states())}
    digits = BELOW.get(frame.level(actor), VILLAGE_DIGITS)
    rows = queries.open_to(actor).order_by().annotate(place=Substr("area", 1, digits)).values("place")
    return list(rows.annotate(**{name: Count("pk", filter=where) for name, where in conditions.items()}))


def tasks(actor, sums) -> list[dict]:
    """The figures beside the list, each with what it opens; `sums`: the open cases by what is asked of them."""
    return [
        figure(_("逾期"), _("本地已过期限的事项"), sums["late"], href("late"), "late"),
        figure(_("回避转出"), _("您回避、由别人代办"), sums["handed"], href("handed")),
        *of_notices(actor, sums["to_list"]),
        figure(_("要答复的异议"), _("先到期的在前"), to_answer(actor).count(), reverse("objections"), "objection"),
        *of_clues(actor),
    ]


def figure(title, why, n, href_, icon="") -> dict:
    """One figure."""
    return {"title": title, "why": why, "n": n, "href": href_, "icon": icon}


def to_answer(actor):
    """Objections the reader answers; none for who may not."""
    rows = queries.objections_to_answer(actor)
    return rows if permissions.may(actor, "cases.answer_objection") else rows.none()


def of_notices(actor, to_list) -> list[dict]:
    """Notices to list, to post and to prove, for those who may post."""
    if not permissions.may(actor, "cases.post_notice"):
        return []
    tended = queries.notices_to_tend(actor).order_by().values_list("state").annotate(n=Count("pk"))
    n = Counter(dict(tended))
    return [
        figure(_("要列公示名单"), _("已提交公示，还没有列名单"), to_list, reverse("notices"), "notice"),
        figure(_("要张贴的公示"), _("贴好后拍首日照片"), n["draft"], reverse("notices"), "notice"),
        figure(_("公示要留证"), _("期满了，拍末日照片"), n["posted"], reverse("notices"), "photo"),
    ]


def _noticed_states():
    """The names of states that wait for a notice."""
    found = set()
    for kind in procedures.kinds().values():
        for variant in kind.variants:
            found |= {name for name, state in variant.states.items() if state.notice}
    return found


def of_clues(actor) -> list[dict]:
    """Clues to verify."""
    if not permissions.may(actor, "registry.verify_clue"):
        return []
    n = watching.clues(actor, state="open").count()
    return [figure(_("要核查的线索"), _("核查后立案，或写明理由了结"), n, reverse("clues"), "doubt")]


def below(actor, places_below) -> dict | None:
    """The areas one level down: open, overdue, on notice, objected to; by what is overdue, never by exits."""
    if frame.level(actor) not in BELOW:
        return None
    names = places.names(actor.place)
    rows = [
        {"name": names[row["place"]], "area": row["place"], **{k: row[k] for k in COUNTED}}
        for row in places_below
        if row["place"] in names
    ]
    rows.sort(key=lambda row: (-row["late"], -row["objected"], row["area"]))
    return {"rows": [_linked(row) for row in rows[:20]], "heading": _("办到哪里了")} if rows else None


COUNTED = ("open", "late", "noticed", "objected")


def _linked(row):
    cells = [
        {"title": title, "text": formats.number(row[key]), "css": "n", "href": href(key, area=row["area"])}
        for key, title in zip(COUNTED, (_("没办结"), _("逾期"), _("公示中"), _("有异议")), strict=True)
    ]
    return {"name": row["name"], "href": href("open", area=row["area"]), "cells": cells}
