"""Opening a case: from a household's page, for chosen households, for a village or county, for an applicant."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from luoshu.core import clock, permissions
from luoshu.core.cases import actions
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import Refusal
from luoshu.policy import procedures
from luoshu.registry import visibility
from luoshu.registry.models import Household

from . import case_rows, case_steps, case_subjects, case_words, formats, places, refusals, words
from .typed import Entry, Field, Group, options

BEFORE = dt.date.min
FROM_OTHERS = ("reopen", "help_first")  # opened by an appeal, or from a clue
WITHOUT_HOUSEHOLD = ("identification",)
ELSEWHERE = ("monitoring", "correction", "duplicate")  # begin on their own pages


def open_case(request):
    """Which kind; then its form for the chosen households; a POST opens them."""
    name = request.POST.get("kind") or request.GET.get("kind", "")
    if name not in procedures.kinds():
        return render(request, "case_kinds.html", _kinds(request))
    households = chosen(request)
    return _form(request, procedures.kind(name), households)


def chosen(request) -> list[Household]:
    """The households named in the address, within reach."""
    named = request.POST.getlist("household") or request.GET.getlist("household")
    rows = Household.objects.visible_to(request.actor).filter(code__in=named) if named else []
    found = list(rows)
    if len(found) != len(set(named)):
        raise Http404
    return found


def kinds_for(actor, area, subject="household") -> list[dict]:
    """The kinds of case the reader may open about something at a place, today."""
    found = []
    if not permissions.may(actor, "cases.record"):
        return found
    for kind in procedures.kinds().values():
        if kind.subject == subject and kind.name not in ELSEWHERE and steps_of(kind, area, clock.today(), actor):
            found.append({"name": kind.name, "title": case_words.named(kind)})
    return found


def variant_at(kind, area, on):
    """The procedure of a place on a day; one that is over serves what happened then."""
    try:
        return kind.at(area, on)
    except LookupError:
        own = [v for v in kind.variants if area.startswith(v.place)]
        return max(own, key=lambda v: (v.since, len(v.place))) if own else None


def steps_of(kind, area, on, actor) -> list:
    """The opening steps that the reader may record."""
    variant = variant_at(kind, area, on)
    steps = variant.opening() if variant else ()
    return [step for step in steps if actor.role in step.recorders and step.name not in FROM_OTHERS]


def links(household, actor) -> list[dict]:
    """The ways to open a case from a household's page."""
    return [
        each | {"href": f"{reverse('open_case')}?{urlencode({'kind': each['name'], 'household': household.code})}"}
        for each in kinds_for(actor, household.area)
        if each["name"] not in WITHOUT_HOUSEHOLD
    ]


IN_BULK = ("household_exit", "return_to_poverty", "removal")


def in_bulk(actor, area) -> list[dict]:
    """The kinds that may be opened for chosen households of a list."""
    return [each for each in kinds_for(actor, area.ljust(12, "0")) if each["name"] in IN_BULK]


def of_household(household, actor) -> list[dict]:
    """The cases about a household, the open ones first."""
    rows = CaseFile.objects.visible_to(actor).filter(household_id=household.pk).select_related("notice")
    cases = sorted(rows, key=lambda case: (not case.is_open, -case.pk))
    return case_rows.rows_of(cases[:12], actor, with_hints=False)


def _kinds(request):
    actor = request.actor
    own = places.of_duty(actor)
    found = []
    if len(own) == 12:
        found = [
            {"name": k["name"], "title": k["title"], "href": f"?kind={k['name']}"}
            for k in kinds_for(actor, own)
            if k["name"] in WITHOUT_HOUSEHOLD
        ]
    for subject, digits in (("village", 12), ("county", 6)):
        found += [
            {"name": k["name"], "title": k["title"], "href": f"?kind={k['name']}"}
            for k in kinds_for(actor, own, subject)
            if len(own) == digits
        ]
    return {
        "here": "cases",
        "kinds": found,
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": _("立一件新事项")}],
    }


