"""Writing down what was decided: one row for each household or place, set-wise, with the case that decided it."""

import json

from django.db import connection

from luoshu.core import clock
from luoshu.policy.procedures import organs
from luoshu.registry import staging
from luoshu.registry.models import HouseholdDecision, PlaceDecision
from luoshu.registry.standards.requirements import year_of

DECIDED = """
insert into household_decision (county, area, household_id, kind, happened_on, year, before, after, organ, document,
  case_id, other_id, revokes_id, reason, entered_at)
select h.county, h.area, h.id, %(kind)s, %(on)s, t.year, h.status, coalesce(%(after)s, h.status), %(organ)s,
  t.document, t.number, t.other, t.revokes, t.reason, %(now)s
from json_to_recordset(%(rows)s) as t(household bigint, number bigint, year int, document text, other bigint,
  revokes bigint, reason text)
join household h on h.id = t.household
"""


def organ_of(taken):
    """What the deciding body was called on the day."""
    return organs()[taken.step.organ].title(taken.happened_on)


def document_of(case, taken):
    """The number of the document the step was recorded with; empty where it had none."""
    row = taken.rows.get(case.pk)
    return row.document_no if row is not None else ""


def record(kind, cases, taken, *, after=None, others=None, revoked=None, households=None):
    """Keep that `kind` was decided about the cases' households; `before` is their status now, so ask before changing.

    `others`, `revoked`: {case id: household or decision id}; `households`: {case id: household id} where the case is
    not about the household itself.
    """
    rows = [
        {
            "household": (households or {}).get(case.pk, case.household_id),
            "number": case.pk,
            "year": year_of(case),
            "document": document_of(case, taken),
            "other": (others or {}).get(case.pk),
            "revokes": (revoked or {}).get(case.pk),
            "reason": str(case.detail.get("reason") or case.reason or ""),
        }
        for case in cases
    ]
    told = {"kind": kind, "on": taken.happened_on, "organ": organ_of(taken), "now": clock.now(), "after": after}
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, {**told, "rows": json.dumps(rows, ensure_ascii=False)})


def standing_exits(ids):
    """{household id: its newest exit that no later decision revoked}."""
    rows = HouseholdDecision.objects.filter(household__in=ids, kind="exited", revoked_by__isnull=True)
    return {each.household_id: each for each in rows.order_by("happened_on", "id")}


def record_place(kind, level, case, taken):
    """Keep that `kind` was decided about the village or the county of the case."""
    area = case.area if level == "village" else case.county.ljust(12, "0")
    return PlaceDecision.objects.create(
        county=case.county, area=area, level=level, kind=kind, happened_on=taken.happened_on,
        year=year_of(case), organ=organ_of(taken), document=document_of(case, taken), case_id=case.pk,
        reason=str(case.detail.get("reason") or ""), entered_at=clock.now(),
    )  # fmt: skip


def numbers(cases):
    """The households of the cases, as the text of an array."""
    return staging.numbers([case.household_id for case in cases])
