"""The poverty status as cases decide it: prepared for exit, exited, returned, undone, removed. Set-wise.

The status stands in the year's record and, while that year is the household's latest, on the household. A year without
a record gets one that says the status and the causes known before: what nobody recorded of it stays unknown.
"""

from django.db import connection

from luoshu.core import clock
from luoshu.core.cases.hooks import effect
from luoshu.core.errors import NotPossible
from luoshu.policy.continuing import policies
from luoshu.registry.life import decisions

POOR, EXITED, PREPARED, RETURNED = "0", "1", "2", "3"
NOT_AGREED = "11"
YEAR = """
update household_year set poverty_status = %(status)s, exited_year = %(exited)s,
  not_exit_reason = coalesce(%(why)s, not_exit_reason)
where household_id = any(%(ids)s::bigint[]) and year = %(year)s
"""
NEW_YEAR = """
insert into household_year (county, area, household_id, area_then, year, poverty_status, exited_year, not_exit_reason,
  main_cause, other_cause_1, other_cause_2, entered_at)
select h.county, h.area, h.id, h.area, %(year)s, %(status)s, %(exited)s, %(why)s, l.main_cause, l.other_cause_1,
  l.other_cause_2, %(now)s
from household h left join lateral (
  select main_cause, other_cause_1, other_cause_2 from household_year y where y.household_id = h.id
  and y.year < %(year)s order by y.year desc limit 1) l on true
where h.id = any(%(ids)s::bigint[])
  and not exists (select from household_year y where y.household_id = h.id and y.year = %(year)s)
"""
NOW = """
update household set status = %(status)s, status_year = %(year)s
where id = any(%(ids)s::bigint[]) and coalesce(status_year, 0) <= %(year)s
"""
KEPT_IN = """
update household_year set not_exit_reason = %(why)s where household_id = any(%(ids)s::bigint[]) and year = %(year)s
"""
PAPERS = """
insert into continued_policy (county, area, household_id, policy, exited_on, document, reason, entered_at)
select h.county, h.area, h.id, %(policy)s, %(on)s, '', '', %(now)s from household h
join household_year y on y.household_id = h.id and y.year = %(year)s
where h.id = any(%(ids)s::bigint[]) and {has}
on conflict do nothing
"""
# Who has a policy that papers end, as far as the register knows it.
HAS = {
    "microloan": "y.microloan_balance > 0",
    "public_post": """exists (select from person_year p where p.household_id = h.id and p.year = y.year
      and p.public_posts > 0)""",
    "vocational_aid": """exists (select from person_year p where p.household_id = h.id and p.year = y.year
      and p.schooling in ('10', '11', '12', '13', '14', '15'))""",
}
# The years after a wrong exit were reported on its strength.
UNDONE_YEARS = """
update household_year set poverty_status = %(status)s, exited_year = null
where household_id = any(%(ids)s::bigint[]) and year >= %(year)s and exited_year = %(year)s
"""
UNDONE_NOW = "update household set status = %(status)s where id = any(%(ids)s::bigint[]) and status = '1'"
STOPPED = """
update continued_policy set stopped_on = %(on)s, reason = %(why)s
where household_id = any(%(ids)s::bigint[]) and stopped_on is null
"""
GONE = """
update membership set until = %(on)s, left_reason = '06'
where household_id = any(%(ids)s::bigint[]) and (until is null or until > %(on)s)
"""
GONE_YEAR = """
update person_year set member_status = '10' where household_id = any(%(ids)s::bigint[]) and year = %(year)s
"""


def by_year(cases):
    """The cases of each year they are about."""
    found = {}
    for case in cases:
        found.setdefault(decisions.year_of(case), []).append(case)
    return found.items()


def put(cases, taken, status, *, exited=False, why=None):
    """Give the households the status from their year on; `exited`: that year is their year of exit."""
    for year, alike in by_year(cases):
        told = {"ids": decisions.numbers(alike), "year": year, "status": status, "why": why, "now": clock.now()}
        told["exited"] = year if exited else None
        with connection.cursor() as cursor:
            cursor.execute(YEAR, told)
            cursor.execute(NEW_YEAR, told)
            cursor.execute(NOW, told)


