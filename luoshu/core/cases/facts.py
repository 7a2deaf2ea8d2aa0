"""What is known of a list of cases when a step is tried for them: a few queries for the whole list."""

from dataclasses import replace

from django.db import connection
from django.db.models import Q

from luoshu.core import clock
from luoshu.core.cases import hooks
from luoshu.core.cases.engine import Facts, Try
from luoshu.core.cases.models import CaseStep, Notice, Proof, Recusal, Relative
from luoshu.core.cases.rows import among
from luoshu.core.errors import NotPossible
from luoshu.core.scope import households_on
from luoshu.policy.procedures import organs


def gather(cases, variant, step, happened_on, by, meeting=None):
    """{case id: Facts} for cases of one variant."""
    ids = [case.pk for case in cases]
    ties = _ties(cases, ids, variant, step, happened_on, by)
    unrecused = _unrecused(cases, ids, step, happened_on, meeting)
    evidence, on_notice = _evidence(ids, step, meeting), _on_notices(cases)
    answers = _answers(cases, step, happened_on, by)
    found = {}
    for case in cases:
        rule = variant.states[case.state].notice if case.state else None
        posted = on_notice.get(case.notice_id, frozenset())
        found[case.pk] = Facts(
            state=case.state,
            since=case.since if step.to else case.opened_on,
            opens_on=case.opens_on,
            is_noticed=rule is None or case.notice_id in on_notice,
            lacking_proofs=tuple(name for name in rule.proofs if name not in posted) if rule else (),
            open_objections=case.open_objections,
            reason=case.reason,
            marks=frozenset(case.marks),
            evidence=frozenset(evidence.get(case.pk, ())) | evidence["all"] | posted,
            answers={name: told[case.pk] for name, told in answers.items() if case.pk in told},
            ties=frozenset(ties.get(case.pk, ())),
            unrecused=tuple(unrecused.get(case.pk, ())),
        )
    return found


def with_proofs(facts, proofs):
    """The facts with proofs that are handed in with the step."""
    return replace(facts, evidence=facts.evidence | {each.kind for each in proofs})


def reached(by, households):
    """Which of these households an actor reaches by a roll."""
    asked = [household for household in households if household is not None]
    if not (asked and by.rolls):
        return set()
    return set(households_on(by.rolls).filter(household_id__in=asked).values_list("household_id", flat=True))


def ties_of(cases, variant, step, by, on):
    """{case id: ties}: how the actor is tied to the cases, for work lists and pages."""
    return _ties(cases, [case.pk for case in cases], variant, step, on, by)


def _ties(cases, ids, variant, step, on, by):
    if by.user_id is None:
        return {}
    ties = {}
    for case in among(Recusal.objects.filter(user_id=by.user_id), ids, "case_id").values_list("case_id", flat=True):
        ties.setdefault(case, set()).add("recused")
    if {"proposer", "recorder"} & set(step.not_by):
        mine = among(CaseStep.objects.filter(user_id=by.user_id), ids, "case_id")
        mine = mine.values_list("case_id", "step", "organ")
        for case, name, organ in mine:
            known = variant.steps.get(name)
            if known is None or known.proposes:
                ties.setdefault(case, set()).add("proposer")
            if organs()[organ].level != organs()[step.organ].level:
                ties.setdefault(case, set()).add("recorder")
    for tie, function in (("helper", "luoshu_helped"), ("relative", "luoshu_related")):
        if tie in step.not_by:
            bound = tied(function, by.user_id, on, [case.household_id for case in cases])
            for case in cases:
                if case.household_id in bound:
                    ties.setdefault(case.pk, set()).add(tie)
    return ties


def tied(function, user_id, on, households):
    """Which of the households the account helps (`luoshu_helped`) or is related to (`luoshu_related`), past reach."""
    asked = [household for household in households if household is not None]
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(f"select household_id from {function}(%s, %s, %s::bigint[])", [user_id, on, asked])
        return {household for (household,) in cursor.fetchall()}


