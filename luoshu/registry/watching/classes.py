"""The class of dynamic management of each household, computed with its reasons: feedback, never a decision.

Households alike in all that the policy asks are classed once: the rule is the policy's, for one as for a city.
"""

from dataclasses import dataclass

from django.db import connection

from luoshu.core import clock
from luoshu.policy.household_classes import CLASSES, Computed, Standing, class_of
from luoshu.registry import closings
from luoshu.registry.models import Household
from luoshu.registry.watching import after_exit

STANDARDS = ("may_register", "is_income_stable", "nothing_lacking")
UNDETERMINED = "unknown"
# Struck off: decided so, or every member gone as struck off (left_reason 06 人员清退).
ALIKE = """
select h.status, coalesce(v.met, 0) & %(mask)s, coalesce(v.failed, 0) & %(mask)s,
  exists (select from monitored m where m.household_id = h.id and m.lifted_on is null),
  coalesce(
    (select d.kind = 'removed' from household_decision d
     where d.household_id = h.id and d.kind in ('removed', 'registered')
     order by d.happened_on desc, d.id desc limit 1),
    (select bool_and(s.until is not null and s.left_reason is not distinct from '06') from membership s
     where s.household_id = h.id), false),
  case when h.status = '1' then (select y.exited_year from household_year y
    where y.household_id = h.id and y.exited_year is not null order by y.year desc limit 1) end,
  exists (select from continued_policy p where p.household_id = h.id and p.stopped_on is null
    and (p.until is null or p.until >= %(on)s)),
  {what}
from household h left join verdict v on v.household_id = h.id and v.closing_id = %(closing)s
where {which} group by 1, 2, 3, 4, 5, 6, 7
"""


@dataclass(frozen=True)
class Counted:
    """Households alike: their class, and what was asked of them (a count, or their ids)."""

    computed: Computed
    told: object


def of_household(actor, household, on=None):
    """The class of one household by what the register and the newest closing up to a day say."""
    found = _alike(actor, on, "count(*)", "h.id = %(household)s", household=household.pk)
    return found[0].computed


def of_roster(actor, roster):
    """The class of a household of the roster: the register's where it is on it, else what is known, which is little."""
    if roster.household_code:
        known = Household.objects.visible_to(actor).filter(county=roster.county, code=roster.household_code).first()
        if known:
            return of_household(actor, known)
    return class_of(Standing(is_registered=False))


def counts(actor, area="", on=None):
    """How many households of the register are in each class; those that cannot be told under `unknown`."""
    sums = dict.fromkeys((*CLASSES, UNDETERMINED), 0)
    for each in _in_area(actor, area, on, "count(*)"):
        sums[each.computed.name or UNDETERMINED] += each.told
    return sums


def behind(actor, name, area="", on=None):
    """The households of a class, in the order of their place: as many as `counts` says."""
    alike = _in_area(actor, area, on, "array_agg(h.id)")
    numbers = [number for each in alike if (each.computed.name or UNDETERMINED) == name for number in each.told]
    return Household.objects.visible_to(actor).filter(pk__in=numbers).order_by("area", "code")


def titles(lang="zh"):
    """The name of each class in a language."""
    return {name: words[lang.startswith("en")] for name, words in CLASSES.items()}


def _in_area(actor, area, on, what):
    bounds = {"low": area or actor.low, "high": f"{area}:" if area else actor.high}
    return _alike(actor, on, what, "h.area >= %(low)s and h.area < %(high)s", **bounds)


def _alike(actor, on, what, which, **told):
    on = on or clock.today()
    closing = closings.latest(actor, on)
    bits = {name: closing.bit(name) for name in STANDARDS} if closing else {}
    told |= {"mask": sum(bits.values()), "on": on, "closing": closing.id if closing else 0}
    with connection.cursor() as cursor:
        cursor.execute(ALIKE.format(what=what, which=which), told)
        return [Counted(class_of(_standing(bits, on, *row[:-1])), row[-1]) for row in cursor.fetchall()]


def _standing(bits, on, status, met, failed, is_monitored, is_struck_off, exited_year, has_paper):
    outcomes = {name: True if met & bit else False if failed & bit else None for name, bit in bits.items()}
    has_policies = None if exited_year is None else has_paper or after_exit.runs(exited_year, on)
    return Standing(
        is_registered=status is not None, status=status, is_struck_off=is_struck_off, is_monitored=is_monitored,
        has_policies=has_policies, **outcomes,
    )  # fmt: skip