def _form(request, kind, households):
    actor, entry = request.actor, Entry(request)
    area = households[0].area if households else own_area(request, kind)
    on = case_words.day_of(request.POST.get("happened_on")) or clock.today()
    steps = steps_of(kind, area, on, actor)
    if not steps or (not households and kind.subject == "household" and kind.name not in WITHOUT_HOUSEHOLD):
        raise Http404
    step = next((each for each in steps if each.name == request.POST.get("step")), steps[0])
    opening = Opening(entry, kind, step, households, area, actor)
    if request.method == "POST" and opening.open():
        return _opened(request, kind, opening)
    groups = opening.groups(steps)
    title = heading(households, actor, area)
    about = {
        "here": "cases",
        "heading": case_words.named(kind),
        "said": title,
        "groups": groups,
        "faults": entry.faults(groups),
        "kept": opening.kept,
        "button": case_words.named(step),
        "back": back(households),
        "intro": intro(kind, area, on),
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": case_words.named(kind)}],
    }
    status = 422 if entry.errors and not opening.kept else 200
    return render(request, "case_form.html", about, status=status)


def own_area(request, kind) -> str:
    """The place of a case about no household on the register: the reader's own village or county."""
    own = places.of_duty(request.actor)
    digits = {"household": 12, "village": 12, "county": 6}.get(kind.subject, 12)
    asked = request.POST.get("area") or request.GET.get("area", "")
    code = asked if asked.isdigit() and asked.startswith(own) else own
    if len(code) < digits:
        raise Http404
    return code[:digits]


def heading(households, actor, area) -> str:
    """What the cases are about."""
    if not households:
        return places.name(area)
    names = [visibility.shown(actor, "name", each.head_name) or each.code for each in households[:10]]
    more = _("等%(n)s户") % {"n": len(households)} if len(households) > len(names) else ""
    return formats.listed(names) + more


def back(households) -> str:
    """Where one came from."""
    return reverse("household", args=[households[0].code]) if len(households) == 1 else reverse("cases")


def intro(kind, area, on) -> str:
    """Which procedure it will keep."""
    variant = variant_at(kind, area, on)
    first = next(iter(variant.opening()))
    does = case_words.does(variant.states[first.to])
    return formats.sentences(
        _("按%(since)s起的程序办理，中途规定有变也办到底") % {"since": formats.day(variant.since)},
        _("立案以后：%(does)s") % {"does": does},
    )


