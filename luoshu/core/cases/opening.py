"""Opening cases: by the procedure in force at the place on the day, one open case of a kind for a subject."""

from luoshu.core import clock
from luoshu.core.cases import engine, facts, proofs, rows, secret, taking
from luoshu.core.cases.given import Outcome
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.policy.procedures import kind


def open_all(of, subjects, happened_on, by, *, step="", reason="", origin=None, bundle="", meeting=None,
             document_no="", note="", new_proofs=(), given=None):  # fmt: skip
    """Open a case for each subject that may have one; (cases, {subject code: Refusal})."""
    found = _kind(of)
    cases = [_case(found, subject, happened_on, reason, origin, bundle) for subject in subjects]
    _number(cases, subjects)
    told = dict(zip((case.pk for case in cases), subjects, strict=True))
    refused = _beyond(cases, by) | _taken(found, cases)
    along = {"meeting": meeting, "document_no": document_no, "note": note, "given": given or {}}
    opened = []
    for name, group in taking.grouped(cases, lambda case: _variant(found, case)):
        refused |= {case.pk: _none(found, happened_on) for case in group if name is None}
        if name is None:
            continue
        variant = found.variant(name)
        asked = [case for case in group if case.pk not in refused]
        first = _opening(found, variant, step)
        done, not_done = _open(asked, variant, first, happened_on, by, told, new_proofs, **along)
        opened, refused = opened + done, refused | not_done
    if not opened and refused:
        raise next(iter(refused.values()))
    return Outcome(tuple(opened), {told[pk].code: why for pk, why in refused.items()})


def _kind(name):
    try:
        return kind(name)
    except LookupError:
        raise NotPossible(f"没有“{name}”这种事项", "请从事项的种类中选择。") from None


def _case(found, subject, happened_on, reason, origin, bundle):
    if reason and reason not in found.reasons:
        raise NotPossible(f"{found.zh}没有“{reason}”这种事由", "请从事由中选择。")
    case = CaseFile(
        county=subject.area[:6], area=subject.area, kind=found.name, subject=found.subject, code=subject.code,
        household_id=subject.household_id, person_id=subject.person_id, reason=reason, opened_on=happened_on,
        since=happened_on, entered_at=clock.now(), is_exclusive=found.exclusive, detail=subject.detail,
        origin=origin, bundle=bundle, state="", variant="",
    )  # fmt: skip
    return case


def _number(cases, subjects):
    """Numbers ahead of writing: requirements are asked of cases that may then be refused, and secrets are bound."""
    for case, subject, number in zip(cases, subjects, secret.numbers("case_file", len(cases)), strict=True):
        case.pk = number
        case.secret_sealed = secret.sealed(subject.secret, number)


def _beyond(cases, by):
    """Refusals for places out of the actor's reach; a helper reaches the households on the roll."""
    refusal = NotAllowed("对象不在您的管辖范围内", "请由当地的经办人办理。")
    out = [case for case in cases if not (by.whole and case.area.startswith(by.area))]
    listed = facts.reached(by, [case.household_id for case in out])
    return {case.pk: refusal for case in out if case.household_id not in listed}


def _taken(found, cases):
    """Refusals for subjects that have an open case of the kind, or of one that excludes it."""
    names = [*found.excludes, *([found.name] if found.exclusive else [])]
    same = CaseFile.objects.filter(kind__in=names, closed_on=None)
    same = same.extra(where=["case_file.code = any (%s::text[])"], params=[[case.code for case in cases]])
    open_ = dict(same.values_list("code", "kind"))
    refused, seen = {}, set()
    for case in cases:
        if case.code in open_ or (found.exclusive and case.code in seen):
            other = kind(open_.get(case.code, found.name)).zh
            refused[case.pk] = NotPossible(f"这一对象还有“{other}”没有办结", "请先办结，或在那件事项里继续。")
        seen.add(case.code)
    return refused


def _variant(found, case):
    try:
        return found.at(case.area, case.opened_on).name
    except LookupError:
        return None


def _none(found, on):
    return NotPossible(f"{on} 没有“{found.zh}”的程序", "请核对日期，或选择当时的事项。")


def _opening(found, variant, name):
    """The opening step by name, or the only or first one."""
    steps = {step.name: step for step in variant.opening()}
    if name and name not in steps:
        raise NotPossible(f"“{found.zh}”不能这样开始", "请从程序开头的步骤中选择。")
    return steps[name] if name else next(iter(steps.values()))


def _open(cases, variant, step, happened_on, by, told, new_proofs, **along):
    for case in cases:
        case.variant, case.proposer_id = variant.name, by.user_id
    given = {case.pk: (*told[case.pk].proofs, *new_proofs) for case in cases}
    known = facts.gather(cases, variant, step, happened_on, by, along["meeting"])
    known = {pk: facts.with_proofs(each, given[pk]) for pk, each in known.items()}
    backed = {pk: bool(along["meeting"] or along["document_no"] or given[pk]) for pk in given}
    tries = facts.tried(cases, step, happened_on, by, along["meeting"], None, backed)
    refused = {}
    for case in cases:
        if why := engine.refusal(variant, step, known[case.pk], tries[case.pk]):
            refused[case.pk] = why
    allowed = [case for case in cases if case.pk not in refused]
    if allowed:
        _write(allowed, variant, step, happened_on, by, given, new_proofs, along)
    return [case.pk for case in allowed], refused


def _write(cases, variant, step, happened_on, by, given, new_proofs, along):
    for name, value in taking.changed(variant, step, "", happened_on, happened_on).items():
        for case in cases:
            setattr(case, name, value)
    rows.write_cases(cases, by)
    if new_proofs:
        proofs.attach(cases, new_proofs, by)
    for case in cases:
        own = [each for each in given[case.pk] if each not in new_proofs]
        if own:
            proofs.attach([case], own, by)
    taking.record_opening(cases, step, happened_on, by, **along)
