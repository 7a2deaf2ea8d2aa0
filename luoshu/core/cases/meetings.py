"""Meetings and recusals: one meeting serves its whole list; who keeps out hands the item to a deputy."""

from luoshu.core import clock
from luoshu.core.cases import facts, policies, proofs, taking
from luoshu.core.cases.models import CaseFile, CaseStep, Meeting, Recusal
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind, organs

VOTE_STRUCK = "vote_struck"


def hold(organ, area, held_on, entitled, present, by, *, place="", agenda="", document_no="", new_proofs=()):
    """Write down a meeting of an organ at an area (its code, filled up with zeros), with its proofs."""
    policies.check_can_hold(by, facts.place_of(area))
    if organ not in organs():
        raise NotPossible(f"没有“{organ}”这个机构", "请从机构表中选择。")
    if held_on > clock.today():
        raise NotPossible(f"会议日期 {held_on} 还没有到", "请写实际开会的日期。")
    if not 0 < present <= entitled:
        raise NotPossible(f"实到 {present} 人，应到 {entitled} 人", "请核对人数。")
    meeting = Meeting.objects.create(
        county=area[:6], area=area, organ=organ, held_on=held_on, entered_at=clock.now(), place=place, agenda=agenda,
        entitled=entitled, present=present, document_no=document_no, user_id=by.user_id,
    )  # fmt: skip
    proofs.attach([meeting], new_proofs, by)
    return meeting


def recuse(case, name, why, deputy_name, by, *, user_id=None, deputy_id=None, meeting=None, struck_for=0,
           struck_against=0):  # fmt: skip
    """Somebody keeps out of a case; in a meeting their vote falls away and the result is counted again.

    Returns (recusal, whether the decision of that meeting still stands; None where there is none).
    """
    policies.check_can_record(by)
    if deputy_name == name or (deputy_id and deputy_id == user_id):
        raise NotPossible("代办人不能是回避的人", "请写另一位代办人。")
    recusal = Recusal.objects.create(
        county=case.county, area=case.area, case_id=case.pk, household_id=case.household_id, meeting=meeting,
        user_id=user_id, name=name, why=why, deputy_id=deputy_id, deputy_name=deputy_name, struck_for=struck_for,
        struck_against=struck_against, entered_at=clock.now(), recorder_id=by.user_id,
    )  # fmt: skip
    if deputy_id:
        CaseFile.objects.filter(pk=case.pk).update(deputy_id=deputy_id)
    return recusal, _recounted(case, meeting, by)


def tally(step):
    """(votes for, people entitled to vote) of a step's vote as they count today, without those who kept out."""
    kept_out = Recusal.objects.filter(case_id=step.case_id, meeting_id=step.meeting_id)
    rows = kept_out.values_list("struck_for", flat=True)
    return step.votes_for - sum(rows), step.meeting.present - len(rows)


def _recounted(case, meeting, by):
    """Whether the meeting's vote on the case still carries; if not, the case goes back where the procedure says."""
    voted = CaseStep.objects.filter(case_id=case.pk, meeting=meeting, votes_for__isnull=False)
    step = voted.select_related("meeting").order_by("-pk").first() if meeting else None
    if step is None:
        return None
    agreed, present = tally(step)
    if agreed > organs()[step.organ].majority * present:
        return True
    fresh = CaseFile.objects.select_for_update().get(pk=case.pk)
    variant = kind(fresh.kind).variant(fresh.variant)
    back = variant.steps.get(VOTE_STRUCK)
    if back is not None and fresh.state in back.sources:
        taking.record([fresh], variant, back, max(clock.today(), fresh.since), by, meeting=meeting)
    return False
