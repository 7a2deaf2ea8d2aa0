"""Rolls 名册: named lists of households, those that somebody helps, that a programme serves, that a sample drew."""

from luoshu.core.errors import NotAllowed
from luoshu.core.models import Roll, RollHousehold
from luoshu.registry.models import Household


def keep(by, kind, name, area, households):
    """The roll of that kind, name and place, listing exactly `households` (ids); NotAllowed for any out of reach."""
    found = Household.objects.visible_to(by).filter(pk__in=households, area__startswith=area)
    rows = dict(found.values_list("pk", "county"))
    if set(households) - rows.keys():
        raise NotAllowed("名册里有不在您管辖范围内的户", "请只列出本地的户，或请上一级办理。")
    roll, _ = Roll.objects.visible_to(by).get_or_create(area=area, kind=kind, name=name, county=area[:6])
    listed = dict(RollHousehold.objects.filter(roll=roll).values_list("household_id", "pk"))
    RollHousehold.objects.filter(pk__in=[listed[gone] for gone in listed.keys() - rows.keys()]).delete()
    new = [RollHousehold(roll=roll, household_id=n, county=rows[n], area=area) for n in rows.keys() - listed.keys()]
    RollHousehold.objects.bulk_create(new)
    return roll
