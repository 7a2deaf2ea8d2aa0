"""The log as it lies in the database: batches of leaves, full subtrees, checkpoints.

The application may read these tables and write through `luoshu_log_append` and `luoshu_log_sign` alone, which only add.
"""

import os

from psycopg import Cursor

from luoshu.core.errors import NotReady
from luoshu.core.log import tree

BATCH = 4096
SIZE = "select first + cardinality(ids), hash from log_leaves order by first desc limit 1"
LAST = "select last_id from log_leaves where kind = %s order by last_id desc limit 1"
LEAVES = """
select first, hashes from log_leaves
where first >= coalesce((select max(first) from log_leaves where first <= %s), 0) and first < %s order by first"""
NODES = "select hash from log_node where level = %s and index >= %s and index < %s order by index"
APPEND = """select luoshu_log_append(
  %s::bigint, %s::text, %s::smallint, %s::text, %s::bigint[], %s::bytea, %s::bytea,
  %s::smallint[], %s::bigint[], %s::bytea[])"""
FIND = """
select first, ids, salts, hashes, format from log_leaves where kind = %s and last_id >= %s order by last_id limit 1"""


def rows(raw, sql, values=()):
    """The answer in binary, which is read several times as fast; `raw` is psycopg's own connection."""
    with Cursor(raw) as cursor:
        return cursor.execute(sql, values, binary=True).fetchall()


class Broken(Exception):
    """The stored log has a hole: nodes that must be there are not."""


def chosen():
    """The name of the hash that a new log is made with."""
    name = os.environ.get("LUOSHU_LOG_HASH", "sha256").lower()
    if name not in tree.HASHES:
        raise NotReady(f"LUOSHU_LOG_HASH 不认识 {name}", f"可选 {'、'.join(tree.HASHES)}。")
    return name


def size(raw):
    """(number of leaves, name of the hash): a log keeps the hash it began with."""
    found = raw.execute(SIZE).fetchone()
    if not found:
        return 0, chosen()
    if "LUOSHU_LOG_HASH" in os.environ and chosen() != found[1]:
        raise NotReady(f"日志是用 {found[1]} 开始的，不能中途改用 {chosen()}", "请把 LUOSHU_LOG_HASH 改回去。")
    return found


def last(raw, kind):
    """The number of the last entry of a kind that has a leaf."""
    found = raw.execute(LAST, [kind]).fetchone()
    return found[0] if found else 0


def reading(raw):
    """The `read` of `tree.Tree` and `tree.Edge` over the stored log."""

    def read(level, start, stop):
        found = _leaves(raw, start, stop) if level == 0 else _nodes(raw, level, start, stop)
        if len(found) != stop - start:
            raise Broken(f"level {level}: {len(found)} of nodes {start} to {stop}")
        return found

    return read


def _leaves(raw, start, stop):
    found = []
    for first, hashes in rows(raw, LEAVES, [start, stop]):
        count = len(hashes) // tree.SIZE
        wanted = range(max(start - first, 0), min(stop - first, count))
        found += [hashes[n * tree.SIZE : (n + 1) * tree.SIZE] for n in wanted]
    return found


def _nodes(raw, level, start, stop):
    return [node for (node,) in rows(raw, NODES, [level, start, stop])]


def stored_tree(raw):
    """(tree, size): proofs over what is stored."""
    count, name = size(raw)
    return tree.Tree(reading(raw), tree.hashing(name)), count


def append(raw, edge, kind, format, name, ids, salts, hashes):
    """Add one batch of leaves to the tree whose right edge is `edge`, with the subtrees it completes."""
    first = edge.size
    levels, indexes, nodes = _split(edge.add(hashes))
    given = [first, kind, format, name, ids, salts, b"".join(hashes), levels, indexes, nodes]
    raw.execute(APPEND, given)


def _split(full):
    return [list(column) for column in zip(*full, strict=True)] if full else [[], [], []]


def find(raw, kind, number):
    """(index, salt, leaf, format) of an entry, or None while it has no leaf."""
    found = rows(raw, FIND, [kind, number])
    if not found or number not in found[0][1]:
        return None
    first, ids, salts, hashes, format = found[0]
    at = ids.index(number)
    return first + at, salts[at * 16 : at * 16 + 16], hashes[at * tree.SIZE : (at + 1) * tree.SIZE], format
