"""An upheld appeal: the case appealed against is taken up again, as a new case that links back."""

from luoshu.core.cases import hooks, opening
from luoshu.core.cases.given import NewProof, Subject
from luoshu.core.cases.hooks import Answer
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
    """Each case appealed against is taken up again where its kind says so; else the answer says what follows."""
    for case in cases:
        origin = case.origin
        again = kind(origin.kind).reopens.get(origin.outcome)
        if again is None:
            continue
        proof = NewProof("document", taken.happened_on, note=f"申诉 {case.pk} 成立")
        subject = Subject(origin.code, origin.area, origin.household_id, origin.person_id, origin.detail)
        reason = origin.reason if again == origin.kind else ""
        told = {"step": REOPEN, "reason": reason, "origin": case, "new_proofs": [proof]}
        opening.open_all(again, [subject], taken.happened_on, taken.by, **told)
