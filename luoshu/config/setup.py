"""Getting ready: Django, the database, its tables."""

import os

from luoshu.core import database


def ready():
    """Start what is not running and make Django usable; every command that touches the register begins here."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")
    django.setup()


def migrated():
    """Django ready and all tables up to date, made by their owner."""
    ready()
    database.migrate()


def stop_database():
    """Stop the embedded server; whether it ran."""
    from luoshu.core.commands import stop_database

    return stop_database()
