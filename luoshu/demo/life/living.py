"""The demo city lives: history recognised, then the story of its villages, day by day."""

import datetime as dt

from luoshu.core import clock
from luoshu.demo.life import records
from luoshu.demo.life.cast import casts
from luoshu.demo.life.story import Story
from luoshu.demo.life.walk import Agenda

SYSTEM_SINCE = dt.date(2018, 1, 15)
YEARS = (2014, 2015, 2016, 2017)


def live(city, folder, by, today=None):
    """Everything that happens in the demo but its yearly workbooks; the Story with its tours."""
    players = casts(by)
    recognise(by)
    ready = records.send_in(city, players, folder, by)
    agenda = Agenda()
    story = Story(players, by, agenda)
    story.everything(ready, today or clock.today())
    agenda.run()
    return story


def recognise(by):
    """Every exit that the yearly workbooks report was decided before the system, by the counties' documents."""
    from luoshu.registry.standards.actions import recognise_history

    for year in YEARS:
        told = {"organ": "县扶贫开发领导小组", "happened_on": dt.date(year, 12, 28), "by": by, "year": year}
        for level, number in (("household", 1), ("village", 2)):
            document = f"县贫组〔{year}〕{40 + number}号"
            recognise_history(area=by.area, level=level, document=document, **told)
