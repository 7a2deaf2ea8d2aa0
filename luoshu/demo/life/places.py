"""Villages and counties leave the list: some villages of one county by cases, and the six counties as is published."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import polars as pl

from luoshu.core.cases.given import Subject
from luoshu.core.scope import Actor, within
from luoshu.demo.city import later, villages
from luoshu.demo.city.areas import areas
from luoshu.demo.city.offices import save
from luoshu.demo.city.sheets import written
from luoshu.demo.life import lists, plan
from luoshu.demo.life.cast import Cast, director_of
from luoshu.demo.life.walk import Tour, Walk
from luoshu.policy.procedures import kind

COUNTY, MOST, COLLECTIVE = "410325", 16, 5_000_000  # collective income in fen
# When the exits of the six counties were approved; that the last two are of that day is likely, not confirmed.
APPROVED = {2018: dt.date(2019, 5, 8), 2019: dt.date(2020, 2, 26)}
BEGUN = {2018: dt.date(2019, 3, 4), 2019: dt.date(2020, 1, 2)}
ATTEMPTS = {
    ("410325", "city_refuses"): dt.date(2017, 12, 4),
    ("410329", "fail"): dt.date(2019, 1, 7),
    ("410327", "objection_upheld"): dt.date(2019, 1, 7),
}
RATES = {"错退率": "0.20", "漏评率": "0.15", "群众认可度": "98.79"}
GROWTH = "农村居民人均可支配收入增幅"
ADDED = {GROWTH: ("10.6", "%"), "基本公共服务接近全省平均": ("1", "是否"), "建立长效脱贫机制": ("1", "是否")}
EVALUATION, STATISTICS = "专项评估检查（演示）", "统计公报（演示）"


def case_villages(city, without=()):
    """Villages of one county that leave the list by cases, as many as there are courses to take."""
    found = later.population(city, COUNTY)
    poor = found.filter(pl.col("is_listed") & (pl.col("exited_year") == 0) & ~pl.col("area").is_in(list(without)))
    return poor.sort("area")["area"].to_list()[:MOST]


def send_in(city, chosen, folder, by, year):
    """The villages' sheet of the year of their exit: facilities built, an industry, a collective income."""
    from luoshu.registry.actions import load_workbook

    if not chosen:
        return
    sizes = city.county(COUNTY).households.group_by("village").agg(pl.col("size_now").sum())
    frame = villages.with_population(city.skeleton, sizes).filter(pl.col("area").is_in(chosen))
    told = villages.of_year(frame.with_columns(exited_year=pl.lit(year, dtype=pl.Int64)), year)
    told = told.with_columns(exited_year=pl.lit(None, dtype=pl.Int64), collective_income=pl.lit(COLLECTIVE))
    path = Path(folder) / f"{COUNTY}_{year}_villages"
    save(path, "csv", {"village": written("village", told)}, COUNTY, year)
    load_workbook(path=path, by=by)


def villages_exit(chosen, people, agenda):
    """The tours of the villages: early ones turned down, then exits, the last ones under way when 2020 ends."""
    tours, free = [], list(chosen)
    for day, leave_open, without in (
        (dt.date(2015, 11, 9), False, {"check"}),
        (dt.date(2019, 1, 14), False, set()),
        (dt.date(2020, 11, 16), True, set()),
    ):
        found = kind("village_exit")
        courses = plan.courses(
            found, found.at(COUNTY, day), leave_open=leave_open, limits=plan.Limits(frozenset(without))
        )
        for course in courses:
            if free and (course.ending in plan.OPEN) == leave_open:
                area = free.pop(0)
                tours.append(_village(course, area, people, day, agenda))
    return tours


def _village(course, area, people, day, agenda):
    worker = Actor(name="村委会主任", role="village_worker", area=area)
    reviewer = Actor(name="乡镇扶贫专干", role="township_reviewer", area=area[:9])
    cast = Cast(area, {**people, "worker": worker, "township": reviewer})
    year = 2018 if day.year == 2019 else day.year
    tour = Tour("village_exit", cast, day, [(course, Subject(area, area, detail={"year": year}))])
    return _put(tour, agenda)


def figures(by):
    """What third parties and the statistics bureau supplied for the years of the counties' exits."""
    from luoshu.registry.actions import record_external_figure

    told = [(name, value, "%", EVALUATION) for name, value in RATES.items()]
    told += [(name, value, unit, STATISTICS) for name, (value, unit) in ADDED.items()]
    for year, codes in ((2018, lists.EARLY), (2019, lists.LATE)):
        as_of = dt.date(year, 12, 31)
        of_province = ("41", GROWTH, "8.7", "%", STATISTICS)
        for area, name, value, unit, source in [of_province, *((code, *each) for code in codes for each in told)]:
            record_external_figure(
                name=name, value=Decimal(value), unit=unit, source=source, as_of=as_of, area=area, by=by
            )


def counties_exit(people, agenda):
    """Six exits on the days they were approved; before, one refused, one found short and one objected to: invented."""
    tours = []
    for (code, through), day in ATTEMPTS.items():
        tours.append(_county(code, day, through, people, 2018, agenda, {}))
    for year, codes in ((2018, lists.EARLY), (2019, lists.LATE)):
        for n, code in enumerate(codes):
            through = "spot_check" if n == 0 else "exit"
            tours.append(_county(code, BEGUN[year], through, people, year, agenda, {"exit": APPROVED[year]}))
    return tours


def _county(code, day, through, people, year, agenda, on):
    found = kind("county_exit")
    variant = found.at(code, day)
    ways = plan.Ways(variant, "")
    course = plan.Course(ways.through(variant.steps[through]))
    director = director_of(code, f"{areas()[code]}扶贫办主任")
    cast = Cast(code.ljust(12, "0"), {**people, "director": director, "township": people["office"]})
    subject = Subject(code, code.ljust(12, "0"), detail={"year": year})
    return _put(Tour("county_exit", cast, day, [(course, subject)], on=on), agenda)


def _put(tour, agenda):
    agenda.add(tour.start, lambda day: Walk(tour, agenda).begin(day))
    return tour


def counted(story_areas, by):
    """What the cases did in the villages of the story, for the lists."""
    from django.db.models import Count, Q

    from luoshu.registry.models import HouseholdDecision, HouseholdYear, Membership

    with within(by):
        ours = HouseholdDecision.objects.filter(household__area__in=story_areas, kind="exited", case_id__isnull=False)
        in_2018 = ours.filter(year=2018).values("household")
        by_2019 = ours.filter(year__in=(2018, 2019)).values("household")
        poor = HouseholdYear.objects.filter(year=2017, poverty_status__in=("0", "2", "3"), area__in=story_areas)
        told = Membership.objects.filter(Q(since=None) | Q(since__lt=dt.date(2018, 1, 1)))
        told = told.filter(Q(until=None) | Q(until__gt=dt.date(2017, 12, 31)))
        found = told.aggregate(
            out=Count("pk", filter=Q(household__in=in_2018)),
            poor=Count("pk", filter=Q(household__in=poor.values("household"))),
            gone=Count("pk", filter=Q(household__in=by_2019)),
        )
    return lists.Story(found["out"], found["poor"] - found["gone"])
