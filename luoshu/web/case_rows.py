"""Cases as rows of a list: whose it is, where it stands, what is lacking, what to look out for, until when."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock
from luoshu.core.cases import facts, secret
from luoshu.core.cases.models import CaseFile, Proof
from luoshu.registry import visibility
from luoshu.registry.models import Household, Person

from . import case_words, formats, places


@dataclass(frozen=True)
class Row:
    """One case in a list; `hints` are reasons to look at it alone, which keep it out of a bulk step."""

    id: int
    href: str
    title: str
    code: str
    place: str
    kind: str
    tag: dict
    next: str
    who: str
    lacks: list
    hints: list
    due: object
    left: str
    is_late: bool


def rows_of(cases, actor, with_hints=True) -> list[Row]:
    """The rows of some cases: a few queries for all of them."""
    cases = list(cases)
    titles, lacks = titles_of(cases, actor), lacking(cases)
    hints = hints_of(cases, actor) if with_hints else {}
    return [row_of(case, titles[case.pk], lacks.get(case.pk, []), hints.get(case.pk, [])) for case in cases]


def row_of(case, title, lacks, hints) -> Row:
    """One case as a row."""
    late = case_words.is_late(case)
    return Row(
        case.pk,
        reverse("case", args=[case.pk]),
        title,
        case.code,
        place_of(case),
        case_words.title(case),
        case_words.tag(case),
        case_words.does(case_words.state_of(case)) if case.is_open else "",
        case_words.holder(case) if case.is_open else "",
        lacks,
        hints,
        case.due_on,
        case_words.left(case.due_on) if case.is_open else formats.day(case.closed_on),
        late,
    )


def place_of(case) -> str:
    """The place a case is about."""
    return places.name(facts.place_of(case.area))


def titles_of(cases, actor) -> dict[int, str]:
    """{case id: what it is about}: the household by its head, the person, the place; by number where names are not."""
    heads = dict(
        Household.objects.visible_to(actor)
        .filter(pk__in={case.household_id for case in cases if case.household_id})
        .values_list("pk", "head_name")
    )
    people = dict(
        Person.objects.visible_to(actor)
        .filter(pk__in={case.person_id for case in cases if case.person_id})
        .values_list("pk", "name")
    )
    return {case.pk: _title(case, actor, heads, people) for case in cases}


def _title(case, actor, heads, people) -> str:
    if case.subject in ("village", "county"):
        return place_of(case)
    head = heads.get(case.household_id) if case.household_id else applicant(case)
    person = people.get(case.person_id)
    name = visibility.shown(actor, "name", head) if head else None
    whose = _("%(name)s户") % {"name": name} if name else case.code
    member = visibility.shown(actor, "name", person) if person else None
    return formats.bracketed(whose, member) if member and member != name else whose


def applicant(case) -> str:
    """The head of a household that is not on the register, as the case tells it under seal."""
    told = secret.secret_of(case) or {}
    people = told.get("people") or [{}]
    return (told.get("household") or {}).get("head_name") or people[0].get("name") or ""


def title_of(case, actor) -> str:
    """What one case is about."""
    return titles_of([case], actor)[case.pk]


def lacking(cases) -> dict[int, list[str]]:
    """{case id: proofs that the way forward still asks for and that are not yet there}."""
    open_ = [case for case in cases if case.is_open]
    held = {}
    for number, kind in Proof.objects.filter(case__in=[c.pk for c in open_], step=None).values_list("case", "kind"):
        held.setdefault(number, set()).add(kind)
    found = {}
    for case in open_:
        step = forward(case)
        asked = step.proof(case.reason) if step else ()
        missing = [case_words.either(each) for each in asked if not held.get(case.pk, set()).intersection(each)]
        if missing:
            found[case.pk] = missing
    return found


def forward(case):
    """The step a case is waiting for: the first declared way on out of its state."""
    return way_on(case_words.variant(case), case.state)


def way_on(variant, state):
    """The first way out of a state that goes on: not back, not to a refusal, not by an objection."""
    steps = [step for step in variant.steps_from(state) if not (step.objected or step.early)]
    return next((step for step in steps if variant.reached(step, state).final in ("", "done")), None)


def hints_of(cases, actor) -> dict[int, list[str]]:
    """{case id: why it is looked at alone}: objections, ties of the reader, who keeps out of it."""
    found = {}
    for case in cases:
        if case.open_objections:
            found.setdefault(case.pk, []).append(_("%(n)s件异议没有办结") % {"n": case.open_objections})
    for step, variant, group in _by_step(cases):
        for number, ties in facts.ties_of(group, variant, step, actor, clock.today()).items():
            said = [str(TIES[tie]) for tie in sorted(ties) if tie == "recused" or tie in step.not_by]
            found.setdefault(number, []).extend(said)
    return {number: told for number, told in found.items() if told}


TIES = {
    "recused": lazy("您已回避"),
    "proposer": lazy("由您提出"),
    "recorder": lazy("前面由您录入"),
    "helper": lazy("您帮扶的户"),
    "relative": lazy("亲属的户"),
}


def _by_step(cases):
    """[(step, variant, cases)]: those that wait for the same step."""
    found = {}
    for case in cases:
        step = forward(case) if case.is_open else None
        if step is not None:
            found.setdefault((step.name, case.kind, case.variant), (step, []))[1].append(case)
    return [(step, case_words.variant(group[0]), group) for step, group in found.values()]


def found_case(actor, number) -> CaseFile:
    """The case of that number within the reader's reach; any other does not exist for them."""
    case = CaseFile.objects.visible_to(actor).select_related("notice", "origin").filter(pk=number).first()
    if case is None:
        raise Http404
    return case
