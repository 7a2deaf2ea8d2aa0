"""The application for the web server. Its threads share a pool of connections."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")

from django.core.wsgi import get_wsgi_application
from django.db import connections

connections.settings["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 16, "timeout": 20}
application = get_wsgi_application()
