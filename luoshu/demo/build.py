"""The demo city: made, loaded through the same intake as any county's workbooks, closed and judged.

Interrupted and started again it goes on where it was: files that are in change nothing.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from luoshu.core import database
from luoshu.core.errors import NotPossible

from . import accounts
from .city import offices
from .city.city import City

CITY, YEARS, SEED = "4103", (2014, 2015, 2016, 2017), 2016
AS_WORKBOOKS = "410323"
WITH_ROSTER = "410325"
AT_ONCE = 2
CLOSINGS = tuple(date(year, 12, 31) for year in YEARS)


def build(people, say=print):
    """Build the demo city, in a database that is ready, unless it stands already; prints the log-ins."""
    folder = database.var() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / "built.json"
    if not finished.exists():
        clock = time.monotonic()
        _build(folder, people, say)
        finished.write_text(json.dumps({"people": people, "seconds": round(time.monotonic() - clock)}))
    say(accounts.told())


def _build(folder, people, say):
    from luoshu.core.commands import load_luoyang
    from luoshu.core.scope import Actor

    by = Actor.system("演示", area=CITY)
    step = _Steps(say)
    load_luoyang()
    step.done("区划")
    sources = make_files(folder / "city", people)
    step.done("造城")
    load_all(sources)
    step.done("导入")
    load_rest(folder / "city", by)
    step.done("底册和外部数")
    close_and_judge(by)
    step.done("定版和研判")
    accounts.make(by)
    step.done("演示账号")


class _Steps:
    """Says how long each step took."""

    def __init__(self, say):
        self.say, self.since = say, time.monotonic()

    def done(self, what):
        now = time.monotonic()
        self.say(f"  {what}：{now - self.since:.0f} 秒")
        self.since = now


def make_files(folder, people):
    """One county as workbooks, the others as CSV of the same sheets; the paths by county, each in order of years."""
    made = City(people, SEED)
    others = [county for county in made.counties if county != AS_WORKBOOKS]
    if not (folder / "made").exists():
        offices.write(made, folder / "csv", "csv", YEARS, others, rosters=[WITH_ROSTER])
        offices.write(made, folder / "workbooks", "workbooks", YEARS, [AS_WORKBOOKS])
        (folder / "made").touch()
    return {county: sorted(folder.glob(f"*/{county}_20*")) for county in made.counties}


def load_all(sources):
    """All files, county by county, two counties at a time, by the same command that a county's clerk would run."""
    largest_first = sorted(sources.values(), key=lambda paths: -sum(_size(p) for p in paths))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_load, largest_first))


def _load(paths):
    command = [sys.executable, "-m", "luoshu.config", "load", *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    if ran.returncode:
        raise NotPossible(
            f"演示数据没有导入：{(ran.stderr or ran.stdout).strip()[-600:]}", "请运行 make clean 后重来。"
        )


def _size(path):
    return sum(p.stat().st_size for p in path.rglob("*")) if path.is_dir() else path.stat().st_size


def load_rest(folder, by):
    """The roster of one county, and the figures that come from elsewhere."""
    from luoshu.registry.actions import load_roster, record_external_figure

    for path in sorted(folder.glob(f"*/{WITH_ROSTER}_roster")):
        load_roster(path=path, by=by)
    for figure in EXTERNAL:
        record_external_figure(**figure, by=by)


def close_and_judge(by):
    """A closing at each year's end, judged."""
    from luoshu.registry.actions import close_register, judge_closing

    for on in CLOSINGS:
        judge_closing(closing=close_register(on=on, by=by), by=by)


# Henan's rural disposable income per head, from memory in our sources and so marked; Luoyang's was not found.
EXTERNAL = tuple(
    {
        "name": "农村居民人均可支配收入",
        "value": value,
        "unit": "元",
        "source": f"{place}统计公报（未核实）",
        "as_of": date(year, 12, 31),
        "area": area,
    }
    for place, area, series in (
        ("河南省", "41", {2015: 10853, 2016: 11697, 2017: 12719}),
        ("全国", "00", {2015: 11422, 2016: 12363, 2017: 13432}),
    )
    for year, value in series.items()
)


def demo_folder():
    """Where the demo's files lie."""
    return Path(database.var()) / "demo"
