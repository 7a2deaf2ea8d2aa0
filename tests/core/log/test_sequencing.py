"""Each committed entry gets exactly one leaf, in the order of the numbers, whoever commits when."""

import random
import threading
import time
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from psycopg import connect
from psycopg.errors import InsufficientPrivilege

from luoshu.core.acts import acting
from luoshu.core.log import checkpoints, sequencing, store, tree
from luoshu.core.models import Roll
from luoshu.core.scope import within
from tests.core.log import rfc9162
from tests.scale import scale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]
WRITERS, EVENTS = 20, scale(12, 100)
LOGGED = "select kind, unnest(ids) from log_leaves order by first"


def enter(by, count=1):
    """An act with `count` changes."""
    with acting("test.enter", by):
        Roll.objects.bulk_create(
            Roll(kind="sample", name=uuid4().hex, county="410324", area="410324") for _ in range(count)
        )


def numbers(superuser, kind):
    return [number for (number,) in superuser.execute(f"select id from {kind} order by id")]


def logged(superuser, kind):
    return [number for found, number in superuser.execute(LOGGED) if found == kind]


def test_everything_committed_gets_a_leaf_once(system, superuser):
    for _ in range(3):
        enter(system)
        sequencing.catch_up()

    assert logged(superuser, "act") == numbers(superuser, "act")
    assert logged(superuser, "change") == numbers(superuser, "change")
    assert sequencing.catch_up() == 0
    assert sequencing.backlog() == 0


def test_sealed_acts_have_leaves(system, superuser, actor):
    with acting("test.read", system, sealed=True), acting("test.read", actor("410324", "auditor"), sealed=True):
        pass
    sequencing.catch_up()

    assert logged(superuser, "act") == numbers(superuser, "act") == [1, 2]


def test_only_the_system_reads_all_acts(actor):
    with within(actor("4103", "city_office")), pytest.raises(ProgrammingError, match="only the system"):
        connection.cursor().execute("select * from luoshu_log_acts(0, 10, 10)")


def test_the_act_comes_before_its_changes(system, superuser):
    enter(system)
    sequencing.catch_up()

    assert [kind for kind, _number in superuser.execute(LOGGED)] == ["act", "change"]


def test_many_leaves_make_the_defined_root(system, superuser):
    enter(system, 5_000)
    sequencing.catch_up()
    hashes = b"".join(h for (h,) in superuser.execute("select hashes from log_leaves order by first", binary=True))
    leaves = [hashes[start : start + 32] for start in range(0, len(hashes), 32)]

    assert len(leaves) == 5_001
    assert checkpoints.sign().root == rfc9162.mth(leaves)


def write_for_long(system, seed):
    """Events in transactions that stay open for very different times, some of them rolled back."""
    draw = random.Random(seed)
    for _ in range(EVENTS):
        with transaction.atomic():
            enter(system)
            time.sleep(draw.choice([0, 0, 0.002, 0.01, 0.05, 0.2]))
            if draw.random() < 0.1:
                transaction.set_rollback(True)
        if draw.random() < 0.5:
            with acting("test.read", system):
                time.sleep(draw.choice([0, 0.02]))
    connections.close_all()