class Opening:
    """One try to open cases of a kind for some households (or a place)."""

    def __init__(self, entry, kind, step, households, area, actor):
        self.entry, self.kind, self.step, self.actor = entry, kind, step, actor
        self.households, self.area = households, area
        self.kept, self.outcome = [], None

    @property
    def like(self):
        """As much of a case as the fields of a step look at."""
        place = self.area.ljust(12, "0")
        return SimpleNamespace(area=place, since=BEFORE, opened_on=BEFORE, reason=self.entry.text("reason"))

    def groups(self, steps) -> list[Group]:
        """The fields: how it begins, the day, the meeting, the content, the proofs."""
        first = [Field("kind", "", "hidden", value=self.kind.name), Field("area", "", "hidden", value=self.area)]
        first += [Field("household", "", "hidden", value=each.code) for each in self.households]
        if len(steps) > 1:
            titles = [(each.name, case_words.named(each)) for each in steps]
            first.append(Field("step", _("怎样开始"), "select", options(titles), value=self.step.name))
        if self.kind.reasons:
            lang = words.language()
            reasons = [(code, told[lang]) for code, told in self.kind.reasons.items()]
            first.append(Field("reason", _("事由"), "select", options(reasons, _("请选")), required=True))
        today = clock.today().isoformat()
        hint = _("今天以前的日期会标为补录，要有佐证。")
        first.append(Field("happened_on", _("提出的日期"), "date", value=today, required=True, hint=hint))
        found = [Group("", tuple(first))]
        if case_steps.meets(self.step) and case_steps.must_meet(self.step):
            found += case_steps.of_meeting(self.step, self.like)
        one = self.households[0] if len(self.households) == 1 else None
        if one or not self.households:
            found += case_subjects.groups(self.kind.name, one, self.actor, self.area)
        proofs = proofs_of(self.step, self.kind)
        found += [Group(_("材料"), proofs)] if proofs else []
        filled = self.entry.filled(found)
        return [_restored(group, self.households) for group in filled]

    def open(self) -> bool:
        """Try; whether any was opened."""
        entry, one = self.entry, self.households[0] if len(self.households) == 1 else None
        on = entry.day("happened_on", _("提出的日期"))
        reason = entry.text("reason", _("事由") if self.kind.reasons else "")
        told = case_subjects.Told()
        if one or not self.households:
            told = case_subjects.read(self.kind.name, entry, one)
        if case_steps.must_meet(self.step):
            entry.text("meeting", _("会议"))
        if entry.errors:
            return False
        try:
            taking = case_steps.Taking(entry, self.step, [self.like], self.actor)
            meeting = taking.meeting = taking._meeting()
            self.kept += taking.kept
            proofs = read_proofs(entry, on)
        except Refusal as refusal:
            entry.errors.setdefault(getattr(refusal, "place", "") or "meeting", refusals.of(refusal))
            return False
        return self._open(on, reason, told, meeting, proofs)

    def _open(self, on, reason, told, meeting, proofs) -> bool:
        every = self.households or [None]
        subjects = [case_subjects.subject(self.kind.name, told, each, self.area) for each in every]
        try:
            self.outcome = actions.open_cases(
                kind=self.kind.name,
                subjects=subjects,
                happened_on=on,
                by=self.actor,
                step=self.step.name,
                reason=reason,
                meeting=meeting,
                new_proofs=proofs,
                document_no=self.entry.text("document_no"),
            )
        except Refusal as refusal:
            self.entry.errors[""] = refusals.of(refusal)
        return self.outcome is not None


def _restored(group, households):
    """Hidden households are many under one name: what was typed must not make them all the last one."""
    codes = iter([each.code for each in households])
    fields = tuple(
        Field("household", "", "hidden", value=next(codes)) if field.name == "household" else field
        for field in group.fields
    )
    return replace(group, fields=fields)


def proofs_of(step, kind) -> tuple:
    """The papers a case begins with: of its step, and of any of the reasons."""
    asked = [*step.evidence, *(each for reason in step.evidence_for.values() for each in reason)]
    names = dict.fromkeys(name for each in asked for name in each if name not in case_steps.OF_MEETINGS)
    if not names:
        return ()
    kinds = options((name, case_words.evidence(name)) for name in names)
    return (
        Field("proof_kind", _("交哪一种"), "select", kinds),
        Field("proof_file", _("文件或照片"), "file"),
        Field("proof_paper", _("或写文号、原件存放处")),
        Field("document_no", _("文号")),
    )


def read_proofs(entry, on):
    """The papers handed in."""
    kind = entry.text("proof_kind")
    return case_steps.papers(entry, kind, "proof_file", "proof_paper", "", on) if kind else []


def _opened(request, kind, opening):
    outcome = opening.outcome
    if len(outcome.done) == 1 and not outcome.refused:
        messages.success(request, _("“%(kind)s”已立案。") % {"kind": case_words.named(kind)})
        return redirect("case", outcome.done[0])
    by_code = {each.code: each for each in opening.households}
    cases = list(CaseFile.objects.visible_to(request.actor).filter(pk__in=outcome.done))
    titles = case_rows.titles_of(cases, request.actor)
    shown = lambda code: visibility.shown(request.actor, "name", by_code[code].head_name) or code  # noqa: E731
    about = {
        "here": "cases",
        "heading": case_words.named(kind),
        "n": len(outcome.done),
        "not_done": len(outcome.refused),
        "done": [{"title": titles[case.pk], "href": reverse("case", args=[case.pk])} for case in cases],
        "refused": [
            {"title": shown(code), "href": reverse("household", args=[code]), "why": refusals.of(why)}
            for code, why in outcome.refused.items()
        ],
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": case_words.named(kind)}],
    }
    return render(request, "cases_opened.html", about)
