"""Notices: drafted as a list for each place, posted with proof of the first day, proved on the last."""

from django.db.models import Max

from luoshu.core import clock
from luoshu.core.cases import engine, facts, hooks, policies, proofs, rows, taking
from luoshu.core.cases.models import CaseFile, Notice, Proof
from luoshu.core.errors import NotPossible
from luoshu.policy.procedures import kind, organs
from luoshu.policy.terms import count, kept, told

DIGITS = {"village": 12, "township": 9, "county": 6, "city": 4, "province": 4}
FIRST, LAST = "photograph_first_day", "photograph_last_day"


def draft(cases, by, *, text="", document_no=""):
    """A notice for each place of the cases, which all wait for the same notice; their lines as they will be posted."""
    policies.check_can_post(by)
    locked = rows.among(CaseFile.objects.visible_to(by).select_for_update(), [case.pk for case in cases])
    found = sorted(locked, key=lambda case: case.code)
    waits = {(case.kind, case.variant, case.state) for case in found}
    if len(waits) != 1:
        raise NotPossible("一张公示只能列同一程序、同一状态的事项", "请分开公示。")
    rule = rule_of(found[0])
    if rule is None:
        raise NotPossible("这一状态不需要公示", "请按程序的步骤办理。")
    if any(case.notice_id for case in found):
        raise NotPossible("名单里有已经列入公示的事项", "请刷新页面看看现在的情况。")
    lines = hooks.lines_of(found)
    by_place = taking.grouped(found, lambda case: place_code(case.area, rule.place))
    return [_draft(area, group, rule, lines, by, text, document_no) for area, group in by_place]


def rule_of(case):
    """The notice that the case's state waits for, or None."""
    return kind(case.kind).variant(case.variant).states[case.state].notice


def place_code(area, level):
    """The code of the place of that level that an area lies in, filled up with zeros."""
    return area[: DIGITS[level]].ljust(12, "0")


def _draft(area, cases, rule, lines, by, text, document_no):
    notice = Notice.objects.create(
        county=area[:6], area=area, kind=rule.kind, case_kind=cases[0].kind, organ=cases[0].organ, text=text,
        document_no=document_no, state=Notice.State.DRAFT, entered_at=clock.now(), entries=len(cases),
        user_id=by.user_id,
    )  # fmt: skip
    rows.write_entries(notice, cases, lines)
    rows.among(CaseFile.objects, [case.pk for case in cases]).update(notice=notice)
    return notice


def post(notice, posted_on, place, by, new_proofs=()):
    """The notice hangs since `posted_on`: from the day of the first photograph its term counts."""
    policies.check_can_post(by)
    notice = _locked(notice, by)
    if notice.state != Notice.State.DRAFT:
        raise NotPossible("这张公示已经张贴", "请刷新页面看看现在的情况。")
    proofs.attach([notice], new_proofs, by)
    start = _proved_start(notice, posted_on)
    cases = list(CaseFile.objects.filter(notice=notice))
    _check_start(cases, start)
    rule = rule_of(cases[0])
    counted = count(start, rule.term)
    notice.posted_on, notice.place, notice.ends_on, notice.state = start, place, counted.ends, Notice.State.POSTED
    notice.counted = explained(counted)
    notice.save(update_fields=["posted_on", "place", "ends_on", "state", "counted"])
    _open_terms(cases, counted)
    return notice


def explained(counted):
    """How a term was counted, as the notice keeps it."""
    return {"text": told(counted), **kept(counted)}


def _proved_start(notice, posted_on):
    photographs = Proof.objects.filter(notice=notice, kind=FIRST)
    proved = photographs.aggregate(last=Max("made_on"))["last"]
    if proved is None:
        raise NotPossible("张贴公示要有首日照片", "请上传贴好的公示的照片。")
    if posted_on > clock.today():
        raise NotPossible(f"张贴日期 {posted_on} 还没有到", "请写实际张贴的日期。")
    return max(posted_on, proved)


def _check_start(cases, start):
    last = max(case.since for case in cases)
    if start < last:
        raise NotPossible(f"张贴日期早于上一步的 {last}", "请核对两步的日期。")


def _open_terms(cases, counted):
    """From now on it is the turn of those who decide after the term."""
    for (name, variant, state, opened_on), group in taking.grouped(
        cases, lambda case: (case.kind, case.variant, case.state, case.opened_on)
    ):
        after = kind(name).variant(variant).states[state]
        columns = {"organ": after.organ, "level": organs()[after.organ].level}
        columns |= {"opens_on": counted.opens, "due_on": engine.due(after, counted.ends, opened_on)}
        rows.among(CaseFile.objects, [case.pk for case in group]).update(**columns)


def prove(notice, taken_down_on, by, new_proofs=()):
    """The notice hung its full term: the photograph of its last day is here."""
    policies.check_can_post(by)
    notice = _locked(notice, by)
    if notice.state != Notice.State.POSTED:
        raise NotPossible("这张公示不在公示中", "请刷新页面看看现在的情况。")
    if taken_down_on < notice.ends_on or taken_down_on > clock.today():
        raise NotPossible(f"公示到 {notice.ends_on} 才期满", "提前撤下的请撤回公示，重新张贴。")
    proofs.attach([notice], new_proofs, by)
    nominal = notice.counted["nominal"]
    if not Proof.objects.filter(notice=notice, kind=LAST, made_on__gte=nominal).exists():
        raise NotPossible("缺公示末日照片", f"照片应在 {nominal} 或以后拍摄。")
    notice.taken_down_on, notice.state = taken_down_on, Notice.State.PROVED
    notice.save(update_fields=["taken_down_on", "state"])
    return notice


def withdraw(notice, by):
    """The sheet was wrong or came down too early: its cases wait for a notice again."""
    policies.check_can_post(by)
    notice = _locked(notice, by)
    if notice.state in (Notice.State.WITHDRAWN, Notice.State.PROVED):
        raise NotPossible("这张公示已经结束", "请刷新页面看看现在的情况。")
    for case in CaseFile.objects.filter(notice=notice, closed_on=None):
        organ = taking.POSTERS[rule_of(case).place]
        CaseFile.objects.filter(pk=case.pk).update(notice=None, opens_on=None, organ=organ, level=organs()[organ].level)
    notice.state = Notice.State.WITHDRAWN
    notice.save(update_fields=["state"])
    return notice


def _locked(notice, by):
    found = Notice.objects.visible_to(by).select_for_update().get(pk=notice.pk)
    policies.check_reaches(by, facts.place_of(found.area))
    return found
