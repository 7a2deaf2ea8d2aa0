"""Static files under names with a digest, made once before serving, and the English catalogue compiled."""

from django.core.management import call_command

from .translations import compile_catalogs


def collect():
    """Write what the server serves for ever: hashed, compressed files and the compiled catalogue."""
    compile_catalogs()
    call_command("collectstatic", interactive=False, verbosity=0)
