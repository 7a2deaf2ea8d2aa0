"""Keeping the log while Luoshu runs: leaves for what was committed, and a signed checkpoint for the leaves.

Runs beside the jobs, in a thread of the same process, so that a long job does not hold the log up. A backlog — a
register just filled has millions — is worked off in slices with pauses as long as the slices.
"""

import logging
import threading
import time

from django.db import connection, connections

from luoshu.core import standing
from luoshu.core.errors import Refusal
from luoshu.core.log import checkpoints, layouts
from luoshu.core.log.sequencing import SYSTEM, Sequencer
from luoshu.core.scope import within

PAUSE = 5  # seconds between looks
SIGNED_WITHIN = 20  # seconds after which new leaves are signed, at the latest a look later
TRIGGERS_SEEN = 60  # seconds between looks at the triggers that write the log
log = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """The thread; `stop()` ends it after its running slice."""

    def __init__(self, pause=PAUSE, signed_within=SIGNED_WITHIN):
        super().__init__(name="log", daemon=True)
        self.pause, self.signed_within = pause, signed_within
        self.sequencer, self.over = Sequencer(), threading.Event()
        self.unsigned, self.signed_at, self.seen_at = True, -signed_within, -TRIGGERS_SEEN

    def run(self):
        rest = 0
        while not self.over.wait(rest):
            try:
                rest = self.turn()
            except checkpoints.Rewritten as error:
                rest = self.alarm(str(error))
            except Refusal as error:
                log.error("%s", error)
                rest = self.pause * 12
            except Exception:
                # Whatever it is, a database restarted or a disk full: the log goes on when it is over.
                log.exception("The log waits")
                self.sequencer, rest = Sequencer(), self.pause
            if rest >= self.pause:
                connections.close_all()
        connections.close_all()

    def stop(self):
        self.over.set()
        self.join()

    def look_at_triggers(self):
        """What is written past sleeping triggers leaves no trace: nothing is written until they are awake."""
        with within(SYSTEM):
            asleep = layouts.asleep(connection.connection)
        for table, trigger, state in asleep[:1]:
            self.alarm(f"{table} 的触发器 {trigger} 不在工作（{state}），写入不会留下记录")

    def alarm(self, why):
        """Make Luoshu read-only until a person decides; returns the seconds to rest."""
        log.error("%s", why)
        standing.raise_alarm(why)
        return self.pause * 12

    def turn(self):
        """One slice and, when it is time, a checkpoint; returns the seconds to rest."""
        began = time.monotonic()
        if began - self.seen_at >= TRIGGERS_SEEN:
            self.look_at_triggers()
            self.seen_at = began
        appended = self.sequencer.step()
        self.unsigned |= bool(appended)
        if self.unsigned and time.monotonic() - self.signed_at >= self.signed_within:
            checkpoints.sign()
            self.unsigned, self.signed_at = False, time.monotonic()
        return time.monotonic() - began if appended and self.sequencer.is_waiting else self.pause
