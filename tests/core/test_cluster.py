"""The embedded server: made whole, found again, recovered after kill -9; plain sentences for what cannot be mended."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from luoshu.core import cluster as module
from luoshu.core import place
from luoshu.core.cluster import ADMIN, APP, OWNER, Cluster
from luoshu.core.commands import check_port
from luoshu.core.errors import NotReady
from tests.scale import scale

SMALL = {"shared_buffers": "16MB", "max_connections": "20"}
ROWS = "select count(*) from kept"


@pytest.fixture(scope="module")
def shared():
    """One cluster for the tests that leave it as they found it."""
    with tempfile.TemporaryDirectory(prefix="luoshu-c-") as name:
        os.chmod(name, 0o755)
        cluster = Cluster(Path(name) / "var", settings=SMALL, say=lambda line: None)
        yield cluster
        cluster.stop("immediate")


@pytest.fixture
def told():
    return []


@pytest.fixture
def made(shared, told):
    """The shared cluster, running."""
    shared.say = told.append
    return shared.start()


@pytest.fixture
def folder():
    """A folder the server's user can walk to (pytest's own are private)."""
    with tempfile.TemporaryDirectory(prefix="luoshu-c-") as name:
        os.chmod(name, 0o755)
        yield Path(name) / "var"


@contextmanager
def without(path):
    """The file is away while the block runs."""
    path.rename(path.with_suffix(".away"))
    try:
        yield
    finally:
        path.with_suffix(".away").rename(path)


def postmaster(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def kill(cluster):
    """kill -9 the server, and wait till the process is gone."""
    number = postmaster(cluster)
    os.kill(number, signal.SIGKILL)
    until = time.monotonic() + 30
    while module._is_alive(number) and time.monotonic() < until:
        time.sleep(0.01)


def test_roles_have_no_more_rights_than_they_need(made):
    with made.connect() as admin:
        rows = admin.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
            " where rolname like 'luoshu%'"
        ).fetchall()
        locale = admin.execute("select datcollate, pg_encoding_to_char(encoding) from pg_database").fetchall()
        settings = dict(
            admin.execute(
                "select name, setting from pg_settings"
                " where name in ('jit', 'data_checksums', 'listen_addresses', 'max_wal_size')"
            )
        )
    rights = {name: any(rest) for name, *rest in rows}
    assert rights == {ADMIN: True, OWNER: False, APP: False}
    assert set(locale) == {("C.UTF-8", "UTF8")}
    assert settings == {"jit": "off", "data_checksums": "on", "listen_addresses": "", "max_wal_size": "4096"}


def test_nobody_gets_in_without_the_password(made):
    for role in (ADMIN, OWNER, APP):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(made.socket), user=role, dbname="postgres", password="guess")
    assert "trust" not in [
        word
        for line in (made.data / "pg_hba.conf").read_text().splitlines()
        if not line.startswith("#")
        for word in line.split()
    ]


def test_folders_and_secrets_are_private(made):
    def mode(path):
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(made.home / "passwords.json") == 0o600
    assert mode(made.socket) == mode(made.data) == 0o700


def test_starting_again_attaches(made):
    number = postmaster(made)
    assert postmaster(Cluster(made.home.parent, settings=SMALL).start()) == number


def test_stopping_is_told_and_starts_again(made):
    assert made.stop()
    assert not made.is_running()
    assert not made.stop()
    made.start()
    assert made.is_running()


def test_kill_in_a_transaction_loses_only_what_was_not_committed(made):
    with made.connect("luoshu") as admin:
        admin.execute("create table if not exists kept (number int)")
    committed = 0
    for _ in range(scale(3, 50)):
        with psycopg.connect(made.url(ADMIN)) as writer:
            writer.execute("insert into kept select generate_series(1, 1000)")
            writer.commit()
            committed += 1000
            writer.execute("insert into kept select generate_series(1, 100000)")
            kill(made)
            writer.close()
        made.start()
        with made.connect("luoshu") as admin:
            assert admin.execute(ROWS).fetchone() == (committed,)


START = "import sys; from luoshu.core.cluster import Cluster; Cluster(sys.argv[1]).start(); print('up', flush=True)"
START += "; input()"


def test_server_outlives_a_killed_command_and_is_found_again(folder):
    command = subprocess.Popen(
        [sys.executable, "-c", START, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with command:
        assert command.stdout.readline() == "up\n"
        command.kill()
    cluster = Cluster(folder, settings=SMALL)
    assert cluster.is_running()
    cluster.start()
    assert cluster.stop()


@pytest.mark.parametrize("after", [0.02, 0.15, 0.4, 0.8])
def test_command_killed_at_its_first_start_leaves_nothing_half_made(folder, after):
    command = subprocess.Popen(
        [sys.executable, "-c", START, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    with command:
        time.sleep(after + 0.1)
        command.kill()
    cluster = Cluster(folder, settings=SMALL).start()
    with cluster.connect("luoshu") as admin:
        assert admin.execute("select 1").fetchone() == (1,)
    cluster.stop("immediate")


def test_stale_lock_of_another_program_is_dropped(made, told):
    made.stop()
    (made.data / "postmaster.pid").write_text(f"{os.getpid()}\n{made.data}\n")
    made.start()
    assert made.is_running()
    assert "清除过时的锁" in told[-1]


def test_stale_lock_of_nobody_is_dropped(made):
    made.stop()
    (made.data / "postmaster.pid").write_text(f"{2**22 - 3}\n{made.data}\n")
    made.start()
    assert made.is_running()


def test_lock_of_a_postgresql_elsewhere_is_not_taken_for_ours(made, server):
    made.stop()
    (made.data / "postmaster.pid").write_text(f"{postmaster(server)}\n{made.data}\n")
    assert not made.is_running()
    with pytest.raises(NotReady, match=r"看不出它是否还在用.*删除这个文件再启动"):
        made.start()
    (made.data / "postmaster.pid").unlink()


@pytest.mark.parametrize("part", ["PG_VERSION", "global/pg_control", "postgresql.conf"])
def test_half_made_cluster_is_told(made, part):
    made.stop()
    with without(made.data / part), pytest.raises(NotReady, match=rf"不完整（缺 {part}）"):
        made.start()


def test_data_of_another_version_is_told(made):
    made.stop()
    (made.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(NotReady, match="PostgreSQL 16 的数据"):
        made.start()
    (made.data / "PG_VERSION").write_text("18\n")


def test_lost_passwords_are_told(made):
    file = made.home / "passwords.json"
    with without(file):
        with pytest.raises(NotReady, match="口令"):
            made.start()
        file.unlink()


def test_server_that_cannot_start_says_why(made):
    made.stop()
    made.settings = {**SMALL, "shared_buffers": "nonsense"}
    with pytest.raises(NotReady, match=r"(?s)没有启动.*shared_buffers"):
        made.start()
    made.settings = SMALL


def test_folder_not_writable_is_told(folder):
    folder.mkdir(mode=0o555)
    (folder.parent / "file").touch()
    with pytest.raises(NotReady, match=r"不能写.*LUOSHU_VAR"):
        place.home(folder.parent / "file")
    with pytest.raises(NotReady, match="不能写"):
        place.home("/proc/luoshu" if os.geteuid() == 0 else folder)


def test_deep_folder_gets_a_short_socket(folder):
    deep = folder / ("x" * 90)
    deep.mkdir(parents=True)
    found = place.socket_folder(deep, place.runner())
    assert len(str(found)) <= place.SOCKET_LIMIT
    assert stat.S_IMODE(found.stat().st_mode) == 0o700
    assert found == place.socket_folder(deep, place.runner())
    found.rmdir()


def test_private_folder_is_never_opened(folder, told, monkeypatch):
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(place, "OUTSIDE", folder.parent / "outside")
    home = place.home(folder, told.append)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        assert home.parent == place.OUTSIDE
        assert "私有文件夹" in told[0]
        assert place.home(folder, told.append) == home
        assert len(told) == 1
    else:
        assert home == folder / "database"


def test_binaries_in_a_private_folder_are_copied(folder, told, monkeypatch):
    folder.mkdir(mode=0o700)
    (folder / "luoshu_fake/pginstall18/bin").mkdir(parents=True)
    (folder / "luoshu_fake/pginstall18/bin/postgres").write_text("binary")
    (folder / "luoshu_fake/__init__.py").touch()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(place, "PACKAGE", "luoshu_fake")
    monkeypatch.setattr(place, "OUTSIDE", folder.parent / "outside")
    found = place.binaries(told.append)
    assert (found / "postgres").read_text() == "binary"
    assert place.is_open_to_others(found) == (os.geteuid() == 0)
    assert place.binaries(told.append) == found
    assert len(told) == (os.geteuid() == 0)


def test_server_runs_from_a_private_folder(folder, told, monkeypatch):
    """Program and data both under a folder of mode 700, as in a checkout below /root."""
    folder.mkdir(mode=0o700)
    site = Path(importlib.util.find_spec(place.PACKAGE).submodule_search_locations[0]).parent
    for name in (place.PACKAGE, f"{place.PACKAGE}.libs"):
        shutil.copytree(site / name, folder / "site" / name, symlinks=True)
    monkeypatch.syspath_prepend(folder / "site")
    monkeypatch.setattr(place, "OUTSIDE", folder.parent / "outside")
    cluster = Cluster(folder / "var", settings=SMALL, say=told.append).start()
    with cluster.connect("luoshu") as admin:
        assert admin.execute("select 1").fetchone() == (1,)
    cluster.stop("immediate")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(told) == 2 * (os.geteuid() == 0)


def test_missing_binaries_are_told(monkeypatch):
    monkeypatch.setattr(place, "PACKAGE", "luoshu_missing")
    with pytest.raises(NotReady, match="LUOSHU_DATABASE_URL"):
        place.binaries()


def test_taken_port_is_told():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NotReady, match=rf"端口 {port} 不能用.*--port {port + 1}"):
            check_port(port)
    check_port(port)
