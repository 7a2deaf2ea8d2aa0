"""Sealed values: bound to their place, different each time, found by index."""

import hmac
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.core import clock, database, keys, secrets
from luoshu.core.errors import NotPossible, NotReady
from tests.scale import scale

TEXTS = ["41039919800101123X", None, "", "慢性肾病"]
KEYS = [1, 2, 3, 4]


def sealed():
    return secrets.seal(TEXTS, "person", "id", KEYS)


def test_values_come_back():
    assert secrets.open_(sealed(), "person", "id", KEYS) == TEXTS


@given(st.lists(st.text(), max_size=20))
def test_any_text_comes_back(texts):
    keys = list(range(len(texts)))
    assert secrets.open_(secrets.seal(texts, "t", "c", keys), "t", "c", keys) == texts


def test_equal_values_seal_differently_and_show_nothing():
    first, second = secrets.seal(["41039919800101123X"] * 2, "person", "id", [1, 1])
    assert first != second
    assert b"4103" not in first


@pytest.mark.parametrize("place", range(4 + 12 + 18 + 16))
def test_any_flipped_byte_is_refused(place):
    value = bytearray(sealed()[0])
    value[place] ^= 1
    with pytest.raises(secrets.Tampered):
        secrets.open_([value], "person", "id", [1])


def test_value_cut_short_is_refused():
    with pytest.raises(secrets.Tampered):
        secrets.open_([sealed()[0][:20]], "person", "id", [1])


@pytest.mark.parametrize(("table", "column", "key"), [("person", "id", 2), ("person", "phone", 1), ("helper", "id", 1)])
def test_value_moved_elsewhere_is_refused(table, column, key):
    with pytest.raises(secrets.Tampered, match=str(key)):
        secrets.open_([sealed()[0]], table, column, [key])


def test_blind_index_finds_equal_values_of_one_kind_only():
    one, same, other, nothing = secrets.blind_index(["a", "a", "b", None], "id")
    assert one == same != other
    assert nothing is None
    assert secrets.blind_index(["a"], "phone") != [one]


def test_digests_are_the_hmac_that_everybody_knows():
    kept = keys.ring()
    assert secrets.content_mac(["a row"]) == [hmac.digest(kept.content, b"a row", kept.hash)]
    key = hmac.digest(kept.index, b"id", kept.hash)
    assert secrets.blind_index(["a"], "id") == [hmac.digest(key, b"a", kept.hash)]


def test_content_mac_tells_rows_apart():
    rows = [("a", None), ("a", ""), ("a", None), ("", "a"), (None, "a")]
    first, empty, again, *rest = secrets.content_mac(rows)
    assert first == again
    assert len({first, empty, *rest}) == 4


def test_keys_are_private_and_stay():
    file = database.var() / "keys" / "keys.json"
    before = sealed()
    assert file.stat().st_mode & 0o777 == 0o600
    keys._kept.cache_clear()
    assert secrets.open_(before, "person", "id", KEYS) == TEXTS


@pytest.fixture(params=["aes", "sm4"])
def own_ring(request, tmp_path, monkeypatch):
    """A ring of its own for the test, drawn with each cipher."""
    monkeypatch.delenv("LUOSHU_KEYS", raising=False)
    monkeypatch.setenv("LUOSHU_VAR", str(tmp_path))
    monkeypatch.setenv("LUOSHU_CIPHER", request.param)
    return request.param


def test_each_cipher_seals_opens_and_names_itself_in_the_key(own_ring):
    value = sealed()[0]

    assert value[:1].decode() == own_ring[0]
    assert secrets.open_([value], "person", "id", [1]) == [TEXTS[0]]
    assert keys.ring().hash == {"aes": "sha256", "sm4": "sm3"}[own_ring]


def test_every_flipped_byte_and_every_other_place_is_refused(own_ring):
    value = sealed()[0]
    flipped = [value[:at] + bytes([value[at] ^ bit]) + value[at + 1 :] for at in range(len(value)) for bit in (1, 128)]

    for spoilt in flipped:
        with pytest.raises(secrets.Tampered):
            secrets.open_([spoilt], "person", "id", [1])
    for place in (("person", "id", 2), ("person", "phone", 1), ("helper", "id", 1)):
        with pytest.raises(secrets.Tampered):
            secrets.open_([value], *place[:2], [place[2]])


def test_ciphers_read_each_others_rows_and_macs_and_indexes_stay(own_ring, monkeypatch):
    other = {"aes": "sm4", "sm4": "aes"}[own_ring]
    before, mac, index = sealed()[0], secrets.content_mac([("a", None)]), secrets.blind_index(["a"], "id")
    monkeypatch.setenv("LUOSHU_CIPHER", other)

    name = keys.rotate()

    after = sealed()[0]
    assert (after[:4].hex(), after[:1].decode()) == (name, other[0])
    assert secrets.open_([before, after], "person", "id", [1, 1]) == [TEXTS[0]] * 2
    assert (secrets.content_mac([("a", None)]), secrets.blind_index(["a"], "id")) == (mac, index)


def test_a_rotation_by_another_process_is_seen_at_once(own_ring, tmp_path):
    before = sealed()[0]
    command = [sys.executable, "-c", "from luoshu.core import keys; print(keys.rotate())"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))

    after = sealed()[0]

    assert after[:4].hex() == told.stdout.strip() != before[:4].hex()
    assert secrets.open_([before], "person", "id", [1]) == [TEXTS[0]]


def test_rotations_at_a_time_lose_no_key(own_ring):
    sealed()
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: keys.rotate(), range(16)))

    assert {name.hex() for name in keys.ring().ciphers} >= names
    assert len(names) == 16


def test_a_key_rests_a_day_before_it_is_retired(own_ring, monkeypatch):
    before, old = sealed()[0], keys.ring().current.hex()
    with pytest.raises(NotPossible, match="正在用"):
        keys.retire(old)
    keys.rotate()
    with pytest.raises(NotPossible, match="刚换下"):
        keys.retire(old)
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    aside = keys.retire(old)

    assert aside.stat().st_mode & 0o777 == 0o600
    with pytest.raises(secrets.Tampered):
        secrets.open_([before], "person", "id", [1])


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"current": "61", "seal": {"61": "YQ=="}, "index": "", "content": ""}']
)
def test_keys_that_cannot_be_read_are_told(own_ring, monkeypatch, text):
    monkeypatch.setenv("LUOSHU_KEYS", text or "?")
    with pytest.raises(NotReady, match="密钥读不出来"):
        sealed()


def test_keys_given_from_outside_are_not_changed_here(own_ring, monkeypatch):
    sealed()
    file = database.var() / "keys" / "keys.json"
    monkeypatch.setenv("LUOSHU_KEYS", file.read_text())
    with pytest.raises(NotPossible, match="LUOSHU_KEYS"):
        keys.rotate()


def test_no_nonce_comes_twice(own_ring):
    count = scale(200_000, 10_000_000)
    seen = set()
    for _ in range(0, count, 50_000):
        seen.update(value[4:16] for value in secrets.seal(["x"] * 50_000, "t", "c", range(50_000)))

    assert len(seen) == count


def test_an_unknown_cipher_is_refused(own_ring, monkeypatch):
    monkeypatch.setenv("LUOSHU_CIPHER", "des")
    with pytest.raises(NotReady, match="des"):
        sealed()
