"""Sealed values: bound to their place, different each time, found by index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.core import secrets

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


def test_content_mac_tells_rows_apart():
    rows = [("a", None), ("a", ""), ("a", None), ("", "a"), (None, "a")]
    first, empty, again, *rest = secrets.content_mac(rows)
    assert first == again
    assert len({first, empty, *rest}) == 4


def test_keys_are_private_and_stay():
    file = secrets.database.var() / "keys" / "keys.json"
    before = sealed()
    assert file.stat().st_mode & 0o777 == 0o600
    secrets._keys.cache_clear()
    secrets._ciphers.cache_clear()
    assert secrets.open_(before, "person", "id", KEYS) == TEXTS


def test_new_key_leaves_old_values_readable(monkeypatch):
    before = sealed()
    keys = {**secrets._keys(), "seal": {**secrets._keys()["seal"], b"newk": b"k" * 32}, "current": b"newk"}
    monkeypatch.setattr(secrets, "_keys", lambda: keys)
    secrets._ciphers.cache_clear()
    after = sealed()
    assert after[0][:4] == b"newk"
    assert secrets.open_([before[0], after[0]], "person", "id", [1, 1]) == [TEXTS[0]] * 2
    monkeypatch.undo()
    secrets._ciphers.cache_clear()
