"""What is read of watching: clues as far as the reader may see them, lists and their rows, monitored households."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from luoshu.core import clock
from luoshu.core.errors import NotAllowed
from luoshu.policy import risk
from luoshu.policy.telling import number
from luoshu.policy.watching import threshold, word, words
from luoshu.registry import visibility
from luoshu.registry.models import Clue, DepartmentList, ListRow, Monitored, MonitoredMonth, Person, RosterHousehold
from luoshu.registry.visibility import FULL, YES_NO
from luoshu.registry.watching import matching, monitoring, policies

# What the kind of a clue gives away by itself, and how much of that class one must see to be told.
LEAST = {"health": YES_NO, "school": FULL, "disability": FULL, "income": YES_NO}
# The amounts of a clue, by kind: (title, title of the year before, unit).
AMOUNTS = {
    "medical_bill": ("自付医疗支出", "上年", "元"),
    "school_cost": ("就学支出", "上年", "元"),
    "income_fall": ("人均纯收入", "上年人均纯收入", "元"),
    "lost_job": ("今年务工", "上年务工", "月"),
}
SECRET_AMOUNTS = {"medical_bill": "income", "school_cost": "income", "income_fall": "income"}
HIDDEN = "（不对您的任职显示）"


@dataclass(frozen=True)
class Told:
    """A clue in words, as much of it as the reader may see; what is hidden says so. Chinese: the source language."""

    title: str
    whom: str
    place: str
    found_by: str
    text: str
    amounts: tuple
    due_on: object
    days_left: int
    state: str
    finding: str
    reason: str
    next_zh: str
    who_zh: str


def clues(actor, *, area="", state=None, kind=None, found_by=None, late=False, household=None, on=None):
    """Clues the actor sees, those due first. NotAllowed: a kind of clue that would tell what is not shown to them."""
    policies.check_can_read(actor)
    if kind:
        check_may_ask(actor, kind)
    wanted = {"state": state, "kind": kind, "found_by": found_by, "household": household}
    rows = Clue.objects.visible_to(actor).filter(**{name: value for name, value in wanted.items() if value})
    if area:
        rows = rows.filter(area__gte=area, area__lt=f"{area}:")
    if late:
        rows = rows.filter(state=Clue.State.OPEN, due_on__lt=on or clock.today())
    return rows.select_related("household", "roster_household", "person").order_by("due_on", "id")


def kinds_shown(actor):
    """The kinds of clue the actor is told; the others are clues all the same, of a kind that is not said."""
    return [code for code in words()["kinds"] if _sees_kind(actor, code)]


def check_may_ask(actor, kind):
    """A filter by a kind tells it."""
    if not _sees_kind(actor, kind):
        raise NotAllowed("您现在的任职不能按这一类线索查找", "这一类信息在权限表里不对您显示。")


def _sees_kind(actor, kind):
    data = words()["kinds"][kind].get("tells")
    return data is None or visibility.sees(actor, data) >= LEAST[data]


def told(actor, clue, on=None):
    """A clue in words as the actor may see it."""
    shows_kind, on = _sees_kind(actor, clue.kind), on or clock.today()
    whom = clue.household.head_name if clue.household else clue.roster_household.head_name
    next_zh, who_zh = _next(clue)
    return Told(
        title=word("kinds", clue.kind) if shows_kind else "线索",
        whom=visibility.shown(actor, "name", whom) or "",
        place=clue.area,
        found_by=word("found_by", clue.found_by),
        text=clue.text if shows_kind else HIDDEN,
        amounts=tuple(_amounts(actor, clue)) if shows_kind else (),
        due_on=clue.due_on,
        days_left=(clue.due_on - on).days,
        state=clue.get_state_display(),
        finding=clue.get_finding_display() if clue.finding else "",
        reason=(clue.reason or "") if shows_kind else HIDDEN,
        next_zh=next_zh,
        who_zh=who_zh,
    )


def _amounts(actor, clue):
    title, before, unit = AMOUNTS.get(clue.kind, ("金额", "上年", "元"))
    data = SECRET_AMOUNTS.get(clue.kind)
    if data and visibility.sees(actor, data) < FULL:
        return
    for name, value in ((title, clue.value), (before, clue.before)):
        if value is not None:
            yield name, number(value, unit)


def _next(clue):
    """What happens next, and who has it."""
    if clue.state == Clue.State.OPEN:
        return "入户核实，属实有风险的立案监测，不属实的附凭证办结", "村干部、第一书记或乡镇审核员"
    if clue.state == Clue.State.OPENED:
        return "按监测程序办理", "事项的经办人"
    return "已办结；情况变化时会成为新的线索", ""


def clue_counts(actor, area="", on=None):
    """How many clues are open, of these late and due soon, opened as cases, and closed; `clues` lists each."""
    on = on or clock.today()
    soon = on + timedelta(threshold("reminder_days", on))
    rows = clues(actor, area=area).order_by()
    is_open = Q(state=Clue.State.OPEN)
    return rows.aggregate(
        open=Count("id", filter=is_open),
        late=Count("id", filter=is_open & Q(due_on__lt=on)),
        due_soon=Count("id", filter=is_open & Q(due_on__range=(on, soon))),
        opened=Count("id", filter=Q(state=Clue.State.OPENED)),
        closed=Count("id", filter=Q(state=Clue.State.CLOSED)),
    )


def household_clues(actor, household):
    """Everything that was ever a clue about a household, the latest first."""
    return clues(actor, household=household).order_by("-raised_at", "-id")


def lines_of(actor, clue):
    """The rows of lists that led to a clue."""
    return ListRow.objects.visible_to(actor).filter(clue=clue).select_related("department_list").order_by("id")


def lists(actor):
    """The lists the actor sees the head of, the latest first."""
    policies.check_can_read(actor)
    return DepartmentList.objects.visible_to(actor).order_by("-loaded_at", "-id")


def list_rows(actor, department_list=None, outcome=None):
    """Rows of lists within the actor's reach, of a kind they are told of."""
    policies.check_can_read(actor)
    rows = ListRow.objects.visible_to(actor).filter(department_list__kind__in=kinds_shown(actor))
    rows = rows.filter(department_list=department_list) if department_list else rows
    rows = rows.filter(outcome=outcome) if outcome else rows
    return rows.select_related("department_list", "household", "roster_household", "person").order_by("area", "id")


