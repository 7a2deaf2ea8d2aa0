"""What a decision needs of the register: is it there, is it poor, does it meet the standard, is the change told."""

from luoshu.core.cases.hooks import Answer, Line, applicant_lines, notice_lines, requirement
from luoshu.core.cases.secret import secret_of
from luoshu.core.secrets import blind_index
from luoshu.policy.standards import negative_list
from luoshu.registry.life import decisions, identification, members, told
from luoshu.registry.life.status import EXITED, POOR, PREPARED, RETURNED
from luoshu.registry.models import Household, HouseholdYear, Membership, Person
from luoshu.registry.standards import requirements as standards

HITS_ANSWERED = ("none", "explained")


def peopled(ids, on=None):
    """The households that somebody belongs to: who has nobody left has been removed or has ended."""
    rows = Membership.objects.filter(household__in=ids, until=None)
    return set(rows.values_list("household", flat=True))


def _standing(cases, wanted):
    """{case id: Answer}: on the register with somebody in it, and of one of these statuses."""
    ids = [case.household_id for case in cases if case.household_id is not None]
    status = dict(Household.objects.filter(pk__in=ids).values_list("pk", "status"))
    here = peopled(ids)
    return {
        c.pk: Answer(c.household_id in here and (not wanted or status.get(c.household_id) in wanted)) for c in cases
    }


@requirement("is_registered")
def is_registered(cases, on, by):
    """On the register, with somebody in it."""
    return _standing(cases, ())


@requirement("is_poor")
def is_poor(cases, on, by):
    """On the register and not exited: poor, prepared for exit, or returned."""
    return _standing(cases, (POOR, PREPARED, RETURNED))


@requirement("is_pre_exit")
def is_pre_exit(cases, on, by):
    """On the list of this year's exits."""
    return _standing(cases, (PREPARED,))


@requirement("has_exited")
def has_exited(cases, on, by):
    """Exited."""
    return _standing(cases, (EXITED,))


@requirement("is_unregistered")
def is_unregistered(cases, on, by):
    """Neither the household's number nor any of its people's numbers is on the register of this place already."""
    return {case.pk: _unregistered(case) for case in cases}


def _unregistered(case):
    code = told.household_code(case)
    if case.household_id is not None or Household.objects.filter(county=case.county, code=code).exists():
        return Answer(False, (f"户编号 {code} 已在册",))
    numbers = [row["id_number"] for row in (secret_of(case) or {}).get("people", ()) if row.get("id_number")]
    indexes = [each for each in blind_index(numbers, "id") if each is not None] if numbers else []
    here = Person.objects.filter(id_index__in=indexes, memberships__until=None, memberships__isnull=False)
    return Answer(False, ("有人已在册",)) if indexes and here.exists() else Answer(True)


@requirement("identification_bars")
def identification_bars(cases, on, by):
    """Either bar: income, or the burden of school, illness or house. Of applicants by what they told."""
    known = [case for case in cases if case.household_id is not None]
    answers = standards.answers("identification", known, on) if known else {}
    applicants = [case for case in cases if case.household_id is None]
    outcomes = identification.bars(applicants, on, by)
    return answers | {number: standards.answer(outcome) for number, outcome in outcomes.items()}


@requirement("return_bars")
def return_bars(cases, on, by):
    """Poor again by the standard of identification of the day."""
    return standards.answers("identification", cases, on)


@requirement("wrong_exit")
def wrong_exit(cases, on, by):
    """The standard was not met in the year of the exit: by the records as they are now, or by what a checker found."""
    answers = {}
    exits = decisions.standing_exits([case.household_id for case in cases])
    for case in cases:
        year = case.detail.get("year") or _year_of_exit(case.household_id, exits)
        if year is None:
            answers[case.pk] = Answer(None, ("哪一年脱贫",), "县扶贫办")
            continue
        found = standards.of_households("household_exit", [case.household_id], on, year)[case.household_id]
        outcome = None if found.outcome is None else not found.outcome
        missing = found.missing if outcome is None else ("当年各项都达标",) if outcome is False else ()
        answers[case.pk] = Answer(outcome, missing, found.who)
    return answers


def _year_of_exit(household_id, exits):
    if household_id in exits:
        return exits[household_id].year
    rows = HouseholdYear.objects.filter(household=household_id, exited_year__isnull=False).order_by("-year")
    return rows.values_list("exited_year", flat=True).first()


