"""The one clock. Everything that asks the time asks here, so that a test can set it."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def _system():
    return datetime.now(ZONE)


_source = _system


def now():
    """This moment, with its zone."""
    return _source()


def today():
    """The day in Luoyang."""
    return now().astimezone(ZONE).date()


@contextmanager
def standing_at(moment):
    """Stop the clock at `moment` (aware) while the block runs: for tests."""
    global _source
    before, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = before
