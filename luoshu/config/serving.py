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


def run(port, portal=None):
    """Serve the pages on `port` of this machine until interrupted, with a worker for jobs beside; to try things out
    also the public portal, on the port `portal`.

    This process prepares nothing itself: it forks, and threads that a library started would not survive that.
    """
    check_ports(port, portal)
    if refused := _command("migrate").wait():
        sys.exit(refused)
    print(f"洛书：http://127.0.0.1:{port}　（Ctrl+C 停止；数据库随 luoshu stop 停下）", flush=True)
    beside = [_command("work")]
    if portal:
        beside.append(_command("portal", "serve", "--port", str(portal)))
    try:
        Pages(port).run()
    finally:
        for each in beside:
            each.terminate()
        for each in beside:
            each.wait()


def check_ports(port, portal=None):
    """Refuse a port that is taken, before anything is started."""
    from luoshu.core.commands import check_port

    check_port(port)
    if portal:
        check_port(portal, option="--portal")


def show_on_portal(bundle):
    """What is carried by hand from a register to its portal, when both are on this machine: the key and a bundle."""
    from luoshu.core.log import keys
    from luoshu.core.publishing.actions import publish
    from luoshu.core.scope import Actor

    publish(path=bundle, by=Actor.system("演示：发布公示包"))
    for words in (("trust", keys.public()), ("import", str(bundle))):
        _command("portal", *words, stdout=subprocess.DEVNULL).wait()


def _command(*words, **streams):
    return subprocess.Popen([sys.executable, "-m", "luoshu.config", *words], **streams)


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
