"""Whatever is killed, nothing committed is missing from the log, nothing is in it twice, and it is signed on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from luoshu.core.cluster import APP, OWNER
from luoshu.core.log import checking, checkpoints, sequencing
from tests.core.log import city
from tests.core.log.test_sequencing import logged, numbers
from tests.scale import scale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]
PROCESSES, BACKENDS = scale(2, 200), scale(4, 50)
ROOT = Path(__file__).parents[3]


@pytest.fixture
def busy(server):
    """Start a process that writes and keeps the log of this test's database."""
    name = connection.settings_dict["NAME"]
    urls = {"LUOSHU_DATABASE_URL": server.url(APP, name), "LUOSHU_OWNER_DATABASE_URL": server.url(OWNER, name)}
    started = []

    def start():
        command = [sys.executable, "-m", "tests.core.log.busy"]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | urls, **streams))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def answered(process):
    """How many commits were answered before the process ended."""
    return len(process.stdout.read())


def whole(superuser):
    """The log is brought up to date and holds every row once; the number of its acts."""
    sequencing.catch_up()
    checkpoints.sign()
    for kind in ("act", "change"):
        assert logged(superuser, kind) == numbers(superuser, kind)
    return len(numbers(superuser, "act"))


def sound(superuser):
    """`whole`, and looked at from all sides: each leaf, each node, each row as it stands."""
    acts, wrong = whole(superuser), []
    with superuser.transaction(force_rollback=True):
        city.see_all(superuser)
        checking.run(superuser, lambda held, text: held or wrong.append(text))
    assert [text for text in wrong if "area" not in text and "行现状" not in text] == [], wrong
    return acts


def test_killed_processes_lose_and_double_nothing(busy, superuser):
    draw, seen = random.Random(9), 0
    for _ in range(PROCESSES):
        process = busy()
        process.stdout.read(1)
        time.sleep(draw.random())
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        seen += 1 + answered(process)

        assert whole(superuser) >= seen
    assert sound(superuser) >= seen


def test_a_killed_backend_is_outlived(busy, superuser):
    """Sessions end under its hands at random; a writer whose commit was not answered ends, the keeper goes on."""
    draw = random.Random(10)
    connection.close()  # it would be one of those to end
    process = busy()
    process.stdout.read(1)
    for _ in range(BACKENDS):
        time.sleep(draw.random() / 3)
        sessions = "usename = 'luoshu_app' and datname = current_database() and pid <> pg_backend_pid()"
        found = [pid for (pid,) in superuser.execute(f"select pid from pg_stat_activity where {sessions}")]
        if found:
            superuser.execute("select pg_terminate_backend(%s)", [draw.choice(found)])
    process.kill()
    process.wait()

    assert sound(superuser) >= 1 + answered(process)
