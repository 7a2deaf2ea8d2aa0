"""A small register with a past: rows entered, changed and removed over several checkpoints, and a sealed closing."""

import json
from hashlib import sha256

from django.db import connection, transaction

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.log import checkpoints, layouts, sequencing
from luoshu.core.models import Roll
from luoshu.registry.models import ExternalFigure

SCOPE = {"low": "0", "high": ":", "place": "0", "rolls": "{}", "account": "0"}
WITHOUT_PAST = ("area", "area_edition", "area_succession")
GIVE_PAST = """
insert into change (act_id, table_name, row_id, county, area, op, digest, version)
select %s, '{table}', r.id, '', '0', 'I', decode(r.digest, 'hex'), r.version from ({now}) r (id, version, digest)"""
CLOSING = """insert into closing
  (area, "on", year, closed_at, closed_by, folder, digest, households, people, checks, doubts)
  values ('4103', %s, 2016, now(), 'x', %s, %s, 3, 9, '{}', '{}') returning id"""


def see_all(raw):
    """The system's scope and plain values, for the running transaction of a superuser."""
    for name, value in SCOPE.items():
        raw.execute("select set_config(%s, %s, true)", [f"luoshu.{name}", value])
    layouts.plainly(raw)


def give_past(superuser, by):
    """Reference data was entered before the tables were emptied: its entries again."""
    with acting("test.past", by) as act:
        pass
    with superuser.transaction():
        see_all(superuser)
        for table in WITHOUT_PAST:
            superuser.execute(GIVE_PAST.format(table=table, now=layouts.rows_now(table)), [act.id])


def closed(folder, on, by):
    """A closing with one file; returns (number, folder)."""
    home = folder / f"closing-{on}"
    (home / "households").mkdir(parents=True)
    (home / "households/410324.parquet").write_bytes(b"sealed rows of %s" % on.encode())
    digest = sha256((home / "households/410324.parquet").read_bytes()).hexdigest()
    manifest = json.dumps({"files": {"households/410324.parquet": {"rows": 1, "sha256": digest}}})
    (home / "manifest.json").write_text(manifest)
    with acting("test.close", by), connection.cursor() as cursor:
        cursor.execute(CLOSING, [on, home.name, sha256(manifest.encode()).hexdigest()])
        return cursor.fetchone()[0], home


def enter(by, name, count=6):
    with acting("test.enter", by, reason=f"录入 {name}"):
        roll = Roll.objects.create(kind="sample", name=name, county="410324", area="410324")
        ExternalFigure.objects.bulk_create(
            ExternalFigure(
                area="4103",
                name=f"{name} {n}",
                value="12.50",
                unit="户",
                source="年报",
                as_of="2015-12-31",
                entered_at=clock.now(),
            )
            for n in range(count)
        )
    return roll


def rename(roll, by):
    with acting("test.rename", by, reason="改名"):
        Roll.objects.filter(pk=roll.pk).update(name=roll.name + "改")


def drop_one(roll, by):
    with acting("test.drop", by, reason="移出"):
        ExternalFigure.objects.filter(name=f"{roll.name} 0").delete()


def leave_gap(by):
    """Numbers drawn and given back: where something could be slipped in."""
    with transaction.atomic():
        enter(by, "never", 3)
        transaction.set_rollback(True)


def signed():
    sequencing.catch_up()
    return checkpoints.sign()


def grow(by, phase, rolls=4):
    """One phase of the past, ending with a checkpoint."""
    made = [enter(by, f"名单 {phase}-{n}") for n in range(rolls)]
    leave_gap(by)
    for roll in made[::2]:
        rename(roll, by)
        drop_one(roll, by)
    return signed()
