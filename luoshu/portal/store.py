"""What the portal keeps: what the last bundle brought, and letters sealed to the register. One SQLite file.

Nothing in it can be read that was not published: a letter is sealed before it comes here, and where it came from is
kept for an hour as a keyed digest, for the limits alone.
"""

import hmac
import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from luoshu.core import clock, place
from luoshu.core.errors import BadInput, NotPossible

TABLES = """
create table if not exists fact (name text primary key, value text not null);
create table if not exists area (code text primary key, name text not null);
create table if not exists notice (number integer primary key, area text not null, ends text not null, content text);
create table if not exists answer (receipt text primary key, content text not null);
create table if not exists letter (receipt text primary key, token text not null unique, received_on text not null,
  sealed text not null, collected_on text);
create table if not exists tried (what text not null, source text not null, at text not null);
create index if not exists notice_area on notice (area);
create index if not exists tried_at on tried (what, source, at);
"""
LATEST = timedelta(days=15)  # older bundles are not shown: what they say may long be withdrawn
AHEAD = timedelta(days=1)  # how far the register's clock may be ahead of ours
MOST_LETTERS = 100_000  # waiting to be collected
SPAN = timedelta(hours=1)


@contextmanager
def opened(begin="begin immediate"):
    """The store in a transaction that writes at once or waits its turn."""
    file = settings.VAR / "store.sqlite3"
    _prepare(file)
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as connection:
        connection.execute("pragma secure_delete = on")
        connection.execute(begin)
        try:
            yield connection
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise


@cache
def _prepare(file):
    """The file with its tables, readable by us alone."""
    place.make_folder(file.parent, 0o700)
    file.touch(0o600)
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(TABLES)


def rows(sql, *values):
    """The rows of a question."""
    with opened("begin") as connection:
        return connection.execute(sql, values).fetchall()


def told(name):
    """A fact of the last bundle (issued, box, demo), or None before the first."""
    found = rows("select value from fact where name = ?", name)
    return found[0][0] if found else None


# -- what is shown -----------------------------------------------------------------------------------------------------


def show(content, issued):
    """Replace everything that is shown by a bundle's content; letters that have arrived go."""
    now = clock.now()
    if not now - LATEST <= issued <= now + AHEAD:
        what = f"这个公示包签发于 {issued:%Y-%m-%d %H:%M}，离现在太远"
        raise BadInput(what, "请从内网取今天的公示包；也请核对两边的时钟。")
    with opened() as connection:
        _check_newer(connection, issued)
        for table in ("fact", "area", "notice", "answer"):
            connection.execute(f"delete from {table}")
        facts = {"issued": issued.isoformat(), "box": content["box"], "demo": str(content["demo"])}
        connection.executemany("insert into fact values (?, ?)", facts.items())
        connection.executemany("insert into area values (?, ?)", content["areas"].items())
        notices = [(n["number"], n["area"], n["ends"], _text(n)) for n in content["notices"]]
        connection.executemany("insert into notice values (?, ?, ?, ?)", notices)
        answers = [(receipt, _text(answer)) for receipt, answer in content["answers"].items()]
        connection.executemany("insert into answer values (?, ?)", answers)
        connection.execute("delete from letter where receipt in (select receipt from answer)")
        _expire(connection)


def _check_newer(connection, issued):
    before = connection.execute("select value from fact where name = 'issued'").fetchone()
    if before and issued <= datetime.fromisoformat(before[0]):
        raise BadInput("已经在显示这个或更新的公示包", "请从内网取最新的公示包。")


def _text(content):
    return json.dumps(content, ensure_ascii=False)


def _expire(connection):
    connection.execute("delete from notice where ends < ?", [clock.today().isoformat()])


def expire():
    """A notice whose term is over is not only hidden, it goes."""
    if rows("select 1 from notice where ends < ? limit 1", clock.today().isoformat()):
        with opened() as connection:
            _expire(connection)


def notices(area=""):
    """The notices in force at places whose code begins with `area`, those that end first before others."""
    expire()
    found = rows("select content from notice where area glob ? order by ends, number", f"{area}*")
    return [json.loads(content) for (content,) in found]


def notice(number):
    """One notice in force, or None."""
    expire()
    found = rows("select content from notice where number = ?", number)
    return json.loads(found[0][0]) if found else None


def counts(area=""):
    """{code of the place: how many notices hang there} for places below `area`."""
    expire()
    return dict(rows("select area, count(*) from notice where area glob ? group by area", f"{area}*"))


def areas(prefix=""):
    """{code: name} of the places whose code begins with `prefix`."""
    return dict(rows("select code, name from area where code glob ? order by code", f"{prefix}*"))


def found(word, most=30):
    """Places whose name has the word in it, as (code, name)."""
    return rows("select code, name from area where instr(name, ?) > 0 order by code limit ?", word, most)


# -- what is taken in --------------------------------------------------------------------------------------------------


def take(letter, sealed, token):
    """Keep a sealed letter; the receipt. The same form sent twice (`token`) gives its first receipt again."""
    with opened() as connection:
        before = connection.execute("select receipt from letter where token = ?", [token]).fetchone()
        if before:
            return before[0]
        (waiting,) = connection.execute("select count(*) from letter").fetchone()
        if waiting >= MOST_LETTERS:
            raise NotPossible("现在收不下新的意见", "请过一天再提，或向公示上写的单位当面提出。")
        values = [letter.receipt, token, letter.received_on.isoformat(), sealed]
        connection.execute("insert into letter (receipt, token, received_on, sealed) values (?, ?, ?, ?)", values)
    return letter.receipt


def collect():
    """All sealed letters that have not yet arrived; they stay until a bundle says that they have."""
    with opened() as connection:
        sealed = [text for (text,) in connection.execute("select sealed from letter order by received_on, receipt")]
        today = clock.today().isoformat()
        connection.execute("update letter set collected_on = coalesce(collected_on, ?)", [today])
    return sealed


def became_of(receipt):
    """What is known of a receipt: the register's answer, or that its letter waits or is on its way; None: nothing."""
    answer = rows("select content from answer where receipt = ?", receipt)
    if answer:
        return json.loads(answer[0][0])
    letter = rows("select received_on, collected_on from letter where receipt = ?", receipt)
    if not letter:
        return None
    received_on, collected_on = letter[0]
    return {"state": "carried" if collected_on else "waiting", "received_on": received_on}


def is_too_much(what, source, most):
    """Count a try, and say whether there were more than `most` of its kind from its source within the hour."""
    now = clock.now()
    key = f"{settings.SECRET_KEY}{clock.today()}".encode()
    digest = hmac.new(key, source.encode(), "sha256").hexdigest()[:32]
    with opened() as connection:
        connection.execute("delete from tried where at < ?", [(now - SPAN).isoformat()])
        connection.execute("insert into tried values (?, ?, ?)", [what, digest, now.isoformat()])
        sql = "select count(*) from tried where what = ? and source = ?"
        return connection.execute(sql, [what, digest]).fetchone()[0] > most
