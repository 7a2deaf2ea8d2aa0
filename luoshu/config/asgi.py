"""The application for uvicorn. Each request has a thread of its own, so connections live in a pool between them."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")

from django.core.asgi import get_asgi_application
from django.db import connections

connections.settings["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 16, "timeout": 20}
application = get_asgi_application()
