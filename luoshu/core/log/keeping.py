"""Keeping the log while Luoshu runs: leaves for what was committed, and a signed checkpoint for the leaves.

Runs beside the jobs, in a thread of the same process, so that a long job does not hold the log up. A backlog — a
register just filled has millions — is worked off in slices with pauses as long as the slices.
"""

import logging
import threading
import time

from django.db import connections

from luoshu.core.errors import Refusal
from luoshu.core.log import checkpoints
from luoshu.core.log.sequencing import Sequencer

PAUSE = 5  # seconds between looks
SIGNED_WITHIN = 20  # seconds after which new leaves are signed, at the latest a look later
log = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """The thread; `stop()` ends it after its running slice."""

    def __init__(self, pause=PAUSE, signed_within=SIGNED_WITHIN):
        super().__init__(name="log", daemon=True)
        self.pause, self.signed_within = pause, signed_within
        self.sequencer, self.over = Sequencer(), threading.Event()
        self.unsigned, self.signed_at = True, -signed_within

    def run(self):
        rest = 0
        while not self.over.wait(rest):
            try:
                rest = self.turn()
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

    def turn(self):
        """One slice and, when it is time, a checkpoint; returns the seconds to rest."""
        began = time.monotonic()
        appended = self.sequencer.step()
        self.unsigned |= bool(appended)
        if self.unsigned and time.monotonic() - self.signed_at >= self.signed_within:
            checkpoints.sign()
            self.unsigned, self.signed_at = False, time.monotonic()
        return time.monotonic() - began if appended and self.sequencer.is_waiting else self.pause
