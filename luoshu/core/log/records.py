"""What a leaf says: acts and changes as one line of JSON each, in a fixed order of fields, whoever reads it.

A line's first two values are its kind and the number of its format; a new format is added, never one changed. The image
before enters by its digest, so that a line holds no name and no income. Lines are made by the database and hashed as
they are: nobody needs to write them a second time to check them.
"""

from luoshu.core.log import store, tree

SALT = 16
ERASED = bytes(SALT)  # the salt of a leaf whose entry was erased
FORMAT = 1
KINDS = ("act", "change")
# An instant as people read it, to the microsecond, in UTC.
INSTANT = "to_char(at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
FIELDS = {
    ("act", 1): (
        ("number", "id"),
        ("transaction", "xid::text"),
        ("at", INSTANT),
        ("action", "action"),
        ("user", "user_id"),
        ("posting", "posting_id"),
        ("actor", "actor"),
        ("role", "role"),
        ("area", "area"),
        ("origin", "origin"),
        ("happened_on", "happened_on"),
        ("reason", "reason"),
        ("subject", "subject"),
        ("detail", "detail"),
        ("sealed", "sealed"),
    ),
    ("change", 1): (
        ("number", "id"),
        ("transaction", "xid::text"),
        ("act", "act_id"),
        ("table", "table_name"),
        ("row", "row_id"),
        ("household", "household_id"),
        ("county", "county"),
        ("area", "area"),
        ("op", "op"),
        ("digest", "encode(digest, 'hex')"),
        ("before", "encode(sha256(convert_to(before::text, 'UTF8')), 'hex')"),
        ("version", "version"),
    ),
}
# Acts through a function: sealed ones are leaves too, and no scope shows them all.
READ = {
    "act": "select id, convert_to({line}, 'UTF8') from luoshu_log_acts(%s, %s, %s)",
    "change": "select id, convert_to({line}, 'UTF8') from change where id > %s and id <= %s order by id limit %s",
}


def line(kind, format=FORMAT):
    """The SQL expression of a record's line."""
    values = ", ".join(expression for _name, expression in FIELDS[kind, format])
    return f"json_build_array('{kind}', {format}, {values})::text"


def read(raw, kind, after, upto, limit, format=FORMAT):
    """(numbers, lines) of the entries with after < number <= upto, in order of number."""
    found = store.rows(raw, READ[kind].format(line=line(kind, format)), [after, upto, limit])
    return [number for number, _line in found], [text for _number, text in found]


def told(record):
    """A parsed line as a dict by field name, with `kind` and `format`."""
    kind, format, *values = record
    names = [name for name, _expression in FIELDS[kind, format]]
    return {"kind": kind, "format": format, **dict(zip(names, values, strict=True))}


def leaves(salts, lines, digest):
    """The leaf of each line."""
    return tree.leaf_hashes(salts, lines, digest)
