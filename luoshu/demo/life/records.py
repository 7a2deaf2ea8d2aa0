"""The later years of the villages of the story, as their clerks send them in; who in them meets the standard."""

from pathlib import Path

from luoshu.core.scope import within
from luoshu.demo.city import later
from luoshu.demo.city.offices import save
from luoshu.demo.city.sheets import written

# Which village is recorded again in which year.
RECORDED = {2018: "village", 2019: "village2", 2020: "village3"}
EXITS, RETURNS = 60, 20


def send_in(city, casts, folder, by):
    """Make, save and take in the later records; {year: households (ids) ready to exit, -year: poor again}."""
    from luoshu.registry.actions import load_workbook

    ready = {}
    for year, place in RECORDED.items():
        if place not in casts:
            continue
        area = casts[place].area
        out, back = _chosen(area, by)
        frames = later.village(city, area, year, ready=[code for code, _ in out], fallen=[code for code, _ in back])
        sheets = {name: written(name, frame) for name, frame in frames.items()}
        path = Path(folder) / f"{area}_{year}"
        save(path, "csv", sheets, area[:6], year)
        load_workbook(path=path, by=casts[place].people["register"])
        ready |= {year: [pk for _, pk in out], -year: [pk for _, pk in back]}
    return ready


def _chosen(area, by):
    """[(number in the city, id)] of who shall be ready that year, and of who shall be poor again."""
    from luoshu.registry.models import Household

    with within(by):
        rows = Household.objects.filter(area=area).order_by("code").values_list("code", "pk", "status")
        poor = [(int(code), pk) for code, pk, status in rows if status in ("0", "2")]
        out = [(int(code), pk) for code, pk, status in rows if status == "1"]
    return poor[:EXITS], out[-RETURNS:]
