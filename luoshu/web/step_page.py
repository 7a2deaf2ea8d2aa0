"""Taking one step of one case; handing in proofs; mending what it tells; keeping out of it."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.core.cases import actions, queries
from luoshu.core.errors import Refusal
from luoshu.core.models import Posting
from luoshu.policy.procedures import listed, organs
from luoshu.registry.models import Household

from . import case_page, case_rows, case_steps, case_subjects, case_words, refusals
from .case_rows import found_case
from .typed import Entry, Field, Group, options


def step(request, number, name):
    """The form of one step; a POST takes it."""
    case = found_case(request.actor, number)
    found = case_words.variant(case).steps.get(name)
    if found is None or found.opens or found.objected:
        raise Http404
    entry = Entry(request)
    kept, status = [], 200
    if request.method == "POST":
        taking = case_steps.Taking(entry, found, [case], request.actor)
        if taking.take():
            messages.success(request, _("“%(step)s”已记下。") % {"step": case_words.named(found)})
            return redirect("case", number)
        kept, status = taking.kept, taking.status
    groups = case_steps.groups(found, [case], entry)
    if kept and entry.text("meeting") == case_steps.NEW:
        groups = case_steps.with_newest_meeting(groups)
    return render(request, "case_step.html", _shown(request, case, found, groups, entry, kept), status=status)


def _shown(request, case, found, groups, entry, kept):
    title = case_rows.title_of(case, request.actor)
    offer = next((o for o in queries.steps_open_to(case, request.actor) if o.step.name == found.name), None)
    return {
        "here": "cases",
        "case": case,
        "title": title,
        "kind": case_words.title(case),
        "tag": case_words.tag(case),
        "step": case_words.named(found),
        "organ": case_words.organ(found.organ),
        "is_back": case_steps.is_back(found),
        "to": case_words.named(case_words.variant(case).states[found.to or case.state]),
        "offer": case_page.told_offer(case, offer) if offer else None,
        "groups": groups,
        "faults": entry.faults(groups),
        "kept": kept,
        "place": case_rows.place_of(case),
        "path": [
            {"name": _("待办事项"), "href": reverse("cases")},
            {"name": f"{title} {case_words.title(case)}", "href": reverse("case", args=[case.pk])},
            {"name": case_words.named(found)},
        ],
    }


def proofs(request, number):
    """Hand in proofs ahead of the step they serve."""
    case = found_case(request.actor, number)
    entry = Entry(request)
    kinds = [(name, case_words.evidence(name)) for name in asked_of(case)]
    groups = (
        Group(
            "",
            (
                Field("kind", _("哪一种材料"), "select", options(kinds)),
                Field("made_on", _("形成日期"), "date", required=True),
                Field("file", _("文件或照片"), "file"),
                Field("paper", _("或写文号、原件存放处")),
                Field("witness", _("见证人"), hint=_("按手印、拒签要有见证人")),
            ),
        ),
    )
    if request.method == "POST":
        on = entry.day("made_on", _("形成日期"))
        try:
            found = [] if entry.errors else case_steps.papers(entry, entry.text("kind"), "file", "paper", "witness", on)
            if not found:
                entry.errors.setdefault("paper", _("请传文件，或写文号、原件存放处。"))
            else:
                actions.attach_proofs(to=case, new_proofs=found, by=request.actor)
                messages.success(request, _("材料已收下。"))
                return redirect("case", number)
        except Refusal as refusal:
            entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
    return _simple(request, case, _("交材料"), entry, groups)


def asked_of(case) -> list[str]:
    """The kinds of proof that the ways out of the state ask for, then all others."""
    near = [
        name
        for step_ in case_words.variant(case).steps_from(case.state)
        for each in step_.proof(case.reason)
        for name in each
    ]
    return list(dict.fromkeys([*near, *listed("evidence")]))


def amend(request, number):
    """Complete or correct what a case tells, while it is on its way."""
    case = found_case(request.actor, number)
    household = Household.objects.visible_to(request.actor).filter(pk=case.household_id).first()
    entry, told = Entry(request), case_subjects.known(case)
    groups = case_subjects.groups(case.kind, household, request.actor, case.area)
    if not groups or not case.is_open or not case_subjects.may_mend(case, request.actor):
        raise Http404
    groups = [replace(g, fields=tuple(replace(f, value=told.get(f.name, f.value)) for f in g.fields)) for g in groups]
    groups.append(Group("", (Field("mended", _("补正了什么、凭什么"), "area", required=True),)))
    if request.method == "POST":
        why, reason = entry.text("mended", _("补正了什么、凭什么")), {"reason": case.reason}
        entry.post = entry.post.copy()
        entry.post.update(reason)
        found = case_subjects.read(case.kind, entry, household)
        if not entry.errors:
            try:
                actions.amend_case(case=case, reason=why, by=request.actor, detail=found.detail, secret=found.secret)
                messages.success(request, _("已补正。"))
                return redirect("case", number)
            except Refusal as refusal:
                entry.errors[getattr(refusal, "place", "")] = refusals.of(refusal)
    return _simple(request, case, _("补正内容"), entry, groups)


def recuse(request, number):
    """Somebody keeps out of the case; it goes to a named deputy."""
    case = found_case(request.actor, number)
    entry = Entry(request)
    people = deputies(case)
    groups = (
        Group(
            "",
            (
                Field("name", _("谁回避"), value=request.actor.name, required=True),
                Field("why", _("为什么"), "select", options(case_words.TIES.items())),
                Field("deputy", _("由谁代办"), "select", options(people, _("没有账号的，写在下面"))),
                Field("deputy_name", _("代办人姓名")),
            ),
        ),
    )
    if request.method == "POST":
        name, deputy = entry.text("name", _("谁回避")), entry.text("deputy")
        names = {str(user): title for user, title in people}
        told = names.get(deputy) or entry.text("deputy_name", _("代办人姓名"))
        if not entry.errors:
            own = request.actor.user_id if name == request.actor.name else None
            try:
                actions.recuse(
                    case=case,
                    name=name,
                    why=entry.text("why"),
                    deputy_name=told,
                    by=request.actor,
                    user_id=own,
                    deputy_id=int(deputy) if deputy in names else None,
                )
                messages.success(request, _("已记下回避，由%(name)s代办。") % {"name": told})
                return redirect("case", number)
            except Refusal as refusal:
                entry.errors[""] = refusals.of(refusal)
    return _simple(request, case, _("回避"), entry, groups)


def deputies(case) -> list[tuple[int, str]]:
    """Who else holds a posting of the same level over the case's place."""
    roles = organs()[case.organ].recorders if case.organ else ()
    rows = Posting.objects.filter(role__in=roles, whole=True, since__lte=clock.today()).select_related("user")
    return [
        (row.user_id, row.user.name)
        for row in rows
        if case.area.startswith(row.area) and (row.until is None or row.until >= clock.today())
    ]


def _simple(request, case, heading, entry, groups):
    filled = entry.filled(groups)
    title = case_rows.title_of(case, request.actor)
    about = {
        "here": "cases",
        "heading": heading,
        "groups": filled,
        "faults": entry.faults(filled),
        "title": title,
        "said": f"{title} {case_words.title(case)}",
        "back": reverse("case", args=[case.pk]),
        "path": [
            {"name": _("待办事项"), "href": reverse("cases")},
            {"name": f"{title} {case_words.title(case)}", "href": reverse("case", args=[case.pk])},
            {"name": heading},
        ],
    }
    return render(request, "case_form.html", about, status=422 if entry.errors else 200)
