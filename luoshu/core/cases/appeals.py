"""An upheld appeal: the case appealed against is taken up again, as a new case that links back."""

from luoshu.core.cases import hooks, opening
from luoshu.core.cases.given import NewProof, Subject
from luoshu.core.cases.hooks import Answer
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind

REOPEN = "reopen"


@hooks.requirement("origin_is_closed")
def origin_is_closed(cases, on, by):
    """An appeal is against a decision: its case is named, and was closed by then."""
    told = {}
    for case in cases:
        origin = case.origin
        closed = origin is not None and origin.closed_on is not None and origin.closed_on <= on
        told[case.pk] = Answer(closed, () if closed else ("所申诉的事项已办结",))
    return told


@hooks.effect("reopen_origin")
def reopen_origin(cases, taken):
    """Each case appealed against is opened anew at the step that its procedure keeps for that."""
    for case in cases:
        origin = case.origin
        if origin is None:
            raise NotPossible("申诉没有写明是哪件事项", "请在申诉里选择原事项。")
        steps = kind(origin.kind).at(origin.area, taken.happened_on).steps
        if REOPEN not in steps:
            raise NotPossible("原事项的程序没有重新办理的步骤", "请按申诉的答复另行办理。")
        proof = NewProof("document", taken.happened_on, note=f"申诉 {case.pk} 成立")
        subject = Subject(origin.code, origin.area, origin.household_id, origin.person_id, origin.detail)
        opening.open_all(
            origin.kind, [subject], taken.happened_on, taken.by, step=REOPEN, reason=origin.reason, origin=case,
            new_proofs=[proof],
        )  # fmt: skip
