"""Cases: the writes. Each checks who may and what is possible, and leaves one act; the parts stand in their modules."""

from luoshu.core.acts import action, note
from luoshu.core.cases import amending, meetings, notices, objections, opening, policies, proofs, relatives, taking
from luoshu.core.cases import appeals as _appeals  # noqa: F401  (its part of the procedures)
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import NotPossible

MOST = 2000  # cases in one transaction
LAPSE = "lapse"


@action("cases.open")
def open_cases(*, kind, subjects, happened_on, by, step="", reason="", remark="", document_no="", meeting=None,
               new_proofs=(), origin=None, bundle="", given=None):  # fmt: skip
    """Open a case of `kind` for each Subject by the procedure of that day and place; Outcome (refused: by code)."""
    policies.check_can_record(by)
    along = {"document_no": document_no, "meeting": meeting, "new_proofs": new_proofs, "given": given}
    told = {"step": step, "reason": reason, "origin": origin, "bundle": bundle, "note": remark}
    found = opening.open_all(kind, subjects, happened_on, by, **told, **along)
    note(subject=kind, opened=len(found.done), refused=len(found.refused))
    return found


@action("cases.take_step")
def take_step(*, cases, step, happened_on, by, meeting=None, votes=None, document_no="", remark="", new_proofs=(),
              given=None):  # fmt: skip
    """Take a step for a list of cases (at most 2,000): for those that may, the others are told why not in Outcome.

    Raises the refusal when it is refused for all. `votes`: Votes for the list, or {case id: Votes}.
    """
    policies.check_can_record(by)
    if len(cases) > MOST:
        raise NotPossible(f"一次最多 {MOST} 件", "请分批办理。")
    along = {"meeting": meeting, "votes": votes, "document_no": document_no, "note": remark}
    found = taking.take(cases, step, happened_on, by, **along, new_proofs=new_proofs, given=given)
    note(subject=step, taken=len(found.done), refused=len(found.refused))
    return found


@action("cases.amend")
def amend_case(*, case, reason, by, detail=None, secret=None):
    """Complete or correct what an open case tells: the keys given are laid over those it has. The case."""
    found = amending.amend(case, reason, by, detail=detail, new_secret=secret)
    note(subject=found.kind, case=found.pk, told=sorted(detail or {}), sealed=sorted(secret or {}))
    return found


@action("cases.lapse")
def lapse_cases(*, happened_on, by, households=(), persons=(), document_no="", remark="", new_proofs=()):
    """对象灭失: every open case about these persons, and about these households as a whole, ends. How many."""
    policies.check_can_record(by)
    open_ = CaseFile.objects.visible_to(by).filter(closed_on=None)
    cases = [*open_.filter(person_id__in=persons), *open_.filter(household_id__in=households, person_id=None)]
    if not cases:
        return 0
    along = {"document_no": document_no, "note": remark, "new_proofs": new_proofs}
    found = taking.take(cases, LAPSE, happened_on, by, **along)
    note(subject=LAPSE, taken=len(found.done))
    return len(found.done)


@action("cases.hold_meeting")
def hold_meeting(*, organ, area, held_on, entitled, present, by, place="", agenda="", document_no="", new_proofs=()):
    """Write down a meeting of an organ; its minutes, attendance and vote serve every case it decides."""
    along = {"place": place, "agenda": agenda, "document_no": document_no, "new_proofs": new_proofs}
    found = meetings.hold(organ, area, held_on, entitled, present, by, **along)
    note(subject=organ, meeting=found.pk)
    return found


@action("cases.recuse")
def recuse(*, case, name, why, deputy_name, by, user_id=None, deputy_id=None, meeting=None, struck_for=0,
           struck_against=0):  # fmt: skip
    """Somebody keeps out of a case and hands it to a deputy; (Recusal, whether the meeting's vote still stands)."""
    along = {"user_id": user_id, "deputy_id": deputy_id, "meeting": meeting}
    votes = {"struck_for": struck_for, "struck_against": struck_against}
    found = meetings.recuse(case, name, why, deputy_name, by, **along, **votes)
    note(subject=why, case=case.pk, stands=found[1])
    return found


@action("cases.attach_proofs")
def attach_proofs(*, to, new_proofs, by):
    """Attach proofs to cases (a list), a meeting, a notice or an objection; their numbers."""
    policies.check_can_record(by)
    owners = to if isinstance(to, list | tuple) else [to]
    numbers = proofs.attach(owners, new_proofs, by)
    note(subject=",".join(sorted({each.kind for each in new_proofs})), proofs=len(numbers))
    return numbers


@action("cases.draft_notices")
def draft_notices(*, cases, by, text="", document_no=""):
    """A notice for each place of the cases, which all wait for the same notice, ready to be printed; list of Notice."""
    found = notices.draft(cases, by, text=text, document_no=document_no)
    note(subject=found[0].kind, notices=len(found), entries=sum(each.entries for each in found))
    return found


@action("cases.post_notice")
def post_notice(*, notice, posted_on, place, by, new_proofs=()):
    """The notice hangs: its term counts from the later of `posted_on` and the first day's photograph."""
    found = notices.post(notice, posted_on, place, by, new_proofs)
    note(subject=found.kind, notice=found.pk, ends=found.ends_on)
    return found


@action("cases.prove_posting")
def prove_posting(*, notice, taken_down_on, by, new_proofs=()):
    """The notice hung its full term, with the photograph of its last day."""
    found = notices.prove(notice, taken_down_on, by, new_proofs)
    note(subject=found.kind, notice=found.pk)
    return found


@action("cases.withdraw_notice")
def withdraw_notice(*, notice, reason, by):
    """Take back a notice that was wrong or came down too early; its cases wait for a new one."""
    found = notices.withdraw(notice, by)
    note(subject=found.kind, notice=found.pk)
    return found


@action("cases.raise_objection", sealed=True)
def raise_objection(*, text, source, received_on, by, case=None, notice=None, area="", name="", contact="",
                    accused="", receipt="", new_proofs=()):  # fmt: skip
    """Take down an objection to a case, or a report; holds that case only. The row, with its receipt."""
    about = {"case": case, "notice": notice, "area": area, "accused": accused, "receipt": receipt}
    who = {"name": name, "contact": contact}
    found = objections.hear(text, source, received_on, by, **about, **who, new_proofs=new_proofs)
    note(subject=found.kind, objection=found.pk)
    return found


@action("cases.decide_objection")
def decide_objection(*, objection, is_upheld, decided_on, answer, by, meeting=None, document_no="", new_proofs=()):
    """Answer an objection; an upheld one strikes its own case only."""
    along = {"meeting": meeting, "document_no": document_no, "new_proofs": new_proofs}
    found = objections.decide(objection, is_upheld, decided_on, answer, by, **along)
    note(subject=found.state, objection=found.pk)
    return found


@action("cases.withdraw_objection")
def withdraw_objection(*, objection, decided_on, by):
    """Who objected took it back."""
    found = objections.withdraw(objection, decided_on, by)
    note(subject=found.state, objection=found.pk)
    return found


@action("cases.declare_relative")
def declare_relative(*, household_id, area, name, organ_level, relation, since, by, user_id=None, duty="",
                     source="declared"):  # fmt: skip
    """An official is related to a household; the row."""
    along = {"user_id": user_id, "duty": duty, "source": source}
    return relatives.declare(household_id, area, name, organ_level, relation, since, by, **along)


@action("cases.end_relative")
def end_relative(*, relative, until, by):
    """The relation, or the duty, ended on a day."""
    return relatives.end(relative, until, by)
