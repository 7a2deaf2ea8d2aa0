#!/usr/bin/env python3
"""Checks a copy of Luoshu's log. Needs Python 3.10 and the package `cryptography`; no Luoshu, no database, no network.

    python verify.py FOLDER [--key FILE] [--witness FILE ...]      a folder made by `luoshu log export`
    python verify.py --proof FILE --key FILE [--witness FILE ...]    the proofs of entries, from a history page

`--key` is the public key as it was handed over once; `--witness` a checkpoint kept from earlier (several may be given).
Without an earlier checkpoint only this can be said: that the copy agrees with itself. See docs/verify.md.

Ends with 0 when all holds, 1 when something was changed (the first bad entry is named), 2 when nothing could be read.
"""

import argparse
import base64
import gzip
import hashlib
import json
import sys
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SM3, Hash

MOST = 20  # findings told one by one
NOWHERE = 2**63
ERASED = bytes(16)  # the salt of an entry that was erased
PROOF = "c2sp.org/tlog-proof@v1"
ACT = ["number", "transaction", "at", "action", "user", "posting", "actor", "role", "area", "origin"]
ACT += ["happened_on", "reason", "subject", "detail", "sealed"]
CHANGE = ["number", "transaction", "act", "table", "row", "household", "county", "area", "op", "digest", "before"]
CHANGE += ["version"]
FIELDS = {("act", 1): ACT, ("change", 1): CHANGE}


class Unreadable(Exception):
    """The copy is incomplete or no copy at all."""


# -- hashes, notes, keys -----------------------------------------------------------------------------------------------


def sm3(data):
    running = Hash(SM3())
    running.update(data)
    return running.finalize()


HASHES = {"sha256": lambda data: hashlib.sha256(data).digest(), "sm3": sm3}


class Tree:
    """The root of a growing list of leaves (RFC 9162): the roots of its full subtrees, largest first."""

    def __init__(self, digest):
        self.digest, self.size, self.peaks = digest, 0, []

    def add(self, leaf):
        self.size += 1
        done = self.size
        while not done & 1:
            leaf = self.digest(b"\x01" + self.peaks.pop() + leaf)
            done >>= 1
        self.peaks.append(leaf)

    def root(self):
        if not self.peaks:
            return self.digest(b"")
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = self.digest(b"\x01" + peak + root)
        return root


class Note:
    """A signed checkpoint: origin, size and root, then lines `name value`; ValueError when it is none."""

    def __init__(self, text):
        self.text = text.replace("\r\n", "\n").strip("\n") + "\n"
        body, _, self.signatures = self.text.partition("\n\n")
        self.body = body + "\n"
        self.origin, size, root, *rest = body.split("\n")
        self.size, self.root = int(size), base64.b64decode(root, validate=True)
        extra = dict(line.split(" ", 1) for line in rest)
        self.hash, self.number, self.previous = extra["hash"], int(extra["number"]), extra.get("previous", "")
        self.at = extra["at"]

    def is_signed(self, key):
        try:
            return self._is_signed(key)
        except (ValueError, InvalidSignature):
            return False

    def _is_signed(self, key):
        name, number, material = key.strip().split("+", 2)
        raw = base64.b64decode(material)
        if raw[:1] != b"\x01" or hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] != number:
            return False
        for line in self.signatures.split("\n"):
            words = line.split(" ")
            if len(words) == 3 and words[:2] == ["—", name] == ["—", self.origin]:
                blob = base64.b64decode(words[2], validate=True)
                Ed25519PublicKey.from_public_bytes(raw[1:]).verify(blob[4:], self.body.encode())
                return blob[:4].hex() == number
        return False


def notes_of(text):
    parts = [part for part in text.replace("\r\n", "\n").strip("\n").split("\n\n") if part.strip()]
    if len(parts) % 2:
        raise ValueError("a checkpoint without its signature")
    return [Note(f"{body}\n\n{signature}\n") for body, signature in zip(parts[::2], parts[1::2], strict=True)]


# -- what was found ----------------------------------------------------------------------------------------------------


def plain(value):
    """A text that stays on its line and says nothing to the terminal: control and direction signs are written out."""
    text = str(value)
    return "".join(c if unicodedata.category(c)[0] not in "CZ" or c == " " else f"\\u{ord(c):04x}" for c in text)


