"""The plan of a city: how many households of which course and family live in which village.

It is small (villages × courses, and the families of each course), made of whole numbers, and the only thing that all
parts of a city share. Ranks are shuffled by multiplication modulo the size of their class, so a household's family is
known from its number alone, and every total of the plan is met exactly.
"""

import random
from dataclasses import dataclass, field
from functools import cached_property

from luoshu.demo.city import totals
from luoshu.demo.city.areas import Village, rural_villages
from luoshu.demo.city.chance import coprime, spread
from luoshu.demo.city.course import COURSES, Course
from luoshu.demo.city.families import LARGER, OLDER, WITH_LABOUR, WITHOUT_LABOUR, Event, Family, events

FAMILIES = {family.name: family for family in (*WITH_LABOUR, *WITHOUT_LABOUR)}
SNAPSHOT = 2017


@dataclass(frozen=True)
class Site:
    """A village of the city and its place on the list of poor villages."""

    village: Village
    is_listed: bool
    exited_year: int
    is_deep: bool
    weight: float

    def weight_for(self, course: Course) -> float:
        """How likely a household of that course lives here: those left mostly where the village is left, too."""
        unexited = self.is_listed and not self.exited_year
        if course.is_left:
            return self.weight * ((1.5 if self.is_deep else 1.0) if unexited else 0.2 if self.is_listed else 0.45)
        return self.weight * (0.7 if unexited else 1.6 if self.is_listed else 0.8)


@dataclass(frozen=True)
class Kind:
    """A family together with what happened to it."""

    family: Family
    event: Event

    @cached_property
    def members(self):
        return (*self.family.members, *([self.event.member] if self.event.member else []))

    def fits(self, course: Course) -> bool:
        """Whether the register can have seen it: nobody comes before, or goes before, the household is identified."""
        came, went = self.event.came, self.event.went
        seen = (not came or came > course.identified) and (not went or went >= course.identified)
        return seen and (not course.removed or max(came, went) < course.removed)

    def people(self, year: int) -> int:
        return sum(member.is_there(year) for member in self.members)

    def elders(self, year: int) -> int:
        return sum(member.is_there(year) and member.part == "elder" for member in self.members)

    def weight(self, course: Course) -> float:
        return (self.family.left if course.is_left else self.family.exited) * self.event.weight


@dataclass
class Class:
    """The households of one course in the anchor county, or in all the others, by family and event."""

    course: Course
    is_anchor: bool
    size: int
    without_labour: int
    ill: int = 0
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def fill(self):
        """Divide the households over the families by their weights."""
        for families, size in ((WITHOUT_LABOUR, self.without_labour), (WITH_LABOUR, self.size - self.without_labour)):
            kinds = [k for f in families for e in events(f) if (k := Kind(f, e)).fits(self.course)]
            shares = spread(size, [k.weight(self.course) for k in kinds])
            self.counts |= {(k.family.name, k.event.name): n for k, n in zip(kinds, shares, strict=True)}

    def total(self, measure) -> int:
        """The sum over the households of a measure of their kind."""
        return sum(n * measure(kind_of(*name)) for name, n in self.counts.items() if n)

    def move(self, pairs, need: int):
        """Turn families into the second of a pair (or back, if fewer are needed) until the need is met."""
        for before, after in pairs:
            source, target = ((before, "none"), (after, "none"))[:: 1 if need > 0 else -1]
            moved = min(abs(need), self.counts[source])
            self.counts[source] -= moved
            self.counts[target] += moved
            need -= moved if need > 0 else -moved


def kind_of(family: str, event: str) -> Kind:
    """The kind of those names."""
    found = FAMILIES[family]
    return Kind(found, next(e for e in events(found) if e.name == event))


