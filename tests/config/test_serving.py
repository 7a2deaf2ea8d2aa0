"""`luoshu serve` as the demo starts it, with the portal: pages answer, a taken port is told, nothing stays after it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "luoshu.config", "serve", "--port"]


def free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def port():
    return free()


@pytest.fixture
def portal():
    return free()


@pytest.fixture
def serving(server, port, portal):
    """The command, running; the server's folder is that of the test run."""
    command = [*COMMAND, port, "--portal", portal]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    process.stdout.close()


def answer(address, patience=60):
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as page:
                return page.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def children(pid):
    """The processes started by one, and by those."""
    own = [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    return own + [grandchild for child in own for grandchild in children(child)]


def test_pages_answer_and_nothing_stays(serving, port, portal):
    assert "洛书" in answer(f"http://127.0.0.1:{port}/login")
    assert "公示与意见" in answer(f"http://127.0.0.1:{portal}/")
    started = children(serving.pid)
    assert len(started) >= 6, "two for pages, one for jobs, three for the portal"

    for taken, words in ((port, [port]), (portal, [free(), "--portal", portal])):
        second = subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=os.environ)
        assert second.returncode == 2
        assert f"端口 {taken}" in second.stderr
        assert "Traceback" not in second.stderr

    serving.send_signal(signal.SIGTERM)
    assert serving.wait(60) == 0
    left = [pid for pid in started if Path(f"/proc/{pid}").exists()]
    assert left == []


def test_pages_fork_from_a_process_without_threads(serving, port):
    """A library's threads do not survive a fork: what they hold would be waited for for ever."""
    answer(f"http://127.0.0.1:{port}/login")
    assert len(list(Path(f"/proc/{serving.pid}/task").iterdir())) == 1
