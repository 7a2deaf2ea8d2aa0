"""What row-level security and the history cost: lists and intake with the guards and without them, in turn."""

from datetime import datetime
from statistics import median

from . import register
from .measure import once
from .report import at_most, number, table

CITY = 493_100
LISTS, INTAKE = 1.25, 2.0


def run(options):
    """Lists of the full city, asked for straight from the database; one county's files into an empty register."""
    lists, runs = _lists(options), min(options.runs, 3)
    loads = [_loads(options) for _ in range(runs)]
    load = {guarded: median(each[guarded] for each in loads) for guarded in (True, False)}
    rows = [(name, *(number(took[g] * 1000) for g in (True, False))) for name, took in lists.items()]
    rows.append(("intake of one county, seconds", *(number(load[g]) for g in (True, False))))
    table(f"guards: with and without; lists in ms, intake median of {runs}", ("", "with", "without"), rows)
    for name, took in lists.items():
        at_most(f"{name}: with beside without", took[True] / took[False], LISTS, " ×")
    at_most("intake: with beside without", load[True] / load[False], INTAKE, " ×")


def _lists(options):
    people = options.size(CITY, 20_000)
    with register.demo(options, people) as var:
        found = once("bench.guards_work:lists", {"LUOSHU_VAR": str(var)})["lists"]
    return {name: {True: guarded, False: bare} for name, guarded, bare in found}


def _loads(options):
    """One county's CSV with the guards and without, each into a register of its own."""
    people = options.size(CITY, 100_000)
    folder = options.folder / f"county-{people}"
    once("bench.guards_work:make_county", people=people, folder=folder)
    took = {}
    for guarded in (True, False):
        with register.fresh(options, "guards") as var:
            environment, log = {"LUOSHU_VAR": str(var)}, var / "phases.log"
            once("bench.intake_work:load_divisions", environment)
            if not guarded:
                once("bench.guards_work:take_down", environment)
            register.luoshu(var, "load", *sorted(folder.glob("4*")), LUOSHU_PHASE_LOG=log)
            took[guarded] = _proper(log.read_text(encoding="utf-8"))
    return took


def _proper(log):
    """Seconds from frames in memory to commit."""
    moments = {
        phase: datetime.fromisoformat(at) for at, _, phase, _ in (line.split(" ", 3) for line in log.splitlines())
    }
    return (moments["replying"] - moments["checking"]).total_seconds()
