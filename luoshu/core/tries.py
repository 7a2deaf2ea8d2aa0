"""How often a password or a code may be tried: few times from one place, without locking the account's holder out.

A try is counted before it is checked and under a lock, so that fifty at once are still five. The place is the network
address, or the device if the account has been on it before: who shares the address of an attacker still gets in.
"""

from datetime import timedelta

from django.db import connection, transaction

from luoshu.core import clock
from luoshu.core.models import LogInTry
from luoshu.core.secrets import blind_index

MOST = 5
WINDOW = timedelta(minutes=15)
LOCK = "select pg_advisory_xact_lock(hashtext('log_in_try'), hashtext(%s))"


def key_of(*parts):
    """The keyed digest under which tries are counted; it tells no user name."""
    return blind_index(["\x1f".join(str(part) for part in parts)], "log_in_try")[0]


def count(key):
    """Count one more try; False when there were already enough of them in the window, and it must not be checked."""
    now = clock.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [bytes(key).hex()])
        if LogInTry.objects.filter(key=key, at__gt=now - WINDOW).count() >= MOST:
            return False
        LogInTry.objects.create(key=key, at=now)
    return True


def forget(key):
    """It was the holder: earlier tries from there count no more. Those of anybody too old to count go with them."""
    LogInTry.objects.filter(key=key).delete()
    LogInTry.objects.filter(at__lt=clock.now() - WINDOW).delete()
