"""The exit standards as check lists: of a household, a village, a county; what is missing, and who can supply it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock, permissions
from luoshu.core.errors import Refusal
from luoshu.core.exports import reading
from luoshu.policy import standards as policy
from luoshu.registry.standards import actions, queries

from . import case_opening, case_words, checks, formats, household_page, households, links, places, refusals, words
from .typed import Entry, Field, Group, options

FINDINGS = (("met", lazy("达标")), ("not_met", lazy("不达标")), ("unclear", lazy("未能核实")))
OUTCOMES = {True: lazy("逐项达标"), False: lazy("有不达标的项目"), None: lazy("有未核实的项目")}
NAMES = ("household_exit", "identification")


def household(request, code):
    """The check list of one household; a POST records what a checker found."""
    record = households.found(request.actor, code)
    reading.note(request.actor, 1)
    name = request.GET.get("standard", "household_exit")
    name = name if name in NAMES else "household_exit"
    on = case_words.day_of(request.GET.get("on"))
    found = queries.household_list(record, on, year_of(request), name)
    title = household_page.title_of(record, request.actor)
    path = [*places.path(record.area, request.actor), {"name": title, "href": links.household(code)}]
    told = {"subject": "household", "households": [record.pk]}
    return _page(request, found, title, path, told)


def place(request, code):
    """The check list of a village or a county."""
    if len(code) not in (6, 12) or not places.reaches(request.actor, code) or code not in places.names(code):
        raise Http404
    on, year = case_words.day_of(request.GET.get("on")), year_of(request)
    is_village = len(code) == 12
    found = (queries.village_list if is_village else queries.county_list)(code, on, year)
    told = {"subject": "village" if is_village else "county", "area": code.ljust(12, "0")}
    path = places.path(code, request.actor)
    shown = {"opens": case_opening.kinds_for(request.actor, code, told["subject"]), "area": code}
    return _page(request, found, places.name(code), path, told, shown)


def year_of(request):
    """The year asked for, None for the newest."""
    year = request.GET.get("year", "")
    return int(year) if year.isdecimal() and len(year) == 4 else None


def _page(request, found, title, path, told, shown=None):
    entry = Entry(request)
    may = permissions.may(request.actor, "registry.record_evidence")
    if request.method == "POST" and (n := _recorded(request, found, entry, told)):
        messages.success(request, _("已登记%(n)s项核查。") % {"n": n})
        return redirect(request.get_full_path())
    groups = entry.filled(form(found)) if may else []
    lines = [line_of(line, request.actor) for line in found.items]
    about = {
        "here": "02",
        "heading": title,
        "standard": case_words.named(found.standard),
        "path": [*path, {"name": _("标准逐项核对")}],
        "list": found,
        "outcome": found.outcome,
        "said": OUTCOMES[found.outcome],
        "lines": lines,
        "year": found.year,
        "missing": [line for line in lines if line["is_missing"]] if not found.outcome else [],
        "historical": found.historical,
        "decided": found.decided,
        "unexplained": found.is_unexplained,
        "edition": edition(found.edition),
        "groups": groups,
        "faults": entry.faults(groups),
        **(shown or {}),
    }
    return render(request, "standard.html", about, status=422 if entry.errors else 200)


def edition(each) -> str:
    """Since when this edition holds, and whether it was confirmed."""
    since = _("%(since)s起的标准") % {"since": formats.day(each.since)}
    return since if each.verified else formats.bracketed(since, _("出处待核"))


def line_of(line, actor) -> dict:
    """One item in the reader's words, without what they are not shown."""
    kept = checks.cut(line.check, actor)
    lang = words.language()
    proof = line.proof
    return {
        "title": _(line.title),
        "clause": _(line.clause),
        "group": line.group.get(lang, ""),
        "must": line.must,
        "outcome": line.outcome,
        "said": checks.said(kept) if kept else "",
        "standing": _(line.standing_text),
        "is_missing": line.is_missing,
        "ask": line.ask.get(lang, ""),
        "who": who(line.supplier),
        "proof": proof and {"on": proof.checked_on, "by": proof.checker, "document": proof.document},
    }


def who(supplier) -> str:
    """Who can supply it: the place and the posts."""
    return f"{places.name(supplier.area)} {formats.listed(words.role(role) for role in supplier.roles)}".strip()


def form(found) -> list[Group]:
    """What a checker found about some items."""
    items = [(line.name, _(line.title)) for line in found.items]
    kinds = {name: each for line in found.items for name, each in policy.proofs().items() if name in line.proofs}
    lang = words.language()
    titles = [(name, each[lang] if isinstance(each, dict) else getattr(each, lang)) for name, each in kinds.items()]
    return [
        Group(
            "",
            (
                Field("items", _("核查了哪些"), "checks", options(items)),
                Field("finding", _("结果"), "select", options(FINDINGS)),
                Field("kind", _("凭什么"), "select", options(titles)),
                Field("checked_on", _("核查日期"), "date", value=clock.today().isoformat(), required=True),
                Field("checker", _("核查人和单位"), required=True),
                Field("document", _("文号或存放处")),
                Field("note", _("说明")),
            ),
        )
    ]


def _recorded(request, found, entry, told) -> int:
    permissions.check(request.actor, "registry.record_evidence")
    on, checker = entry.day("checked_on", _("核查日期")), entry.text("checker", _("核查人和单位"))
    items = entry.many("items")
    if not items:
        entry.errors["items"] = _("请选核查了哪些项目。")
    if entry.errors:
        return 0
    try:
        return actions.record_evidence(
            **told,
            year=found.year,
            standard=found.standard.name,
            items=items,
            kind=entry.text("kind"),
            finding=entry.text("finding"),
            checked_on=on,
            checker=checker,
            document=entry.text("document"),
            note=entry.text("note"),
            by=request.actor,
        )
    except Refusal as refusal:
        entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
        return 0
