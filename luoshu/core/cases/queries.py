"""Cases: the reads. What waits for whom, which steps are open, how a case stood on a day and was then known."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q

from luoshu.core import clock
from luoshu.core.cases import engine, facts, hooks
from luoshu.core.cases.models import CaseFile, CaseStep, Meeting, Notice, Objection, Recusal
from luoshu.core.cases.taking import grouped
from luoshu.core.errors import NotPossible
from luoshu.core.permissions import SYSTEM
from luoshu.core.roles import ROLES
from luoshu.policy.procedures import kind, kinds, organs

LEVELS = {"village": ("household", "village"), "city": ("city", "province", "state")}


@dataclass(frozen=True)
class Offer:
    """A step out of a case's state as one actor meets it: `refusal` says why not, None that it may be taken.

    `lacking`: kinds of evidence still to hand in, each with its alternatives; `answers`: {requirement: Answer or None}.
    """

    step: object
    refusal: object
    lacking: tuple
    answers: dict

    @property
    def is_open(self):
        return self.refusal is None


@dataclass(frozen=True)
class AsOf:
    """A case on a day: its state then, since when, by which step, entered when."""

    state: str
    outcome: str
    since: dt.date
    step: str
    entered_at: dt.datetime


def procedure(case):
    """The variant a case keeps."""
    return kind(case.kind).variant(case.variant)


def state_of(case):
    """The declared state a case is in: its names and what happens next."""
    return procedure(case).states[case.state]


def open_to(actor):
    """Open cases within reach."""
    return CaseFile.objects.visible_to(actor).filter(closed_on=None)


def turn_of(role):
    """The organs and levels whose decisions a role records: (organs, levels)."""
    named = tuple(each.name for each in organs().values() if role in each.recorders and each.name != "source")
    level = ROLES[role].level if role in ROLES else ""
    return named, LEVELS.get(level, (level,))


def waiting_for(actor, on=None):
    """待办: the cases whose next step is the actor's to record and possible by its term, the most pressing first."""
    return open_to(actor).filter(waits_for(actor, on)).order_by(F("due_on").asc(nulls_last=True), "pk")


def waits_for(actor, on=None):
    """Which of the open cases within reach wait for the actor, as a condition."""
    on = on or clock.today()
    named, levels = turn_of(actor.role)
    if actor.role == SYSTEM:
        named, levels = tuple(organs()), tuple({each.level for each in organs().values()})
    mine = Q(level__in=levels, organ__in=named)
    if actor.user_id is not None:
        mine = mine & Q(deputy=None) | Q(deputy_id=actor.user_id)
    ripe = Q(opens_on=None) | Q(opens_on__lte=on)
    turn = mine & ripe | _beside(actor.role)
    return turn if actor.user_id is None else turn & ~kept_out(actor)


def kept_out(actor):
    """The cases that the actor keeps out of, as a condition."""
    return Q(pk__in=Recusal.objects.filter(user_id=actor.user_id).values("case_id"))


def _beside(role):
    """Cases whose parallel step is still to be recorded by the role, whoever's turn it is."""
    found = Q(pk=None)
    for of in kinds().values():
        for variant in of.variants:
            for step in variant.steps.values():
                if not step.to and role in step.recorders:
                    here = Q(kind=of.name, variant=variant.name, state__in=step.sources)
                    found |= here & ~Q(marks__contains=[step.marks])
    return found


def handed_over(actor):
    """回避转出: open cases the actor keeps out of."""
    return open_to(actor).filter(kept_out(actor))


def overdue(actor, on=None):
    """逾期: open cases past their day, within reach."""
    return open_to(actor).filter(due_on__lt=on or clock.today()).order_by("due_on", "pk")


def overdue_by_level(actor, on=None):
    """{level: how many} of what is overdue within reach."""
    rows = overdue(actor, on).order_by().values("level").annotate(n=Count("pk"))
    return {row["level"]: row["n"] for row in rows}


