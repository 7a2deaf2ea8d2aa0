"""What was changed about a household: each act with the fields it changed, from what to what."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db import connection

from luoshu.core.models import Change
from luoshu.registry.merging import STAMPS

# Written with every change or derived from another field: not facts a reader looks for.
UNTOLD = {*STAMPS, "id", "county", "name_key", "phone_index", "id_index", "facts_mac"}


@dataclass(frozen=True)
class Changed:
    """One field of one row: `before` and `after` as the database kept them; of a secret only that it changed."""

    table: str
    row_id: int
    year: int | None
    field: str
    title: str
    before: object = None
    after: object = None
    is_secret: bool = False


@dataclass
class Event:
    """One act on a household: who, when, why; how many rows it added, and what it changed."""

    action: str
    at: datetime
    happened_on: object
    by: str
    role: str
    reason: str
    added: int = 0
    changes: list[Changed] = field(default_factory=list)


def history(actor, household, limit=200):
    """The events of a household, the latest first."""
    rows = Change.objects.visible_to(actor).filter(household_id=household.id).select_related("act").order_by("-id")
    after, events = {}, {}
    for row in rows:
        key = (row.table_name, row.row_id)
        event = events.setdefault(row.act_id, _event(row.act))
        if row.op == "I":
            event.added += 1
        elif row.op == "U" and row.before is not None:  # else its image was erased
            now = after.get(key) or _row_now(*key)
            event.changes += _differences(row, now)
        after[key] = row.before
    return list(events.values())[:limit]


def _event(act):
    return Event(act.action, act.at, act.happened_on, act.actor, act.role, act.reason)


def _row_now(table, row_id):
    """A row as it is now, in the shape of the log's images."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t WHERE id = %s", [row_id])
        found = cursor.fetchone()
    return json.loads(found[0]) if found else {}


def _differences(change, now):
    titles = _titles(change.table_name)
    return [
        Changed(
            change.table_name,
            change.row_id,
            change.before.get("year"),
            name,
            titles.get(name, name),
            *((None, None, True) if name.endswith("_sealed") else (value, now.get(name), False)),
        )
        for name, value in change.before.items()
        if name not in UNTOLD and value != now.get(name)
    ]


@cache
def _titles(table):
    """Chinese name by column."""
    model = next(model for model in apps.get_app_config("registry").get_models() if model._meta.db_table == table)
    return {column.column: column.verbose_name for column in model._meta.fields}
