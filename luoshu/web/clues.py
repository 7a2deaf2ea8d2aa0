"""线索: what may be trouble, never a verdict: verified within a term, then a case or closed with a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock, permissions
from luoshu.core.errors import Refusal
from luoshu.policy.watching import word
from luoshu.policy.watching import words as listed
from luoshu.registry.watching import actions, queries

from . import case_words, households, links, places, refusals, words
from .paging import page_of
from .typed import Entry, Field, Group, options

STATES = {"open": lazy("待核实"), "opened": lazy("已立案"), "closed": lazy("已办结")}
FINDINGS = (("risk", lazy("属实，有风险")), ("no_risk", lazy("属实，没有风险")), ("untrue", lazy("不属实")))
NEXT = {
    "open": lazy("入户核实：有风险的立案监测，不属实的附凭证办结"),
    "opened": lazy("按监测程序办理"),
    "closed": lazy("已办结；情况变化时会成为新的线索"),
}
WHO = lazy("村干部、第一书记或乡镇审核员")


def clues(request):
    """The clues within reach, by deadline."""
    actor = request.actor
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    kind = request.GET.get("kind", "")
    kind = kind if kind in listed()["kinds"] else ""
    late = request.GET.get("late") == "yes"
    page = page_of(queries.clues(actor, state=state, kind=kind or None, late=late), request)
    kinds = [(code, word("kinds", code, words.language())) for code in queries.kinds_shown(actor)]
    about = {
        "here": "cases",
        "page": page,
        "rows": [row_of(clue, actor) for clue in page],
        "state": state,
        "kind": kind,
        "states": [(name, str(title)) for name, title in STATES.items()],
        "kinds": kinds,
        "late": late,
        "counts": queries.clue_counts(actor),
        "path": _path(),
    }
    return render(request, "clues.html", about)


def _path(*more):
    return [{"name": _("待办事项"), "href": reverse("cases")}, {"name": _("线索"), "href": reverse("clues")}, *more]


def row_of(clue, actor) -> dict:
    """A clue in the reader's words, as much of it as they may see."""
    told = queries.told(actor, clue)
    is_open = clue.state == "open"
    shows = told.text != queries.HIDDEN
    return {
        "href": reverse("clue", args=[clue.pk]),
        "title": word("kinds", clue.kind, words.language()) if shows else _("线索"),
        "whom": told.whom or (clue.household.code if clue.household else ""),
        "place": places.name(clue.area),
        "found_by": word("found_by", clue.found_by, words.language()),
        "due": clue.due_on,
        "left": case_words.left(clue.due_on) if is_open else "",
        "is_late": is_open and clue.due_on < clock.today(),
        "state": str(STATES[clue.state]),
        "text": told.text if shows else _("按权限表不显示"),
        "amounts": told.amounts,
        "reason": told.reason,
        "finding": str(dict(FINDINGS).get(clue.finding, "")),
        "next": str(NEXT[clue.state]),
        "who": str(WHO) if is_open else "",
        "household": links.household(clue.household.code) if clue.household else "",
    }


def clue(request, number):
    """One clue; a POST says what was found at the home."""
    actor = request.actor
    found = queries.clues(actor).filter(pk=number).first()
    if found is None:
        raise Http404
    entry = Entry(request)
    if request.method == "POST" and (verified := _verified(entry, found, actor)):
        messages.success(request, _("已记下核实结果。"))
        return redirect("case", verified.case_id) if verified.case_id else redirect("clue", number)
    may = found.state == "open" and permissions.may(actor, "registry.verify_clue")
    groups = entry.filled(_verifying()) if may else []
    lines = [
        {"title": row.department_list.title or row.department_list.kind, "on": row.department_list.as_of}
        for row in queries.lines_of(actor, found)
    ]
    row = row_of(found, actor)
    about = {
        "here": "cases",
        "clue": found,
        "row": row,
        "groups": groups,
        "faults": entry.faults(groups),
        "lines": lines,
        "path": _path({"name": row["title"]}),
    }
    return render(request, "clue.html", about, status=422 if entry.errors else 200)


def _verifying():
    groups = [(code, word("groups", code, words.language())) for code in listed()["groups"]]
    return [
        Group(
            "",
            (
                Field("finding", _("核实结果"), "select", options(FINDINGS, _("请选")), required=True),
                Field("reason", _("怎样核实的，看到什么"), "area", required=True),
                Field("group", _("有风险的，属哪一类"), "select", options(groups, _("以后再定"))),
                Field("proof", _("凭证"), hint=_("不属实的必须写：文号，或材料存放处。")),
                Field("happened_on", _("核实日期"), "date", value=clock.today().isoformat(), required=True),
            ),
        )
    ]


def _verified(entry, found, actor):
    finding, reason = entry.text("finding", _("核实结果")), entry.text("reason", _("怎样核实的，看到什么"))
    on = entry.day("happened_on", _("核实日期"))
    if entry.errors:
        return None
    told = {"proof": entry.text("proof"), "group": entry.text("group")}
    try:
        return actions.verify_clue(clue=found, finding=finding, reason=reason, happened_on=on, by=actor, **told)
    except Refusal as refusal:
        entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
        return None


def raise_clue(request):
    """A household's own report, what an official saw, or what the public said becomes a clue."""
    code = request.POST.get("household") or request.GET.get("household", "")
    household = households.found(request.actor, code)
    entry, groups = Entry(request), _raising(code, request.actor)
    if request.method == "POST" and (made := _raised(entry, household, request.actor)):
        return redirect("clue", made.pk)
    filled = entry.filled(groups)
    about = {
        "here": "cases",
        "heading": _("登记线索"),
        "said": places.name(household.area),
        "groups": filled,
        "faults": entry.faults(filled),
        "back": links.household(code),
        "path": _path({"name": _("登记线索")}),
        "intro": _("线索不是结论：要在期限内核实，属实的立案，不属实的写明理由。"),
    }
    return render(request, "case_form.html", about, status=422 if entry.errors else 200)


def _raising(code, actor) -> list[Group]:
    """The fields of a clue about the household of that code."""
    lang = words.language()
    kinds = [(each, word("kinds", each, lang)) for each in queries.kinds_shown(actor)]
    by_hand = [(each, word("found_by", each, lang)) for each in ("declared", "visited", "reported")]
    fields = (
        Field("household", "", "hidden", value=code),
        Field("kind", _("哪一类"), "select", options(kinds)),
        Field("found_by", _("怎样发现的"), "select", options(by_hand)),
        Field("text", _("什么情况"), "area", required=True),
        Field("happened_on", _("什么时候的事"), "date"),
    )
    return [Group("", fields)]


def _raised(entry, household, actor):
    """The clue that the form makes, or None with what is wrong in the entry."""
    told = {"kind": entry.text("kind"), "found_by": entry.text("found_by")}
    told |= {"text": entry.text("text", _("什么情况")), "happened_on": entry.day("happened_on")}
    if entry.errors:
        return None
    try:
        return actions.raise_clue(household=household, by=actor, **told)
    except Refusal as refusal:
        entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
        return None