@requirement("wrongly_registered")
def wrongly_registered(cases, on, by):
    """Neither bar was met in the year it was identified, by the records as they are now; or a hit was confirmed."""
    ids = [case.household_id for case in cases]
    years = dict(Household.objects.filter(pk__in=ids).values_list("pk", "identified_year"))
    answers = {}
    for case in cases:
        hits = _hits(case.detail.get("negative_list", {}))
        year = case.detail.get("year") or years.get(case.household_id)
        found = standards.of_households("identification", [case.household_id], on, year)[case.household_id]
        is_wrong = hits.outcome is False or found.outcome is False
        outcome = True if is_wrong else None if found.outcome is None else False
        missing = () if is_wrong else found.missing or ("识别时符合标准",)
        answers[case.pk] = Answer(outcome, missing, found.who)
    return answers


@requirement("negative_list")
def negative_hits(cases, on, by):
    """Every item of the list was looked into: nothing found, or explained. A confirmed hit keeps the household out."""
    return {case.pk: _hits(case.detail.get("negative_list", {})) for case in cases}


def _hits(told_of):
    items = negative_list()
    confirmed = tuple(items[code]["zh"] for code in items if told_of.get(code) == "confirmed")
    if confirmed:
        return Answer(False, confirmed)
    open_ = tuple(items[code]["zh"] for code in items if told_of.get(code) not in HITS_ANSWERED)
    return Answer(None, open_, "村和乡镇") if open_ else Answer(True)


@requirement("change_is_told")
def change_is_told(cases, on, by):
    """Who joins is told in full and without fault; who leaves is named, and the new head where the head leaves."""
    return {case.pk: _change(case, by) for case in cases}


def _change(case, by):
    if case.kind in TARGETS:
        return _target(case)
    if case.reason in members.JOINING:
        return _joining(case, by)
    if case.person_id is None:
        return Answer(None, ("减少的是哪一个人",), "村")
    person = Person.objects.filter(pk=case.person_id).first()
    if person is None or not person.memberships.filter(until=None).exists():
        return Answer(False, ("这个人已不在户里",))
    others = members.members(person.household, members.event_on(case)).exclude(person=person)
    if person.relation == members.HEAD and others.exists() and not case.detail.get("new_head"):
        return Answer(None, ("新的户主",), "村")
    return Answer(True)


def _joining(case, by):
    if case.person_id is not None:
        return Answer(True)
    if not (secret_of(case) or {}).get("people"):
        return Answer(None, ("增加的人的信息",), "村")
    if case.household_id is None:  # from another county: which household is said when it is taken in
        return Answer(True)
    found = told.faults([case], by, **members.joining(case))
    return Answer(False, tuple(text for texts in found.values() for text in texts)) if found else Answer(True)


TARGETS = {
    "household_move": (("to_area", "to_county", "to_place"),),
    "split": (("people",), ("head",), ("new_code",)),
    "merge": (("into",),),
    "correction": (("table",), ("row",), ("field",)),
}
MISSING = {"to_area": "迁往哪个村或哪个县", "people": "分出的成员", "head": "新户主", "new_code": "新户编号",
           "into": "并入哪一户", "table": "更正哪张表", "row": "更正哪条记录", "field": "更正哪一项"}  # fmt: skip


@requirement("target_is_told")
def target_is_told(cases, on, by):
    """Where to: the village or county, the part that splits off, the household it becomes part of."""
    return {case.pk: _target(case) for case in cases}


def _target(case):
    lacking = [names[0] for names in TARGETS.get(case.kind, ()) if not any(case.detail.get(name) for name in names)]
    if case.household_id is None and case.kind == "household_move":  # it comes from another county
        return Answer(True)
    return Answer(None, tuple(MISSING[name] for name in lacking), "村") if lacking else Answer(True)


@notice_lines
def lines(ids):
    """What a notice may show of households: head, group, number of people."""
    heads = Household.objects.filter(pk__in=ids).values_list("pk", "head_name", "group_name")
    counted = {}
    for household in Membership.objects.filter(household__in=ids, until=None).values_list("household", flat=True):
        counted[household] = counted.get(household, 0) + 1
    return {number: Line(head or "", group or "", counted.get(number)) for number, head, group in heads}


@applicant_lines
def told_lines(cases):
    """The same of households that are not on the register yet, as they told it themselves."""
    return {case.pk: _told_line(secret_of(case) or {}) for case in cases}


def _told_line(content):
    household = content.get("household") or {}
    people = len(content.get("people", ()))
    return Line(household.get("head_name") or "", household.get("group_name") or "", people or None)
