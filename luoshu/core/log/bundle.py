"""What outsiders get: the whole log, the rows' digests and the closings, in plain files that `verify.py` reads.

No name and no income is in it: rows and images are given by their digests, entries as the leaves say them.
"""

import gzip
import json
import shutil
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import DataError

from luoshu.core.errors import NotPossible
from luoshu.core.log import keys, layouts, records, store, tree
from luoshu.core.log.sequencing import SYSTEM
from luoshu.core.scope import within

README = """洛书日志的副本。用同一程序目录下的 verify.py 复核，不需要洛书，不需要数据库，不需要网络：

    python verify.py 本文件夹 --key 公钥文件 --witness 以前留存的检查点

A copy of Luoshu's log, to be checked with verify.py; see docs/verify.md.
"""
BATCHES = "select first, kind, format, ids, salts, hashes from log_leaves where first >= %s order by first limit 50"
NOTES = "select note from log_checkpoint order by number"
CLOSING = "select {row} from closing n where n.id = %s"
IMAGES = "select id from change where table_name = %s and before is not null order by id"
EVERYTHING = 2**62


@contextmanager
def moment():
    """psycopg's own connection in a transaction that sees one moment of the whole register."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read read only")
        with within(SYSTEM):
            yield connection.connection


def write(raw, folder, closings=()):
    """Write the bundle into an empty or new folder; `closings`: (number, folder of its files). Returns the size."""
    if folder.exists() and any(folder.iterdir()):
        raise NotPossible(f"文件夹 {folder} 不是空的", "请给一个新的文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    layouts.plainly(raw)
    (folder / "README.txt").write_text(README, encoding="utf-8")
    (folder / "key.txt").write_text(keys.public() + "\n", encoding="utf-8")
    notes = "\n".join(note for (note,) in raw.execute(NOTES))
    (folder / "checkpoints.txt").write_text(notes, encoding="utf-8")
    size, loose = _write_entries(raw, folder)
    _write_loose(raw, folder, loose)
    _write_rows(raw, folder)
    _write_closings(raw, folder, closings)
    about = {"format": 1, "hash": store.size(raw)[1], "leaves": size, "asleep": layouts.asleep(raw)}
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return size


def lines_of(folder, name):
    """A compressed text file to write to."""
    return gzip.open(folder / f"{name}.txt.gz", "wt", encoding="utf-8", newline="\n", compresslevel=1)


def _write_entries(raw, folder):
    """Each leaf with its salt and its record: `leaf salt kind number record`. Returns entries that have no leaf."""
    size, last, loose = 0, dict.fromkeys(records.KINDS, 0), []
    with lines_of(folder, "log") as file:
        while batches := store.rows(raw, BATCHES, [size]):
            for batch in batches:
                size = batch[0] + len(batch[3])
                loose += _write_batch(raw, file, last, *batch[1:])
    for kind in records.KINDS:
        found = zip(*records.read(raw, kind, last[kind], EVERYTHING, EVERYTHING), strict=True)
        loose += [(kind, number, line) for number, line in found]
    return size, loose


def _write_batch(raw, file, last, kind, format, ids, salts, hashes):
    """The entries of one batch; returns those among its numbers that have no leaf."""
    lines = dict(zip(*records.read(raw, kind, last[kind], ids[-1], EVERYTHING, format), strict=True))
    last[kind] = max(ids[-1], last[kind])
    for at, number in enumerate(ids):
        leaf = hashes[at * tree.SIZE : (at + 1) * tree.SIZE].hex()
        salt = salts[at * records.SALT : (at + 1) * records.SALT].hex()
        file.write(f"{leaf}\t{salt}\t{kind}\t{number}\t{lines.pop(number, b'').decode()}\n")
    return [(kind, number, line) for number, line in lines.items()]


def _write_loose(raw, folder, loose):
    """Entries without a leaf, as `kind number record`: those of the last moments, or slipped in."""
    with lines_of(folder, "loose") as file:
        for kind, number, line in loose:
            file.write(f"{kind}\t{number}\t{line.decode()}\n")


def _write_rows(raw, folder):
    """`table id version digest` of each row now, and `change digest` of each image before."""
    with lines_of(folder, "rows") as now, lines_of(folder, "images") as before:
        for table in layouts.layouts():
            for number, version, digest in streamed(raw, layouts.rows_now(table)):
                now.write(f"{table}\t{number}\t{version}\t{digest}\n")
            for number, digest in _images(raw, table):
                before.write(f"{number}\t{digest}\n")


def _images(raw, table):
    """The digest of each image of a table; an image that is none of its table's rows is said to be unreadable."""
    sql = layouts.rows_before(table)
    try:
        with raw.transaction():
            return list(streamed(raw, sql))
    except DataError:
        return [(number, "unreadable") for (number,) in raw.execute(IMAGES, [table])]


def streamed(raw, sql):
    """The rows of a long answer, piece by piece."""
    with raw.cursor(name="luoshu_bundle") as cursor:
        cursor.itersize = 20_000
        cursor.execute(sql)
        yield from cursor


def _write_closings(raw, folder, closings):
    """The sealed files themselves, and the text of each closing's row, which names the digest of its manifest."""
    told = []
    for number, source in closings:
        row = raw.execute(CLOSING.format(row=layouts.row_text("closing", 1)), [number]).fetchone()
        told.append({"id": number, "folder": source.name, "row": row[0] if row else None})
        if source.exists():
            shutil.copytree(source, folder / "closings" / source.name)
    (folder / "closings.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
