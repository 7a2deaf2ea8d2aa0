"""Personal data at rest: sealed per field, found by a keyed index, compared by a keyed digest.

A sealed value is `key id (4) ‖ nonce (12) ‖ ciphertext and tag`, AES-256-GCM or SM4-GCM as the key is; table, column
and row key are bound to it, so a value moved to another row, column or table no longer opens. Equal values seal
differently; equality goes by `blind_index`. Keys: `luoshu.core.keys`.
"""

import secrets as randomness
from hashlib import new
from hmac import digest

from cryptography.exceptions import InvalidTag

from luoshu.core.ciphers import TAG
from luoshu.core.keys import KEY_ID, ring

NONCE = 12
UNIT, ABSENT = "\x1f", "\x00"


class Tampered(Exception):
    """A sealed value does not open: changed, moved from another row, or sealed with a key we do not have."""


def seal(values, table, column, keys):
    """Sealed bytes for each value (None stays None). `keys` are the rows' own keys, e.g. their numbers."""
    kept = ring()
    name, encrypt, prefix = kept.current, kept.ciphers[kept.current].encrypt, _place(table, column)
    drawn = randomness.token_bytes(NONCE * len(values))
    nonces = (drawn[start : start + NONCE] for start in range(0, len(drawn), NONCE))
    return [
        None if value is None else name + nonce + encrypt(nonce, value.encode(), b"%b%b" % (prefix, str(key).encode()))
        for value, key, nonce in zip(values, keys, nonces, strict=True)
    ]


def open_(sealed, table, column, keys):
    """The values again; raises `Tampered`, naming the row, when one does not open."""
    prefix, ciphers = _place(table, column), ring().ciphers
    return [
        None if value is None else _opened(bytes(value), prefix + str(key).encode(), ciphers).decode()
        for value, key in zip(sealed, keys, strict=True)
    ]


def seal_bytes(content, table, column, key):
    """One value of bytes, sealed; what a file is kept with."""
    kept, nonce = ring(), randomness.token_bytes(NONCE)
    bound = _place(table, column) + str(key).encode()
    return kept.current + nonce + kept.ciphers[kept.current].encrypt(nonce, content, bound)


def open_bytes(sealed, table, column, key):
    """The bytes again; raises `Tampered` when they do not open."""
    return _opened(sealed, _place(table, column) + str(key).encode(), ring().ciphers)


def current_key():
    """The id of the key that seals now: what values sealed with it begin with."""
    return ring().current


def _opened(value, bound, ciphers):
    cipher = ciphers.get(value[:KEY_ID])
    if cipher is None or len(value) < KEY_ID + NONCE + TAG:
        raise Tampered(f"{bound.decode()}: unknown key or not a sealed value")
    try:
        return cipher.decrypt(value[KEY_ID : KEY_ID + NONCE], value[KEY_ID + NONCE :], bound)
    except InvalidTag:
        raise Tampered(f"{bound.decode()}: does not open") from None


def blind_index(values, kind):
    """A keyed digest of each value for `=` searches; equal only within a `kind` (id, phone, account)."""
    kept = ring()
    mac = _keyed(digest(kept.index, kind.encode(), kept.hash), kept.hash)
    return [None if value is None else mac(value.encode()) for value in values]


def content_mac(rows):
    """A keyed digest of each plain row: the same row has the same one for ever, whatever its sealed fields look like.

    A row is a text already canonical, or a sequence of values in a fixed order (by their text; None is not empty).
    """
    kept = ring()
    mac = _keyed(kept.content, kept.hash)
    return [mac(_canonical(row).encode()) for row in rows]


def _keyed(key, name):
    """HMAC (RFC 2104) under one key no longer than a block.

    What the key alone decides is hashed once, not again for each value.
    """
    block = key.ljust(new(name).block_size, b"\0")
    inner, outer = (new(name, bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))

    def mac(data):
        first, second = inner.copy(), outer.copy()
        first.update(data)
        second.update(first.digest())
        return second.digest()

    return mac


def _canonical(row):
    if isinstance(row, str):
        return row
    return UNIT.join(ABSENT if value is None else f"{value}" for value in row)


def _place(table, column):
    return f"{table}{UNIT}{column}{UNIT}".encode()