def notices_to_tend(actor, on=None):
    """Notices within reach that wait to be posted, or have hung their term and lack the proof of the last day."""
    on = on or clock.today()
    draft, over = Q(state=Notice.State.DRAFT), Q(state=Notice.State.POSTED, ends_on__lte=on)
    rows = Notice.objects.filter(area__gte=actor.low, area__lt=actor.high)
    return rows.filter(draft | over).order_by("ends_on", "pk")


def notices_in_force(area, on):
    """Notices that hang on a day at places whose code begins with `area`, the last first."""
    rows = Notice.objects.filter(area__startswith=area, posted_on__lte=on, ends_on__gte=on)
    return rows.exclude(state=Notice.State.WITHDRAWN).order_by("-posted_on", "-pk")


def objections_to_answer(actor):
    """Open objections and reports the actor's level answers, by deadline."""
    named, _ = turn_of(actor.role)
    rows = Objection.objects.visible_to(actor).filter(state=Objection.State.OPEN)
    return (rows if actor.role == SYSTEM else rows.filter(organ__in=named)).order_by("due_on", "pk")


def meetings_for(case, step):
    """Meetings that could have taken this step for the case, the last first: of the organ, at a place above it."""
    places = {case.area[:digits].ljust(12, "0") for digits in (2, 4, 6, 9, 12)}
    rows = Meeting.objects.filter(organ=step.organ, area__in=places, held_on__gte=case.since)
    return rows.order_by("-held_on", "-pk")


def steps_open_to(case, actor, on=None):
    """Every declared way out of the case's state, each with why the actor may not take it now; [Offer]."""
    on = on or clock.today()
    variant = procedure(case)
    ways = [step for step in variant.steps_from(case.state) if not (step.objected or step.automatic)]
    steps = [step for step in ways if step.name != "lapse"]
    return [_offer(case, variant, step, actor, on) for step in steps]


def offers(cases, step, actor, on=None):
    """{case id: Refusal or None} for one step of a whole list, before its proofs and vote are handed in."""
    on, found = on or clock.today(), {}
    for (of, variant), group in grouped(cases, lambda case: (case.kind, case.variant)):
        declared = kind(of).variant(variant)
        if step not in declared.steps:
            found |= {case.pk: NotPossible("这一程序没有这一步", "请按程序的步骤办理。") for case in group}
            continue
        known = facts.gather(group, declared, declared.steps[step], on, actor)
        tried = engine.Try(on, clock.today(), actor.role)
        for case in group:
            found[case.pk] = engine.refusal(declared, declared.steps[step], known[case.pk], tried, is_offer=True)
    return found


def _offer(case, variant, step, actor, on):
    known = facts.gather([case], variant, step, on, actor)[case.pk]
    tried = engine.Try(on, clock.today(), actor.role)
    why = engine.refusal(variant, step, known, tried, is_offer=True)
    lacking = tuple(each for each in step.proof(case.reason) if not known.evidence.intersection(each))
    return Offer(step, why, lacking, {name: known.answers.get(name) for name in step.needs})


def history(case):
    """The steps of a case in the order they happened; what was entered at one time keeps its order."""
    rows = CaseStep.objects.filter(case=case).select_related("meeting", "notice", "user")
    return rows.order_by("happened_on", "pk")


def case_as_of(case, day, known_on=None):
    """How a case stood on `day`, by what is entered today, or by what was entered up to `known_on`; None: not begun."""
    return cases_as_of([case.pk], day, known_on).get(case.pk)


def cases_as_of(ids, day, known_on=None):
    """{case id: AsOf} for those begun by `day`; `ids`: numbers or a query of them."""
    rows = CaseStep.objects.filter(case_id__in=ids, happened_on__lte=day).exclude(before=F("after"))
    if known_on is not None:
        midnight = dt.datetime.combine(known_on + dt.timedelta(days=1), dt.time(), clock.ZONE)
        rows = rows.filter(entered_at__lt=midnight)
    last = rows.order_by("case_id", "-happened_on", "-pk").distinct("case_id").select_related("case")
    return {
        row.case_id: AsOf(
            row.after, procedure(row.case).states[row.after].final, row.happened_on, row.step, row.entered_at
        )
        for row in last
    }


def undone():
    """Requirements and effects the procedures name and no package answers for: [(list, name)]."""
    return list(hooks.unregistered())
