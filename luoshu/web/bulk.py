"""One step for a whole list: choose cases, step and meeting; see what was done and what was refused, and why."""

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshu.core import clock
from luoshu.core.cases import engine, facts
from luoshu.core.cases.models import CaseFile
from luoshu.policy import procedures

from . import case_rows, case_steps, case_words, refusals, worklist
from .typed import Entry

SHOWN = 200


@require_POST
def step(request):
    """From the list: the form of the step; from the form: the result."""
    cases = chosen(request)
    if not cases:
        return redirect(f"{reverse('cases')}?{request.POST.get('query', '')}")
    alike = grouped(cases)
    key = request.POST.get("of") or "|".join(next(iter(alike)))
    cases = alike.get(tuple(key.split("|")), [])
    if not cases:
        return redirect("cases")
    kind, variant, state = key.split("|")
    found = steps_of(procedures.kind(kind).variant(variant), state, request.actor)
    name = request.POST.get("step", "")
    if name not in found:
        return render(request, "bulk_choose.html", _choices(request, alike))
    entry, kept, status = Entry(request), [], 200
    if request.POST.get("confirmed"):
        taking = case_steps.Taking(entry, found[name], cases, request.actor)
        if taking.take():
            return render(request, "bulk_done.html", _done(request, found[name], cases, taking.outcome))
        kept, status = taking.kept, taking.status
    return render(request, "bulk_step.html", _form(request, entry, found[name], key, cases, kept), status=status)


def chosen(request) -> list[CaseFile]:
    """The cases ticked, or all that the list's filter finds, without those that have to be looked at alone."""
    actor = request.actor
    if request.POST.get("all"):
        asked = type("Asked", (), {"GET": QueryDict(request.POST.get("query", "")), "actor": actor})
        rows = worklist.chosen(actor, worklist.asked(asked))
    else:
        named = request.POST.get("cases", "").split(",") + request.POST.getlist("case")
        numbers = [int(each) for each in named if each.isdecimal()]
        rows = CaseFile.objects.visible_to(actor).filter(pk__in=numbers).select_related("notice")
    cases = list(rows.filter(closed_on=None))
    hints = case_rows.hints_of(cases, actor)
    return [case for case in cases if case.pk not in hints]


def grouped(cases) -> dict:
    """The cases by procedure and state: one step serves those that stand alike."""
    found = {}
    for case in cases:
        found.setdefault((case.kind, case.variant, case.state), []).append(case)
    return found


def steps_of(variant, state, actor) -> dict:
    """The steps out of a state that the reader may record for a list."""
    return {
        each.name: each
        for each in variant.steps_from(state)
        if (each.bulk or case_steps.is_back(each))
        and not each.objected
        and actor.role in each.recorders
        and each.name != "lapse"
    }


def _choices(request, alike):
    found = []
    for key, cases in alike.items():
        kind, variant, state = key
        steps = steps_of(procedures.kind(kind).variant(variant), state, request.actor)
        found.append(
            {
                "key": "|".join(key),
                "n": len(cases),
                "kind": case_words.kind(kind),
                "state": case_words.state(cases[0]),
                "cases": ids(cases),
                "steps": [{"name": s.name, "title": case_words.named(s)} for s in steps.values()],
            }
        )
    return {"here": "cases", "groups": found, "path": _path(_("办理所选")), "query": request.POST.get("query", "")}


def ids(cases) -> str:
    """The numbers in one field: a form of a thousand fields is refused."""
    return ",".join(str(case.pk) for case in cases)


def _path(name):
    return [{"name": _("待办事项"), "href": reverse("cases")}, {"name": name}]


def _form(request, entry, step_, key, cases, kept):
    groups = case_steps.groups(step_, cases, entry)
    if kept and entry.text("meeting") == case_steps.NEW:
        newest = next(
            (v for g in groups for f in g.fields if f.name == "meeting" for v, _t in f.options if v.isdigit()), ""
        )
        request.POST = request.POST.copy()
        request.POST["meeting"] = newest
        groups = Entry(request).filled(groups)
    refused = preview(step_, cases, request.actor)
    return {
        "here": "cases",
        "step": case_words.named(step_),
        "name": step_.name,
        "key": key,
        "cases": ids(cases),
        "n": len(cases),
        "able": len(cases) - len(refused),
        "kind": case_words.kind(cases[0].kind),
        "state": case_words.state(cases[0]),
        "organ": case_words.organ(step_.organ),
        "is_back": case_steps.is_back(step_),
        "groups": groups,
        "rows": _rows(cases[:SHOWN], refused, request.actor),
        "faults": entry.faults(groups),
        "kept": kept,
        "path": _path(case_words.named(step_)),
        "query": request.POST.get("query", ""),
    }


def _rows(cases, refused, actor) -> list[dict]:
    """The chosen cases as they are told before the step; those it would be refused for first."""
    titles = case_rows.titles_of(cases, actor)
    rows = [
        {
            "title": titles[case.pk],
            "code": case.code,
            "place": case_rows.place_of(case),
            "id": case.pk,
            "why": refusals.of(refused[case.pk]) if case.pk in refused else "",
        }
        for case in cases
    ]
    return sorted(rows, key=lambda row: not row["why"])


def preview(step_, cases, actor) -> dict:
    """{case id: Refusal} of what would be refused as things stand, apart from what is handed in with the step."""
    variant, today = case_words.variant(cases[0]), clock.today()
    known = facts.gather(cases, variant, step_, today, actor)
    tried = engine.Try(today, today, actor.role)
    found = {case.pk: engine.refusal(variant, step_, known[case.pk], tried, is_offer=True) for case in cases}
    return {number: why for number, why in found.items() if why}


def _done(request, step_, cases, outcome):
    by_id = {case.pk: case for case in cases}
    titles = case_rows.titles_of(
        [by_id[pk] for pk in [*outcome.done[:SHOWN], *list(outcome.refused)[:SHOWN]] if pk in by_id], request.actor
    )
    return {
        "here": "cases",
        "step": case_words.named(step_),
        "n": len(outcome.done),
        "path": _path(case_words.named(step_)),
        "done": [{"title": titles[pk], "id": pk} for pk in outcome.done[:SHOWN]],
        "refused": [
            {"title": titles.get(pk, pk), "id": pk, "why": refusals.of(why)}
            for pk, why in list(outcome.refused.items())[:SHOWN]
        ],
        "not_done": len(outcome.refused),
        "query": request.POST.get("query", ""),
        "to": case_words.named(case_words.variant(cases[0]).states[step_.to or cases[0].state]),
    }
