"""The ring of keys: drawn once, kept apart from the database, changed while everybody goes on working.

`keys.json` holds the sealing keys by their id, which of them is current, and the keys of blind indexes and row digests.
An id is four bytes, of which the first tells the cipher (a: AES, s: SM4). Every process sees a changed file at its next
value, so that after `rotate` nobody seals with the old key for long. The keys of indexes and digests stay: what was
found by them must be found again.
"""

import fcntl
import json
import os
import secrets as randomness
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from luoshu.core import ciphers, clock, database, place
from luoshu.core.errors import NotPossible, NotReady

KEY_ID = 4
SETTING = "LUOSHU_CIPHER"
# Who read the ring before a rotation may still write with the old key; no transaction lasts that long.
RESTS = timedelta(days=1)


@dataclass(frozen=True)
class Ring:
    """The keys as they are used: ciphers by key id, the id that seals now, keys and hash of indexes and digests."""

    current: bytes
    ciphers: dict
    index: bytes
    content: bytes
    hash: str


def ring():
    """The ring of now, read again only when its file has changed."""
    given = os.environ.get("LUOSHU_KEYS")
    if given:
        return _given(given)
    file = _file()
    try:
        mark = os.stat(file)
    except FileNotFoundError:
        _draw()
        mark = os.stat(file)
    return _kept(str(file), mark.st_mtime_ns, mark.st_ino)


@lru_cache(maxsize=4)
def _given(text):
    return _ring(text)


@lru_cache(maxsize=4)
def _kept(file, _changed, _number):
    with open(file, encoding="utf-8") as kept:
        return _ring(kept.read())


def _ring(text):
    ciphers.check_known_answers()
    try:
        kept = json.loads(text)
        every = {bytes.fromhex(name): ciphers.cipher_of(b64decode(key)) for name, key in kept["seal"].items()}
        current = bytes.fromhex(kept["current"])
        if current not in every:
            raise ValueError("the current key is not among the keys")
        rest = {name: b64decode(kept[name]) for name in ("index", "content")}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotReady("密钥读不出来", "请放回备份的 var/keys/keys.json 或正确设置 LUOSHU_KEYS。") from error
    return Ring(current, every, hash=kept.get("hash", "sha256"), **rest)


def rotate():
    """Draw a new current key with the cipher that is set; the id of the new one. Old rows stay readable."""
    with _changing() as kept:
        name, key = _drawn_key()
        kept["replaced"] = {**kept.get("replaced", {}), kept["current"]: clock.now().isoformat()}
        kept["seal"][name] = key
        kept["current"] = name
    return name


def retire(name):
    """Take a key out of the ring, into a file of its own beside it, which backups from before still need.

    That no row uses it is for the caller to know (`rewrapping.retire`). NotPossible while it is or was just in use.
    """
    with _changing() as kept:
        if name not in kept["seal"]:
            raise NotPossible(f"没有密钥 {name}", "请用 luoshu keys status 看看有哪些。")
        if name == kept["current"]:
            raise NotPossible(f"密钥 {name} 正在用", "请先运行 luoshu keys rotate 和 luoshu keys rewrap。")
        until = datetime.fromisoformat(kept["replaced"].pop(name)) + RESTS
        if clock.now() < until:
            what = f"密钥 {name} 刚换下，可能还有未做完的事务在用"
            raise NotPossible(what, f"请在 {until:%Y-%m-%d %H:%M} 以后再停用。")
        aside = _file().with_name(f"retired-{name}.json")
        place.write_once(aside, json.dumps({name: kept["seal"].pop(name)}))
    return aside


@contextmanager
def _changing():
    """The file's content to change, by one process at a time, and written whole at the end."""
    if os.environ.get("LUOSHU_KEYS"):
        raise NotPossible("密钥由 LUOSHU_KEYS 给出，不能在这里更换", "请在保管密钥的地方更换，再重新启动。")
    ring()
    file = _file()
    with open(file.with_name("keys.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(file.read_text(encoding="utf-8"))
        yield kept
        place.write_private(file, json.dumps(kept, indent=1))


def _file():
    return database.var() / "keys" / "keys.json"


def _draw():
    """Draw all keys for the first time; of two processes at once, one wins."""
    name, key = _drawn_key()
    kept = {"current": name, "seal": {name: key}, "index": _key(32), "content": _key(32)}
    kept["hash"] = ciphers.DIGESTS[_chosen()]
    place.make_folder(_file().parent, 0o700)
    place.write_once(_file(), json.dumps(kept, indent=1))


def _drawn_key():
    cipher = _chosen()
    name = cipher[0].encode() + randomness.token_bytes(KEY_ID - 1)
    return name.hex(), _key(ciphers.LENGTHS[cipher])


def _key(length):
    return b64encode(randomness.token_bytes(length)).decode()


def _chosen():
    cipher = os.environ.get(SETTING, ciphers.AES)
    if cipher not in ciphers.LENGTHS:
        raise NotReady(f"{SETTING}={cipher} 认不出", f"请设为 {ciphers.AES} 或 {ciphers.SM4}。")
    return cipher
