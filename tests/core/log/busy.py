"""A process that writes and keeps the log as fast as it can, until it is killed; run by test_crash."""

import os
import threading

from luoshu.config.setup import ready

ready()

from django.db import connections  # noqa: E402

from luoshu.core.log.keeping import Keeper  # noqa: E402
from luoshu.core.scope import Actor  # noqa: E402
from tests.core.log.test_sequencing import enter  # noqa: E402


def write():
    """Acts of one to three hundred changes, each reported once its commit has been answered."""
    by = Actor.system("测试", area="4103")
    for number in range(1_000_000):
        enter(by, 1 + number * 37 % 300)
        os.write(1, b".")


connections.close_all()
Keeper(pause=0.01, signed_within=0.02).start()
for _ in range(3):
    threading.Thread(target=write).start()
