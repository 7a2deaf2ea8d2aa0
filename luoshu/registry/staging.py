"""Moving frames into tables set by set: INSERT … SELECT or UPDATE from rows that were brought along.

COPY into a table under row-level security is refused, so many rows take one step more, by a temporary table of the
transaction; a few travel with the statement. Names of tables and columns come from the models only, never from a file.
"""

from contextlib import contextmanager

import polars as pl

FEW = 500  # rows up to which making and dropping a table costs more than reading JSON


@contextmanager
def staged(cursor, table, frame, *, compared=False):
    """What to select the frame's rows from, typed after the columns of the same names in `table`, and its parameters.

    `compared`: they are joined with the table, not only inserted.
    """
    if frame.height <= FEW:
        yield f"json_populate_recordset(NULL::{table}, %s)", [_hexadecimal(frame).write_json()]
        return
    name, columns = f"staged_{table}", ", ".join(frame.columns)
    cursor.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM {table} LIMIT 0")
    with cursor.copy(f"COPY {name} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(as_csv(frame))
    if compared:
        cursor.execute(f"ANALYZE {name}")
    yield name, []
    cursor.execute(f"DROP TABLE {name}")


def as_csv(frame):
    """The frame as CSV for COPY: null is nothing, empty text is quoted."""
    return _hexadecimal(frame).write_csv(include_header=False).encode()


def _hexadecimal(frame):
    """The frame with bytes as PostgreSQL reads them."""
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    return frame.with_columns(pl.format("\\x{}", pl.col(name).bin.encode("hex")).alias(name) for name in binary)


def insert(cursor, table, frame):
    """Insert the frame's rows; how many."""
    if frame.is_empty():
        return 0
    columns = ", ".join(frame.columns)
    with staged(cursor, table, frame) as (stage, parameters):
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage}", parameters)
        return cursor.rowcount


def update(cursor, table, frame, stamps=(), fill=False):
    """Update rows by id where a value differs; the ids that changed.

    A blank never overwrites. With `fill` nothing does: the frame only fills what the table does not know. `stamps` are
    columns that go along with a change but are none (who brought it, the fingerprint of the row).
    """
    if frame.is_empty():
        return []
    values = [name for name in frame.columns if name not in ("id", *stamps)]
    merged = {name: f"coalesce(t.{name}, s.{name})" if fill else f"coalesce(s.{name}, t.{name})" for name in values}
    setting = [f"{name} = {value}" for name, value in merged.items()] + [f"{name} = s.{name}" for name in stamps]
    with staged(cursor, table, frame, compared=True) as (stage, parameters):
        cursor.execute(
            f"UPDATE {table} t SET {', '.join(setting)} FROM {stage} s WHERE t.id = s.id"
            f" AND ROW({', '.join(f't.{name}' for name in values)}) IS DISTINCT FROM ROW({', '.join(merged.values())})"
            " RETURNING t.id",
            parameters,
        )
        return [row[0] for row in cursor.fetchall()]


def numbers(values):
    """Numbers as the text of an array, for `%s::bigint[]`: one parameter instead of one for each."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values):
    """Texts as the text of an array, for `%s::text[]`."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"


def digests(values):
    """Bytes as the text of an array, for `%s::bytea[]`."""
    return "{" + ",".join(f'"\\\\x{value.hex()}"' for value in values) + "}"


IDS = """
WITH taken AS (
  SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) AS v FROM generate_series(1, %s))
SELECT min(v), max(v) FROM (SELECT v, v - row_number() OVER (ORDER BY v) AS run FROM taken) numbered
GROUP BY run ORDER BY 1
"""


def take_ids(cursor, table, count):
    """So many new ids of a table. Sequences keep no lock: two intakes at a time do not wait for each other.

    Ids taken by two at a time come in several runs; each run travels as its first and last.
    """
    if not count:
        return []
    cursor.execute(IDS, [table, count])
    return [number for first, last in cursor.fetchall() for number in range(first, last + 1)]


def select(cursor, sql, params, schema):
    """The rows of a query as a frame."""
    cursor.execute(sql, params)
    return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")
