"""Which tables are logged, and over which columns each version of their digests goes: as the migrations say it."""

from functools import cache

from django.db.migrations.loader import MigrationLoader

from luoshu.core.tables import Logged

# What a digest must not hang on; the triggers fix the same for themselves.
PLAIN = {
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
NOW = "select n.id, {version}, encode({digest}, 'hex') from {table} n {last} order by n.id"
LAST = """left join (select distinct on (row_id) row_id, version from change where table_name = '{table}'
  order by row_id, id desc) l on l.row_id = n.id"""
# The digest of an image goes over the columns of the version by which the row was digested before.
BEFORE = """
select c.id, encode({digest}, 'hex')
from (select id, before, coalesce(lag(version) over (partition by row_id order by id), version) as version
      from change where table_name = '{table}') l
  join change c on c.id = l.id, jsonb_populate_record(null::{table}, c.before) n
where c.before is not null order by c.id"""
TRIGGERS = """
select c.relname, t.tgname, t.tgenabled::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
where not t.tgisinternal and c.relnamespace = 'public'::regnamespace and t.tgenabled <> 'O' order by 1, 2"""
PRESENT = "select tgname from pg_trigger where tgrelid = to_regclass(%s) and not tgisinternal"
NEEDED = ("log_insert", "log_update", "log_delete", "log_truncate")


@cache
def layouts():
    """{table: {version: columns}}."""
    found = {}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for key in sorted(loader.disk_migrations):
        for operation in loader.disk_migrations[key].operations:
            if isinstance(operation, Logged):
                found.setdefault(operation.table, {})[operation.version] = operation.digest
    return found


def plainly(raw):
    """For the rest of the transaction, values are written as the triggers write them."""
    for name, value in PLAIN.items():
        raw.execute("select set_config(%s, %s, true)", [name, value])


def _digest(versions):
    """The SQL of a row's digest by the version of its last change."""
    texts = {v: f"row({', '.join(f'n.{column}' for column in columns)})::text" for v, columns in versions.items()}
    if len(texts) == 1:
        return f"sha256(convert_to({next(iter(texts.values()))}, 'UTF8'))"
    cases = " ".join(f"when {version} then {text}" for version, text in texts.items())
    return f"sha256(convert_to(case coalesce(l.version, {max(texts)}) {cases} end, 'UTF8'))"


def rows_now(table):
    """SQL for (id, version, digest) of each row as it is."""
    versions = layouts()[table]
    single = len(versions) == 1
    version = str(max(versions)) if single else f"coalesce(l.version, {max(versions)})"
    return NOW.format(
        table=table, version=version, digest=_digest(versions), last="" if single else LAST.format(table=table)
    )


def rows_before(table):
    """SQL for (number of the change, digest of its image before)."""
    return BEFORE.format(table=table, digest=_digest(layouts()[table]))


def row_text(table, version):
    """SQL of the text that the digest of a row `n` is made of."""
    return f"row({', '.join(f'n.{column}' for column in layouts()[table][version])})::text"


def asleep(raw):
    """[(table, trigger, state)]: triggers that are off, and those that ought to be there and are not."""
    found = [tuple(row) for row in raw.execute(TRIGGERS)]
    for table in layouts():
        present = {name for (name,) in raw.execute(PRESENT, [table])}
        found += [(table, name, "missing") for name in NEEDED if name not in present]
    return found