class Plan:
    """The plan for a city of so many people ever registered."""

    def __init__(self, people: int = totals.PEOPLE, seed: int = 1):
        self.people, self.seed = people, seed
        self.scale = people / totals.PEOPLE
        self.sites = self._sites()
        self.cells = self._cells()
        self.classes = self._classes()
        self._meet_totals()

    def scaled(self, total: float) -> int:
        return round(total * self.scale)

    @property
    def households(self) -> int:
        return self.scaled(totals.HOUSEHOLDS)

    def _sites(self) -> list[Site]:
        """The villages of the city, all of them from the full size up, sorted by code."""
        dice, part = random.Random(f"villages/{self.seed}"), min(1.0, self.scale)
        chosen = []
        listed, left, deep = (
            spread(round(part * sum(column)), column)
            for column in zip(*((c.listed, c.unexited, c.deep) for c in totals.COUNTIES), strict=True)
        )
        for i, county in enumerate(totals.COUNTIES):
            villages = list(rural_villages()[county.code])
            dice.shuffle(villages)
            villages = villages[: max(1, listed[i], round(part * len(villages)))]
            state = [(True, n < left[i], n < min(deep[i], left[i])) for n in range(listed[i])]
            state += [(False, False, False)] * (len(villages) - listed[i])
            chosen += [(v, *s, dice.uniform(0.4, 2.2)) for v, s in zip(villages, state, strict=True)]
        return self._with_exits(chosen, dice)

    @staticmethod
    def _with_exits(chosen, dice) -> list[Site]:
        exited = [village for village, listed, left, _, _ in chosen if listed and not left]
        dice.shuffle(exited)
        shares = spread(len(exited), list(totals.VILLAGES_OUT.values()))
        years = [year for year, n in zip(totals.VILLAGES_OUT, shares, strict=True) for _ in range(n)]
        out = dict(zip(exited, years, strict=True))
        sites = [
            Site(village, listed, out.get(village, 0), deep, weight * (3 if listed else 1))
            for village, listed, _, deep, weight in chosen
        ]
        return sorted(sites, key=lambda site: site.village.code)

    def _margins(self) -> dict[str, list[int]]:
        """Households of each course in each county; rows and columns have the published sums."""
        left = spread(self.scaled(totals.LEFT_HOUSEHOLDS), [c.left for c in totals.COUNTIES])
        rest = spread(self.households - sum(left), [c.households - c.left for c in totals.COUNTIES])
        margins = {}
        for is_left, free in ((True, left), (False, rest)):
            courses = [c for c in COURSES if c.is_left == is_left]
            sizes = spread(sum(free), [c.share for c in courses])
            for course, size in zip(courses, sizes, strict=True):
                margins[course.name] = spread(size, free)
                free = [a - b for a, b in zip(free, margins[course.name], strict=True)]
        return margins

    def _cells(self) -> list[list[int]]:
        """For each site the number of households of each course, in the order of COURSES."""
        margins, by_county, rows = self._margins(), {}, [[0] * len(COURSES) for _ in self.sites]
        for i, site in enumerate(self.sites):
            by_county.setdefault(site.village.county, []).append(i)
        for c, county in enumerate(totals.COUNTIES):
            places = by_county[county.code]
            for j, course in enumerate(COURSES):
                counts = spread(margins[course.name][c], [self.sites[i].weight_for(course) for i in places])
                for i, n in zip(places, counts, strict=True):
                    rows[i][j] = n
        return rows

    def _classes(self) -> dict[tuple[str, bool], Class]:
        sizes = {(course.name, anchor): 0 for course in COURSES for anchor in (True, False)}
        for site, row in zip(self.sites, self.cells, strict=True):
            for course, n in zip(COURSES, row, strict=True):
                sizes[course.name, site.village.county == totals.ANCHOR] += n
        without = self._quota(sizes, totals.NO_LABOUR_SHARE, totals.EXITED_NO_LABOUR_SHARE)
        ill = self._quota(sizes, totals.ILL_SHARE, totals.EXITED_ILL_SHARE)
        by_name = {course.name: course for course in COURSES}
        made = {key: Class(by_name[key[0]], key[1], n, without[key], ill[key]) for key, n in sizes.items()}
        for class_ in made.values():
            class_.fill()
        return made

    @staticmethod
    def _quota(sizes, left_share, other_share) -> dict:
        """So many households of each class, that the share holds of those left and of the others."""
        quota = {}
        for is_left, share in ((True, left_share), (False, other_share)):
            keys = [key for key in sizes if next(c for c in COURSES if c.name == key[0]).is_left == is_left]
            ns = [sizes[key] for key in keys]
            quota |= dict(zip(keys, spread(round(share * sum(ns)), ns), strict=True))
        return quota

    def _meet_totals(self):
        """Mend the sums one after the other, each where it touches no earlier one."""
        left = self.scaled(totals.LEFT_PEOPLE)
        anchor = self.scaled(totals.ANCHOR_LEFT_PEOPLE)
        for is_anchor, people in ((True, anchor), (False, left - anchor)):
            members = [c for c in self.classes.values() if c.is_anchor == is_anchor and c.course.is_left]
            mend = self.classes["left", is_anchor]
            elders = round(totals.ELDER_SHARE * people)
            mend.move(OLDER, elders - sum(c.total(lambda k: k.elders(SNAPSHOT)) for c in members))
            mend.move(LARGER, people - sum(c.total(lambda k: k.people(SNAPSHOT)) for c in members))
        poor = [c for c in self.classes.values() if c.course.is_poor(2015)]
        need = self.scaled(totals.POOR_2015) - sum(c.total(lambda k: k.people(2015)) for c in poor)
        self.classes["exited2016", False].move(LARGER, need)
        ever = sum(c.total(lambda k: len(k.members)) for c in self.classes.values())
        self.classes["exited2014", False].move(LARGER, self.people - ever)

    def multiplier(self, n: int, name: object) -> int:
        return coprime(n, f"{name}/{self.seed}")