class Findings:
    """What does not hold, each with the place in the log, as far as it has one."""

    def __init__(self):
        self.found, self.count, self.held = [], 0, []

    def bad(self, text, index=None, table="", row="", certain=1):
        """`certain`: 0 for an entry that is itself not what was logged, 1 for what follows from comparing."""
        self.count += 1
        entry = (certain, NOWHERE if index is None else index, plain(table), plain(row), plain(text))
        if certain == 0 or len(self.found) < 10_000:
            self.found.append(entry)

    def good(self, text):
        self.held.append(text)

    def tell(self):
        for text in self.held:
            print(f"对得上　{plain(text)}")
        self.found.sort(key=lambda entry: entry[:2])
        for _certain, index, table, row, text in self.found[:MOST]:
            print(f"对不上　{place(index, table, row)}{text}")
        if self.count > MOST:
            print(f"　　　　……共 {self.count} 处")
        if not self.count:
            print("结论：全部对得上。RESULT ok")
            return 0
        _certain, index, table, row, _text = self.found[0]
        at = "-" if index == NOWHERE else index
        print(f"结论：对不上。RESULT bad FIRST index={at} table={table or '-'} row={row or '-'}")
        return 1


def place(index, table, row):
    words = [] if index == NOWHERE else [f"第 {index} 条"]
    words += [f"{table} {row}".strip()] if table else []
    return "，".join(words) + "：" if words else ""


# -- the copy ----------------------------------------------------------------------------------------------------------


