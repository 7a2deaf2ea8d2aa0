"""The part of the closing benchmark that runs beside the register's database."""

import time
from datetime import date
from itertools import pairwise

from luoshu.config.setup import ready

ON = date(2017, 12, 31)


def measure():
    """Seconds of closing, of judging in memory, and of judging and storing."""
    ready()
    from luoshu.core.scope import Actor, within
    from luoshu.registry import judging
    from luoshu.registry.actions import close_register, judge_closing

    by = Actor.system("benchmark", area="4103")
    clock = [time.perf_counter()]
    closing = close_register(on=ON, by=by)
    clock.append(time.perf_counter())
    with within(by):
        judging.judged_frames(closing)
    clock.append(time.perf_counter())
    judge_closing(closing=closing, by=by)
    clock.append(time.perf_counter())
    close, judge, store = (after - before for before, after in pairwise(clock))
    return {"close": close, "judge": judge, "store": store, "households": closing.households, "people": closing.people}
