"""How much an account reads in a day: who pages through more than anybody's work needs is marked for the guard."""

from datetime import timedelta

from django.db import connection

from luoshu.core import clock, statements
from luoshu.core.acts import note as tell
from luoshu.core.acts import opened
from luoshu.core.models import ReadingDay
from luoshu.core.scope import Actor, within
from luoshu.policy.parameters import parameter

MARK = "core.read_much"
SHOWN = timedelta(days=30)
ADD = """
insert into reading_day (user_id, day, records) values (%s, %s, %s)
on conflict (user_id, day) do update set records = reading_day.records + excluded.records
returning records, marked_at"""
SET_MARK = "update reading_day set marked_at = %s where user_id = %s and day = %s and marked_at is null"


def note(by, records):
    """The actor was shown so many records; the first time a day's sum is too much, an act says so."""
    if by.user_id is None or not records:
        return
    day = clock.today()
    ((total, marked_at),) = statements.rows(ADD, [by.user_id, day, records])
    if marked_at is not None or total <= parameter("records_read_a_day", day):
        return
    with connection.cursor() as cursor:
        cursor.execute(SET_MARK, [clock.now(), by.user_id, day])
        if cursor.rowcount:
            _mark(by, total)


def _mark(by, total):
    with within(by), opened(MARK, by):
        tell(subject=str(by.user_id), records=total)


def marked(by):
    """The marked days of late within the actor's reach of accounts, the latest first."""
    with within(Actor.system("翻看过多的标记", area=by.area)):
        rows = ReadingDay.objects.filter(marked_at__isnull=False, day__gte=clock.today() - SHOWN)
        return list(rows.select_related("user").order_by("-marked_at"))
