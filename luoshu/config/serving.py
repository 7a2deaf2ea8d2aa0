"""Serving pages and working off jobs: the web server's processes and a worker that live and die together."""

import os
import subprocess
import sys

from gunicorn.app.base import BaseApplication

from luoshu.config.setup import ready

THREADS = 8


class Pages(BaseApplication):
    """gunicorn with our settings: a process for each core, threads in each, no settings file."""

    def __init__(self, port):
        self.port = port
        super().__init__()

    def load_config(self):
        settings = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": max(2, os.cpu_count() or 2),
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "keepalive": 75,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self):
        from luoshu.config.wsgi import application

        return application


def run(port):
    """Serve the pages on `port` of this machine until interrupted, with a worker for jobs beside.

    This process prepares nothing itself: it forks, and threads that a library started would not survive that.
    """
    from luoshu.core.commands import check_port

    check_port(port)
    if refused := _command("migrate").wait():
        sys.exit(refused)
    print(f"洛书：http://127.0.0.1:{port}　（Ctrl+C 停止；数据库随 luoshu stop 停下）", flush=True)
    worker = _command("work")
    try:
        Pages(port).run()
    finally:
        worker.terminate()
        worker.wait()


def _command(word):
    return subprocess.Popen([sys.executable, "-m", "luoshu.config", word])


def work_jobs():
    """Work off jobs and keep the log until interrupted."""
    ready()
    from luoshu.core.jobs import run_worker
    from luoshu.core.log.keeping import Keeper

    keeper = Keeper()
    keeper.start()
    try:
        run_worker()
    finally:
        keeper.stop()
