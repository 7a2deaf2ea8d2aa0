"""Serving the portal."""

import os

from gunicorn.app.base import BaseApplication

THREADS = 8


class Portal(BaseApplication):
    """gunicorn with the portal's settings."""

    def __init__(self, port, host):
        self.address = f"{host}:{port}"
        super().__init__()

    def load_config(self):
        settings = {
            "bind": self.address, "workers": max(2, os.cpu_count() or 2), "worker_class": "gthread", "threads": THREADS,
            "timeout": 30, "keepalive": 5, "limit_request_fields": 60, "loglevel": "warning",
            "control_socket_disable": True,
        }  # fmt: skip
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self):
        from luoshu.portal.wsgi import application

        return application
