"""The parts of the guards benchmark that run in processes of their own."""

import time
from pathlib import Path
from statistics import median

from luoshu.core import database

YEAR, SEED, ROUNDS, CLICKS = 2017, 2016, 7, 10
GUARDED = "select relname from pg_class where relforcerowsecurity and relkind = 'r'"
LOGS = """
select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgname in
  ('log_insert', 'log_update', 'log_delete')"""


def make_county(people, folder):
    """The files of one county for one year, written once: the largest county of a city of that size."""
    from luoshu.demo.city import offices
    from luoshu.demo.city.city import City

    folder = Path(folder)
    if not (folder / "made").exists():
        offices.write(City(people, SEED), folder, "csv", [YEAR], ["410325"])
        (folder / "made").touch()


def take_down():
    """A register without a wall and without a memory: every policy lets everything pass, no trigger writes the log."""
    with database.cluster().connect("luoshu") as admin:
        for (table,) in admin.execute(GUARDED).fetchall():
            for (policy,) in admin.execute(
                "select policyname from pg_policies where tablename = %s", [table]
            ).fetchall():
                admin.execute(f'drop policy "{policy}" on {table}')
            admin.execute(f"create policy everything on {table} using (true) with check (true)")
        for table, trigger in admin.execute(LOGS).fetchall():
            admin.execute(f"alter table {table} disable trigger {trigger}")


def lists():
    """Seconds of each list with row-level security and without, in turn, for one county; the first wall stays."""
    from luoshu.config.setup import ready

    ready()
    took = {name: {True: [], False: []} for name in _asked()}
    with database.cluster().connect("luoshu") as admin:
        tables = [table for (table,) in admin.execute(GUARDED).fetchall()]
        try:
            for _ in range(ROUNDS):
                for guarded in (True, False):
                    _switch(admin, tables, guarded)
                    for name, ask in _asked().items():
                        took[name][guarded].append(_timed(ask))
        finally:
            _switch(admin, tables, True)
    return {"lists": [[name, median(each[True]), median(each[False])] for name, each in took.items()]}


def _switch(admin, tables, guarded):
    for table in tables:
        admin.execute(f"alter table {table} {'enable' if guarded else 'disable'} row level security")


def _asked():
    """The lists of the pages: name → a function that asks for the first fifty rows."""
    from luoshu.core.scope import Actor
    from luoshu.registry import closings, lists

    reader = Actor("benchmark", "county_director", "410325")

    def of(where, order, search=""):
        def ask():
            closing = closings.listed(reader)[0]
            return list(lists.verdicts(closing, reader, "410325", where, search).order_by(*order)[:50])

        return reader, ask

    return {
        "list of a county": of({}, ("area", "household")),
        "filtered and sorted": of({"status": "poor", "cause": "01"}, ("-income_per_head", "area", "household")),
        "search by name": of({}, ("area", "household"), "王"),
    }


def _timed(asked):
    from luoshu.core.scope import within

    reader, ask = asked
    with within(reader):
        ask()
        since = time.perf_counter()
        for _ in range(CLICKS):
            ask()
        return (time.perf_counter() - since) / CLICKS
