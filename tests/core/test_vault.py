"""Files with personal data are sealed on the disk, and what a crash leaves plain goes."""

import os
import time

import pytest

from luoshu.core import database, keys, secrets, vault

TEXT = "证件号码41039919800101123X".encode() * 1000


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("LUOSHU_VAR", str(tmp_path / "var"))
    (tmp_path / "kept").mkdir()


def test_a_kept_file_shows_nothing_and_comes_back(tmp_path):
    path = tmp_path / "kept" / f"a{vault.SUFFIX}"

    vault.keep(path, TEXT)

    assert b"4103991980" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert vault.read(path) == TEXT
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_kept_file_opens_only_where_it_was_kept_and_unchanged(tmp_path):
    path = tmp_path / "kept" / f"a{vault.SUFFIX}"
    vault.keep(path, TEXT)
    other = path.with_name(f"b{vault.SUFFIX}")
    other.write_bytes(path.read_bytes())
    with pytest.raises(secrets.Tampered):
        vault.read(other)

    path.write_bytes(path.read_bytes()[:-1] + b"?")

    with pytest.raises(secrets.Tampered):
        vault.read(path)


def test_a_plain_copy_is_gone_with_the_block(tmp_path):
    path = tmp_path / "kept" / f"a{vault.SUFFIX}"
    vault.keep(path, TEXT)

    with vault.opened(path, "book.xlsx") as plain:
        assert (plain.name, plain.read_bytes()) == ("book.xlsx", TEXT)

    assert not plain.exists()
    assert list((database.var() / "working").iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_work_in_hand_is_not():
    with vault.working() as current:
        left = current.with_name("left")
        left.mkdir()
        (left / "book.xlsx").write_bytes(TEXT)
        old = time.time() - vault.LEFT - 1
        os.utime(left, (old, old))

        assert vault.sweep() == 1

        assert (left.exists(), current.exists()) == (False, True)


def test_files_are_sealed_again_with_the_current_key(tmp_path):
    paths = [tmp_path / "kept" / f"{n}{vault.SUFFIX}" for n in range(3)]
    for path in paths:
        vault.keep(path, TEXT)
    name = keys.rotate()

    assert (vault.rewrap(tmp_path), vault.rewrap(tmp_path)) == (3, 0)

    assert all(path.read_bytes()[:4].hex() == name and vault.read(path) == TEXT for path in paths)