@dataclass(frozen=True)
class Candidate:
    """Somebody a suspected row may mean, and why."""

    household: object
    roster_household: object
    person: object
    why: str


def candidates(actor, row):
    """Who a suspected row may mean, within the actor's reach."""
    found = []
    if row.id_index is not None:
        same = Person.objects.visible_to(actor).filter(id_index=row.id_index).select_related("household")
        found += [Candidate(each.household, None, each, "证件号码相同，有两人登记") for each in same]
    if found or row.name_sealed is None:
        return found
    for each in matching.namesakes(matching.opened_name(row), row.area):
        if each.person_id:
            person = Person.objects.visible_to(actor).select_related("household").filter(pk=each.person_id).first()
            found += [Candidate(person.household, None, person, "同村同名，证件待核")] if person else []
        else:
            head = RosterHousehold.objects.visible_to(actor).filter(pk=each.roster_household_id).first()
            found += [Candidate(None, head, None, "农户底册里同村同名的户主")] if head else []
    return found


def row_name(actor, row):
    """The name a suspected row gives, for who may see names; None once it is settled."""
    if row.name_sealed is None:
        return None
    return visibility.shown(actor, "name", matching.opened_name(row))


def monitored(actor, *, area="", group=None, lifted=False, without_measure_late=False, on=None):
    """Monitored households the actor sees: running, lifted (True) or both (None); those whose help is late."""
    policies.check_can_read(actor)
    rows = Monitored.objects.visible_to(actor)
    rows = rows.filter(area__gte=area, area__lt=f"{area}:") if area else rows
    rows = rows.filter(group=group) if group else rows
    rows = rows if lifted is None else rows.filter(lifted_on__isnull=not lifted)
    if without_measure_late:
        on = on or clock.today()
        rows = rows.filter(helped_on=None, since__lt=on - timedelta(threshold("measure_days", on)))
    return rows.select_related("household").order_by("area", "household__code")


def monitored_counts(actor, area=""):
    """By group: (running, lifted). `monitored` lists each."""
    rows = monitored(actor, area=area, lifted=None).order_by()
    found = rows.values("group").annotate(
        running=Count("id", filter=Q(lifted_on=None)), lifted=Count("id", filter=Q(lifted_on__isnull=False))
    )
    told = {row["group"]: (row["running"], row["lifted"]) for row in found}
    return {group: told.get(group, (0, 0)) for group in words()["groups"]}


def monitoring_of(actor, household):
    """The running watch of a household, or None."""
    return monitored(actor).filter(household=household).first()


def months(watch):
    """What was found month by month, the latest first."""
    return MonitoredMonth.objects.filter(monitored=watch).order_by("-month")


def lifting(watch, on=None, way="helped"):
    """The check list of lifting its risk: each with True, False or None, not yet verified."""
    return monitoring.lifting(watch, on, way)


def suggestion(actor, household, on=None):
    """The monitored group a household looks like, by what is known: its clues and the newest income told of it."""
    on = on or clock.today()
    known = clues(actor, household=household).exclude(finding=Clue.Finding.UNTRUE)
    kinds = set(known.values_list("kind", flat=True))
    watch = Monitored.objects.visible_to(actor).filter(household=household).order_by("-since").first()
    is_below = None
    if watch and watch.income_per_head is not None and watch.line is not None:
        is_below = watch.income_per_head < watch.line
    return risk.group_of(
        on, has_exited=household.status == "1", is_below_line=is_below, is_unsteady="income_fall" in kinds or None,
        has_shock=bool(kinds - {"income_fall"}) or None,
    )  # fmt: skip
