"""The proof that one entry is in the log, as a text that `verify.py --proof` reads (C2SP tlog-proof)."""

from base64 import b64encode

from django.db import connection

from luoshu.core.log import checkpoints, records, store
from luoshu.core.log.sequencing import SYSTEM
from luoshu.core.scope import within

HEAD = "c2sp.org/tlog-proof@v1"
PLACES = """
select n, (select first + array_position(ids, n) - 1 from (
    select first, ids from log_leaves where kind = %s and last_id >= n order by last_id limit 1) batch)
from unnest(%s::bigint[]) n"""


def places(kind, numbers):
    """({number: index in the log or None}, newest checkpoint or None) for entries of a kind."""
    with within(SYSTEM):
        raw = connection.connection
        return dict(raw.execute(PLACES, [kind, list(numbers)]).fetchall()), checkpoints.last(raw)


def place(kind, number):
    """(index of the entry, checkpoint that covers it), each None while there is none yet."""
    with within(SYSTEM):
        found = store.find(connection.connection, kind, number)
        return (None, None) if not found else (found[0], checkpoints.covering(connection.connection, found[0]))


def proof(kind, number):
    """The text of the proof of an entry, or None while no checkpoint covers it.

    It holds the entry's record, so whoever asks must be allowed to see the entry.
    """
    with within(SYSTEM):
        raw = connection.connection
        found = store.find(raw, kind, number)
        checkpoint = found and checkpoints.covering(raw, found[0])
        if not checkpoint:
            return None
        index, salt, _leaf, format = found
        _numbers, lines = records.read(raw, kind, number - 1, number, 1, format)
        path = store.stored_tree(raw)[0].inclusion(index, checkpoint.size)
    extra = b64encode(salt + lines[0]).decode()
    hashes = "".join(f"{b64encode(node).decode()}\n" for node in path)
    return f"{HEAD}\nextra {extra}\nindex {index}\n{hashes}\n{checkpoint.note}"
