"""Three hundred users, a click every ten seconds each, a tenth of them writing."""

import threading
import time

from . import register
from .clicks import PAGES, Reader, percentiles
from .measure import once
from .report import at_most, number, table

CITY, USERS, PAUSE, SECONDS = 493_100, 300, 10, 150
P95 = 300
WRITING = "county_register"
READING = ("county_director", "township_reviewer", "first_secretary")
# Like people: the home page when one comes, then lists and households most of the time.
LIKELY = {"home": 2, "area": 3, "list": 4, "search": 2, "household": 6, "history": 1, "intake": 1, "held": 0, "me": 1}


def run(options):
    """Serve the demo city with households that wait to be mended; read and mend for a few minutes."""
    people, users = options.size(CITY, 20_000), 60 if options.quick else USERS
    seconds = 40 if options.quick else SECONDS
    roles = [WRITING if n % 10 == 0 else READING[n % 3] for n in range(users)]
    with register.demo(options, people) as var:
        environment = {"LUOSHU_VAR": str(var)}
        waiting = once("bench.held_work:make", environment)["waiting"]
        made = once("bench.readers:make", environment, roles=roles)["readers"]
        with register.serving(var) as port:
            readers = [Reader(port, seed=n, **each) for n, each in enumerate(made)]
            _all_at_once(readers, waiting, seconds)
    _printed(people, readers, seconds)


def _all_at_once(readers, waiting, seconds):
    """Start each user at another moment of the first pause; end all together."""
    until = time.monotonic() + seconds
    threads = []
    for n, reader in enumerate(readers):
        held = waiting[reader.area].pop() if reader.role == WRITING and waiting.get(reader.area) else None
        about = (reader, held, n / len(readers) * PAUSE, until)
        threads.append(threading.Thread(target=_user, args=about))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _user(reader, held, first, until):
    time.sleep(first)
    reader.click("home", "/")
    weights = [LIKELY[page] for page in PAGES]
    while True:
        pause = reader.chance.uniform(0.5, 1.5) * PAUSE
        if time.monotonic() + pause > until:
            return
        time.sleep(pause)
        if held:
            mend(reader, held)
        else:
            page = reader.chance.choices(PAGES, weights)[0]
            reader.click(page, reader.path(page))


def mend(reader, held):
    """Put another value into the faulty cell: still a faulty one, so that it can be done again."""
    value = f"不明{reader.chance.randrange(10**6)}"
    cell = {key: held[key] for key in ("sheet", "row", "field")}
    reader.click("mend a held household", f"/intake/held/{held['id']}/mend", {**cell, "value": value})


def _printed(people, readers, seconds):
    took = {}
    for reader in readers:
        for page, each in reader.took:
            took.setdefault(page, []).append(each)
    rows = [(page, len(took[page]), *map(number, percentiles(took[page]))) for page in took if len(took[page]) > 1]
    table(f"users: {len(readers)} users, {people:,} people, {seconds} s", ("page", "answers", "p50 ms", "p95 ms"), rows)
    errors = [error for reader in readers for error in reader.errors]
    at_most("p95 of all clicks", percentiles([each for several in took.values() for each in several])[1], P95, " ms")
    at_most("errors", len(errors), 0)
    print(*errors[:5], sep="\n")
