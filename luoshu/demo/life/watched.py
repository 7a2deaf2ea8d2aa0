"""What is found of households between the steps of their cases: clues, months of a watch, checks of a standard."""

import datetime as dt

from luoshu.core import clock
from luoshu.core.scope import within
from luoshu.registry.models import Household, HouseholdYear, Monitored, MonitoredMonth
from luoshu.registry.standards.actions import record_evidence
from luoshu.registry.watching.actions import raise_clue, record_help, record_month, verify_clue

KINDS = ("medical_bill", "lost_job", "income_fall")
LONGEST = 18  # months that a watch of the story can last


def verified(cases, day, cast):
    """Each household's clue is noted and verified at home as a risk: the visit of its case. Numbers of the cases."""
    by, done = cast.people["worker"], []
    for case in cases:
        with within(by):
            household = Household.objects.get(pk=case.household_id)
        kind = KINDS[case.pk % len(KINDS)]
        clue = raise_clue(
            kind=kind, found_by="visited", household=household, text="入户时本户说明", happened_on=day, by=by
        )
        verify_clue(clue=clue, finding="risk", reason="入户核实，情况属实", proof="核查表", happened_on=day, by=by)
        done.append(case.pk)
    return done


def month_by_month(cases, day, cast):
    """Each watched household was visited every month up to the day and found steady; helped from the first day on."""
    by = cast.people["worker"]
    with within(by):
        households = [case.household_id for case in cases]
        watches = list(Monitored.objects.filter(household__in=households, lifted_on=None))
        known = set(MonitoredMonth.objects.filter(monitored__in=watches).values_list("monitored_id", "month"))
    for watch in watches:
        if watch.helped_on is None:
            record_help(monitored=watch, helped_on=watch.since, by=by)
        months = (_month(watch.since.replace(day=1), n) for n in range(1, LONGEST))
        for month in months:
            visited = month + dt.timedelta(days=19)
            if visited < day and (watch.pk, month) not in known:
                _visit(watch, month, visited, by)


def _visit(watch, month, visited, by):
    with clock.standing_at(dt.datetime.combine(visited, dt.time(10), clock.ZONE)):
        record_month(monitored=watch, month=month, is_above_line=True, is_secured=True, checked_on=visited, by=by)


def _month(first, n):
    years, month = divmod(first.month - 1 + n, 12)
    return dt.date(first.year + years, month + 1, 1)


def found_short(cases, day, cast):
    """A visit finds that the standard was not met in the year of the exit."""
    by = cast.people["register"]
    with within(by):
        rows = HouseholdYear.objects.filter(household__in=[case.household_id for case in cases])
        years = dict(rows.filter(exited_year__isnull=False).order_by("year").values_list("household_id", "exited_year"))
    for year in sorted(set(years.values())):
        alike = [household for household, each in years.items() if each == year]
        record_evidence(
            subject="household", households=alike, year=year, standard="household_exit", items=["is_housing_secured"],
            kind="visit", finding="not_met", checked_on=day, checker="县回头看工作组", document="回头看核查表", by=by,
        )  # fmt: skip
