"""Registers of the benchmarks' own, each in a folder with its own embedded database, driven by the `luoshu` command."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from urllib.error import URLError

from .measure import Failed

PATIENCE = 120  # seconds for the pages to come up


def luoshu(var, *arguments, **environment):
    """Run a command on the register in `var`; its output. Failed with its last words if it is refused."""
    command = [sys.executable, "-m", "luoshu.config", *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, env=_environment(var, environment))
    if ran.returncode:
        raise Failed(f"luoshu {arguments[0]}: {(ran.stderr or ran.stdout).strip()[-2000:]}")
    return ran.stdout


def _environment(var, more):
    return {**os.environ, "LUOSHU_VAR": str(var), **{name: str(value) for name, value in more.items()}}


@contextmanager
def fresh(options, name):
    """An empty register with Luoyang's divisions, removed afterwards."""
    var = options.folder / name
    discard(var)
    var.mkdir()
    try:
        luoshu(var, "migrate")
        yield var
    finally:
        discard(var)


def discard(var):
    """Stop the database of a register and remove it."""
    if var.exists():
        luoshu(var, "stop")
        shutil.rmtree(var)


@contextmanager
def demo(options, people):
    """The demo city of that many people in a register of its own: built once, stopped afterwards."""
    var = options.folder / f"register-{people}"
    try:
        luoshu(var, "demo", "--people", people, "--no-serve")
        yield var
    finally:
        luoshu(var, "stop")


@contextmanager
def serving(var):
    """The pages of a register on a free port of this machine; gives the port."""
    port = _free_port()
    command = [sys.executable, "-m", "luoshu.config", "serve", "--port", str(port)]
    with open(var / "serving.log", "w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=_environment(var, {}))
    try:
        _wait_for(f"http://127.0.0.1:{port}/login", server)
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address, server):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    raise Failed(f"the pages do not answer at {address}")
