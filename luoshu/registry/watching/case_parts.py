"""What cases of monitoring ask of the register and do to it; registered when the program starts."""

from luoshu.core.cases import hooks
from luoshu.core.cases.hooks import Answer
from luoshu.core.cases.models import CaseStep
from luoshu.core.errors import NotPossible
from luoshu.policy.watching import words
from luoshu.registry.models import Clue, Household, Monitored, RosterHousehold
from luoshu.registry.watching import monitoring, opening

VILLAGE, COUNTY = "村和乡镇", "县"


def _running(cases):
    """The running watch of each case's household, by household."""
    households = [case.household_id for case in cases if case.household_id]
    rows = Monitored.objects.filter(household__in=households, lifted_on=None).select_related("household")
    return {row.household_id: row for row in rows}


@hooks.requirement("monitoring_bars")
def monitoring_bars(cases, on, by):
    """A clue about the household was verified as a risk; that an income is above the line keeps nobody out.

    A case that began without a clue waits until one is raised and verified: it joins the case that is open.
    """
    ids = [case.pk for case in cases]
    verified = set(Clue.objects.filter(case_id__in=ids, finding=Clue.Finding.RISK).values_list("case_id", flat=True))
    return {pk: _verified(pk in verified) for pk in ids}


def _verified(outcome):
    return Answer(True) if outcome else Answer(None, ("核实属实的线索",), VILLAGE)


@hooks.requirement("is_monitored")
def is_monitored(cases, on, by):
    """The household is being watched."""
    running = _running(cases)
    return {case.pk: _met(case.household_id in running, "这一户没有在监测", COUNTY) for case in cases}


@hooks.requirement("risk_lifted")
def risk_lifted(cases, on, by):
    """Six steady months verified one by one, somebody who can work, help given or gone by itself."""
    running = _running(cases)
    return {case.pk: _lifted(running.get(case.household_id), on, _way(case, {})) for case in cases}


def _lifted(watch, on, way):
    if watch is None:
        return Answer(False, ("这一户没有在监测",), COUNTY)
    reasons = monitoring.lifting(watch, on, way)
    failed = tuple(each.zh for each in reasons if each.outcome is False)
    unknown = tuple(each.zh for each in reasons if each.outcome is None)
    return Answer(False, failed, VILLAGE) if failed else Answer(None if unknown else True, unknown, VILLAGE)


def _met(outcome, missing, who):
    return Answer(True) if outcome else Answer(False, (missing,), who)


def _way(case, given):
    way = given.get("lifted_by") or (case.detail or {}).get("lifted_by") or "helped"
    if way not in words()["lifted_by"]:
        raise NotPossible("没有这种消除方式", "请选帮扶消除或自然消除。")
    return way


@hooks.effect("start_watching")
def start_watching(cases, taken):
    """The households are watched from that day; one of the roster enters the register, never registered poor.

    `given`: group and, where the income was looked at, income_per_head (fen).
    """
    for case in cases:
        told = (case.detail or {}) | taken.given
        household = _household(case)
        helped = CaseStep.objects.filter(case_id=case.pk, step=opening.HELP_FIRST).order_by("id").first()
        monitoring.start(
            household, group=_group(case, household, told), risks=opening.risks_of(case) or ["other"],
            since=taken.happened_on, case_id=case.pk, income_per_head=told.get("income_per_head"),
            is_helped_first=helped is not None, helped_on=helped and helped.happened_on,
        )  # fmt: skip


def _household(case):
    if case.household_id:
        return Household.objects.get(pk=case.household_id)
    number = (case.detail or {}).get("roster")
    roster = RosterHousehold.objects.filter(county=case.county, pk=number).first() if number else None
    roster = roster or monitoring.roster_of(case.county, case.code)
    if roster is None:
        raise NotPossible(f"登记册和农户底册里都没有 {case.code}", "请核对编号。")
    household = monitoring.enter_from_roster(roster)
    case.household_id = household.pk
    case.save(update_fields=["household_id"])
    return household


def _group(case, household, told):
    """The group decided on, else the one the case was opened for, else by whether it was ever registered poor."""
    group = told.get("group") or case.reason or ("unstable" if household.status else "marginal")
    if group not in words()["groups"]:
        raise NotPossible("没有这种监测对象类别", "请选脱贫不稳定户、边缘易致贫户或突发严重困难户。")
    return group


@hooks.effect("help_first")
def help_first(cases, taken):
    """Help came before the papers: a household already watched notes since when."""
    for watch in _running(cases).values():
        watch.helped_on, watch.is_helped_first = watch.helped_on or taken.happened_on, True
        watch.save(update_fields=["helped_on", "is_helped_first"])


@hooks.effect("lift_risk")
def lift_risk(cases, taken):
    """The risk is lifted; refused while a month is missing, and for a household without any labour."""
    running = _running(cases)
    for case in cases:
        if case.household_id not in running:
            raise NotPossible(f"户 {case.code} 没有在监测", "请刷新页面看看现在的情况。")
        monitoring.lift(running[case.household_id], on=taken.happened_on, way=_way(case, taken.given))


@hooks.effect("stop_watching")
def stop_watching(cases, taken):
    """The watch ends without the risk being lifted: the household has ended, moved away or become poor."""
    for watch in _running(cases).values():
        watch.lifted_on, watch.lifted_by = taken.happened_on, "ended"
        watch.save(update_fields=["lifted_on", "lifted_by"])
