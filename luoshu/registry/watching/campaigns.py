"""The year's campaigns in an area: how far each stage is, what is left, who is behind and by when. Never a ranking.

Progress is computed from the register and the cases at the moment it is asked for; each figure opens the list of what
is still to do.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Left

from luoshu.core import clock
from luoshu.core.cases.models import CaseFile
from luoshu.core.models import Area
from luoshu.policy.campaigns import Stage, campaigns, level_of
from luoshu.policy.watching import threshold
from luoshu.registry.models import Clue, Doubt, HeldHousehold, Household, HouseholdYear, ListRow, Membership

# Kinds of case that the yearly management opens: who comes in, leaves, returns, is watched.
KINDS = ("identification", "household_exit", "return_to_poverty", "removal", "monitoring")
BELOW = {4: 6, 6: 9, 9: 12}
NOTHING = (0, 0)


@dataclass(frozen=True)
class StageProgress:
    """How far a stage is in an area: `done` of `all`, due on the day of the area's level."""

    stage: Stage
    area: str
    due: date
    done: int
    all: int
    days_left: int

    @property
    def left(self):
        return self.all - self.done

    @property
    def is_late(self):
        return self.days_left < 0 and self.left > 0


@dataclass(frozen=True)
class Reminder:
    """An area that has something left of a stage that is due soon or past."""

    campaign: object
    progress: StageProgress


def progress(actor, year, area, campaign=None):
    """The stages of a year's campaigns in one area."""
    return [
        _told(stage, area, *_counts(actor, year, area, stage, len(area)).get(area, NOTHING))
        for each in campaigns(year)
        if campaign in (None, each.name)
        for stage in each.stages
    ]


def below(actor, year, area, stage, on=None):
    """A stage in each area one level down that the actor reaches: those behind first, then by code."""
    found = _parts(actor, year, area, stage, on)
    return sorted(found, key=lambda each: (not each.is_late, each.area))


def left_behind(actor, year, area, stage):
    """What is still to do: the list behind `left`, as a query in the order of place."""
    every, done = MEASURES[stage.measure](actor, year, stage)
    return _inside(every, area).exclude(done).order_by("area", "id")


def reminders(actor, on=None):
    """Who is behind in the actor's area, and by when: stages that have begun and are due within some days or past."""
    on = on or clock.today()
    begun = [(campaign, stage) for campaign in campaigns(on.year) for stage in campaign.stages if stage.starts <= on]
    found = [
        Reminder(campaign, each)
        for campaign, stage in begun
        for each in _with_parts(actor, on, stage)
        if each.left > 0 and each.days_left <= threshold("reminder_days", on)
    ]
    return sorted(found, key=lambda each: (each.progress.due, each.progress.area, each.progress.stage.name))


def _with_parts(actor, on, stage):
    """The actor's own area, and the areas one level down."""
    whole = _counts(actor, on.year, actor.area, stage, len(actor.area)).get(actor.area, NOTHING)
    return [_told(stage, actor.area, *whole, on), *_parts(actor, on.year, actor.area, stage, on)]


def _parts(actor, year, area, stage, on=None):
    """The areas one level down that are reached as a whole; those with nothing to do as well."""
    digits = BELOW.get(len(area))
    if digits is None or not actor.whole or not area.startswith(actor.area):
        return []
    codes = Area.objects.filter(edition__in_use=True, parent=area).order_by("code").values_list("code", flat=True)
    counts = _counts(actor, year, area, stage, digits)
    return [_told(stage, code, *counts.get(code, NOTHING), on) for code in codes if len(code) == digits]


def _counts(actor, year, area, stage, digits):
    """(done, all) by the first digits of the place, in one query."""
    every, done = MEASURES[stage.measure](actor, year, stage)
    rows = _inside(every, area).order_by().annotate(part=Left("area", digits)).values("part")
    rows = rows.annotate(every=Count("id"), done=Count("id", filter=done))
    return {row["part"]: (row["done"], row["every"]) for row in rows}


def _told(stage, area, done, every, on=None):
    due = stage.due(level_of(area))
    return StageProgress(stage, area, due, done, every, (due - (on or clock.today())).days)


def _inside(rows, area):
    return rows.filter(area__gte=area, area__lt=f"{area}:")


# What a stage is counted by: all rows of the year that are visible, and the condition that one is done.


def _clues(actor, year, stage):
    rows = Clue.objects.visible_to(actor).filter(raised_at__date__range=(date(year, 1, 1), date(year, 12, 31)))
    return rows, ~Q(state=Clue.State.OPEN)


def _cases(actor, year, stage):
    rows = CaseFile.objects.visible_to(actor).filter(
        kind__in=KINDS, opened_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    return rows, Q(closed_on__isnull=False) | Q(state__in=["watched", "covered"])


def _records(actor, year, stage):
    """Households with a member left: one that has been struck off or has ended has no record of the year."""
    on = date(year, 12, 31)
    member = Membership.objects.filter(household=OuterRef("pk")).filter(Q(until=None) | Q(until__gt=on))
    rows = Household.objects.visible_to(actor).filter(Exists(member))
    return rows, Exists(HouseholdYear.objects.filter(household=OuterRef("pk"), year=year))


def _doubts(actor, year, stage):
    rows = Doubt.objects.visible_to(actor).filter(Q(year=year) | Q(year=None)).exclude(state=Doubt.State.LAPSED)
    return rows, ~Q(state=Doubt.State.OPEN)


def _matches(actor, year, stage):
    rows = ListRow.objects.visible_to(actor).exclude(outcome=ListRow.Outcome.UNMATCHED, decided_on=None)
    rows = rows.filter(department_list__as_of__year=year)
    is_open = Clue.objects.filter(pk=OuterRef("clue"), state=Clue.State.OPEN)
    return rows, ~Q(outcome=ListRow.Outcome.SUSPECTED) & ~Exists(is_open)


def _held(actor, year, stage):
    rows = HeldHousehold.objects.visible_to(actor).filter(Q(year=year) | Q(year=None))
    return rows, ~Q(state=HeldHousehold.State.OPEN)


MEASURES = {
    "clues": _clues,
    "cases": _cases,
    "records": _records,
    "doubts": _doubts,
    "matches": _matches,
    "held": _held,
}
