"""The check lists that pages show, and the evidence behind them. Called inside the reader's scope."""

from luoshu import engine
from luoshu.core import clock
from luoshu.core.errors import NotPossible
from luoshu.policy.standards import standard
from luoshu.registry.counts import EXITED
from luoshu.registry.models import Evidence, HouseholdDecision, PlaceDecision
from luoshu.registry.standards import lists, records

# Standards by whom they are about, in the order in which a page offers them.
OF_HOUSEHOLDS = ("household_exit", "identification")


def household_list(household, on=None, year=None, name="household_exit"):
    """The check list of a household, as its records are now: of `year`, by default its newest up to `on`."""
    on = on or clock.today()
    year = year or records.newest_year(household.id, on)
    day, found = records.day_of(on, year), standard(name)
    facts, people = records.rows(household.id, day, year)
    facts = facts or {"household_id": household.id}
    names = tuple(item.rule for item in found.at(day).items)
    book = records.rules_on("household", day)
    checks = {each.name: each for each in engine.explain(facts, people, day, rules=book, names=names)}
    rows = evidence_of(household=household, year=year, on=on, standard=name)
    return lists.made(found, day, year, household.area, checks, rows, **_decisions(household, on))


def village_list(area, on=None, year=None):
    """The check list of a village: one rate, seven facilities, industry and collective income."""
    return _of_place("village_exit", area, on, year, records.village)


def county_list(code, on=None, year=None):
    """The check list of a county: the composite rate, wrong exits, missed people, approval, and Henan's additions."""
    return _of_place("county_exit", code[:6], on, year, records.county)


def _of_place(name, code, on, year, facts_of):
    on = on or clock.today()
    year, found = year or records.newest_year_of_place(code, on), standard(name)
    day = records.day_of(on, year)
    book = records.rules_on(found.subject, day)
    facts = facts_of(code, day, year)
    if facts is None:
        raise NotPossible("登记册里没有这个村", "请先导入村表。")
    names = {item.rule for item in found.at(day).items}
    checks = {each.name: each for each in engine.explain(facts, [], day, rules=book, names=names)}
    area = code.ljust(12, "0")
    rows = evidence_of(area=area, subject=found.subject, year=year, on=on, standard=name)
    return lists.made(found, day, year, code, checks, rows, **_place_decisions(area, on))


def evidence_of(*, year, on, standard, household=None, area=None, subject="household"):
    """The evidence that stands for one household or place, a year and a standard, from the newest."""
    rows = Evidence.objects.filter(year=year, standard=standard, checked_on__lte=on, withdrawn_at=None)
    rows = rows.filter(household=household) if household else rows.filter(area=area, subject=subject)
    return list(rows.order_by("-checked_on", "-id"))


def every_evidence(household):
    """All evidence about a household, withdrawn or not, from the newest."""
    return Evidence.objects.filter(household=household).order_by("-checked_on", "-id")


def decisions(household):
    """What was decided about a household, from the newest: its whole life, historical decisions among it."""
    rows = HouseholdDecision.objects.filter(household=household).select_related("other")
    return rows.order_by("-happened_on", "-id")


def place_decisions(area):
    """What was decided about a village or a county (its code), from the newest."""
    return PlaceDecision.objects.filter(area=area.ljust(12, "0")).order_by("-happened_on", "-id")


def _decisions(household, on):
    """The exit that stands on a day: one of ours, or one from before the system."""
    if household.status not in EXITED:
        return {"is_exited": False}
    rows = list(decisions(household))
    revoked = {row.revokes_id for row in rows}
    standing = (row for row in rows if row.kind == "exited" and row.happened_on <= on and row.id not in revoked)
    return _apart(standing, is_exited=True)


def _place_decisions(area, on):
    rows = list(place_decisions(area).filter(happened_on__lte=on).exclude(kind="listed"))
    is_exited = bool(rows) and rows[0].kind == "exited"
    return _apart(rows[:1] if is_exited else [], is_exited)


def _apart(rows, is_exited):
    newest = next(iter(rows), None) if is_exited else None
    if newest is None:
        return {"is_exited": is_exited}
    return {"is_exited": True, "historical" if newest.is_historical else "decided": newest}
