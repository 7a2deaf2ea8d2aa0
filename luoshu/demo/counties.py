"""`python -m luoshu.demo.counties PEOPLE FOLDER`: makes and takes in one county after the other, as its clerk would.

Several such processes share the work: each takes the largest county that none has begun. A process for each county
would spend a second or two on starting, twice.
"""

import fcntl
import os
import sys
from pathlib import Path

import django
import polars as pl


def main(people, folder):
    """Every county that is not another process's; prints the code of each when it is in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshu.config.settings")
    django.setup()
    from luoshu.core.scope import Actor
    from luoshu.demo.build import CITY, SEED
    from luoshu.demo.city.city import City

    city, by, mine = City(people, SEED), Actor.system("演示", area=CITY), []
    for county in largest_first(city):
        done = folder / f"{county}.in"
        if not done.exists() and (lock := claimed(folder / f"{county}.lock")):
            mine.append(lock)  # held as long as the process lives
            _bring(city, folder / county, county, by)
            done.touch()
            print(county, flush=True)


def largest_first(city):
    """The counties in the order in which they are begun."""
    registered = dict(city.villages.group_by("county").agg(pl.col("registered").sum()).iter_rows())
    return sorted(city.counties, key=lambda county: (-registered[county], county))


def claimed(path):
    """The file, locked for this process; None where another one has it."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _bring(city, folder, county, by):
    """One county as workbooks, the others as CSV of the same sheets, in order of years."""
    from luoshu.demo.build import AS_WORKBOOKS, WITH_ROSTER, YEARS
    from luoshu.demo.city import offices
    from luoshu.registry import intake

    if not (folder / "made").exists():
        form = "workbooks" if county == AS_WORKBOOKS else "csv"
        rosters = [county] if county == WITH_ROSTER else []
        offices.write(city, folder, form, YEARS, [county], rosters=rosters)
        (folder / "made").touch()
    for path in sorted(folder.glob(f"{county}_20*")):
        intake.load(path, by=by)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
