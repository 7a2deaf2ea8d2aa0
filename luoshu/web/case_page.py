"""One case: where it stands, what happens next, who has it, until when; the steps taken and what is lacking."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.core import permissions
from luoshu.core.cases import queries
from luoshu.core.cases.meetings import VOTE_STRUCK
from luoshu.core.cases.models import CaseFile, Notice, Objection, Proof, Recusal
from luoshu.registry.models import Household

from . import case_rows, case_subjects, case_words, formats, links, refusals, words
from .case_rows import found_case


def page(request, number):
    """The page; `on` and `known` show it as it stood and as was then known."""
    case = found_case(request.actor, number)
    actor = request.actor
    title = case_rows.title_of(case, actor)
    variant = case_words.variant(case)
    ways = offers(case, actor) if case.is_open else []
    about = {
        "here": "cases",
        "case": case,
        "title": title,
        "tag": case_words.tag(case),
        "kind": case_words.title(case),
        "path": [{"name": _("待办事项"), "href": reverse("cases")}, {"name": f"{title} {case_words.title(case)}"}],
        "procedure": procedure(variant),
        "where": where(case),
        "steps": told_steps(case, actor),
        "later": later(case, variant),
        "offers": ways,
        "main": next((each for each in ways if each["is_open"] and each["goes_on"]), None),
        "objections": objections(case, actor),
        "household": household(case, actor),
        "asof": as_of(case, request),
        "diagram": diagram(variant, case),
        "proofs": loose(case),
        "notices": notices(case),
        "recusals": recusals(case),
        "related": related(case, actor),
        "may_amend": case.kind in case_subjects.FIELDS and case_subjects.may_mend(case, actor),
        "may_record": permissions.may(actor, "cases.record"),
        "may_hear": permissions.may(actor, "cases.hear_objection"),
    }
    return render(request, "case.html", about)


def procedure(variant) -> str:
    """Under which procedure: its place and period, confirmed or not."""
    since = _("按%(since)s起的程序办理") % {"since": formats.day(variant.since)}
    return formats.bracketed(since, _("河南")) if variant.place == "41" else since


def where(case) -> dict:
    """The three questions: where it is, who has it, what is next and until when."""
    state = case_words.state_of(case)
    if not case.is_open:
        return {
            "state": case_words.state(case),
            "closed": formats.day(case.closed_on),
            "outcome": case_words.label(case_words.FINALS, case.outcome),
        }
    step = case_rows.forward(case)
    return {
        "state": case_words.state(case),
        "since": _("%(since)s起") % {"since": formats.day(case.since)},
        "holder": case_words.holder(case),
        "does": next_of(case, state),
        "step": case_words.named(step) if step else "",
        "due": formats.day(case.due_on) if case.due_on else "",
        "left": case_words.left(case.due_on),
        "is_late": case_words.is_late(case),
        "opens": formats.day(case.opens_on) if case.opens_on else "",
        "counted": case_words.due(case),
    }


def next_of(case, state) -> str:
    """What happens next, in one sentence: a notice first has to hang."""
    if state.notice and not case.notice_id:
        return _("先列公示名单、张贴，再从张贴的次日起数%(days)s天") % {"days": state.notice.term.days}
    if state.notice and case.notice.state == "draft":
        return _("名单已列，等张贴和首日照片")
    return case_words.does(state)


def told_steps(case, actor) -> list[dict]:
    """The steps taken, in order, each with its proofs."""
    steps = list(queries.history(case))
    held = {}
    for proof in Proof.objects.filter(step__in=[step.pk for step in steps]):
        held.setdefault(proof.step_id, []).append(told_proof(proof))
    variant = case_words.variant(case)
    return [told_step(step, variant, held.get(step.pk, [])) for step in steps]


def told_step(step, variant, proofs) -> dict:
    """One step: the body that decided, who recorded it, when it happened and was entered."""
    known = variant.steps.get(step.step)
    votes = ""
    if step.votes_for is not None:
        votes = _("同意%(f)s票，反对%(a)s票，弃权%(n)s票") % {
            "f": step.votes_for,
            "a": step.votes_against,
            "n": step.votes_abstained,
        }
    return {
        "title": case_words.named(known) if known else step.step,
        "after": case_words.named(variant.states[step.after]),
        "organ": case_words.organ(step.organ, step.happened_on),
        "happened_on": step.happened_on,
        "entered_at": step.entered_at,
        "is_late": step.is_late,
        "by": formats.bracketed(words.who(step.actor), words.role(step.role)),
        "meeting": step.meeting and {"href": reverse("meeting", args=[step.meeting_id]), "on": step.meeting.held_on},
        "document_no": step.document_no,
        "votes": votes,
        "note": step.note,
        "proofs": proofs,
    }


def told_proof(proof) -> dict:
    """One proof: what it is, of when, where it lies; a photograph without a place says so."""
    is_picture = proof.media_type.startswith("image/")
    parts = [proof.document_no, proof.kept_at, proof.witness and _("见证人%(name)s") % {"name": proof.witness}]
    if is_picture and not proof.is_placed:
        parts.append(_("无位置"))
    return {
        "title": case_words.evidence(proof.kind),
        "on": proof.made_on,
        "said": formats.listed(part for part in parts if part),
        "href": reverse("case_proof", args=[proof.pk]) if proof.file else "",
    }


def loose(case) -> list[dict]:
    """What was handed in and serves no step yet."""
    return [told_proof(proof) for proof in Proof.objects.filter(case=case, step=None).order_by("pk")]


def later(case, variant) -> list[dict]:
    """The way still to go, by the first way out of each state."""
    found, seen, here = [], {case.state}, case.state
    while case.is_open:
        step = case_rows.way_on(variant, here)
        if step is None or not step.to or step.to in seen:
            return found
        state = variant.states[step.to]
        found.append(
            {"title": case_words.named(step), "organ": case_words.organ(step.organ), "after": case_words.named(state)}
        )
        seen.add(step.to)
        here = step.to
    return found


def offers(case, actor) -> list[dict]:
    """Every way out of the state: open to the reader, or why not and who can supply what is missing; the way on first.

    A vote that falls by a recusal is counted by itself and not offered.
    """
    told = [(offer.step, told_offer(case, offer)) for offer in queries.steps_open_to(case, actor)]
    told = [(step, each) for step, each in told if step.name != VOTE_STRUCK]
    told.sort(key=lambda pair: (not pair[1]["is_open"] and pair[1]["is_others"], not pair[1]["goes_on"]))
    return [each for _step, each in told]


def told_offer(case, offer) -> dict:
    """One way out."""
    step, why = offer.step, offer.refusal
    lacks = [{"title": case_words.either(each), "who": case_words.supplier(each[0])} for each in offer.lacking]
    return {
        "title": case_words.named(step),
        "href": reverse("case_step", args=[case.pk, step.name]),
        "organ": case_words.organ(step.organ),
        "is_open": offer.is_open,
        "goes_on": not step.early and case_words.variant(case).reached(step, case.state).final in ("", "done"),
        "is_others": why is not None and why.status == 403,
        "why": refusals.of(why) if why else "",
        "lacks": lacks,
        "needs": [told_need(name, answer) for name, answer in offer.answers.items()],
    }


def told_need(name, answer) -> dict:
    """A requirement of the register: met, not met, not yet verified; what is missing and who can supply it."""
    missing = formats.listed(refusals.part(text) for text in answer.missing) if answer else ""
    return {
        "title": case_words.requirement(name),
        "outcome": answer.outcome if answer else None,
        "missing": missing,
        "who": refusals.part(answer.who) if answer else "",
    }


def objections(case, actor) -> list[dict]:
    """The objections to this case."""
    rows = Objection.objects.visible_to(actor).filter(case=case).order_by("pk")
    return [
        {
            "href": reverse("objection", args=[row.pk]),
            "receipt": row.receipt,
            "on": row.received_on,
            "state": _(row.get_state_display()),
            "is_open": row.state == "open",
            "due": row.due_on,
            "who": case_words.organ(row.organ),
            "answer": row.answer,
            "left": case_words.left(row.due_on),
        }
        for row in rows
    ]


def notices(case) -> list[dict]:
    """The notices this case stands or stood on."""
    rows = Notice.objects.filter(lines__case=case).distinct().order_by("pk")
    return [
        {
            "href": reverse("notice", args=[row.pk]),
            "title": case_words.notice(row.kind),
            "state": _(row.get_state_display()),
            "posted_on": row.posted_on,
            "ends_on": row.ends_on,
        }
        for row in rows
    ]


def recusals(case) -> list[dict]:
    """Who keeps out, and who has it instead."""
    rows = Recusal.objects.filter(case=case).order_by("pk")
    return [
        {"name": row.name, "why": case_words.label(case_words.TIES, row.why), "deputy": row.deputy_name} for row in rows
    ]


def household(case, actor) -> dict | None:
    """The way to the household, where it is within reach."""
    found = Household.objects.visible_to(actor).filter(pk=case.household_id).first() if case.household_id else None
    return {"href": links.household(found.code), "code": found.code} if found else None


def related(case, actor) -> list[dict]:
    """The case it follows and those that follow it, and the other cases of one matter."""
    rows = CaseFile.objects.visible_to(actor).exclude(pk=case.pk)
    found = list(rows.filter(pk=case.origin_id)) if case.origin_id else []
    found += list(rows.filter(origin=case))
    found += list(rows.filter(bundle=case.bundle)) if case.bundle else []
    if case.household_id:
        found += list(rows.filter(household_id=case.household_id).order_by("-pk")[:10])
    every = {each.pk: each for each in found}.values()
    return [
        {
            "href": reverse("case", args=[each.pk]),
            "title": case_words.title(each),
            "state": case_words.state(each),
            "on": each.opened_on,
        }
        for each in every
    ]


def as_of(case, request) -> dict | None:
    """How it stood on a day, and as was known on another."""
    day, known = case_words.day_of(request.GET.get("on")), case_words.day_of(request.GET.get("known"))
    if day is None:
        return None
    found = queries.case_as_of(case, day, known)
    if found is None:
        return {"on": day, "known": known, "text": _("那时还没有这件事项")}
    variant = case_words.variant(case)
    return {
        "on": day,
        "known": known,
        "since": found.since,
        "entered_at": found.entered_at,
        "text": case_words.named(variant.states[found.state]),
        "step": case_words.named(variant.steps[found.step]) if found.step in variant.steps else "",
    }


def diagram(variant, case) -> list[dict]:
    """The procedure in words: each state, who has it, and the ways out of it."""
    found = []
    for name, state in variant.states.items():
        ways = [
            {
                "title": case_words.named(step),
                "to": case_words.named(variant.states[step.to or name]),
                "organ": case_words.organ(step.organ),
            }
            for step in variant.steps_from(name)
            if step.name != "lapse"
        ]
        found.append(
            {
                "title": case_words.named(state),
                "does": case_words.does(state),
                "is_here": name == case.state,
                "organ": case_words.organ(state.organ) if state.organ else "",
                "ways": ways,
                "term": told_term(state),
            }
        )
    return found


def told_term(state) -> str:
    """The term of a state, in words."""
    length = state.notice.term if state.notice else state.within
    if length is None:
        return ""
    text = _("%(n)s个工作日") if length.unit == "working" else _("%(n)s天")
    return (_("公示%(term)s") if state.notice else _("%(term)s内")) % {"term": text % {"n": length.days}}
