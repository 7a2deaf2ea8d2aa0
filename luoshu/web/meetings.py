"""A meeting: which body, when, who came, its papers, and what it decided."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.core.cases import facts
from luoshu.core.cases.models import CaseStep, Meeting, Proof

from . import case_page, case_rows, case_words, places
from .paging import page_of


def meeting(request, number):
    """One meeting; the cases it decided that the reader reaches."""
    found = Meeting.objects.visible_to(request.actor).filter(pk=number).first()
    if found is None:
        raise Http404
    steps = CaseStep.objects.visible_to(request.actor).filter(meeting=found).select_related("case").order_by("pk")
    page = page_of(steps, request)
    titles = case_rows.titles_of([step.case for step in page], request.actor)
    proofs = Proof.objects.visible_to(request.actor).filter(meeting=found).order_by("pk")
    heading = case_words.organ(found.organ, found.held_on)
    about = {
        "here": "cases",
        "meeting": found,
        "heading": heading,
        "place": places.name(facts.place_of(found.area)),
        "page": page,
        "rows": [_row(step, titles) for step in page],
        "proofs": [case_page.told_proof(proof) for proof in proofs],
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": heading}],
    }
    return render(request, "meeting.html", about)


def _row(step, titles) -> dict:
    variant = case_words.variant(step.case)
    known = variant.steps.get(step.step)
    return {
        "href": reverse("case", args=[step.case_id]),
        "title": titles[step.case_id],
        "kind": case_words.title(step.case),
        "step": case_words.named(known) if known else step.step,
        "on": step.happened_on,
        "votes": "" if step.votes_for is None else f"{step.votes_for} : {step.votes_against} : {step.votes_abstained}",
    }
