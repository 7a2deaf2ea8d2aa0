"""Getting ready: Django, the database, its tables."""

import os
import sys

from luoshu.core import database


def ready():
    """Start what is not running and make Django usable; every command that touches the register begins here."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")
    django.setup()


def migrated():
    """Django ready, all tables up to date, made by their owner, and the log found to continue what was signed."""
    ready()
    database.migrate()
    from luoshu.core.log import continuity

    if why := continuity.look():
        print(f"注意：{why}。现在只能查看，不能写入。", file=sys.stderr)


def stop_database():
    """Stop the embedded server; whether it ran."""
    from luoshu.core.commands import stop_database

    return stop_database()
