"""Killing `luoshu load` at any moment leaves all or nothing of a workbook, and the same command then finishes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from luoshu.core import database
from luoshu.core.cluster import APP, OWNER
from luoshu.core.scope import within
from luoshu.registry.models import Household, HouseholdYear, Membership, Person, PersonYear, Upload
from tests.registry.books import HERE, book, written
from tests.scale import scale

KILLS = scale(5, 50)
COPIES = scale(60, 400)
# Where to hit: mostly inside the transaction, and one in ten between commit and reply.
AIMS = ("inserting", "updating", "committing", "staging", "replying", "checking", "inserting", "reading", "inserting")
TABLES = (Household, HouseholdYear, Person, PersonYear, Membership)


def many(round_):
    """A book of many families, with numbers of its own in each round."""
    rows = {name: [] for name in book()}
    for copy in range(COPIES):
        for name, part in book().items():
            rows[name] += [_renumbered(row, f"{round_ * COPIES + copy:05}") for row in part]
    return {**rows, "village": book()["village"]}


def _renumbered(row, number):
    """The row with numbers of its own; papers and telephones would all be the same, so there are none."""
    codes = {
        title: row[title].replace(f"{HERE}0000", HERE + number) for title in ("户编号", "人编号") if row.get(title)
    }
    return row | codes | dict.fromkeys({"证件号码", "联系电话"} & set(row))


@pytest.fixture
def child(server, tmp_path):
    """Start `luoshu load` on a path, in the database of this test, with its phases in a log."""
    name = connection.settings_dict["NAME"]
    urls = {"LUOSHU_DATABASE_URL": server.url(APP, name), "LUOSHU_OWNER_DATABASE_URL": server.url(OWNER, name)}
    urls |= {"LUOSHU_PHASE_LOG": str(tmp_path / "phases")}
    started = []

    def start(path):
        command = [sys.executable, "-m", "luoshu.config", "load", str(path)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=os.environ | urls, **quiet))
        return started[-1]

    yield start
    for process in started:
        process.stderr.close()
        process.poll() is None and process.kill()


def phases(tmp_path):
    """The phases logged so far."""
    log = tmp_path / "phases"
    return [line.split()[2] for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def kill_in(process, aim, tmp_path, pause):
    """Kill the process a moment after it enters a phase; the phase it was last seen in."""
    before = len(phases(tmp_path))
    while process.poll() is None and aim not in phases(tmp_path)[before:]:
        time.sleep(0.002)
    time.sleep(pause)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return next(iter(phases(tmp_path)[: before - 1 if before else None : -1]), "starting")


def settled(server):
    """Wait until the killed child's session is gone from the server: it may still commit what it was told to."""
    query = "select count(*) from pg_stat_activity where datname = %s and pid <> %s and usename = 'luoshu_app'"
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        own = cursor.fetchone()[0]
    with server.connect() as admin:
        for _ in range(1000):
            if not admin.execute(query, [connection.settings_dict["NAME"], own]).fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("a session stays")


def counts(system):
    with within(system):
        return [table.objects.count() for table in TABLES] + [Upload.objects.count()]


WHOLE = [3 * COPIES, 3 * COPIES, 9 * COPIES, 9 * COPIES, 9 * COPIES]


@pytest.mark.django_db(transaction=True)
def test_a_kill_leaves_all_or_nothing_and_the_same_command_finishes(child, server, system, tmp_path):
    chance, hits = random.Random(2016), []
    assert database.var().exists()
    for round_ in range(KILLS):
        path = written(tmp_path / f"{HERE[:6]}_{round_}", many(round_))
        before = counts(system)

        hits.append(kill_in(child(path), AIMS[round_ % len(AIMS)], tmp_path, chance.random() / 20))
        settled(server)
        after = counts(system)
        gone_in = [now - was for now, was in zip(after, before, strict=True)]
        assert gone_in in ([0] * 6, [*WHOLE, 1]), f"half a workbook after a kill while {hits[-1]}"

        again = child(path)
        assert again.wait() == 0, again.stderr.read().decode()
        assert counts(system)[:5] == [was + whole for was, whole in zip(before, WHOLE, strict=False)]
    inside = [hit for hit in hits if hit not in ("starting", "replying")]
    assert len(inside) * 2 >= KILLS, hits
    assert hits.count("replying") * 10 >= KILLS - 5, hits
