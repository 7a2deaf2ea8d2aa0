"""Serving pages and working off jobs: two processes that live and die together."""

import subprocess
import sys

from luoshu.config.setup import migrated, ready


def run(port):
    """Serve the pages on `port` of this machine until interrupted, with a worker for jobs beside."""
    import uvicorn

    from luoshu.core.commands import check_port
    from luoshu.web.assets import collect

    check_port(port)
    migrated()
    collect()
    worker = subprocess.Popen([sys.executable, "-m", "luoshu.config", "work"])
    try:
        uvicorn.run("luoshu.config.asgi:application", host="127.0.0.1", port=port, log_level="warning", lifespan="off")
    finally:
        worker.terminate()
        worker.wait()


def work_jobs():
    """Work off jobs until interrupted."""
    ready()
    from luoshu.core.jobs import run_worker

    run_worker()
