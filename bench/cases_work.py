"""The parts of the benchmark of cases that run in processes of their own."""

import datetime as dt
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from luoshu.config.setup import ready

COUNTY, YEAR, SEED, BATCH = "410325", 2018, 2016, 2_000
ROLES = {"worker": "village_worker", "township": "township_reviewer", "register": "county_register",
         "director": "county_director", "office": "city_office"}  # fmt: skip
DECIDED = ("review", "township"), ("approve", "director"), ("file", "office"), ("announce", "register")
ENTITLED, PRESENT, ROUNDS = 42, 35, 5


def make_county(people, folder):
    """One county's sheets of one year, everybody who is still poor meeting the standard; written once."""
    from luoshu.demo.city import later, offices
    from luoshu.demo.city.city import City
    from luoshu.demo.city.sheets import written

    folder = Path(folder)
    if (folder / "made").exists():
        return
    city = City(people, SEED)
    everybody = later.left(city, COUNTY)["household_id"].to_list()
    frames = later.county(city, COUNTY, YEAR, ready=everybody)
    sheets = {name: written(name, frame) for name, frame in frames.items()}
    folder.mkdir(parents=True, exist_ok=True)
    offices.save(folder / f"{COUNTY}_{YEAR}", "csv", sheets, COUNTY, YEAR)
    (folder / "made").touch()


def appoint():
    """An account for each level, so that ties are looked up as in earnest."""
    ready()
    from luoshu.core.actions import appoint, create_account
    from luoshu.core.scope import Actor

    by = Actor.system("benchmark", area=COUNTY[:4])
    for name, role in ROLES.items():
        user = create_account(username=name, name=name, password="bench-of-cases-2018", by=by)
        area = COUNTY[:4] if name == "office" else COUNTY
        appoint(user=user, role=role, area=area, since=dt.date(2016, 1, 1), by=by)


def halves():
    """The villages with households that may exit, in two lists of like many households."""
    ready()
    from django.db.models import Count

    from luoshu.core.scope import Actor, within
    from luoshu.registry.models import Household

    with within(Actor.system("benchmark", area=COUNTY)):
        rows = Household.objects.filter(status="0").values("area").annotate(n=Count("id")).order_by("-n", "area")
        sizes = {row["area"]: row["n"] for row in rows}
    parts = [[], []]
    for area in sizes:
        min(parts, key=lambda part: sum(sizes[each] for each in part)).append(area)
    return {"halves": parts}


def work(villages):
    """Every household of the villages from proposal to exit; seconds by step and the lists' p95 in between."""
    ready()
    county = Exits(villages)
    county.walk()
    lists = {name: quantiles(took, n=20)[-1] * 1000 for name, took in county.listed.items()}
    return {"steps": dict(county.spent), "work": sum(county.spent.values()), "lists": lists, "refused": county.refused}


def decided():
    """How many households exited by a case."""
    ready()
    from luoshu.core.scope import Actor, within
    from luoshu.registry.models import HouseholdDecision

    with within(Actor.system("benchmark", area=COUNTY)):
        return {"exited": HouseholdDecision.objects.filter(kind="exited", case_id__isnull=False).count()}


