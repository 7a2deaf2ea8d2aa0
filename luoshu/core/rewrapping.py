"""Sealing old rows again with the current key, in batches, while reading and writing goes on.

A sealed column is a binary one named `…_sealed`, bound to its table, its own name and the row's id. No fact changes:
the row's `content_mac` stays, and the log shows the batch as one act `core.rewrap`. What is sealed already with the
current key is passed over, so a run that was cut short is simply run again. Rows that somebody is writing are passed
over too and come in a later round: nobody waits for us while we wait for them.
"""

from collections import Counter

from django.apps import apps
from django.db import connection, models

from luoshu.core import keys, second_factor, secrets, vault
from luoshu.core.acts import action, note
from luoshu.core.errors import NotPossible
from luoshu.core.scope import Actor, within

ACTION = "core.rewrap"
BATCH = 5000
FACTORS = "mfa_authenticator.data"


def columns():
    """The sealed columns by table."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.BinaryField) and field.column.endswith("_sealed"):
                found.setdefault(model._meta.db_table, []).append(field.column)
    return found


def status(by):
    """How many values are sealed with each key, by its id and then by `table.column`; the current key comes first."""
    told = {name.hex(): {} for name in sorted(keys.ring().ciphers, key=lambda name: name != keys.ring().current)}
    with within(by), connection.cursor() as cursor:
        for table, column in ((table, column) for table, every in columns().items() for column in every):
            cursor.execute(
                f"select encode(substr({column}, 1, {keys.KEY_ID}), 'hex'), count(*) from {table}"
                f" where {column} is not null group by 1"
            )
            for name, count in cursor.fetchall():
                told.setdefault(name, {})[f"{table}.{column}"] = count
        for name, count in Counter(second_factor.sealed_with()).items():
            told.setdefault(name, {})[FACTORS] = count
    return told


def rewrap(by, folder=None, progress=None):
    """Seal all that the actor reaches, and the files under `folder`, with the current key; how many rows and files.

    Each batch is a transaction of its own under the scope of one county. `progress` is told (table, county, done).
    """
    done = vault.rewrap(folder) if folder else 0
    with within(by):
        done += second_factor.rewrap()
    for table in columns():
        for county in _counties(table, by):
            here = Actor.system(by.name, area=county)
            while count := _round(table, here):
                done += count
                if progress:
                    progress(table, county, done)
    return done


def _round(table, by):
    """Once through the rows of a county; how many were sealed anew. None are left when it finds none."""
    last, done = 0, 0
    while last is not None:
        last, count = rewrap_batch(table=table, after=last, by=by)
        done += count
    return done


@action(ACTION)
def rewrap_batch(*, table, after, by, most=BATCH):
    """Seal anew up to `most` rows with an id behind `after`; (last id or None at the end, how many)."""
    every, current = columns()[table], keys.ring().current
    stale = " or ".join(f"substr({column}, 1, {keys.KEY_ID}) <> %s" for column in every)
    read = f"select id, {', '.join(every)} from {table} where id > %s and ({stale}) order by id limit %s"
    read += " for update skip locked"
    with connection.cursor() as cursor:
        cursor.execute(read, [after, *([current] * len(every)), most])
        rows = cursor.fetchall()
        if rows:
            _write(cursor, table, every, rows)
    note(subject=table, rows=len(rows), key=current.hex())
    return (rows[-1][0] if len(rows) == most else None), len(rows)


def _write(cursor, table, every, rows):
    numbers, *sealed = (list(column) for column in zip(*rows, strict=True))
    fresh = [
        secrets.seal(secrets.open_(values, table, column, numbers), table, column, numbers)
        for column, values in zip(every, sealed, strict=True)
    ]
    cursor.execute(
        f"update {table} t set {', '.join(f'{column} = s.{column}' for column in every)}"
        f" from unnest(%s::bigint[], {', '.join(['%s::bytea[]'] * len(every))}) s(id, {', '.join(every)})"
        " where t.id = s.id",
        [numbers, *fresh],
    )


def _counties(table, by):
    """The counties with rows that the actor reaches; no county for a table of the whole city."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    if "county" not in {field.column for field in model._meta.local_fields}:
        return [by.area]
    with within(by):
        return sorted(model.objects.order_by().values_list("county", flat=True).distinct())


def retire(name, by):
    """Take a key out of the ring once no row uses it; the file it went to, which older backups still need."""
    used = status(by).get(name, {})
    if used:
        raise NotPossible(f"密钥 {name} 还封着 {sum(used.values()):,} 个值", "请先运行 luoshu keys rewrap。")
    return keys.retire(name)
