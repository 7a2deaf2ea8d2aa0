"""A county's exits through their whole procedure: proposed by villages, noticed twice, decided, in batches."""

from concurrent.futures import ThreadPoolExecutor

from . import register
from .measure import once
from .report import at_least, at_most, number, table

CITY, AT_ONCE = 540_000, 2  # people of a city whose largest county has fifteen thousand households to exit
WORK, LIST, EXITS = 60, 150, 15_000


def run(options):
    """Load one county, then let its villages and offices work on all exits, two halves of the county at a time."""
    people = options.size(CITY, 20_000)
    folder = options.folder / f"exits-{people}"
    once("bench.cases_work:make_county", people=people, folder=folder)
    with register.fresh(options, "cases") as var:
        environment = {"LUOSHU_VAR": str(var)}
        once("bench.intake_work:load_divisions", environment)
        register.luoshu(var, "load", *sorted(folder.glob("4*")))
        once("bench.cases_work:appoint", environment)
        halves = once("bench.cases_work:halves", environment)["halves"]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(lambda half: once("bench.cases_work:work", environment, villages=half), halves))
        after = once("bench.cases_work:decided", environment)
    _printed(people, found, after["exited"])


def _printed(people, found, exited):
    steps = {name: max(each["steps"][name] for each in found) for name in found[0]["steps"]}
    lists = {name: max(each["lists"][name] for each in found) for name in found[0]["lists"]}
    title = f"cases: {exited:,} exits of a county, city of {people:,}, {AT_ONCE} processes; the slower one's seconds"
    table(title, ("step", "seconds"), [(name, number(seconds)) for name, seconds in steps.items()])
    table("lists of work in between, first fifty and how many, p95", ("list", "ms"),
          [(name, number(took)) for name, took in lists.items()])  # fmt: skip
    at_most("work from proposal to exit", max(each["work"] for each in found), WORK, " s")
    at_most(f"p95 of the slowest list ({max(lists, key=lists.get)})", max(lists.values()), LIST, " ms")
    at_least("households exited", exited, EXITS)
    print("cases that did not meet the standard:", sum(each["refused"] for each in found))
