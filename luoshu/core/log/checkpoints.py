"""Checkpoints: what the log was at a moment, signed, as a short text that anyone can keep (C2SP signed note).

luoshu/1f0c77ab20de          the log
48121                        how many leaves
n9x0…=                       the root of the tree over them
hash sha256
number 217                   the checkpoints are counted, and each names the one before
previous Qb2h…=
at 2026-11-23T14:20:05Z

— luoshu/1f0c77ab20de ZyG…=
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import connection

from luoshu.core import clock, database
from luoshu.core.errors import NotPossible
from luoshu.core.log import keys, store, tree
from luoshu.core.log.sequencing import LOCK, SYSTEM
from luoshu.core.scope import within

LAST = "select number, note from log_checkpoint order by number desc limit 1"
SIGN = "select luoshu_log_sign(%s::bigint, %s::bigint, %s::timestamptz, %s::bytea, %s::text)"
COVERING = "select note from log_checkpoint where size >= %s order by number limit 1"


class Rewritten(NotPossible):
    """The log is not the one that was signed before: it was restored from an older state, or rewritten."""


@dataclass(frozen=True)
class Checkpoint:
    """A parsed note; `note` is its whole text."""

    origin: str
    size: int
    root: bytes
    hash: str
    number: int
    previous: str
    at: datetime
    note: str


def parse(note):
    """A checkpoint from its text; ValueError when it is none."""
    text, _, _signatures = note.partition("\n\n")
    origin, size, root, *rest = text.split("\n")
    extra = dict(line.split(" ", 1) for line in rest)
    at = datetime.strptime(extra["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    previous = extra.get("previous", "")
    return Checkpoint(origin, int(size), b64decode(root), extra["hash"], int(extra["number"]), previous, at, note)


def is_signed(note, key):
    """Whether the note bears a good signature by `key` (name+id+base64)."""
    text, _, signatures = note.partition("\n\n")
    return keys.is_signed(f"{text}\n", signatures.split("\n"), key)


def written(size, root, hash, number, previous, at):
    """The signed text of a checkpoint; `previous` is the text of the one before, or empty."""
    lines = [keys.name(), str(size), b64encode(root).decode(), f"hash {hash}", f"number {number}"]
    if previous:
        lines.append(f"previous {b64encode(sha256(previous.encode()).digest()).decode()}")
    lines.append(f"at {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    text = "\n".join(lines) + "\n"
    return f"{text}\n{keys.sign(text)}"


def last(raw):
    """The last checkpoint in the database, or None."""
    found = raw.execute(LAST).fetchone()
    return parse(found[1]) if found else None


def covering(raw, index):
    """The first checkpoint that covers the leaf `index`, or None while there is none."""
    found = raw.execute(COVERING, [index + 1]).fetchone()
    return parse(found[0]) if found else None


def sign():
    """Sign what the log is now, unless it is what was signed last; returns the newest checkpoint.

    Raises `Rewritten`, and signs nothing, when the log does not continue the checkpoint kept outside the database.
    """
    with within(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        raw = connection.connection
        size, name = store.size(raw)
        edge = tree.Edge(size, store.reading(raw), tree.hashing(name))
        check_continues(raw, size)
        newest = last(raw)
        if newest is None or newest.size < size:
            newest = _signed(raw, size, edge.root(), name, newest)
    keep(newest)
    return newest


def _signed(raw, size, root, name, before):
    number, at = (before.number + 1 if before else 1), clock.now()
    note = written(size, root, name, number, before.note if before else "", at)
    raw.execute(SIGN, [number, size, at, root, note])
    return parse(note)


# -- the copy outside the database -------------------------------------------------------------------------------------


def kept_file():
    """Where the newest checkpoint lies outside the database, so that a database put back is noticed."""
    connection.ensure_connection()  # the name is known from then on
    return database.var() / "log" / connection.settings_dict["NAME"] / "checkpoint.txt"


def kept():
    """The checkpoint kept outside the database, or None."""
    file = kept_file()
    return parse(file.read_text(encoding="utf-8")) if file.exists() else None


def keep(checkpoint):
    """Put the newest checkpoint beside the database, in one piece."""
    file = kept_file()
    if not file.parent.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_suffix(".new")
    half.write_text(checkpoint.note, encoding="utf-8")
    half.replace(file)


def check_continues(raw, size):
    """Refuse a log that is shorter than, or other than, the one signed before."""
    known = kept()
    if known is None:
        return
    if size < known.size:
        raise Rewritten(f"日志只有 {size:,} 条，已签发的检查点有 {known.size:,} 条：数据库被退回到以前", RESTORED)
    if store.stored_tree(raw)[0].root(known.size) != known.root:
        raise Rewritten(f"日志的前 {known.size:,} 条与已签发的检查点不符：日志被改写", RESTORED)


RESTORED = "请先运行 luoshu verify，查明原因，并通知留存检查点的单位。"


def age():
    """How long ago the newest checkpoint was signed; None before the first."""
    known = kept()
    return None if known is None else max(clock.now() - known.at, timedelta(0))
