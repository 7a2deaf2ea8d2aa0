"""The exports there are: what an account may still take, its own files, how long they are kept and where."""

from datetime import timedelta

from django.db import connection
from django.db.models import Sum

from luoshu.core import clock, database, place, vault
from luoshu.core.exports.models import Export
from luoshu.policy.parameters import parameter


def left_today(by):
    """Rows the account may still take today without a release. Others of the account wait until this one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('export'), %s::int)", [by.user_id % 2**31])
    day = clock.today()
    taken = Export.objects.filter(user_id=by.user_id, day=day, state=Export.State.READY, decided_by=None)
    return max(0, parameter("export_rows_a_day", day) - (taken.aggregate(n=Sum("rows"))["n"] or 0))


def own(by):
    """The actor's own exports, in whichever posting they were made."""
    return Export.objects.filter(user_id=by.user_id)


def is_over(export):
    """Whether the file is not kept any more; the record stays."""
    return clock.now() > export.at + timedelta(days=parameter("export_days", export.day))


def path(export):
    """Where the sealed file lies."""
    return place.make_folder(database.var() / "files" / "exports", 0o700) / f"{export.id}{vault.SUFFIX}"


def forget_old():
    """Remove the files that are not kept any more, and those whose export came to nothing; how many."""
    gone = 0
    for file in path(Export(id=0)).parent.glob(f"*{vault.SUFFIX}"):
        age = clock.now().timestamp() - file.stat().st_mtime
        if age > timedelta(days=parameter("export_days", clock.today())).total_seconds():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
