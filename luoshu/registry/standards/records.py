"""The records that a standard is judged by, as they are now: of households, of a village, of a county."""

import datetime as dt

from django.db import connection

from luoshu.core.errors import NotPossible
from luoshu.engine import CannotJudge
from luoshu.policy.standards import rulebook, standard
from luoshu.registry import snapshot
from luoshu.registry.counts import EXITED, POOR
from luoshu.registry.models import ExternalFigure, Village, VillageYear

# Household by household, by the indexes: under row-level security the planner would read both tables whole.
PEOPLE = """
select coalesce(sum(n) filter (where y.poverty_status = any(%(poor)s)), 0), coalesce(sum(n), 0),
  coalesce(sum(n) filter (where y.poverty_status = any(%(exited)s)), 0)
from household h
cross join lateral (
  select poverty_status from household_year
  where household_id = h.id and year <= %(year)s order by year desc limit 1) y
cross join lateral (
  select count(*) as n from membership
  where household_id = h.id and (since is null or since <= %(on)s) and (until is null or until > %(on)s)) m
where h.area >= %(low)s and h.area < %(high)s
"""
VILLAGES = """
select sum(coalesce(y.population_total, r.people)),
  bool_and(coalesce(y.population_total, r.people) is not null),
  count(*) filter (where y.is_listed), count(*) filter (where y.is_listed and y.exited_year <= %(year)s),
  bool_and(y.is_listed is not null)
from village v
left join village_year y on y.village_id = v.id and y.year = %(year)s
left join (select area, sum(size) as people from roster_household group by 1) r on r.area = v.area
where v.area >= %(low)s and v.area < %(high)s
"""
PROVINCE = 2  # digits of a province's code


def day_of(on, year):
    """The day whose line and rules a year's facts are judged by: the day asked, but not beyond the end of the year."""
    return min(on, dt.date(year, 12, 31))


def frames(ids, on, year):
    """The households and their people as a closing would cut them: Polars frames."""
    households = snapshot.frame("households", on, year, ids)
    return households, snapshot.frame("people", on, year, ids)


def rows(household_id, on, year):
    """One household and its people as rows; (None, []) when it has no record or nobody left in it."""
    households, people = frames([household_id], on, year)
    found = households.to_dicts()
    return (found[0] if found else None), people.sort("person_id").to_dicts()


def rules_on(subject, day):
    """The rules about a household, a village or a county on a day; NotPossible where none are in force."""
    try:
        return rulebook(subject, day)
    except CannotJudge as error:
        raise NotPossible(f"{day} 没有可用的判定规则", str(error)) from None


def newest_year_of_place(area, on):
    """The newest year up to `on` with a record of a village of the place; the year of `on` without any."""
    rows = VillageYear.objects.filter(area__gte=area, area__lt=f"{area}:", year__lte=on.year)
    return rows.order_by("-year").values_list("year", flat=True).first() or on.year


def newest_year(household_id, on):
    """The newest year up to `on` with a record of the household; the year of `on` without any."""
    with connection.cursor() as cursor:
        query = "select max(year) from household_year where household_id = %s and year <= %s"
        cursor.execute(query, [household_id, on.year])
        return cursor.fetchone()[0] or on.year


def village(area, on, year):
    """A village's facts of a year, with its poor people of now; None for a village the register has not heard of."""
    place = Village.objects.filter(area=area).first()
    if place is None:
        return None
    told = VillageYear.objects.filter(village=place, year=year).first()
    row = {"household_id": int(area), "roster_people": _roster(area), "poor_people": _people(area, on, year)[0]}
    kept = {f.name for f in VillageYear._meta.local_fields} - {"id", "county", "village", "content_mac", "upload"}
    return row | {name: getattr(told, name) if told else None for name in kept}


def county(code, on, year):
    """A county's facts of a year: counted from the register, and what others have supplied."""
    poor, registered, exited = _people(code, on, year)
    row = {"household_id": int(code), "poor_people": poor, "registered_people": registered, "exited_people": exited}
    rural, is_whole, listed, out, is_told = _asked(VILLAGES, code, on, year)
    row |= {"rural_people": int(rural) if is_whole else None}
    row |= {"listed_villages": listed if is_told else None, "exited_villages": out if is_told else None}
    return row | {column: _external(told, code, on, year) for column, told in standard("county_exit").external.items()}


def _external(told, code, on, year):
    """The newest external figure of the year as the rules read it: hundredths of a per cent, or yes and no."""
    area = code[:PROVINCE] if told.of == "province" else code
    rows = ExternalFigure.objects.filter(area=area, name=told.figure, as_of__year=year, as_of__lte=on)
    found = rows.order_by("-as_of", "-entered_at").first()
    if found is None:
        return None
    return found.value != 0 if told.unit == "是否" else int(found.value * 100)


def _people(area, on, year):
    """(still poor, ever registered, exited) people of an area, members on the day."""
    return tuple(int(n) for n in _asked(PEOPLE, area, on, year))


def _roster(area):
    with connection.cursor() as cursor:
        cursor.execute("select sum(size) from roster_household where area = %s", [area])
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def _asked(query, area, on, year):
    given = {"low": area, "high": f"{area}:", "on": on, "year": year, "poor": list(POOR), "exited": list(EXITED)}
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return cursor.fetchone()
