"""What happened in the villages of the story, year by year: which kinds of case, where, about whom."""

import datetime as dt

from luoshu.core.cases.given import Subject
from luoshu.core.scope import within
from luoshu.demo.life import plan, watched
from luoshu.demo.life.people import EXITED, POOR, Applicants, Village, subject
from luoshu.demo.life.walk import Tour, Walk
from luoshu.policy.procedures import kind
from luoshu.policy.standards import negative_list

BY_MONTH = dict.fromkeys(("propose_lift", "lift"), watched.month_by_month)
APPEALED = frozenset({"reopen"})  # taken by the effect of an appeal alone
APPEALABLE = ("household_exit", "identification", "split", "merge")
LATER_THAN_THE_SYSTEM = 420  # days after which a paper of 2014 and 2015 was entered


class Story:
    """The tours of the villages, each made on the day it begins; `casts`: {place: Cast}, `own`: places told here."""

    def __init__(self, casts, by, agenda, own):
        self.casts, self.by, self.agenda, self.own = casts, by, agenda, own
        self.villages = {place: Village(cast.area, by, Applicants(n)) for n, (place, cast) in enumerate(casts.items())}
        self.tours = []

    def begin(self, place, of, start, subjects, *, pick=None, late=0, without=(), reasons=(), alike=1, leave_open=False,
              **more):  # fmt: skip
        """Put a tour on the agenda: its courses by the procedure in force, its subjects drawn when it begins.

        `subjects(village, courses)` gives one Subject for each course, fewer where there are no more; `pick` says
        which of the courses are walked.
        """
        if place not in self.casts or place not in self.own:
            return
        self.agenda.add(start, lambda day: self._begin(
            place, of, day, subjects, pick, late, plan.Limits(APPEALED | frozenset(without), tuple(reasons)), alike,
            leave_open, more), late)  # fmt: skip

    def _begin(self, place, of, day, subjects, pick, late, limits, alike, leave_open, more):
        cast, found = self.casts[place], kind(of)
        courses = plan.courses(found, found.at(cast.area, day), alike=alike, leave_open=leave_open, limits=limits)
        courses = [each for each in courses if pick is None or pick(each)]
        members = list(zip(courses, subjects(self.villages[place], courses), strict=False))
        if members:
            tour = Tour(of, cast, day, members, late=late, **more)
            self.tours.append(tour)
            Walk(tour, self.agenda).begin(day)

    def everything(self, ready, today):
        """All tours; `ready`: {year: households (ids) that meet the standard}, `today`: where the story ends."""
        self.before_the_system()
        self.identified()
        self.exits(ready)
        self.back_again(ready)
        self.families()
        self.watching(today)
        self.of_today(today)

    def before_the_system(self):
        """2014–2016, entered later from the papers: only what kept a household as it was."""
        told = {"late": LATER_THAN_THE_SYSTEM, "place": "village3"}
        day = dt.date(2015, 3, 10)
        self.begin(of="identification", start=day, subjects=self._applying(2015), without=("register", "vote_struck"),
                   **told)  # fmt: skip
        stays = ("verify",)
        day = dt.date(2015, 10, 12)
        self.begin(of="household_exit", start=day, subjects=self._poor(2015), without=stays, **told)

    def identified(self):
        """The dynamic adjustment of 2018 and 2020: who was missed; in 2020 some are still under way when it ends."""
        self.begin("village", "identification", dt.date(2018, 9, 10), self._applying(2018), alike=3)
        self.begin("village2", "identification", dt.date(2020, 10, 12), self._applying(2020), leave_open=True,
                   pick=is_open)  # fmt: skip

    def exits(self, ready):
        """Exits of 2018 in the first village, of 2019 in the second, and of 2020, some still under way at its end."""
        for place, year, alike in (("village", 2018, 12), ("village2", 2019, 8)):
            self.begin(place, "household_exit", dt.date(year, 3, 5), self._ready(ready, year), alike=alike,
                       gaps={"verify": 200})  # fmt: skip
        self.begin("village3", "household_exit", dt.date(2020, 9, 7), self._ready(ready, 2020), leave_open=True,
                   pick=is_open)  # fmt: skip
        self.begin("village", "appeal", dt.date(2019, 3, 11), self._refused, reasons=("against_village",))
        self.begin("village", "appeal", dt.date(2019, 4, 8), self._refused, reasons=("against_county",))

    def back_again(self, ready):
        """Exits found wrong in 2018, households back in poverty in 2019, wrongly registered ones removed."""
        self.begin("village2", "undo_exit", dt.date(2018, 5, 8), self._wrongly_out, alike=2,
                   before={"verify": watched.found_short})  # fmt: skip
        self.begin("village2", "return_to_poverty", dt.date(2019, 9, 9), self._fallen(ready, 2019), alike=2)
        self.begin("village3", "removal", dt.date(2018, 7, 9), self._wrongly_in, alike=2)
        self.begin("village3", "return_to_poverty", dt.date(2020, 10, 19), self._fallen(ready, 2020), leave_open=True,
                   pick=is_open)  # fmt: skip
        self.begin("village", "undo_exit", dt.date(2020, 11, 2), self._wrongly_out, leave_open=True, pick=is_open,
                   before={"verify": watched.found_short})  # fmt: skip

    def families(self):
        """Births, deaths, marriages; moves, splits, mergers; corrections, doubled numbers, people lost sight of."""
        self.begin("village", "natural_change", dt.date(2019, 5, 13), self._changing)
        self.begin("village3", "household_move", dt.date(2019, 3, 18), self._moving)
        self.begin("village2", "split", dt.date(2019, 6, 3), self._splitting)
        self.begin("village2", "merge", dt.date(2019, 6, 17), self._merging)
        self.begin("village", "correction", dt.date(2019, 8, 5), self._correcting)
        self.begin("village3", "duplicate", dt.date(2018, 6, 11), self._doubled, given={"keep": True})
        self.begin("village3", "lost_contact", dt.date(2018, 10, 8), self._poor(2018))

    def watching(self, today):
        """Monitoring by the rules of 2020 and of 2021–25; by those of today some are under way."""
        after = {"propose_lift": 200, "cover": 20, "stop": 30}
        told = {"gaps": after, "before": BY_MONTH, "instead": {"verify": watched.verified}}
        self.begin("village3", "monitoring", dt.date(2020, 4, 13), self._at_risk, reasons=("unstable",), **told)
        self.begin("village3", "monitoring", dt.date(2023, 3, 6), self._at_risk, reasons=("sudden",), **told)
        self.begin("village3", "monitoring", today - dt.timedelta(days=330), self._at_risk, reasons=("unstable",),
                   leave_open=True, pick=is_watched, **told)  # fmt: skip
        self.begin("village", "monitoring", today - dt.timedelta(days=24), self._at_risk, reasons=("sudden",),
                   leave_open=True, pick=lambda each: is_open(each) and not is_watched(each), **told)  # fmt: skip

    def of_today(self, today):
        """What is under way now, in the kinds that have a procedure today."""
        for of, days, subjects in (
            ("natural_change", 12, self._changing),
            ("correction", 10, self._correcting),
            ("split", 20, self._splitting),
            ("merge", 20, self._merging),
            ("household_move", 16, self._moving),
            ("removal", 20, self._wrongly_in),
            ("duplicate", 12, self._doubled),
            ("lost_contact", 44, self._poor(today.year)),
        ):
            start = today - dt.timedelta(days=days)
            self.begin("village", of, start, subjects, leave_open=True, pick=is_open)

        self.begin("village2", "appeal", today - dt.timedelta(days=9), self._refused, leave_open=True, pick=is_open)

    # Who a tour is about.

    @staticmethod
    def _applying(year):
        return lambda village, courses: [village.applicant(year) for _ in courses]

    @staticmethod
    def _poor(year):
        return lambda village, courses: [subject(each, year=year) for each in village.draw(POOR, len(courses))]

    def _ready(self, ready, year):
        def subjects(village, courses):
            drawn = village.draw(POOR, len(courses), among=ready.get(year, ()))
            return [subject(each, year=year) for each in drawn]

        return subjects

    def _fallen(self, ready, year):
        def subjects(village, courses):
            drawn = village.draw(EXITED, len(courses), among=ready.get(-year, ()))
            return [subject(each, year=year) for each in drawn]

        return subjects

    @staticmethod
    def _wrongly_out(village, courses):
        return [subject(each) for each in village.draw(EXITED, len(courses))]

    @staticmethod
    def _wrongly_in(village, courses):
        hits = dict.fromkeys(negative_list(), "none") | {"vehicle": "confirmed"}
        drawn = village.draw(POOR, len(courses), identified_since=2014)
        return [subject(each, negative_list=hits) for each in drawn]

    @staticmethod
    def _at_risk(village, courses):
        return [subject(each) for each in village.draw(EXITED, len(courses), able=True)]

    def _refused(self, village, courses):
        """Households whose exit or identification was refused appeal against that."""
        from luoshu.core.cases.models import CaseFile

        with within(self.by):
            rows = CaseFile.objects.filter(kind__in=APPEALABLE, area=village.area, outcome="refused")
            used = CaseFile.objects.filter(kind="appeal").values("origin")
            found = list(rows.exclude(pk__in=used).order_by("pk")[: len(courses)])
        return [Subject(case.code, case.area, case.household_id, None, detail={"origin": case.pk}) for case in found]

    def _changing(self, village, courses):
        drawn = village.draw(POOR, len(courses), larger_than=2)
        return [self._change(village, course.reason, each) for course, each in zip(courses, drawn, strict=False)]

    def _change(self, village, reason, household):
        """One member added or gone; who marries out goes to another county of the city."""
        people = village.members(household)
        detail, secret, person = {}, None, None
        if reason == "birth":
            secret = {"people": [{"name": "新宝", "sex": "女", "birth_on": "2019-04-20", "relation": "之女"}]}
        elif reason in ("marriage_in", "moved_in", "released"):
            secret = {"people": [{"name": "周小娟", "sex": "女", "birth_on": "1993-06-11", "relation": "其他"}]}
        else:
            person = people[-1].pk
        if reason == "marriage_out" and "other_village" in self.casts:
            detail["to_county"] = self.casts["other_village"].area[:6]
        return Subject(household.code, household.area, household.pk, person, detail, secret)

    def _moving(self, village, courses):
        targets = {"within_township": {"to_area": village.area}, "within_county": {"to_area": village.area},
                   "within_city": {"to_county": "410328"}, "out_of_city": {"to_county": "410122"}}  # fmt: skip
        drawn = village.draw(POOR, len(courses))
        return [subject(each, **targets[course.reason]) for course, each in zip(courses, drawn, strict=False)]

    @staticmethod
    def _splitting(village, courses):
        found = []
        for household in village.draw(POOR, len(courses), larger_than=3):
            people = village.members(household)[-2:]
            detail = {"people": [each.pk for each in people], "head": people[0].pk, "new_code": village.number()}
            found.append(subject(household, **detail))
        return found

    @staticmethod
    def _merging(village, courses):
        drawn = village.draw(POOR, len(courses))
        into = village.draw(POOR, 1)
        return [subject(each, into=into[0].pk) for each in drawn] if into else []

    @staticmethod
    def _correcting(village, courses):
        drawn = village.draw((*POOR, *EXITED), len(courses))
        told = {"table": "household", "field": "group_name", "value": "第2组"}
        return [subject(each, row=each.pk, **told) for each in drawn]

    @staticmethod
    def _doubled(village, courses):
        found = []
        for household in village.draw(POOR, len(courses)):
            person = village.members(household)[0]
            found.append(Subject(person.code, household.area, household.pk, person.pk))
        return found


def is_open(course):
    """Whether a course ends with the case under way."""
    return course.ending in plan.OPEN


def is_watched(course):
    """Whether it is left while the household is being watched, or later."""
    return is_open(course) and "decide" in course.steps
