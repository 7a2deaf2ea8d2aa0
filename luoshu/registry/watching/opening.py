"""A clue that holds opens a case of monitoring, or joins the one that is open already about the household."""

from luoshu.core.cases import actions
from luoshu.core.cases.given import NewProof, Subject
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind
from luoshu.registry.models import Clue

KIND, BEFORE, HELP_FIRST, VERIFY = "monitoring", "return_to_poverty", "help_first", "verify"
SHEET, PAPER, VISIT = "clue_sheet", "document", "visit_record"
EXITED = "1"


def case_for(clue, happened_on, by, *, group="", help_first=False):
    """The number of the case the clue is dealt with in: help first and papers after is a way of opening it."""
    code = code_of(clue)
    known = CaseFile.objects.filter(kind__in=(KIND, BEFORE), county=clue.county, code=code, closed_on=None).first()
    if known:
        return known.pk
    name, variant = procedure_for(clue, happened_on)
    step = variant.steps[HELP_FIRST] if help_first else variant.opening()[0]
    proofs = _proofs(clue, happened_on, step)
    subject = Subject(code, clue.area, household_id=clue.household_id, detail=_detail(clue), proofs=proofs)
    told = {"kind": name, "subjects": [subject], "happened_on": happened_on, "by": by, "step": step.name}
    reason = (group or group_of(clue)) if name == KIND else ""
    return actions.open_cases(**told, reason=reason).done[0]


def verify(clue, happened_on, by):
    """The visit that verified the clue is the case's own first step, where its recorder may record that."""
    case = CaseFile.objects.get(pk=clue.case_id)
    step = kind(case.kind).variant(case.variant).steps[VERIFY]
    if case.kind == KIND and case.state in step.sources and (by.role in step.recorders or by.role == "system"):
        proofs = (_proof(VISIT, clue, happened_on),)
        actions.take_step(cases=[case], step=VERIFY, happened_on=happened_on, by=by, new_proofs=proofs)


def code_of(clue):
    """The number of the household on the register, else on the roster."""
    return (clue.household or clue.roster_household).code


def group_of(clue):
    """Whether the household left poverty once, or was never registered poor."""
    return "unstable" if clue.household and clue.household.status else "marginal"


def risks_of(case):
    """The kinds of all clues that are dealt with in a case."""
    return sorted(set(Clue.objects.filter(case_id=case.pk).values_list("kind", flat=True)))


def procedure_for(clue, on):
    """Monitoring; before there was any, the return to poverty of a household that had left it."""
    names = [KIND, BEFORE] if clue.household and clue.household.status == EXITED else [KIND]
    for name in names:
        try:
            return name, kind(name).at(clue.area, on)
        except LookupError:
            continue
    raise NotPossible(f"{on} 还没有防返贫监测的程序", "没有在册的按识别办理，这条线索写明情况后办结。")


def _detail(clue):
    return {"clue": clue.id, "roster": clue.roster_household_id, "found_by": clue.found_by}


def _proofs(clue, happened_on, step):
    """What the opening step asks for: of each choice the sheet of the clue where it will do, else the first named."""
    kinds = [next((each for each in (SHEET, PAPER) if each in choice), choice[0]) for choice in step.evidence]
    return tuple(_proof(each, clue, happened_on) for each in kinds)


def _proof(name, clue, happened_on):
    return NewProof(name, happened_on, kept_at=clue.proof or "", document_no=f"XS{clue.id}", note=f"线索 {clue.id}")