class Copy:
    """The folder, and what is known of the log while it is read from its beginning."""

    def __init__(self, folder, findings):
        self.folder, self.findings = folder, findings
        try:
            self.about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            notes = (folder / "checkpoints.txt").read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise Unreadable(f"{folder} 不是完整的日志副本（{error}）") from error
        self.notes = self.read_notes(notes)
        self.digest = HASHES[self.about["hash"]]
        self.live, self.last = {}, {"act": 0, "change": 0}
        self.images = {int(number): digest for number, digest in self.lines("images")}
        self.acts, self.erased, self.told_erased = set(), {}, set()

    def read_notes(self, text):
        try:
            return notes_of(text)
        except (ValueError, KeyError) as error:
            self.findings.bad(f"检查点读不懂（{error}）")
            return []

    def lines(self, name):
        try:
            with gzip.open(self.folder / f"{name}.txt.gz", "rt", encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line.rstrip("\n").split("\t")
        except (OSError, EOFError) as error:
            raise Unreadable(f"读不了 {name}.txt.gz（{error}）") from error

    def read_log(self, sizes):
        """Go through the leaves; returns {size: root} for the sizes asked for."""
        tree, roots = Tree(self.digest), {}
        if 0 in sizes:
            roots[0] = tree.root()
        for leaf, salt, kind, number, text in self.lines("log"):
            self.read_leaf(tree.size, bytes.fromhex(leaf), bytes.fromhex(salt), kind, int(number), text)
            tree.add(bytes.fromhex(leaf))
            if tree.size in sizes:
                roots[tree.size] = tree.root()
        self.size = tree.size
        return roots

    def read_leaf(self, index, leaf, salt, kind, number, text):
        entry = parsed(text) if text else None
        place = {"index": index, **named(entry, kind, number), "certain": 0}
        if entry is None:
            return self.findings.bad("这一条的记录不见了", **place)
        if salt == ERASED:
            self.erased[number] = (index, entry)
        elif self.digest(b"\x00" + salt + text.encode()) != leaf:
            self.findings.bad("这一条的记录与日志里的叶子不符", **place)
        elif (entry["kind"], entry["number"]) != (kind, number):
            self.findings.bad("这一条的号码与日志不符", **place)
        if number <= self.last[kind]:
            self.findings.bad("号码没有递增，次序被动过", **place)
        self.last[kind] = max(self.last[kind], number)
        return self.read_entry(index, entry)

    def read_entry(self, index, entry):
        if entry["kind"] == "act":
            self.acts.add(entry["number"])
            if entry["action"] == "core.forget":
                self.told_erased.update(entry["detail"].get("forgotten", []))
        elif entry["kind"] == "change":
            self.read_change(index, entry)
        else:
            self.findings.bad("这一条的格式不认识，请用新的 verify.py", index)

    def read_change(self, index, entry):
        key = entry["table"], entry["row"]
        if entry["act"] not in self.acts:
            self.findings.bad(f"所属的动作 {entry['act']} 不在它前面", index, *key)
        before = self.live.get(key)
        if (entry["op"] == "I") != (before is None):
            text = "新增的一行早已存在" if before else "被改的一行没有来历"
            self.findings.bad(text, index, *key)
        image = self.images.get(entry["number"])
        if entry["before"] is None:
            image = entry["digest"]  # said again after an erasure, or erased itself
        is_erased = entry["number"] in self.erased or (before and before[0] is None)
        if before and entry["op"] != "I" and image != before[0] and not is_erased:
            text = f"改动前的样子与第 {before[1]} 条留下的不同：中间有一次改动没有记录"
            self.findings.bad(text, index, *key)
        if entry["op"] == "D":
            self.live.pop(key, None)
        else:
            self.live[key] = (entry["digest"], index)

    def read_loose(self):
        """Entries without a leaf: of the last moments, or slipped in."""
        count = 0
        for kind, number, text in self.lines("loose"):
            entry, count = parsed(text), count + 1
            if int(number) <= self.last[kind]:
                text = f"{kind} {number} 插在日志里，日志没有它的叶子"
                self.findings.bad(text, **named(entry, kind, number))
            else:
                self.read_entry(self.size + count - 1, entry)
        return count

    def check_erased(self):
        """What was erased is listed by the acts that erased it, and nothing else is."""
        for number, (index, entry) in self.erased.items():
            if number not in self.told_erased:
                text = "叶子的盐被去掉，没有抹除的动作说明"
                self.findings.bad(text, index, **named(entry, "change", number), certain=0)
        return len(self.erased)

    def read_rows(self):
        """Each row as it is against the last change of it."""
        count = 0
        for table, row, _version, digest in self.lines("rows"):
            key, count = (table, int(row)), count + 1
            known = self.live.pop(key, None)
            if known is None:
                self.findings.bad("这一行没有来历：绕过日志插入", None, *key)
            elif known[0] != digest:
                self.findings.bad("这一行现在的内容与最后一次改动留下的不同：绕过日志改动", known[1], *key)
        for key, known in self.live.items():
            self.findings.bad("这一行不见了：绕过日志删除", known[1], *key)
        return count

    def read_closings(self):
        """The files of each closing against its manifest, the manifest against the row, the row against the log."""
        told = json.loads((self.folder / "closings.json").read_text(encoding="utf-8"))
        digests = {row: digest for (table, row), (digest, _index) in self.live.items() if table == "closing"}
        for closing in told:
            number, text = closing["id"], closing["row"] or ""
            if hashlib.sha256(text.encode()).hexdigest() != digests.pop(number, None):
                self.findings.bad("定版的登记与日志不符", None, "closing", number)
            elif wrong := wrong_file(self.folder / "closings" / Path(closing["folder"]).name, text):
                self.findings.bad(f"定版的文件 {wrong} 与封存时不同", None, "closing", number)
        for number in digests:
            self.findings.bad("定版不在副本里", None, "closing", number)
        return len(told)


def parsed(text):
    """An entry as a dict by field name; {} when it is no entry at all."""
    try:
        kind, version, *values = json.loads(text)
        return {"kind": kind, **dict(zip(FIELDS[kind, version], values, strict=True))}
    except (ValueError, KeyError, TypeError):
        return {"kind": "?", "number": None}


def named(entry, kind, number):
    """The table and row that an entry is about."""
    if entry and entry["kind"] == "change":
        return {"table": entry["table"], "row": entry["row"]}
    return {"table": kind, "row": number}


def wrong_file(folder, row):
    """The first file of a closing that is not as sealed, or an empty text."""
    try:
        manifest = (folder / "manifest.json").read_bytes()
    except OSError:
        return "manifest.json"
    if hashlib.sha256(manifest).hexdigest() not in row:
        return "manifest.json"
    files = json.loads(manifest)["files"]
    for name, entry in sorted(files.items()):
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            return name
    extra = {str(path.relative_to(folder).as_posix()) for path in folder.rglob("*.parquet")} - set(files)
    return min(extra, default="")


# -- what is checked ---------------------------------------------------------------------------------------------------


def check_notes(copy, key, findings):
    """The copy's own checkpoints: signed, counted without a gap, each naming the one before."""
    before = None
    for note in copy.notes:
        text = f"检查点 {note.number}（{note.at}，{note.size} 条）"
        if not note.is_signed(key):
            findings.bad(f"{text}的签名不对", max(note.size - 1, 0))
        elif note.hash != copy.about["hash"]:
            findings.bad(f"{text}用的是别的摘要算法")
        named = base64.b64encode(hashlib.sha256(before.text.encode()).digest()).decode() if before else ""
        if note.number != (before.number + 1 if before else 1) or note.previous != named:
            findings.bad(f"{text}接不上前一个：有检查点不见了或被换过", max(note.size - 1, 0))
        elif before and note.size < before.size:
            findings.bad(f"{text}比前一个短")
        before = note


def check_roots(copy, roots, witnesses, key, findings):
    """Each checkpoint, the copy's and those kept elsewhere, against the root of the copy's leaves at its size."""
    good = 0
    for note in copy.notes:
        if roots.get(note.size) == note.root:
            good = max(good, note.size)
        else:
            what = f"第 {good} 至 {note.size - 1} 条之间被改写：与检查点 {note.number} 签的不符"
            findings.bad(what, good)
            break
    else:
        findings.good(f"{len(copy.notes)} 个检查点，签名和前后次序，日志 {copy.size} 条的根")
    covered = max((note.size for note in copy.notes), default=0)
    if covered < copy.size:
        findings.bad(f"末尾 {copy.size - covered} 条没有签名的检查点", covered)
    for name, note in witnesses:
        check_witness(copy, name, note, roots, key, good, findings)


def check_witness(copy, name, note, roots, key, good, findings):
    own = {known.number: known.text for known in copy.notes}
    if not note.is_signed(key):
        findings.bad(f"留存的检查点 {name} 不是这把公钥签的")
    elif note.size > copy.size:
        findings.bad(f"日志只有 {copy.size} 条，留存的检查点 {name} 有 {note.size} 条：退回到了以前", copy.size)
    elif roots.get(note.size) != note.root:
        findings.bad(f"日志的前 {note.size} 条与留存的检查点 {name} 不符：签过的内容被改写", min(good, note.size - 1))
    elif own.get(note.number, note.text) != note.text:
        findings.bad(f"同一个号码 {note.number} 有两个不同的检查点：日志被分叉", note.size - 1)
    else:
        findings.good(f"留存的检查点 {name}（{note.at}，{note.size} 条）：日志由它续写")


def check_copy(folder, key, witnesses):
    findings = Findings()
    copy = Copy(folder, findings)
    check_notes(copy, key, findings)
    sizes = {note.size for note in copy.notes} | {note.size for _name, note in witnesses}
    roots = copy.read_log(sizes)
    check_roots(copy, roots, witnesses, key, findings)
    loose = copy.read_loose()
    erased = copy.check_erased()
    closings = copy.read_closings()
    rows = copy.read_rows()
    for table, trigger, state in copy.about["asleep"]:
        findings.bad(f"触发器 {trigger} 不在工作（{state}）", None, table)
    seen = f"看过 {copy.size} 条记录、{loose} 条还没有叶子的、{erased} 条依申请抹除的"
    findings.good(f"{seen}、{rows} 行现状、{closings} 次定版")
    return findings.tell()


def check_proofs(file, key, witnesses):
    """Entries, each with its path to the root of a signed checkpoint; a file may hold several, one after the other."""
    findings = Findings()
    try:
        texts = [PROOF + text for text in file.read_text(encoding="utf-8").split(PROOF)[1:]]
        if not texts:
            raise ValueError("empty")
        for text in texts:
            check_proof(text, key, witnesses, findings)
    except (OSError, ValueError, IndexError, KeyError) as error:
        raise Unreadable(f"{file} 不是一份证明（{error}）") from error
    return findings.tell()


def check_proof(text, key, witnesses, findings):
    body, _, rest = text.partition("\n\n")
    _head, extra, index, *path = body.split("\n")
    note = notes_of(rest)[0]
    blob = base64.b64decode(extra.split(" ")[1])
    at, path = int(index.split(" ")[1]), [base64.b64decode(line) for line in path]
    digest, record = HASHES[note.hash], blob[16:].decode(errors="replace")
    if root_of(digest(b"\x00" + blob), at, note.size, path, digest) != note.root:
        findings.bad("证明推不出检查点的根", at, **named(parsed(record), "?", ""), certain=0)
    if not note.is_signed(key):
        findings.bad("检查点的签名不对", at)
    for name, kept in witnesses:
        if not kept.is_signed(key) or (kept.size == note.size and kept.root != note.root):
            findings.bad(f"与留存的检查点 {name} 不符", at)
    findings.good(f"第 {at} 条：{record}")


def root_of(leaf, index, size, path, digest):
    """RFC 9162 §2.1.3.2; None when the path has a wrong length."""
    at, last = index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            leaf = digest(b"\x01" + sibling + leaf)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = digest(b"\x01" + leaf + sibling)
        at, last = at >> 1, last >> 1
    return leaf if last == 0 and 0 <= index < size else None


def read_witnesses(files):
    try:
        return [(Path(file).name, note) for file in files for note in notes_of(Path(file).read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError) as error:
        raise Unreadable(f"读不了留存的检查点（{error}）") from error


def main():
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--proof", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--witness", action="append", default=[])
    given = parser.parse_args()
    if bool(given.folder) == bool(given.proof):
        parser.error("一个文件夹，或者 --proof 一份证明")
    try:
        witnesses = read_witnesses(given.witness)
        if given.key is None and given.proof:
            raise Unreadable("请用 --key 给出公钥")
        key = (given.key or given.folder / "key.txt").read_text(encoding="utf-8")
        if given.key is None:
            print("注意：公钥取自副本本身，只能说明副本前后一致。请用 --key 给出当初交付的公钥。")
        return check_proofs(given.proof, key, witnesses) if given.proof else check_copy(given.folder, key, witnesses)
    except (Unreadable, OSError) as error:
        print(f"读不了：{plain(error)}")
    except Exception as error:
        print(f"没有复核完，副本的内容不成样子：{plain(f'{type(error).__name__} {error}')}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
