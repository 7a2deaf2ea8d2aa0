"""Cohorts: who left in which year, who returned when and why, whose exit was undone, who is watched. Figures open.

An exit is a year of exit in a household's records or decided about it; a return is a record as 返贫 after one as 脱贫.
The cause is the main cause of the year of the return.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from luoshu.registry.models import Household

# One row per household and year of exit; under the actor's scope by row-level security, and by area.
# Records are found by their households: under row-level security the planner would read them all instead.
LEFT = """
inside as materialized (
  select array(select id from household where area >= %(low)s and area < %(high)s) as households),
years as materialized (
  select household_id, year, poverty_status, exited_year, main_cause from household_year
  where household_id = any ((select households from inside)::bigint[]) and poverty_status in ('1', '3')),
decided as (
  select household_id, kind, year, revokes_id from household_decision
  where household_id = any ((select households from inside)::bigint[]) and kind in ('exited', 'undone')),
exits as (
  select household_id, exited_year from years where poverty_status = '1' and exited_year is not null
  union
  select household_id, year from decided where kind = 'exited'),
returns as (
  select y.household_id, before.exited_year, y.year, y.main_cause from years y
  cross join lateral (
    select poverty_status, exited_year from household_year
    where household_id = y.household_id and year < y.year order by year desc limit 1) before
  where y.poverty_status = '3' and before.poverty_status = '1' and before.exited_year is not null),
undone as (
  select d.household_id, coalesce(r.year, d.year) as exited_year from decided d
  left join household_decision r on r.id = d.revokes_id
  where d.kind = 'undone'),
watched as (
  select distinct e.household_id, e.exited_year from monitored m join exits e on e.household_id = m.household_id
  where e.exited_year = (select max(x.exited_year) from exits x where x.household_id = m.household_id
    and x.exited_year <= extract(year from m.since)))
"""
COUNTS = (
    "with "
    + LEFT
    + """
select 'exited', exited_year, null::int, null, count(distinct household_id) from exits group by 2
union all select 'returned', exited_year, year, main_cause, count(distinct household_id) from returns group by 2, 3, 4
union all select 'undone', exited_year, null, null, count(distinct household_id) from undone group by 2
union all select 'monitored', exited_year, null, null, count(distinct household_id) from watched group by 2
order by 2, 1, 3, 4
"""
)
TABLES = {"exited": "exits", "returned": "returns", "undone": "undone", "monitored": "watched"}


@dataclass
class Cohort:
    """Those who left in one year. `returned` by year of return, `causes` by main cause of those who returned."""

    exited_year: int
    exited: int = 0
    returned: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    causes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    undone: int = 0
    monitored: int = 0

    @property
    def returned_in_all(self):
        return sum(self.returned.values())


def table(actor, area=""):
    """A cohort for each year of exit, the oldest first. Households, not people."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, _bounds(actor, area))
        for what, exited_year, year, cause, count in cursor.fetchall():
            cohort = found.setdefault(exited_year, Cohort(exited_year))
            if what == "returned":
                cohort.returned[year] += count
                cohort.causes[cause or ""] += count
            else:
                setattr(cohort, what, count)
    return [found[year] for year in sorted(found)]


def behind(actor, area="", *, what="exited", exited=None, returned=None, cause=None):
    """The households a cell of the table counts, in the order of their place: as many as it says."""
    conditions, told = ["true"], _bounds(actor, area)
    for column, value in (("exited_year", exited), ("year", returned), ("main_cause", cause)):
        if value is not None:
            conditions.append(f"coalesce({column}::text, '') = %({column})s")
            told[column] = str(value)
    sql = f"with {LEFT} select distinct household_id from {TABLES[what]} where {' and '.join(conditions)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        numbers = [number for (number,) in cursor.fetchall()]
    return Household.objects.visible_to(actor).filter(pk__in=numbers).order_by("area", "code")


def _bounds(actor, area):
    low = area or actor.low
    return {"low": low, "high": f"{area}:" if area else actor.high}
