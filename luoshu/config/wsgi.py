"""The application for the web server. Each of its threads keeps a connection."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")

from django.core.wsgi import get_wsgi_application
from django.db import connections

connections.settings["default"]["CONN_MAX_AGE"] = None
application = get_wsgi_application()
