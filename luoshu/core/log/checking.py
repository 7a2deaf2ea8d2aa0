"""Is the log whole, and is the register what the log says? The part of `luoshu verify` that is about the log.

Whoever can change this program can change these answers: outsiders check a copy with `verify.py` instead.
"""

from base64 import b64encode
from hashlib import sha256

from psycopg import DataError

from luoshu.core.log import checkpoints, erasing, keys, layouts, records, store, tree
from luoshu.core.log.bundle import BATCHES, EVERYTHING, NOTES

MOST = 5  # of a kind that are told one by one
LEVELS = "select level, index, hash from log_node order by level, index"
HOW = {"gone": "不见了（绕过日志删除）", "new": "没有来历（绕过日志插入）", "changed": "与最后一次改动留下的不同"}


def run(raw, tell):
    """Check everything in the transaction on `raw`; `tell(held, text)` is called for each finding."""
    layouts.plainly(raw)
    # Joins of whole tables: what the planner does not know of a fresh table must not make it look up row by row.
    raw.execute("select set_config('enable_nestloop', 'off', true)")
    try:
        notes = [checkpoints.parse(note) for (note,) in raw.execute(NOTES)]
    except (ValueError, KeyError):
        tell(False, "有检查点读不懂")
        notes = []
    roots = entries(raw, {note.size for note in notes}, tell)
    signatures(notes, tell)
    tops(raw, notes, roots, tell)
    rows(raw, tell)
    triggers(raw, tell)


def entries(raw, sizes, tell):
    """Each leaf against its record, the stored subtrees against the leaves; {size: root} and, under None, the size."""
    _size, name = store.size(raw)
    edge, roots, nodes = tree.Edge(0, None, tree.hashing(name)), {}, {}
    last, wrong, erased = dict.fromkeys(records.KINDS, 0), [], []
    if 0 in sizes:
        roots[0] = edge.root()
    while batches := store.rows(raw, BATCHES, [edge.size]):
        for first, kind, format, ids, salts, hashes in batches:
            wrong += _wrong_entries(raw, edge, last, first, kind, format, ids, salts, hashes, erased)
            leaves = [hashes[start : start + tree.SIZE] for start in range(0, len(hashes), tree.SIZE)]
            _grow(edge, leaves, sizes, roots, nodes)
    told = set(erasing.erased(raw))
    wrong += [f"改动 {number} 的盐被去掉，没有抹除的动作说明" for number in erased if number not in told]
    for text in wrong[:MOST]:
        tell(False, text)
    tell(not wrong, f"日志 {edge.size:,} 条，{len(wrong)} 条的记录与叶子不符，{len(erased)} 条依申请抹除")
    kept = {(level, index): node for level, index, node in store.rows(raw, LEVELS)}
    tell(kept == nodes, f"存下的 {len(kept):,} 个中间节点由叶子算得出来")
    return {**roots, None: edge.size}


def _wrong_entries(raw, edge, last, first, kind, format, ids, salts, hashes, erased):
    """Sentences about entries of a batch that are gone, changed or slipped in."""
    lines = dict(zip(*records.read(raw, kind, last[kind], ids[-1], EVERYTHING, format), strict=True))
    last[kind] = max(last[kind], ids[-1])
    known = [lines.pop(number, b"") for number in ids]
    leaves = b"".join(records.leaves(salts, known, edge.digest))
    wrong = [] if first == edge.size else [f"日志在第 {edge.size:,} 条处有缺口"]
    if leaves != hashes:
        for at, number in enumerate(ids):
            if salts[at * records.SALT : (at + 1) * records.SALT] == records.ERASED:
                erased.append(number)
            elif leaves[at * 32 : at * 32 + 32] != hashes[at * 32 : at * 32 + 32]:
                text = "被改过" if known[at] else "不见了"
                wrong.append(f"日志第 {first + at} 条（{kind} {number}）{text}")
    return wrong + [f"{kind} {number} 插在日志里，没有它的叶子" for number in lines]


def _grow(edge, leaves, sizes, roots, nodes):
    """Append leaves, stopping at the sizes whose roots are asked for."""
    start = edge.size
    stops = sorted(size for size in sizes if start < size < start + len(leaves))
    for stop in [*stops, start + len(leaves)]:
        full = edge.add(leaves[edge.size - start : stop - start])
        nodes.update({(level, index): node for level, index, node in full})
        if stop in sizes:
            roots[stop] = edge.root()


def signatures(notes, tell):
    """The checkpoints are signed, counted, and each names the one before."""
    before, wrong = None, []
    for note in notes:
        named = b64encode(sha256(before.note.encode()).digest()).decode() if before else ""
        follows = note.number == (before.number + 1 if before else 1) and note.previous == named
        if not follows or not checkpoints.is_signed(note.note, keys.public()):
            wrong.append(f"检查点 {note.number}{'的签名不对' if follows else '接不上前一个'}")
        before = note
    for text in wrong[:MOST]:
        tell(False, text)
    tell(not wrong, f"{len(notes):,} 个检查点，签名和次序")


def tops(raw, notes, roots, tell):
    """The root of each checkpoint, the copy kept outside the database too, from the leaves."""
    wrong = [note for note in notes if roots.get(note.size) != note.root]
    for note in wrong[:1]:
        tell(False, f"日志的前 {note.size:,} 条与检查点 {note.number} 签的不符")
    if notes and not wrong:
        tell(True, f"检查点的根都由叶子算得出来，最后一个盖到第 {notes[-1].size:,} 条")
    kept = checkpoints.kept()
    if kept and kept.note not in {note.note for note in notes}:
        tell(False, f"签发过的检查点 {kept.number}（{kept.size:,} 条）不在日志里")
    try:
        checkpoints.check_continues(raw, roots[None])
    except (checkpoints.Rewritten, store.Broken) as error:
        tell(False, str(error))


def rows(raw, tell):
    """Each row as it is against its last change, each image against the change before."""
    wrong = count = 0
    for table in layouts.layouts():
        count += raw.execute(f"select count(*) from {table}").fetchone()[0]
        found = raw.execute(layouts.rows_differing(table, MOST)).fetchall()
        wrong += found[0][2] if found else 0
        for row, how, _all in found:
            tell(False, f"{table} 第 {row} 行{HOW[how]}")
        wrong += _images(raw, table, tell)
    tell(not wrong, f"{count:,} 行现状，{wrong:,} 处与日志不符")


def _images(raw, table, tell):
    try:
        with raw.transaction():
            found = raw.execute(layouts.images_differing(table, MOST)).fetchall()
    except DataError:
        tell(False, f"{table} 有改动前的样子读不出来")
        return 1
    for number, row, _all in found:
        tell(False, f"{table} 第 {row} 行在改动 {number} 之前有一次改动没有记录")
    return found[0][2] if found else 0


def triggers(raw, tell):
    """The triggers that write the log are there and awake."""
    asleep = layouts.asleep(raw)
    for table, trigger, state in asleep:
        tell(False, f"{table} 的触发器 {trigger} 不在工作（{state}）")
    tell(not asleep, f"{len(layouts.layouts())} 张表的触发器都在工作")
