"""Taking in the whole city from workbooks, beside parsing the same files and COPYing the bare rows; and once more."""

import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from . import register
from .measure import medians, once
from .report import at_least, at_most, number, table

CITY, AT_ONCE = 493_100, 2
BARE, PER_SECOND, AGAIN = 4.0, 20_000, 0.5
PROPER = "checking", "replying"  # from frames in memory to the end of the transaction


def run(options):
    """Load every county's workbook of one year into an empty register, two at a time, as often as asked."""
    people = options.size(CITY, 20_000)
    folder = options.folder / f"workbooks-{people}"
    once("bench.intake_work:make_workbooks", people=people, folder=folder)
    halves = _halves(sorted(folder.glob("*.xlsx")))
    runs = min(options.runs, 3)
    _printed(medians([_measured(options, halves) for _ in range(runs)]), runs)


def _halves(files):
    """The files in two lists of like size, the largest dealt out first."""
    halves = [[], []]
    for path in sorted(files, key=lambda each: -each.stat().st_size):
        min(halves, key=lambda half: sum(each.stat().st_size for each in half)).append(path)
    return halves


def _measured(options, halves):
    with register.fresh(options, "intake") as var:
        environment, log = {"LUOSHU_VAR": str(var)}, var / "phases.log"
        once("bench.intake_work:load_divisions", environment)
        seconds = {"bare": _timed(lambda half: once("bench.intake_work:bare", environment, files=half), halves)}
        load = lambda half: register.luoshu(var, "load", *half, LUOSHU_PHASE_LOG=log)  # noqa: E731
        seconds["load"] = _timed(load, halves)
        proper = _proper(log.read_text(encoding="utf-8"))
        seconds["again"] = _timed(load, halves)
        counted = once("bench.intake_work:people_of_the_year", environment)
    return seconds | proper | {"people": counted["people"], "held": counted["held"]}


def _timed(work, halves):
    since = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as at_once:
        list(at_once.map(work, halves))
    return time.perf_counter() - since


def _proper(log):
    """Seconds that workbooks were read and not yet committed: of the process that had the longer share of them."""
    spent, begun = defaultdict(float), {}
    for line in log.splitlines():
        moment, process, phase, _ = line.split(" ", 3)
        if phase == PROPER[0]:
            begun[process] = datetime.fromisoformat(moment)
        elif phase == PROPER[1]:
            spent[process] += (datetime.fromisoformat(moment) - begun[process]).total_seconds()
    return {"proper": max(spent.values())}


def _printed(found, runs):
    people = found["people"]
    rows = [
        (what, number(found[key]), number(people / found[key]))
        for what, key in (
            ("parse and COPY the bare rows", "bare"),
            ("load: validated, indexed, with events", "load"),
            ("intake proper: frames in memory to commit", "proper"),
            ("the same files again", "again"),
        )
    ]
    title = f"intake: {people:,.0f} people with a year's record each, {AT_ONCE} workbooks at a time, medians of {runs}"
    table(title, ("", "seconds", "people a second"), rows)
    at_most("load beside bare rows", found["load"] / found["bare"], BARE, " ×")
    at_least("intake proper, people a second", people / found["proper"], PER_SECOND)
    at_most("the same files again", found["again"] / found["load"], AGAIN, " ×")
    at_most("households held back", found["held"], 0)
