"""Objections and reports: each holds one case at most; whose words they are stays sealed; the answer is public."""

from luoshu.core import clock
from luoshu.core.cases import facts, notices, policies, proofs, secret, taking
from luoshu.core.cases.models import CaseFile, NoticeEntry, Objection
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.permissions import SYSTEM
from luoshu.core.receipts import is_receipt, receipt_number
from luoshu.policy.procedures import kind, organs
from luoshu.policy.terms import Term, count

ABOVE = {"village": "township", "township": "county_office", "county": "city_office", "city": "city_office"}
LEVELS = {"village": 12, "household": 12, "township": 9, "county": 6, "city": 4, "province": 4, "state": 4}
ANSWER = Term(15)  # where the state has no notice that says how long


def hear(text, source, received_on, by, *, case=None, notice=None, area="", name="", contact="", accused="",
         receipt="", new_proofs=()):  # fmt: skip
    """Take down an objection to a case, or a report about a place; about a unit, the level above it answers.

    `receipt`: the number the person already holds, from the public portal; else one is drawn.
    """
    policies.check_can_hear(by)
    if receipt and not is_receipt(receipt):
        raise BadInput(f"{receipt} 不是回执号", "请核对回执。", place="receipt")
    if not text.strip():
        raise BadInput("没有写内容", "请写清是什么事。", place="text")
    if received_on > clock.today():
        raise NotPossible(f"收到日期 {received_on} 还没有到", "请写实际收到的日期。")
    case = _to_hold(case, notice, by)
    organ, term = _who_answers(case, accused)
    (number,) = secret.numbers("case_objection", 1)
    place = (case.area if case else area)[: LEVELS[organs()[organ].level] if accused else 12].ljust(12, "0")
    objection = Objection.objects.create(
        county=place[:6], area=place, kind=Objection.Kind.OBJECTION if case else Objection.Kind.REPORT,
        notice=notice or (case and case.notice), case=case, household_id=case and case.household_id,
        receipt=receipt or receipt_number(), source=source, received_on=received_on, entered_at=clock.now(),
        is_anonymous=not name, organ=organ,
        accused=accused, due_on=count(received_on, term).ends, user_id=by.user_id,
        pk=number, **secret.sealed_words(number, text=text, name=name, contact=contact),
    )  # fmt: skip
    proofs.attach([objection], new_proofs, by)
    if case:
        CaseFile.objects.filter(pk=case.pk).update(open_objections=case.open_objections + 1)
    return objection


def _to_hold(case, notice, by):
    """The case an objection holds; it must be open, and on the notice where one is named."""
    if case is None:
        return None
    found = CaseFile.objects.visible_to(by).select_for_update().filter(pk=case.pk).first()
    if found is None or not found.is_open:
        raise NotPossible("这件事项已经办结", "请按申诉或反映登记。")
    if notice is not None and not NoticeEntry.objects.filter(notice=notice, case=found).exists():
        raise NotPossible("这张公示没有列这一户", "请核对公示。")
    return found


def _who_answers(case, accused):
    if accused:
        return ABOVE[accused], ANSWER
    rule = notices.rule_of(case) if case else None
    if rule is None:
        return "township", ANSWER
    return rule.answers, rule.answer_term or ANSWER


def decide(objection, is_upheld, decided_on, answer, by, *, meeting=None, document_no="", new_proofs=()):
    """Answer an objection. Upheld, its case takes the step the procedure says for that; the others go on."""
    policies.check_can_answer(by, answer)
    objection = Objection.objects.visible_to(by).select_for_update().get(pk=objection.pk)
    _check_open(objection, decided_on, by)
    case = CaseFile.objects.select_for_update().filter(pk=objection.case_id).first()
    if case is not None:
        _check_untied(case, by, decided_on)
        case.open_objections -= 1
        CaseFile.objects.filter(pk=case.pk).update(open_objections=case.open_objections)
    objection.state = Objection.State.UPHELD if is_upheld else Objection.State.REJECTED
    objection.decided_on, objection.answer, objection.meeting = decided_on, answer, meeting
    objection.decider_id = by.user_id
    objection.save(update_fields=["state", "decided_on", "answer", "meeting", "decider"])
    proofs.attach([objection], [] if case else new_proofs, by)
    if is_upheld and case is not None and case.is_open:
        along = {"meeting": meeting, "document_no": document_no, "new_proofs": new_proofs}
        taking.take([case], upheld_step(case), max(decided_on, case.since), by, in_objection=True, **along)
    return objection


def upheld_step(case):
    """The step an upheld objection takes in the case's state."""
    steps = kind(case.kind).variant(case.variant).steps_from(case.state)
    step = next((step for step in steps if step.objected), None)
    if step is None:
        raise NotPossible("这一状态下异议成立没有规定的去处", "请先退回或按申诉办理。")
    return step.name


def _check_open(objection, decided_on, by):
    if objection.state != Objection.State.OPEN:
        raise NotPossible("这件异议已经办结", "请刷新页面看看现在的情况。")
    if by.role != SYSTEM and by.role not in organs()[objection.organ].recorders:
        raise NotAllowed("这件异议由另一级核查", "请由负责核查的机构办结。")
    if not objection.received_on <= decided_on <= clock.today():
        raise NotPossible("办结日期应在收到之后、今天之前", "请核对日期。")


def _check_untied(case, by, on):
    """Who proposed, helps or is related does not judge an objection to it."""
    for function, what in (("luoshu_helped", "帮扶人"), ("luoshu_related", "亲属")):
        if by.user_id and facts.tied(function, by.user_id, on, [case.household_id]):
            raise NotAllowed(f"{what}不能核查对这一户的异议", "请由另一位经办人办理。")
    if by.user_id and case.proposer_id == by.user_id:
        raise NotAllowed("提出的人不能核查对这一户的异议", "请由另一位经办人办理。")


def withdraw(objection, decided_on, by):
    """Who objected took it back; told to those who would answer it, not to those it holds."""
    policies.check_can_hear(by)
    objection = Objection.objects.visible_to(by).select_for_update().get(pk=objection.pk)
    _check_open(objection, decided_on, by)
    if objection.case_id:
        case = CaseFile.objects.select_for_update().get(pk=objection.case_id)
        CaseFile.objects.filter(pk=case.pk).update(open_objections=case.open_objections - 1)
    objection.state, objection.decided_on, objection.decider_id = Objection.State.WITHDRAWN, decided_on, by.user_id
    objection.save(update_fields=["state", "decided_on", "decider"])
    return objection
