"""The demo city: made, loaded through the same intake as any county's workbooks, closed and judged.

Interrupted and started again it goes on where it was: files that are in change nothing.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from tempfile import TemporaryFile

from rich.console import Console
from rich.progress import Progress

from luoshu.core import database, place
from luoshu.core.errors import NotPossible

from . import accounts
from .city.city import City
from .city.planting import plant
from .life import PARTS

CITY, YEARS, SEED = "4103", (2014, 2015, 2016, 2017), 2016
AS_WORKBOOKS = "410323"
WITH_ROSTER = "410325"
AT_ONCE = 2
ENOUGH_FOR_EVERY_FAULT = 60_000
CLOSINGS = tuple(date(year, 12, 31) for year in YEARS)


def build(people, say=print):
    """Build the demo city, in a database that is ready, unless it stands already; prints the log-ins."""
    folder = made()
    finished = folder / "built.json"
    if not finished.exists():
        clock = time.monotonic()
        _build(folder, people, say)
        finished.write_text(json.dumps({"people": people, "seconds": round(time.monotonic() - clock)}))
    say(accounts.told())
    for path in sorted((folder / "faulty").glob("*_faulty.xlsx")):
        say(f"试导入：{path} 里有各种错，可以在导入页上传。")


def _build(folder, people, say):
    from luoshu.core.commands import load_luoyang
    from luoshu.core.scope import Actor

    by = Actor.system("演示", area=CITY)
    step = _Steps(say)
    load_luoyang()
    step.done("区划")
    make_and_load(folder / "city", people)
    step.done("造城和导入")
    load_rest(folder / "city", by)
    step.done("底册和外部数")
    close_and_judge(by)
    step.done("定版和研判")
    accounts.make(by)
    leave_a_faulty_workbook(folder / "faulty", by)
    step.done("演示账号和试导入的工作簿")
    live(folder / "life", people)
    step.done("2014 年以来的事项")


class _Steps:
    """Says how long each step took."""

    def __init__(self, say):
        self.say, self.since = say, time.monotonic()

    def done(self, what):
        now = time.monotonic()
        self.say(f"  {what}：{now - self.since:.0f} 秒")
        self.since = now


def make_and_load(folder, people):
    """County by county, two at a time: its sheets made, then taken in by the way that its clerk would go."""
    folder.mkdir(parents=True, exist_ok=True)
    counties = len(City(people, SEED).counties)
    with Progress(console=Console(stderr=True)) as bars, ThreadPoolExecutor(AT_ONCE) as pool:
        bar = bars.add_task("造城和导入", total=counties)
        command = ("-m", "luoshu.demo.counties", str(people), str(folder))
        work = [pool.submit(_run, *command, told=lambda _: bars.advance(bar)) for _ in range(AT_ONCE)]
        for finished in as_completed(work):
            finished.result()


def _run(*words, told=str):
    """Run Python in a process of its own, each line of it `told`; what it refuses ends the demo with the same words."""
    command = [sys.executable, *words]
    with TemporaryFile("w+") as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, env=os.environ) as ran:
            for line in ran.stdout:
                told(line)
        if ran.returncode:
            said.seek(0)
            raise NotPossible(f"演示数据没有做成：{said.read().strip()[-600:]}", "请运行 make clean 后重来。")


def live(folder, people):
    """The cases of 2014 to today, part after part, those of different villages side by side."""
    for together in PARTS:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for ran in [
                pool.submit(_run, "-m", "luoshu.demo.life", part, str(people), str(folder)) for part in together
            ]:
                ran.result()


def leave_a_faulty_workbook(folder, by):
    """A workbook with every known kind of fault, in villages that do not exist, to try the intake page with."""
    from luoshu.core.actions import load_areas

    plant(City(ENOUGH_FOR_EVERY_FAULT, SEED), folder, "workbooks", WITH_ROSTER, YEARS[-1])
    load_areas(path=folder / "areas.csv", by=by)


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


def made():
    """The folder of the demo's files, made: where it is before Django is set up, everything says that it is made up."""
    return place.make_folder(database.var() / "demo", 0o755)
