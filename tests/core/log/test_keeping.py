"""The keeper gives leaves and signs by itself, works a backlog off in slices, and outlives a fault."""

import time

import pytest
from django.db import OperationalError

from luoshu.core import standing
from luoshu.core.acts import acting
from luoshu.core.errors import NotPossible
from luoshu.core.log import checkpoints, keeping, sequencing
from tests.core.log.test_sequencing import enter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]


@pytest.fixture
def keeper():
    """A keeper in a hurry."""
    made = keeping.Keeper(pause=0.05, signed_within=0.1)
    made.start()
    yield made
    made.stop()


def wait_for(held, seconds=20):
    until = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < until
        time.sleep(0.02)


def signed(size):
    known = checkpoints.kept()
    return known is not None and known.size == size


def test_what_is_written_is_signed(keeper, system):
    enter(system, 3)
    wait_for(lambda: signed(4))

    with acting("test.more", system):
        pass
    wait_for(lambda: signed(5))


def test_a_backlog_is_worked_off_in_slices(system, monkeypatch):
    monkeypatch.setattr(sequencing.Sequencer.step, "__defaults__", (500,))
    enter(system, 2_600)
    keeper = keeping.Keeper(pause=30, signed_within=0)

    rests = []
    while not signed(2_601):
        rests.append(keeper.turn())

    # Transactions of other databases of the server are waited for as well: those turns append nothing.
    slices = [rest for rest in rests if rest != 30]
    assert len(slices) == 5
    assert all(0 < rest < 20 for rest in slices), "as long as the slice took"
    assert rests[-1] == 30


def test_a_fault_is_no_end(keeper, system, monkeypatch, caplog):
    step, failed = sequencing.Sequencer.step, []

    def fails_once(self, *given):
        if not failed:
            failed.append(True)
            raise OperationalError("the server is restarting")
        return step(self, *given)

    monkeypatch.setattr(sequencing.Sequencer, "step", fails_once)
    enter(system, 2)
    wait_for(lambda: signed(3))

    assert failed
    assert "The log waits" in caplog.text


def test_a_trigger_that_is_off_makes_it_read_only(system, superuser):
    """Within a minute of somebody switching the log off for a table."""
    superuser.execute("alter table household disable trigger log_update")
    keeper = keeping.Keeper()
    try:
        keeper.turn()
    finally:
        superuser.execute("alter table household enable trigger log_update")

    assert "household 的触发器 log_update 不在工作" in standing.alarm()
    with pytest.raises(NotPossible, match="只能查看"):
        enter(system)


def test_awake_triggers_are_no_alarm(system):
    keeping.Keeper().turn()

    assert standing.alarm() is None


def test_a_log_put_back_is_not_signed_again(keeper, system, superuser, caplog):
    enter(system, 3)
    wait_for(lambda: signed(4))
    superuser.execute("set session_replication_role = replica")
    superuser.execute("delete from log_leaves where kind = 'change'; delete from log_checkpoint")
    superuser.execute("delete from change")
    with acting("test.more", system):
        pass

    wait_for(lambda: standing.alarm())
    assert "退回到以前" in standing.alarm()
    assert checkpoints.kept().size == 4
