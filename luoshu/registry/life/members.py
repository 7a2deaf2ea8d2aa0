"""Who joins and who leaves a household: birth, marriage, return; death, marriage out, prison, moving away.

Memberships begin and end on the day it happened (`event_on` of the case, else its first day), not on that of the
decision. Nobody is deleted: who left stays readable, with the reason.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from luoshu.core.cases import actions as cases_actions
from luoshu.core.cases.given import NewProof
from luoshu.core.cases.hooks import effect
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import NotPossible
from luoshu.registry.life import abroad, decisions, told
from luoshu.registry.models import Household, Membership, Person, PersonYear

HEAD, LIVES_HERE = "01", "01"


@dataclass(frozen=True)
class Leaving:
    """How leaving is written: the reason of the membership, the person's status and residence of the year."""

    reason: str
    status: str
    residence: str | None = None


JOINING = {
    "birth": "新生儿",
    "marriage_in": "嫁入",
    "moved_in": "其他转入",
    "released": "其他转入",
}
LEAVING = {
    "death": Leaving("01", "2"),
    "marriage_out": Leaving("02", "3"),
    "emigration": Leaving("03", "3"),
    "prison": Leaving("04", "5", "05"),
    "moved_out": Leaving("05", "3"),
    "struck_off": Leaving("06", "11"),
}


@effect("change_member")
def change_member(cases, taken):
    """A member added or gone, by the reason of each case."""
    for case in cases:
        if case.reason in JOINING:
            join(case, taken)
        elif case.reason in LEAVING:
            leave(case, taken)
        else:
            raise NotPossible("没有写明是增加还是减少成员", "请在事项里写明事由。")


def event_on(case):
    """The day it happened."""
    day = case.detail.get("event_on")
    return dt.date.fromisoformat(day) if day else case.opened_on


def join(case, taken):
    """A new person of the case's sealed rows, or one the register knows who comes back to the household."""
    household = _household(case, taken)
    case.household_id = household.pk
    CaseFile.objects.filter(pk=case.pk, household_id=None).update(household_id=household.pk)
    decisions.record("member_in", [case], taken)
    if case.person_id is not None:
        belong(Person.objects.get(pk=case.person_id), household, event_on(case), _joined(case))
        return
    told.take_in([case], taken.by, "家庭成员变动", **joining(case, taken.given))


def joining(case, given=None):
    """What the rows of a person who joins get where they do not say it: the day, the reason, the relation."""
    relation = (given or {}).get("relation") or case.detail.get("relation")
    own = {"joined_on": event_on(case).isoformat(), "joined_reason": JOINING[case.reason], "member_status": "正常"}
    return own | ({"relation": relation} if relation else {})


def _joined(case):
    return "03" if case.reason == "marriage_in" else "04"


def _household(case, taken):
    """The household a person joins: the case's, or the one the step names (who came from another county)."""
    number = case.household_id or taken.given.get("household_id")
    found = Household.objects.filter(pk=number).first() if number else None
    if found is None:
        raise NotPossible("没有写明加入哪一户", "请写明户编号；不在册的户不用办这一步。")
    return found


def belong(person, household, since, reason):
    """The person belongs to the household from that day on, and to no other."""
    open_ = Membership.objects.filter(Q(until=None) | Q(until__gt=since), person=person)
    open_.exclude(household=household).update(until=since, left_reason="05")
    if not open_.filter(household=household).exists():
        Membership.objects.create(
            county=household.county, area=household.area, person=person, household=household, since=since,
            joined_reason=reason,
        )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(household=household, area=household.area)


def leave(case, taken):
    """A member leaves; who was the head hands over; the last one's leaving ends the household."""
    person = Person.objects.get(pk=case.person_id)
    household, day, how = person.household, event_on(case), LEAVING[case.reason]
    case.household_id = household.pk
    decisions.record("member_out", [case], taken)
    end(person, household, day, how)
    others = members(household, day).exclude(person=person)
    if not others.exists():
        decisions.record("ended", [case], taken)
    elif person.relation == HEAD:
        _hand_over(household, case)
    if case.reason == "death":
        _end_cases(case, taken, person, household, is_last=not others.exists())
    if case.detail.get("to_county"):
        abroad.send_person(case, taken, person)


def end(person, household, day, how):
    """The membership ends on the day, and the year says so."""
    open_ = Membership.objects.filter(Q(until=None) | Q(until__gt=day), person=person, household=household)
    open_.update(until=day, left_reason=how.reason)
    told_of_year = {"member_status": how.status} | ({"residence": how.residence} if how.residence else {})
    PersonYear.objects.filter(person=person, year=day.year).update(**told_of_year)


def members(household, day):
    """The memberships of a household on a day."""
    begun = Q(since=None) | Q(since__lte=day)
    return Membership.objects.filter(begun, Q(until=None) | Q(until__gt=day), household=household)


def _hand_over(household, case):
    """The new head is the one the case names; without one, the household waits without a head's name changed."""
    heir = Person.objects.filter(pk=case.detail.get("new_head"), household=household).first()
    if heir is not None:
        make_head(household, heir)


def make_head(household, person):
    """The person is the head from now on."""
    Person.objects.filter(household=household, relation=HEAD).exclude(pk=person.pk).update(relation=None)
    Person.objects.filter(pk=person.pk).update(relation=HEAD)
    Household.objects.filter(pk=household.pk).update(head_name=person.name, name_key=person.name_key)


def _end_cases(case, taken, person, household, *, is_last):
    """对象灭失: what is open about the dead, and about a household of which nobody is left."""
    proof = NewProof("document", taken.happened_on, note=f"死亡事项 {case.pk}")
    about = {"persons": [person.pk], "households": [household.pk] if is_last else []}
    cases_actions.lapse_cases(happened_on=taken.happened_on, by=taken.by, new_proofs=[proof], **about)
