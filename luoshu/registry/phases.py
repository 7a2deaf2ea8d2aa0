"""The phases of an intake: shown as progress, and written to a log so that one can tell where a load was hit."""

import os

from luoshu.core import clock

PHASES = ("reading", "checking", "staging", "inserting", "updating", "committing", "replying")
LOG = "LUOSHU_PHASE_LOG"


class Phases:
    """Tells a callback (phase, done, total) and the log named by LUOSHU_PHASE_LOG, if any, which phase begins."""

    def __init__(self, subject, progress=None):
        self.subject, self.progress = subject, progress

    def __call__(self, phase):
        if path := os.environ.get(LOG):
            with open(path, "a", encoding="utf-8") as log:
                log.write(f"{clock.now().isoformat()} {os.getpid()} {phase} {self.subject}\n")
        if self.progress:
            self.progress(phase, PHASES.index(phase), len(PHASES))