class Exits:
    """The exits of some villages of the county, and what they cost."""

    def __init__(self, villages):
        from luoshu.core.models import Account
        from luoshu.core.postings import actor_of

        self.people = {user.username: actor_of(user) for user in Account.objects.filter(username__in=ROLES)}
        self.villages, self.spent, self.listed, self.refused = villages, defaultdict(float), defaultdict(list), 0
        self.day = dt.date(YEAR, 3, 5)

    def walk(self):
        """The procedure of Henan since 2016."""
        cases = self.propose()
        for step, who in (("list", "township"), ("prepare", "director")):
            cases = self.step(cases, step, who)
        self.day = dt.date(YEAR, 10, 15)
        for step, who in (("verify", "register"), ("accept", "worker"), ("post", "worker")):
            cases = self.step(cases, step, who)
        self.notice(cases)
        for step, who in DECIDED:
            cases = self.step(cases, step, who)
        self.notice(cases)
        self.step(cases, "exit", "director")

    @contextmanager
    def timed(self, name):
        """The clock of the register stands at the day, that of the benchmark runs."""
        from luoshu.core import clock

        self.day += dt.timedelta(days=1)
        with clock.standing_at(dt.datetime.combine(self.day, dt.time(16), clock.ZONE)):
            since = time.perf_counter()
            yield
            self.spent[name] += time.perf_counter() - since
            self._look()

    def propose(self):
        """Each village's assembly proposes its whole list."""
        from luoshu.core.cases import actions
        from luoshu.core.cases.given import NewProof, Subject
        from luoshu.core.scope import within
        from luoshu.registry.models import Household

        by, found = self.people["worker"], []
        with within(by):
            rows = Household.objects.filter(area__in=self.villages, status="0").order_by("area", "code")
            known = defaultdict(list)
            for pk, code, area in rows.values_list("pk", "code", "area"):
                known[area].append(Subject(code, area, household_id=pk, detail={"year": YEAR}))
        with self.timed("propose"):
            papers = [NewProof(name, self.day, kept_at="village") for name in ("minutes", "attendance", "vote")]
            for area, subjects in known.items():
                told = {"held_on": self.day, "entitled": ENTITLED, "present": PRESENT, "new_proofs": papers}
                meeting = actions.hold_meeting(organ="village_assembly", area=area, by=by, **told)
                told = {"subjects": subjects, "happened_on": self.day, "meeting": meeting}
                found += actions.open_cases(kind="household_exit", by=by, **told).done
        return found

    def step(self, cases, name, who):
        """A step in batches, by one document for each; the cases it was taken for."""
        from luoshu.core.cases import actions
        from luoshu.core.cases.given import NewProof
        from luoshu.policy.procedures import kind

        step = kind("household_exit").at(COUNTY, self.day).steps[name]
        taken = []
        with self.timed(name):
            papers = [NewProof("document" if "document" in choice else choice[0], self.day, kept_at="county")
                      for choice in step.evidence]  # fmt: skip
            for batch in self._batches(cases):
                done = actions.take_step(cases=batch, step=name, happened_on=self.day, by=self.people[who],
                                         document_no="1", new_proofs=papers)  # fmt: skip
                taken += done.done
        self.refused += len(cases) - len(taken)
        return taken

    def notice(self, cases):
        """A notice in each village, with the photographs of its first and last day."""
        from luoshu.core.cases import actions
        from luoshu.core.cases.given import NewProof

        by = self.people["worker"]
        with self.timed("draft and post notices"):
            posted = []
            for batch in self._batches(cases):
                for notice in actions.draft_notices(cases=batch, by=by):
                    first = [NewProof("photograph_first_day", self.day, kept_at="village")]
                    posted.append(actions.post_notice(notice=notice, posted_on=self.day, place="village", by=by,
                                                      new_proofs=first))  # fmt: skip
        self.day = max(notice.ends_on for notice in posted)
        with self.timed("prove notices"):
            for notice in posted:
                last = [NewProof("photograph_last_day", self.day, kept_at="village")]
                actions.prove_posting(notice=notice, taken_down_on=self.day, by=by, new_proofs=last)

    def _batches(self, cases):
        """The cases as they stand, village by village, at most so many at a time."""
        from luoshu.core.cases.models import CaseFile
        from luoshu.core.scope import within

        with within(self.people["director"]):
            rows = list(CaseFile.objects.filter(pk__in=cases).order_by("area", "pk"))
        return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]

    def _look(self):
        """The first page of everybody's list of work, with how much there is."""
        from luoshu.core.cases import queries
        from luoshu.core.scope import within

        for name, actor in self.people.items():
            with within(actor):
                for _ in range(ROUNDS):
                    since = time.perf_counter()
                    waiting = queries.waiting_for(actor, self.day)
                    list(waiting[:50]), waiting.count()
                    self.listed[name].append(time.perf_counter() - since)
