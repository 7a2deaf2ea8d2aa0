"""A clue that holds opens a case of monitoring, or joins the one that is open already about the household."""

from luoshu.core.cases import actions
from luoshu.core.cases.given import NewProof, Subject
from luoshu.core.cases.models import CaseFile
from luoshu.registry.models import Clue

KIND = "monitoring"
PROOF = "clue_sheet"


def case_for(clue, happened_on, by):
    """The number of the case the clue is dealt with in."""
    code = code_of(clue)
    known = CaseFile.objects.filter(kind=KIND, county=clue.county, code=code, closed_on=None).first()
    if known:
        return known.pk
    subjects = [_subject(clue, code, happened_on)]
    return actions.open_cases(kind=KIND, subjects=subjects, happened_on=happened_on, by=by).done[0]


def code_of(clue):
    """The number of the household on the register, else on the roster."""
    return (clue.household or clue.roster_household).code


def _subject(clue, code, happened_on):
    detail = {"clue": clue.id, "risks": [clue.kind], "roster": clue.roster_household_id, "found_by": clue.found_by}
    proof = NewProof(PROOF, happened_on, kept_at=clue.proof or "", note=f"线索 {clue.id}", document_no=f"XS{clue.id}")
    return Subject(code, clue.area, household_id=clue.household_id, detail=detail, proofs=(proof,))


def risks_of(case):
    """The kinds of all clues that are dealt with in a case."""
    return sorted(set(Clue.objects.filter(case_id=case.pk).values_list("kind", flat=True)))
