"""Evidence recorded and withdrawn, and decisions from before the system recognised: the writes of this part."""

from django.db import connection

from luoshu.core import acts, clock
from luoshu.core.acts import action
from luoshu.core.errors import NotAllowed
from luoshu.core.masking import scrubbed
from luoshu.registry import staging
from luoshu.registry.counts import EXITED
from luoshu.registry.models import Evidence, PlaceDecision
from luoshu.registry.standards import policies

OF_HOUSEHOLDS = """
insert into evidence (county, area, subject, household_id, year, standard, items, kind, finding, checked_on, checker,
  document, note, entered_at)
select h.county, h.area, 'household', h.id, %(year)s, %(standard)s, %(items)s, %(kind)s, %(finding)s, %(checked_on)s,
  %(checker)s, %(document)s, %(note)s, %(now)s
from household h where h.id = any(%(households)s::bigint[])
"""
# An exit of that year that no decision explains: it was decided before the system.
EXITS = """
insert into household_decision (county, area, household_id, kind, happened_on, year, after, organ, document, reason,
  entered_at)
select h.county, h.area, h.id, 'exited', %(on)s, %(year)s, '1', %(organ)s, %(document)s, '', %(now)s from household h
where h.area >= %(low)s and h.area < %(high)s and exists (
    select from household_year y where y.household_id = h.id and y.exited_year = %(year)s
    and y.poverty_status = any(%(exited)s))
  and not exists (select from household_decision d where d.household_id = h.id and d.kind = 'exited'
    and d.year = %(year)s)
"""
VILLAGES = """
insert into place_decision (county, area, level, kind, happened_on, year, organ, document, reason, entered_at)
select v.county, v.area, 'village', 'exited', %(on)s, %(year)s, %(organ)s, %(document)s, '', %(now)s from village v
where v.area >= %(low)s and v.area < %(high)s and exists (
    select from village_year y where y.village_id = v.id and y.exited_year = %(year)s)
  and not exists (select from place_decision d where d.area = v.area and d.kind = 'exited' and d.year = %(year)s)
"""


@action("registry.record_evidence")
def record_evidence(*, subject, year, standard, items, kind, finding, checked_on, checker, by, households=None,
                    area=None, document="", note=""):  # fmt: skip
    """Record what a checker found of items of a standard, for households (ids) or a place (code); how many rows."""
    policies.check_can_record(
        by, subject=subject, standard_name=standard, items=items, kind=kind, finding=finding, year=year,
        checked_on=checked_on, checker=checker,
    )  # fmt: skip
    told = {"year": year, "standard": standard, "items": list(items), "kind": kind, "finding": finding}
    told |= {"checked_on": checked_on, "checker": scrubbed(checker.strip()), "document": scrubbed(document.strip())}
    told |= {"note": scrubbed(note.strip())}
    acts.note(subject=f"{standard} {year}", households=len(households or ()), finding=finding, checked_on=checked_on)
    if subject == "household":
        return _of_households(households or [], told)
    return _of_place(by, subject, area, told)


def _of_households(households, told):
    ids = set(households)
    with connection.cursor() as cursor:
        cursor.execute(OF_HOUSEHOLDS, {**told, "households": staging.numbers(ids), "now": clock.now()})
        if cursor.rowcount != len(ids):
            raise NotAllowed("名单里有不在您管辖范围内的户", "请只列出本地的户，或请上一级办理。")
        return cursor.rowcount


def _of_place(by, subject, area, told):
    if not area or not area.startswith(by.area):
        raise NotAllowed("这个地方不在您的管辖范围内", "请由所在地办理。")
    placed = {"county": area[:6], "area": area.ljust(12, "0")}
    Evidence.objects.create(**placed, subject=subject, entered_at=clock.now(), **told)
    return 1


@action("registry.withdraw_evidence")
def withdraw_evidence(*, evidence, reason, by):
    """Take a proof back with a reason; it stays readable and no longer counts."""
    evidence = Evidence.objects.visible_to(by).select_for_update().get(pk=evidence.pk)
    policies.check_can_withdraw(by, evidence, reason)
    evidence.withdrawn_at, evidence.withdrawn_reason = clock.now(), scrubbed(reason.strip())
    evidence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    acts.note(subject=f"{evidence.standard} {evidence.year}")
    return evidence


@action("registry.recognise_history")
def recognise_history(*, area, year, organ, document, happened_on, by, level="household"):
    """历史认定: every exit of that year below `area` (a code prefix) that no decision explains was decided by that
    organ with that document, before the system; how many. `level` is household, village or county.
    """
    policies.check_can_recognise(by, organ, document, happened_on)
    if not area.startswith(by.area):
        raise NotAllowed("这个地方不在您的管辖范围内", "请由所在地办理。")
    told = {"organ": organ.strip(), "document": scrubbed(document.strip()), "year": year, "on": happened_on}
    if level == "county":
        count = _recognised_county(area, told)
    else:
        query = {"household": EXITS, "village": VILLAGES}[level]
        with connection.cursor() as cursor:
            given = {**told, "low": area, "high": f"{area}:", "now": clock.now(), "exited": list(EXITED)}
            cursor.execute(query, given)
            count = cursor.rowcount
    acts.note(subject=f"{area} {year}", level=level, decisions=count, document=told["document"])
    return count


def _recognised_county(area, told):
    known = {"county": area[:6], "area": area[:6].ljust(12, "0"), "level": "county", "kind": "exited"}
    about = {"happened_on": told["on"], "year": told["year"], "organ": told["organ"], "document": told["document"]}
    if PlaceDecision.objects.filter(**known).exists():
        return 0
    PlaceDecision.objects.create(**known, **about, entered_at=clock.now())
    return 1
