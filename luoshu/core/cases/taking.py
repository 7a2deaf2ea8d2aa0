"""Taking a step for a list of cases, and opening cases: checked by the engine, written set-wise."""

from itertools import groupby

from luoshu.core.cases import engine, facts, hooks, proofs, rows
from luoshu.core.cases.given import Outcome
from luoshu.core.cases.models import CaseFile, CaseStep
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind, organs

POSTERS = {
    "village": "village_committee", "township": "township", "county": "county_office", "city": "city_office",
    "province": "province_group",
}  # fmt: skip


def take(cases, name, happened_on, by, *, in_objection=False, **along):
    """Take the step `name` for the cases that may; Outcome. Raises the refusal when it is refused for all of them.

    `along`: meeting, votes, document_no, note, given, proofs.
    """
    locked = rows.among(CaseFile.objects.visible_to(by).select_for_update(), [case.pk for case in cases])
    ordered = sorted(locked, key=lambda case: (case.kind, case.variant, case.pk))
    done, refused = [], dict.fromkeys([case.pk for case in cases], _gone())
    for (of, variant), group in groupby(ordered, key=lambda case: (case.kind, case.variant)):
        went, not_taken = _take(list(group), kind(of).variant(variant), name, happened_on, by, in_objection, **along)
        done += went
        refused |= not_taken
    taken = set(done)
    refused = {pk: why for pk, why in refused.items() if pk not in taken}
    if not done:
        raise next(iter(refused.values()), _gone())
    return Outcome(tuple(done), refused)


def _gone():
    return NotPossible("没有可以办理的事项", "请刷新页面看看现在的情况。")


def _take(cases, variant, name, happened_on, by, in_objection, *, meeting=None, votes=None, document_no="", note="",
          given=None, new_proofs=()):  # fmt: skip
    step = variant.steps.get(name)
    if step is None or step.opens or step.automatic:
        refusal = NotPossible("这一程序没有这一步", "请按程序的步骤办理。")
        return [], {case.pk: refusal for case in cases}
    if len(cases) > 1 and not step.bulk:
        refusal = NotPossible(f"“{step.zh}”要一件一件办理", "请打开每一件分别办理。")
        return [], {case.pk: refusal for case in cases}
    if new_proofs:
        proofs.attach(cases, new_proofs, by)
    backed = bool(meeting or document_no or step.evidence or new_proofs)
    known = facts.gather(cases, variant, step, happened_on, by, meeting)
    tries = facts.tried(cases, step, happened_on, by, meeting, votes, backed, in_objection)
    refused = {}
    for case in cases:
        if found := engine.refusal(variant, step, known[case.pk], tries[case.pk]):
            refused[case.pk] = found
    allowed = [case for case in cases if case.pk not in refused]
    if allowed:
        record(allowed, variant, step, happened_on, by, meeting, votes, document_no, note, given)
    return [case.pk for case in allowed], refused


def record(cases, variant, step, happened_on, by, meeting=None, votes=None, document_no="", note="", given=None):
    """Write the step for the cases, move them on, bind their proofs, and let the step take effect."""
    along = {"meeting": meeting, "document_no": document_no, "note": note}
    steps = rows.write_steps(cases, step, happened_on, by, votes, **along)
    move(cases, variant, step, happened_on)
    _finish(cases, steps, step, happened_on, by, given, **along)


def record_opening(cases, step, happened_on, by, meeting=None, document_no="", note="", given=None):
    """Write the step that opened the cases, which stand where it led."""
    along = {"meeting": meeting, "document_no": document_no, "note": note}
    steps = rows.write_steps(cases, step, happened_on, by, None, **along, opens=True)
    _finish(cases, steps, step, happened_on, by, given, **along)


def _finish(cases, steps, step, happened_on, by, given, **along):
    proofs.bind(steps, {name for each in (*step.evidence, *sum(step.evidence_for.values(), ())) for name in each})
    if step.effect:
        told = {"step": step.name, "organ": step.organ, "happened_on": happened_on, **along}
        taken = {case: CaseStep(pk=number, case_id=case, **told) for case, number in steps.items()}
        effect_of(step.effect)(cases, hooks.Taken(step, happened_on, by, taken, given or {}))


def effect_of(name):
    """The registered effect; NotPossible where the part that does it is not there."""
    if name not in hooks.effects:
        raise NotPossible(f"没有装上“{name}”这一功能", "请告诉系统管理员。")
    return hooks.effects[name]


def move(cases, variant, step, happened_on):
    """The cases' rows after the step, one statement for those alike."""
    if not step.to:
        for marks, group in grouped(cases, lambda case: tuple(case.marks)):
            _update(group, marks=[*marks, step.marks])
        return
    for (state, opened_on), group in grouped(cases, lambda case: (case.state, case.opened_on)):
        changes = changed(variant, step, state, happened_on, opened_on)
        if step.marks:
            for marks, alike in grouped(group, lambda case: tuple(case.marks)):
                _update(alike, **changes, marks=[*marks, step.marks])
        else:
            _update(group, **changes)


def changed(variant, step, state, happened_on, opened_on):
    """The columns of a case's row that a step sets."""
    after = engine.standing(variant, step, state, happened_on, opened_on)
    columns = {name: getattr(after, name) for name in
               ("state", "organ", "level", "outcome", "since", "opens_on", "due_on", "closed_on")}  # fmt: skip
    rule = variant.states[after.state].notice
    if rule:  # until the notice is posted, it is the poster's turn
        columns["organ"] = POSTERS[rule.place]
        columns["level"] = organs()[columns["organ"]].level
    return {**columns, "notice_id": None}


def grouped(cases, key):
    """[(key, cases)] of those alike."""
    found = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    return found.items()


def _update(cases, **columns):
    rows.among(CaseFile.objects, [case.pk for case in cases]).update(**columns)
    for case in cases:
        for name, value in columns.items():
            setattr(case, name, value)
