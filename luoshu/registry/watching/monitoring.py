"""Monitored households: into the watch, month by month, and out of it. Runs inside an action or a case's step."""

from datetime import date

from luoshu.core import clock
from luoshu.core.errors import NotPossible
from luoshu.policy import risk
from luoshu.policy.labour import ABLE, NOT_ABLE
from luoshu.policy.watching import threshold
from luoshu.registry.models import Household, Membership, Monitored, MonitoredMonth, PersonYear, RosterHousehold

PROVINCE = "41"


def start(household, *, group, risks, since, case_id=None, income_per_head=None, is_helped_first=False,
          helped_on=None):  # fmt: skip
    """Begin to watch a household. NotPossible: it is watched already."""
    if Monitored.objects.filter(household=household, lifted_on=None).exists():
        raise NotPossible(f"户 {household.code} 已经在监测", "请在原来的监测记录里更新风险。")
    return Monitored.objects.create(
        county=household.county, area=household.area, household=household, group=group, risks=sorted(set(risks)),
        since=since, line=line_on(since), income_per_head=income_per_head, is_helped_first=is_helped_first,
        case_id=case_id, helped_on=helped_on,
    )  # fmt: skip


def add_risk(clue):
    """A household that is watched already is watched for this too."""
    watch = Monitored.objects.filter(household=clue.household_id, lifted_on=None).first()
    if watch is not None and clue.kind not in watch.risks:
        watch.risks = sorted({*watch.risks, clue.kind})
        watch.save(update_fields=["risks"])


def line_on(day):
    """The monitoring line of a day in fen; None before there was one."""
    try:
        return threshold("monitoring_line", day, province=PROVINCE)
    except LookupError:
        return None


def enter_from_roster(roster):
    """The household of a roster row on the register, never registered poor; it may be there already."""
    known = Household.objects.filter(county=roster.county, code=roster.household_code or roster.code).first()
    if known is None:
        known = Household.objects.create(
            county=roster.county, area=roster.area, code=roster.code, group_name=roster.group_name,
            head_name=roster.head_name, name_key=roster.name_key,
        )  # fmt: skip
    if roster.household_code != known.code:
        roster.household_code = known.code
        roster.save(update_fields=["household_code"])
    return known


def roster_of(county, code):
    """The roster's row of that number, or None."""
    return RosterHousehold.objects.filter(county=county, code=code).first()


def has_labour(household):
    """Whether somebody living in it can work, by the newest record of each member; None while that is not verified."""
    today = clock.today()
    belonging = Membership.objects.filter(household=household).exclude(until__lte=today)
    newest = {}
    people = list(belonging.values_list("person_id", flat=True))
    for year in PersonYear.objects.filter(person_id__in=people, labour__isnull=False).order_by("year"):
        newest[year.person_id] = year.labour
    if any(code in ABLE for code in newest.values()):
        return True
    is_complete = bool(people) and all(newest.get(person) in NOT_ABLE for person in people)
    return False if is_complete else None


def months(monitored):
    """What was found month by month, as the policy asks for it."""
    rows = MonitoredMonth.objects.filter(monitored=monitored).order_by("month")
    return [risk.Month(row.month, row.is_above_line, row.is_secured) for row in rows]


def lifting(monitored, on=None, way="helped"):
    """What lifting its risk needs on a day, each with its outcome."""
    return risk.may_lift(
        on or clock.today(), since=monitored.since, months=months(monitored),
        has_labour=has_labour(monitored.household), is_helped=monitored.helped_on is not None, by=way,
    )  # fmt: skip


def lift(monitored, *, on, way):
    """End the watch as lifted. NotPossible says what is not met or not verified yet."""
    reasons = lifting(monitored, on, way)
    lacking = [each for each in reasons if each.outcome is not True]
    if lacking:
        told = "；".join(f"{each.zh}（{'未达到' if each.outcome is False else '未核实'}）" for each in lacking)
        raise NotPossible(f"风险还不能消除：{told}", "请继续监测和帮扶；整户没有劳动能力的落实兜底。")
    monitored.lifted_on, monitored.lifted_by = on, way
    monitored.save(update_fields=["lifted_on", "lifted_by"])
    return monitored


def record(monitored, month, found):
    """What was found in one month, in place of what was told of it before. `found`: fields of MonitoredMonth."""
    first = date(month.year, month.month, 1)
    place = {"county": monitored.county, "area": monitored.area, "household_id": monitored.household_id}
    row, _ = MonitoredMonth.objects.update_or_create(monitored=monitored, month=first, defaults=place | found)
    return row
