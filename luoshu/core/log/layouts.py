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
# Rows against the last change of each, and the images of changes against what the change before left.
DIFFERING = """
with last as (select distinct on (row_id) row_id, op, digest, version from change where table_name = '{table}'
              order by row_id, id desc)
select coalesce(n.id, l.row_id),
  case when n.id is null then 'gone' when l.row_id is null then 'new' else 'changed' end, count(*) over ()
from (select * from last where op <> 'D') l full join {table} n on n.id = l.row_id
where n.id is null or l.row_id is null or l.digest is distinct from {digest}
order by 1 limit {most}"""
BROKEN = """
select l.id, l.row_id, count(*) over () from (
  select c.id, c.row_id, c.op, c.before, c.digest, lag(c.op) over w as did, lag(c.digest) over w as was,
    coalesce(lag(c.version) over w, c.version) as version
  from change c where c.table_name = '{table}' window w as (partition by c.row_id order by c.id)) l
  left join lateral jsonb_populate_record(null::{table}, l.before) n on l.before is not null
where (l.op = 'I') = (coalesce(l.did, 'D') <> 'D')
  or l.was <> case when l.before is null then l.digest else {digest} end
order by 1 limit {most}"""
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


def rows_differing(table, most):
    """SQL for (row, how, how many in all): rows that are not what the last change left."""
    return DIFFERING.format(table=table, digest=_digest(layouts()[table]), most=most)


def images_differing(table, most):
    """SQL for (change, row, how many in all): changes that do not start from what the change before left."""
    return BROKEN.format(table=table, digest=_digest(layouts()[table]), most=most)


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