def _unrecused(cases, ids, step, on, meeting):
    """{case id: names}: officials of the deciding level who are related to the household and did not keep out."""
    if "relative" not in step.not_by or meeting is None:
        return {}
    households = {case.household_id: case.pk for case in cases if case.household_id is not None}
    current = Q(until=None) | Q(until__gte=on)
    level = organs()[step.organ].level
    related = among(Relative.objects.filter(current, since__lte=on, organ_level=level), households, "household_id")
    out = set(among(Recusal.objects.filter(meeting=meeting), ids, "case_id").values_list("case_id", "name"))
    found = {}
    for household, name in related.values_list("household_id", "name"):
        if (households[household], name) not in out:
            found.setdefault(households[household], []).append(name)
    return found


def _evidence(ids, step, meeting):
    """{case id: kinds}, and under "all" what the meeting brings."""
    found = {"all": frozenset()}
    if meeting is not None:
        found["all"] = frozenset(Proof.objects.filter(meeting=meeting).values_list("kind", flat=True))
    if step.evidence or step.evidence_for:
        loose = among(Proof.objects.filter(step=None), ids, "case_id")
        for case, kind in loose.values_list("case_id", "kind"):
            found.setdefault(case, set()).add(kind)
    return found


def _on_notices(cases):
    """{notice id: kinds of proof}: the notices these cases stand on, once posted."""
    ids = {case.notice_id for case in cases if case.notice_id}
    posted = Notice.objects.filter(pk__in=ids).exclude(state=Notice.State.DRAFT)
    found = {pk: set() for pk in posted.values_list("pk", flat=True)}
    for notice, kind in Proof.objects.filter(notice_id__in=found).values_list("notice_id", "kind"):
        found[notice].add(kind)
    return {pk: frozenset(kinds) for pk, kinds in found.items()}


def _answers(cases, step, on, by):
    """{requirement: {case id: Answer}}; nobody to answer is not yet verified."""
    return {name: hooks.requirements[name](cases, on, by) for name in step.needs if name in hooks.requirements}


def tried(cases, step, happened_on, by, meeting, votes, is_backed, in_objection=False):
    """{case id: Try}: the step as it is tried, with the meeting's figures after recusals.

    `is_backed`: whether there is proof for a late entry; {case id: bool} where it differs.
    """
    if meeting is not None:
        _check_meeting(cases, step, happened_on, meeting)
    struck = _struck(cases, meeting)
    tries = {}
    for case in cases:
        vote = votes.get(case.pk) if isinstance(votes, dict) else votes
        out, less = struck.get(case.pk, (0, 0))
        present = meeting.present - out if meeting else None
        counted = (vote.agreed - less, present) if vote and meeting else None
        backed = is_backed[case.pk] if isinstance(is_backed, dict) else is_backed
        quorate = _quorate(step, meeting)
        tries[case.pk] = Try(happened_on, clock.today(), by.role, backed, counted, quorate, in_objection)
    return tries


def _quorate(step, meeting):
    quorum = organs()[step.organ].quorum
    if meeting is None or quorum is None:
        return None
    return meeting.present >= quorum * meeting.entitled


def _struck(cases, meeting):
    """{case id: (people who kept out, votes for that fall away)} in this meeting."""
    found = {}
    if meeting is not None:
        rows = among(Recusal.objects.filter(meeting=meeting), [case.pk for case in cases], "case_id")
        for case, struck in rows.values_list("case_id", "struck_for"):
            out, less = found.get(case, (0, 0))
            found[case] = (out + 1, less + struck)
    return found


def _check_meeting(cases, step, happened_on, meeting):
    """The meeting is of the deciding body, for the place, and not after the decision."""
    if meeting.organ != step.organ:
        raise NotPossible(
            f"“{step.zh}”由{organs()[step.organ].title(happened_on)}决定，所选会议是{organs()[meeting.organ].title(happened_on)}的",
            "请选择决定机构的会议。",
        )
    if meeting.held_on > happened_on:
        raise NotPossible(f"会议 {meeting.held_on} 才开，晚于决定的日期", "请核对日期。")
    prefix = place_of(meeting.area)
    if any(not case.area.startswith(prefix) for case in cases):
        raise NotPossible("会议不是这些事项所在地的", "请选择所在地的会议。")


def place_of(area):
    """The prefix that a code filled up with zeros stands for."""
    for digits in (4, 6, 9):
        if area[digits:].strip("0") == "":
            return area[:digits]
    return area
