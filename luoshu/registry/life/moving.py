"""A whole household moves: within the county its rows follow it; into another county it leaves and arrives there.

What was counted stays where it was counted (`area_then` of each year); who sees the household is where it is now.
"""

from django.db import connection

from luoshu.core.cases.hooks import effect
from luoshu.core.cases.models import CaseFile
from luoshu.core.cases.moved import follow
from luoshu.core.errors import NotPossible
from luoshu.registry.life import abroad, decisions, told
from luoshu.registry.life.members import LEAVING, end, event_on
from luoshu.registry.merge import FOLLOWING
from luoshu.registry.models import Household

AWAY = "out_of_city"


@effect("move_household")
def move_household(cases, taken):
    """To the village the case names; into another county, where it says so."""
    for case in cases:
        if case.household_id is None:
            arrive(case, taken)
            continue
        household = Household.objects.get(pk=case.household_id)
        to_county = case.detail.get("to_county")
        if case.reason == AWAY or (to_county and to_county != household.county):
            leave_county(case, taken, household)
        else:
            move_within(case, taken, household)


def move_within(case, taken, household):
    """The household's rows follow it to the other village; its new group and who answers for it stand on it."""
    area = case.detail.get("to_area")
    if not area or area[:6] != household.county:
        raise NotPossible("没有写明迁到哪个村", "请写明迁入村的代码。")
    decisions.record("moved", [case], taken)
    changed = {"area": area, "group_name": case.detail.get("to_group")}
    if "answers_to" in case.detail:
        changed["answers_to"] = case.detail["answers_to"]
    Household.objects.filter(pk=household.pk).update(**changed)
    with connection.cursor() as cursor:
        for table in FOLLOWING:
            cursor.execute(f"update {table} set area = %s where household_id = %s", [area, household.pk])
    follow([household.pk], area)


def leave_county(case, taken, household):
    """Everybody leaves the register here, and the household arrives there as a case of that county."""
    day = event_on(case)
    people = abroad.left(household, day)
    decisions.record("moved", [case], taken)
    if case.detail.get("to_county"):
        abroad.send_household(case, taken, household, people)
    for person in people:
        end(person, household, day, LEAVING["moved_out"])


def arrive(case, taken):
    """A household that moved here from another county goes on the register as it stood there."""
    village = taken.given.get("to_area") or case.detail.get("to_area")
    if not village or village[:6] != case.county:
        raise NotPossible("没有写明落在哪个村", "请写明迁入村的代码。")
    case.area = village
    told.take_in([case], taken.by, "整户迁入", taken.happened_on.year)
    household = Household.objects.get(county=case.county, code=told.household_code(case))
    CaseFile.objects.filter(pk=case.pk).update(household_id=household.pk, area=village)
    case.household_id = household.pk
    decisions.record("moved", [case], taken)