def sequence_amid_writers(system):
    """The log after many writers wrote while the sequencer ran all the time."""
    threads = [threading.Thread(target=write_for_long, args=(system, seed)) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    sequencer = sequencing.Sequencer()
    while any(thread.is_alive() for thread in threads):
        sequencer.step()
    for thread in threads:
        thread.join()
    sequencing.catch_up()


def test_writers_with_long_transactions_lose_nothing(system, superuser):
    sequence_amid_writers(system)

    for kind in ("act", "change"):
        assert len(numbers(superuser, kind)) > WRITERS * EVENTS / 2
        assert logged(superuser, kind) == numbers(superuser, kind)


def test_without_the_guard_entries_are_lost(system, superuser, monkeypatch):
    monkeypatch.setattr(sequencing, "is_settled", lambda window: True)

    sequence_amid_writers(system)

    assert set(logged(superuser, "change")) < set(numbers(superuser, "change"))


def test_with_the_horizon_of_a_snapshot_entries_are_lost(system, superuser, monkeypatch):
    """`xmax` of a snapshot is one past the last transaction that *ended*: younger ones may be running."""
    with within(system), connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()")
    monkeypatch.setattr(sequencing, "note_window", lambda: horizon_of_snapshot(sequencing.Window))
    sequencer = sequencing.Sequencer()

    with open_insert(superuser):
        # The window is closed over a running transaction.
        wait_for(lambda: sequencer.step() == 0 and not sequencer.is_waiting)


def horizon_of_snapshot(window):
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text")
        return window(10**6, 10**6, int(cursor.fetchone()[0]))


def wait_for(held, seconds=30):
    """Until it holds: other databases of the server have transactions too, and they are waited for as well."""
    until = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < until
        time.sleep(0.02)


@contextmanager
def open_insert(superuser):
    """A transaction that has drawn a number and not committed."""
    with connect(superuser.info.dsn, password=superuser.info.password) as writer:
        writer.execute(
            "insert into act (at, action, actor, role, area, origin, reason, subject, detail, sealed)"
            " values (now(), 'test', '', 'system', '0', '', '', '', '{}', false)"
        )
        yield writer


def test_a_running_transaction_holds_its_window(superuser):
    sequencer = sequencing.Sequencer()

    with open_insert(superuser):
        assert (sequencer.step(), sequencer.is_waiting) == (0, True)

    wait_for(sequencer.step)
    assert not sequencer.is_waiting


def test_who_draws_a_number_has_a_transaction_id(superuser):
    """Else a writer stopped between the two would be overlooked."""
    superuser.execute("""
        create function slow() returns trigger language plpgsql as 'begin
          if pg_current_xact_id_if_assigned() is null then raise exception ''no id yet''; end if;
          return new; end';
        create trigger slow before insert on act for each row execute function slow()""")
    insert = (
        "insert into act (xid, at, action, actor, role, area, origin, reason, subject, detail, sealed)"
        " values ('1', now(), 'test', '', 'system', '0', '', '', '', '{}', false)"
    )
    try:
        superuser.execute(insert)
        superuser.execute("alter table act disable trigger numbered")
        with pytest.raises(Exception, match="no id yet"):
            superuser.execute(insert)
    finally:
        superuser.execute("alter table act enable trigger numbered; drop trigger slow on act; drop function slow()")


def test_two_sequencers_append_once(system, superuser):
    for _ in range(30):
        enter(system)

    def run():
        sequencing.catch_up()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert logged(superuser, "act") == numbers(superuser, "act")
    assert logged(superuser, "change") == numbers(superuser, "change")


def test_a_killed_sequencer_leaves_a_whole_log(system, superuser):
    """Its connection is cut in the middle of a batch, again and again."""
    for round_ in range(scale(4, 50)):
        enter(system, 3_000)
        cut_while_running(superuser, delay=0.004 * (round_ % 10))
        sequencing.catch_up()
        assert logged(superuser, "change") == numbers(superuser, "change")
    checkpoint = checkpoints.sign()
    hashes = b"".join(h for (h,) in superuser.execute("select hashes from log_leaves order by first", binary=True))
    assert checkpoint.root == rfc9162.mth([hashes[start : start + 32] for start in range(0, len(hashes), 32)])


def cut_while_running(superuser, delay):
    def run(known):
        try:
            with within(sequencing.SYSTEM), connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                known.append(cursor.fetchone()[0])
            sequencing.catch_up()
        except Exception as error:
            known.append(error)
        finally:
            connections.close_all()

    known = []
    thread = threading.Thread(target=run, args=(known,))
    thread.start()
    while not known:
        time.sleep(0.001)
    time.sleep(delay)
    superuser.execute("select pg_terminate_backend(%s)", [known[0]])
    thread.join()


@pytest.mark.parametrize("table", ["log_leaves", "log_node", "log_checkpoint"])
@pytest.mark.parametrize("verb", ["update", "delete", "truncate", "insert"])
def test_the_application_cannot_touch_the_log(system, table, verb):
    column = {"log_leaves": "last_id", "log_node": "level", "log_checkpoint": "size"}[table]
    statements = {
        "update": f"update {table} set {column} = {column}",
        "delete": f"delete from {table}",
        "truncate": f"truncate {table}",
        "insert": f"insert into {table} select * from {table}",
    }
    with within(system), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statements[verb])


@pytest.mark.parametrize("table", ["log_leaves", "log_node", "log_checkpoint"])
def test_not_even_the_owner_changes_the_log_by_mistake(table, superuser):
    superuser.execute("set role luoshu_owner")

    with pytest.raises(InsufficientPrivilege, match="only grows"):
        superuser.execute(f"delete from {table}")


def test_the_log_grows_at_its_end_only(system):
    enter(system)
    sequencing.catch_up()
    edge = tree.Edge(0, None, tree.hashing("sha256"))
    with within(system), pytest.raises(InsufficientPrivilege, match="grows at its end"), transaction.atomic():
        store.append(connection.connection, edge, "act", 1, "sha256", [1], b"s" * 16, [b"h" * 32])
