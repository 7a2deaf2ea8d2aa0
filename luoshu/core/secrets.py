"""Personal data at rest: sealed per field, found by a keyed index, compared by a keyed digest.

A sealed value is `key id (4) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag`; table, column and row key are bound to it,
so a value moved to another row, column or table no longer opens. Equal values seal differently; equality goes by
`blind_index`.
"""

import json
import os
import secrets as randomness
from base64 import b64decode, b64encode
from functools import cache
from hmac import digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luoshu.core import database, place
from luoshu.core.errors import NotReady

KEY_ID, NONCE, TAG = 4, 12, 16
UNIT, ABSENT = "\x1f", "\x00"


class Tampered(Exception):
    """A sealed value does not open: changed, moved from another row, or sealed with a key we do not have."""


def seal(values, table, column, keys):
    """Sealed bytes for each value (None stays None). `keys` are the rows' own keys, e.g. their numbers."""
    name, cipher = _current()
    encrypt, prefix = cipher.encrypt, _place(table, column)
    drawn = randomness.token_bytes(NONCE * len(values))
    nonces = (drawn[start : start + NONCE] for start in range(0, len(drawn), NONCE))
    return [
        None if value is None else name + nonce + encrypt(nonce, value.encode(), b"%b%b" % (prefix, str(key).encode()))
        for value, key, nonce in zip(values, keys, nonces, strict=True)
    ]


def open_(sealed, table, column, keys):
    """The values again; raises `Tampered`, naming the row, when one does not open."""
    prefix = _place(table, column)
    return [
        None if value is None else _opened(bytes(value), prefix + str(key).encode())
        for value, key in zip(sealed, keys, strict=True)
    ]


def _opened(value, bound):
    cipher = _ciphers().get(value[:KEY_ID])
    if cipher is None or len(value) < KEY_ID + NONCE + TAG:
        raise Tampered(f"{bound.decode()}: unknown key or not a sealed value")
    try:
        return cipher.decrypt(value[KEY_ID : KEY_ID + NONCE], value[KEY_ID + NONCE :], bound).decode()
    except InvalidTag:
        raise Tampered(f"{bound.decode()}: does not open") from None


def blind_index(values, kind):
    """A keyed digest of each value for `=` searches; equal only within a `kind` (id, phone, account)."""
    key = digest(_keys()["index"], kind.encode(), "sha256")
    return [None if value is None else digest(key, value.encode(), "sha256") for value in values]


def content_mac(rows):
    """A keyed digest of each plain row: the same row has the same one for ever, whatever its sealed fields look like.

    A row is a text already canonical, or a sequence of values in a fixed order (by their text; None is not empty).
    """
    key = _keys()["content"]
    return [digest(key, _canonical(row).encode(), "sha256") for row in rows]


def _canonical(row):
    if isinstance(row, str):
        return row
    return UNIT.join(ABSENT if value is None else f"{value}" for value in row)


def _place(table, column):
    return f"{table}{UNIT}{column}{UNIT}".encode()


def _current():
    keys = _keys()
    return keys["current"], _ciphers()[keys["current"]]


@cache
def _ciphers():
    return {name: AESGCM(key) for name, key in _keys()["seal"].items()}


@cache
def _keys():
    """The keys, from LUOSHU_KEYS or from var/keys/keys.json, which is drawn at random the first time."""
    text = os.environ.get("LUOSHU_KEYS") or _from_file()
    try:
        kept = json.loads(text)
        seal_keys = {bytes.fromhex(name): b64decode(key) for name, key in kept["seal"].items()}
        rest = {name: b64decode(kept[name]) for name in ("index", "content")}
        return {"current": bytes.fromhex(kept["current"]), "seal": seal_keys, **rest}
    except (ValueError, KeyError) as error:
        raise NotReady("密钥读不出来", "请放回备份的 var/keys/keys.json 或正确设置 LUOSHU_KEYS。") from error


def _from_file():
    file = database.var() / "keys" / "keys.json"
    if file.exists():
        return file.read_text()
    place.make_folder(file.parent, 0o700)
    return place.write_once(file, json.dumps(_drawn(), indent=1))


def _drawn():
    def key():
        return b64encode(randomness.token_bytes(32)).decode()

    name = randomness.token_hex(KEY_ID)
    return {"current": name, "seal": {name: key()}, "index": key(), "content": key()}
