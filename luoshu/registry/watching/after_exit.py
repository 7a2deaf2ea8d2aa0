"""What goes on after a household's exit: which policies, until when, and whether the end was told before it comes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef

from luoshu.core import clock
from luoshu.core.errors import NotPossible
from luoshu.policy import continuing as policies
from luoshu.policy.watching import threshold
from luoshu.registry.models import ContinuedPolicy, Household, HouseholdYear, PolicyNotice

EXITED = "1"
RUNS, SOON, ENDED, BY_PAPERS = "runs", "ends_soon", "ended", "by_papers"


@dataclass(frozen=True)
class Line:
    """One policy of one household after its exit. `ends_on` None: a contract or a school stage says."""

    policy: policies.Continuing
    ends_on: date | None
    told_on: date | None
    state: str


@dataclass(frozen=True)
class Ending:
    """A policy that ends for the households of a village which left in one year; `told_on` None: not told yet."""

    area: str
    policy: policies.Continuing
    exited_year: int
    ends_on: date
    households: int
    told_on: date | None


def exit_day(exited_year):
    """Exits count from the end of the year they are of."""
    return date(exited_year, 12, 31)


def end_of(policy, exited_year):
    """The day a policy ends for those who left in a year. NotPossible: their papers say, or they do not have it."""
    exited_on = exit_day(exited_year)
    ends_on = policy.ends_on(exited_on) if policy.covers(exited_on) else None
    if ends_on is None:
        raise NotPossible(f"“{policy.zh}”没有统一的到期日", "按合同、聘期或学段到期，逐户告知。")
    return ends_on


def exited(area, exited_year):
    """The households below an area that left in a year and are out still: the list behind a notice."""
    rows = Household.objects.filter(area__gte=area, area__lt=f"{area}:", status=EXITED)
    told = HouseholdYear.objects.filter(household=OuterRef("pk"), exited_year=exited_year, poverty_status=EXITED)
    return rows.filter(Exists(told)).order_by("area", "code")


def continuing(household, on=None):
    """What goes on for a household that has left; nothing for one that has not."""
    on = on or clock.today()
    told = HouseholdYear.objects.filter(household=household, exited_year__isnull=False, year__lte=on.year)
    latest = told.order_by("-year").first()
    if household.status != EXITED or latest is None:
        return []
    exited_on = exit_day(latest.exited_year)
    notices = PolicyNotice.objects.filter(area=household.area, exited_year=latest.exited_year)
    told = dict(notices.values_list("policy", "told_on"))
    papers = {row.policy: row for row in ContinuedPolicy.objects.filter(household=household, stopped_on=None)}
    return [_line(each, exited_on, told, papers, on) for each in policies.policies() if each.covers(exited_on)]


def runs(exited_year, on):
    """Whether a policy with a day still runs for those who left in a year. What papers end is not in it."""
    return bool(policies.running(exit_day(exited_year), on))


def _line(policy, exited_on, told, papers, on):
    paper = papers.get(policy.name)
    ends_on = policy.ends_on(exited_on) or (paper and paper.until)
    told_on = told.get(policy.name) or (paper and paper.told_on)
    if ends_on is None:
        return Line(policy, None, told_on, BY_PAPERS)
    if ends_on < on:
        return Line(policy, ends_on, told_on, ENDED)
    soon = ends_on - on <= timedelta(threshold("reminder_days", on))
    return Line(policy, ends_on, told_on, SOON if soon else RUNS)


def ending(actor, within_days=60, area="", on=None):
    """What ends within so many days for whom, village by village: those to be told before it stops."""
    on = on or clock.today()
    rows = _exits(actor, area or actor.area)
    notices = PolicyNotice.objects.visible_to(actor).values_list("area", "policy", "exited_year", "told_on")
    told = {tuple(key): told_on for *key, told_on in notices}
    found = []
    for village, year, households in rows:
        for policy in policies.policies():
            ends_on = policy.ends_on(exit_day(year)) if policy.covers(exit_day(year)) else None
            if ends_on and on <= ends_on <= on + timedelta(within_days):
                known = told.get((village, policy.name, year))
                found.append(Ending(village, policy, year, ends_on, households, known))
    return sorted(found, key=lambda each: (each.ends_on, each.area, each.exited_year, each.policy.name))


def ending_behind(actor, each):
    """The households an ending counts."""
    return exited(each.area, each.exited_year).filter(pk__in=Household.objects.visible_to(actor).values("pk"))


def _exits(actor, area):
    """(village, year of exit, households) of those who are out."""
    years = HouseholdYear.objects.visible_to(actor).filter(
        exited_year__isnull=False, poverty_status=EXITED, household__status=EXITED,
        household__area__gte=area, household__area__lt=f"{area}:",
    )  # fmt: skip
    rows = years.values("household__area", "exited_year").annotate(n=Count("household", distinct=True))
    return rows.order_by().values_list("household__area", "exited_year", "n")
