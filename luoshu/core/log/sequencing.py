"""Which entries come next: each exactly once, in the order of their numbers, however long the writers take.

Numbers are drawn in order, but transactions commit in any. So a *window* is noted: how far the numbers have been drawn,
and then the id of a transaction begun after that. Whoever drew one of these numbers had a transaction id by then, a
smaller one. Once no such transaction runs any more, every number of the window is in the table or will never be: then,
and not before, its entries get their leaves. An act comes before its changes, and the changes of a row in the order
they were made, because a later writer of the row waits for the earlier one before it draws its number.
"""

import os
import time
from dataclasses import dataclass

from django.db import connection

from luoshu.core.errors import NotPossible
from luoshu.core.log import records, store, tree
from luoshu.core.scope import Actor, within

SLICE = 16 * store.BATCH  # leaves appended in one transaction
LOCK = 7_246_105_311  # of the one sequencer
PATIENCE = 60  # seconds that `catch_up` waits for long transactions
SYSTEM = Actor.system("日志")
DRAWN = "select case when is_called then last_value else 0 end from {kind}_id_seq"
SETTLED = "select pg_snapshot_xmin(pg_current_snapshot()) >= %s::text::xid8"


@dataclass(frozen=True)
class Window:
    """The numbers drawn so far, and a transaction that began later."""

    acts: int
    changes: int
    transaction: int

    def upto(self, kind):
        """The last number of the window."""
        return self.acts if kind == "act" else self.changes


def note_window():
    """How far numbers are drawn now. Changes are looked at first: whose change is in has its act in too."""
    with within(SYSTEM), connection.cursor() as cursor:
        changes = _one(cursor, DRAWN.format(kind="change"))
        acts = _one(cursor, DRAWN.format(kind="act"))
        transaction = int(_one(cursor, "select pg_current_xact_id()::text"))
    return Window(acts, changes, transaction)


def is_settled(window):
    """Whether every transaction that drew a number of the window has ended."""
    with within(SYSTEM), connection.cursor() as cursor:
        return _one(cursor, SETTLED, [str(window.transaction)])


def append(window, most=SLICE):
    """Give leaves to up to `most` entries of a settled window, acts first; how many, or None if another is at it."""
    with within(SYSTEM), connection.cursor() as cursor:
        if not _one(cursor, "select pg_try_advisory_xact_lock(%s)", [LOCK]):
            return None
        raw = connection.connection
        size, name = store.size(raw)
        edge = tree.Edge(size, store.reading(raw), tree.hashing(name))
        done = 0
        for kind in records.KINDS:
            done += _append_kind(raw, edge, name, kind, window.upto(kind), most - done)
        return done


def _append_kind(raw, edge, name, kind, upto, most):
    after = store.last(raw, kind)
    if not most or after >= upto:
        return 0
    numbers, lines = records.read(raw, kind, after, upto, most)
    for start in range(0, len(numbers), store.BATCH):
        batch = slice(start, start + store.BATCH)
        salts = os.urandom(records.SALT * len(numbers[batch]))
        leaves = records.leaves(salts, lines[batch], edge.digest)
        store.append(raw, edge, kind, records.FORMAT, name, numbers[batch], salts, leaves)
    return len(numbers)


class Sequencer:
    """Takes one step at a time; keeps its window from one to the next."""

    def __init__(self):
        self.window = None

    def step(self, most=SLICE):
        """Append what can be appended now, at most `most`; returns how many."""
        if self.window is None:
            self.window = note_window()
        if not is_settled(self.window):
            return 0
        done = append(self.window, most)
        if done is not None and done < most:
            self.window = None
        return done or 0

    @property
    def is_waiting(self):
        """Whether entries are known that have no leaf yet."""
        return self.window is not None


def catch_up(patience=PATIENCE):
    """Give a leaf to everything committed before the call; returns how many were given."""
    sequencer, done = Sequencer(), 0
    until = time.monotonic() + patience
    while True:
        appended = sequencer.step()
        done += appended
        if not sequencer.is_waiting:
            return done
        if appended:
            until = time.monotonic() + patience
        elif time.monotonic() > until:
            raise NotPossible("有事务一直没有结束，日志排不到它后面", "请等导入等长时间的操作结束后再试。")
        else:
            time.sleep(0.02)


def backlog():
    """Numbers drawn that have no leaf yet; an upper bound, since some were drawn in vain."""
    window = note_window()
    with within(SYSTEM):
        raw = connection.connection
        return sum(max(window.upto(kind) - store.last(raw, kind), 0) for kind in records.KINDS)


def _one(cursor, sql, values=None):
    cursor.execute(sql, values)
    return cursor.fetchone()[0]
