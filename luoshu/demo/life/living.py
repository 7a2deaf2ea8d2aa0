"""The demo city lives: history recognised, then the story of its villages, the lists of all others, the counties."""

import datetime as dt
import json
from pathlib import Path

from luoshu.core import clock
from luoshu.demo.life import lists, places, records
from luoshu.demo.life.cast import casts
from luoshu.demo.life.story import Story
from luoshu.demo.life.walk import Agenda

YEARS = (2014, 2015, 2016, 2017)


def live(part, city, folder, by, today=None):
    """One part of what happens in the demo besides its yearly workbooks; the tours that were walked."""
    players = casts(by)
    if part == "before":
        recognise(by)
        ready = records.send_in(city, players, folder, by)
        _ready(folder).write_text(json.dumps(ready))
        return []
    if part == "after":
        return leave_the_list(city, players, folder, by)
    ready = {int(year): ids for year, ids in json.loads(_ready(folder).read_text()).items()}
    agenda = Agenda()
    story = Story(players, by, agenda, part.split(","))
    story.everything(ready, today or clock.today())
    agenda.run()
    return story.tours


def _ready(folder):
    return Path(folder) / "ready.json"


def recognise(by):
    """Every exit that the yearly workbooks report was decided before the system, by the counties' documents."""
    from luoshu.registry.standards.actions import recognise_history

    for year in YEARS:
        told = {"organ": "县扶贫开发领导小组", "happened_on": dt.date(year, 12, 28), "by": by, "year": year}
        for level, number in (("household", 1), ("village", 2)):
            document = f"县贫组〔{year}〕{40 + number}号"
            recognise_history(area=by.area, level=level, document=document, **told)


def leave_the_list(city, players, folder, by):
    """The lists of 2018 and 2019 and, resting on them, the exits of villages and counties; the tours."""
    areas = [cast.area for cast in players.values()]
    chosen = places.case_villages(city, areas)
    lists.bring(city, areas, chosen, folder, by, places.counted(areas, by))
    agenda, people = Agenda(), players["village"].people
    for year in (2018, 2020):
        places.send_in(city, chosen, folder, by, year)
    places.figures(by)
    tours = places.villages_exit(chosen, people, agenda) + places.counties_exit(people, agenda)
    agenda.run()
    return tours