@effect("prepare_exit")
def prepare_exit(cases, taken):
    """On the list of this year's exits (预脱贫): still poor."""
    decisions.record("prepared", cases, taken, after=PREPARED)
    put(cases, taken, PREPARED)


@effect("unprepare_exit")
def unprepare_exit(cases, taken):
    """Off the list of this year's exits: poor as before."""
    put(cases, taken, POOR, why=_why(cases))


@effect("keep_in")
def keep_in(cases, taken):
    """Stays on the register; the year says why (the code the case or the step gives)."""
    for year, alike in by_year(cases):
        for why, same in _by_reason(alike, taken).items():
            with connection.cursor() as cursor:
                cursor.execute(KEPT_IN, {"ids": decisions.numbers(same), "year": year, "why": why})


def _by_reason(cases, taken):
    """The cases of each reason; who met the standard and would not sign stays in for that (达标未认可)."""
    unsigned = NOT_AGREED if taken.step.organ == "household" else None
    found = {}
    for case in cases:
        why = taken.given.get("not_exit_reason") or case.detail.get("not_exit_reason") or unsigned
        if why:
            found.setdefault(why, []).append(case)
    return found


def _why(cases):
    reasons = {case.detail.get("not_exit_reason") for case in cases}
    return reasons.pop() if len(reasons) == 1 else None


@effect("exit_household")
def exit_household(cases, taken):
    """Exited (脱贫): the year is its year of exit; policies that papers end are noted, their end to be supplied."""
    decisions.record("exited", cases, taken, after=EXITED)
    put(cases, taken, EXITED, exited=True)
    for year, alike in by_year(cases):
        told = {"ids": decisions.numbers(alike), "year": year, "on": taken.happened_on, "now": clock.now()}
        with connection.cursor() as cursor:
            for policy in policies():
                if policy.name in HAS:
                    cursor.execute(PAPERS.format(has=HAS[policy.name]), {**told, "policy": policy.name})


@effect("return_household")
def return_household(cases, taken):
    """Returned to poverty (返贫): poor again from this year; what was before stays as it was."""
    decisions.record("returned", cases, taken, after=RETURNED)
    put(cases, taken, RETURNED)
    _stop_papers(cases, taken, "返贫，重新享受各项政策")


@effect("undo_exit")
def undo_exit(cases, taken):
    """A wrong exit undone (脱贫回退): not a return. The year is corrected; what was reported stays in its closing."""
    exits = decisions.standing_exits([case.household_id for case in cases])
    for case in cases:
        case.detail = {**case.detail, "year": _undone_year(case, exits)}
    revoked = {case.pk: exits[case.household_id].pk for case in cases if case.household_id in exits}
    earlier = {}
    for case in cases:
        found = exits.get(case.household_id)
        was = found.before if found is not None and found.before in (POOR, RETURNED) else POOR
        earlier.setdefault(was, []).append(case)
    for was, alike in earlier.items():
        decisions.record("undone", alike, taken, after=was, revoked=revoked)
        for year, same in by_year(alike):
            with connection.cursor() as cursor:
                for query in (UNDONE_YEARS, UNDONE_NOW):
                    cursor.execute(query, {"ids": decisions.numbers(same), "year": year, "status": was})
    _stop_papers(cases, taken, "脱贫回退")


def _undone_year(case, exits):
    """The year whose exit was wrong: what the case says, else that of the exit it undoes."""
    found = exits.get(case.household_id)
    year = case.detail.get("year") or (found and found.year)
    if year is None:
        raise NotPossible("没有写明退回哪一年的脱贫", "请写明年度，或先补录当年的历史认定。")
    return year


@effect("remove_household")
def remove_household(cases, taken):
    """Removed as wrongly registered (清退): everybody leaves the register, nothing is deleted."""
    decisions.record("removed", cases, taken)
    for year, alike in by_year(cases):
        told = {"ids": decisions.numbers(alike), "on": taken.happened_on, "year": year}
        with connection.cursor() as cursor:
            cursor.execute(GONE, told)
            cursor.execute(GONE_YEAR, told)
    _stop_papers(cases, taken, "清退")


def _stop_papers(cases, taken, why):
    with connection.cursor() as cursor:
        cursor.execute(STOPPED, {"ids": decisions.numbers(cases), "on": taken.happened_on, "why": why})
