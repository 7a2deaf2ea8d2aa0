"""Backup and restore by the commands themselves: what was there is back, and what it forgot is noticed."""

import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from luoshu.core.cluster import Cluster
from tests.conftest import PREFIX

STEPS = {
    "appoint": """
        from luoshu.core.acts import acting
        from luoshu.core.models import Account
        from luoshu.core.scope import Actor
        from luoshu.core import actions
        by = Actor.system("测试", area="4103")
        user, made = Account.objects.get_or_create(username="officer", defaults={"name": "干部"})
        actions.appoint(user=user, role="helper", area="410324", since="2016-01-01", by=by)
    """,
    "sign": "from luoshu.core.log import sequencing, checkpoints; sequencing.catch_up(); checkpoints.sign()",
    "moment": """
        import time
        from luoshu.core import clock
        time.sleep(1)
        print(clock.now().astimezone(clock.ZONE).replace(tzinfo=None, microsecond=0).isoformat())
        time.sleep(2)
    """,
    "archive": """
        from luoshu.core import database
        with database.cluster().connect() as admin:
            admin.execute("select pg_switch_wal()")
            admin.execute("checkpoint")
    """,
    "count": """
        from luoshu.core.models import Posting
        from luoshu.core.scope import Actor, within
        with within(Actor.system("测试")):
            print(Posting.objects.count())
    """,
}


@pytest.fixture
def place():
    """A register of its own, served by its own server, and the commands that work on it."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        os.chmod(folder, 0o755)  # the server's user walks through it when we are root
        place = Place(Path(folder))
        place.luoshu("migrate")
        yield place
        Cluster(place.var).stop("immediate")


class Place:
    def __init__(self, folder):
        self.var, self.backups = folder / "var", folder / "backups"
        self.environment = os.environ | {"LUOSHU_VAR": str(self.var), "LUOSHU_ARCHIVE": str(folder / "archive")}
        self.environment.pop("PYTEST_CURRENT_TEST", None)

    def luoshu(self, *words, expect=0):
        return self._run([sys.executable, "-m", "luoshu.config", *words], expect)

    def step(self, name, expect=0):
        code = "from luoshu.config.setup import ready\nready()\n" + textwrap.dedent(STEPS[name])
        return self._run([sys.executable, "-c", code], expect)

    def _run(self, command, expect):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    def back_up(self):
        self.luoshu("backup", str(self.backups))
        return max(self.backups.iterdir())


def test_a_backup_is_put_back_and_a_forgetful_one_raises_the_alarm(place):
    place.step("appoint")
    place.step("sign")
    same = place.back_up()
    place.luoshu("stop")
    assert "可以照常使用" in place.luoshu("restore", str(same))
    place.step("appoint")
    place.step("sign")
    assert place.step("count").strip() == "2"

    assert "正在运行" in place.luoshu("restore", str(same), expect=2)
    place.luoshu("stop")
    assert "退回到以前" in place.luoshu("restore", str(same))
    assert place.step("count").strip() == "1"
    assert "只能查看" in place.step("appoint", expect=1)

    place.luoshu("accept-log", "--reason", "机房失火，办公会同意从前一晚的备份恢复")
    place.step("appoint")
    place.step("sign")
    assert place.step("count").strip() == "2"


def test_a_backup_that_was_touched_is_refused_and_nothing_changes(place):
    place.step("appoint")
    backup = place.back_up()
    table = max((backup / "database" / "base").rglob("*"), key=lambda file: file.stat().st_size)
    flipped = bytearray(table.read_bytes())
    flipped[len(flipped) // 2] ^= 0xFF
    table.write_bytes(flipped)
    place.luoshu("stop")
    place.luoshu("restore", str(backup), expect=2)
    place.luoshu("restore", str(backup.parent), expect=2)
    assert place.step("count").strip() == "1"


def test_the_archive_brings_back_a_moment_after_the_backup(place):
    backup = place.back_up()
    place.step("appoint")
    moment = place.step("moment").strip()
    place.step("appoint")
    place.step("archive")
    place.luoshu("stop")
    place.luoshu("restore", str(backup), "--until", moment)
    assert place.step("count").strip() == "1"
