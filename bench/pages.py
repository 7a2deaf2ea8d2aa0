"""Any page on the whole city, asked for by eight users in eight areas at once, without a pause between clicks."""

from concurrent.futures import ThreadPoolExecutor

from . import register
from .clicks import PAGES, Reader, percentiles
from .measure import once
from .report import at_most, number, table

CITY, USERS, CLICKS = 493_100, 8, 30
WARM_UP = 3  # clicks of each user that are not counted: connections and templates are opened by the first
ANY_PAGE, HOME = 150, 300


def run(options):
    """Serve the demo city, let everybody ask for one kind of page after another."""
    people = options.size(CITY, 20_000)
    with register.demo(options, people) as var:
        made = once("bench.readers:make", {"LUOSHU_VAR": str(var)}, roles=["county_director"] * USERS)["readers"]
        with register.serving(var) as port:
            readers = [Reader(port, seed=n, **each) for n, each in enumerate(made)]
            took = {page: _asked(readers, page, CLICKS) for page in PAGES}
    _printed(people, took, [error for reader in readers for error in reader.errors])


def _asked(readers, page, clicks):
    """How long each answer of that kind of page took, with all users at it at once."""

    def click(reader):
        for _ in range(clicks + WARM_UP):
            reader.click(page, reader.path(page))
        return [seconds for _, seconds in reader.took[-clicks:]]

    with ThreadPoolExecutor(len(readers)) as at_once:
        return [seconds for several in at_once.map(click, readers) for seconds in several]


def _printed(people, took, errors):
    found = {page: percentiles(seconds) for page, seconds in took.items()}
    rows = [(page, len(took[page]), *map(number, found[page])) for page in took]
    title = f"pages: {people:,} people, {USERS} users in {USERS} counties at once, no pause"
    table(title, ("page", "answers", "p50 ms", "p95 ms"), rows)
    slowest = max((page for page in found if page != "home"), key=lambda page: found[page][1])
    at_most(f"p95 of the slowest page ({slowest})", found[slowest][1], ANY_PAGE, " ms")
    at_most("p95 of the home page", found["home"][1], HOME, " ms")
    at_most("errors", len(errors), 0)
    print(*errors[:5], sep="\n")
