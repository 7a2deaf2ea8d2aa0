"""Whom the cases of the story are about: households of its villages, each in one tour, and families nobody knows."""

from functools import cached_property

from luoshu.core.cases.given import Subject
from luoshu.core.scope import within
from luoshu.demo.city.city import City
from luoshu.demo.city.draft import clean
from luoshu.policy.labour import ABLE
from luoshu.policy.standards import negative_list

POOR, EXITED = ("0", "2", "3"), ("1",)
APPLICANTS, ANOTHER_SEED, ID_COUNTY = 20_000, 2011, 410_397
PLACES = 4
SERIAL = 90_000  # numbers of households from here on are given by the story


class Village:
    """The households of one village of the story; each is drawn once. `applicants`: those who are on no list yet."""

    def __init__(self, area, by, applicants):
        self.area, self.by, self.applicants = area, by, applicants
        self.used, self.serial = set(), SERIAL

    def applicant(self, year):
        """A Subject that applies here."""
        return self.applicants.next(self, year)

    def draw(self, statuses, count, *, larger_than=0, among=None, identified_since=0, able=False):
        """So many households of these statuses that no tour has had, in order; `able`: somebody in them can work."""
        from django.db.models import Count, Q

        from luoshu.registry.models import Household, PersonYear

        with within(self.by):
            rows = Household.objects.filter(area=self.area, status__in=statuses)
            rows = rows.annotate(living=Count("memberships", filter=Q(memberships__until=None)))
            rows = (
                rows.filter(living__gt=larger_than, identified_year__gte=identified_since)
                .exclude(pk__in=self.used)
                .order_by("code")
            )
            if able:
                workers = PersonYear.objects.filter(area=self.area, labour__in=ABLE)
                rows = rows.filter(pk__in=workers.values("household"))
            found = list(rows.filter(pk__in=among) if among is not None else rows)[:count]
        self.used |= {row.pk for row in found}
        return found

    def members(self, household):
        """The people who belong to a household, the head first."""
        from luoshu.registry.models import Person

        with within(self.by):
            rows = Person.objects.filter(household=household, memberships__until=None)
            return list(rows.order_by("relation", "code").distinct())

    def number(self):
        """A household number nobody has."""
        self.serial += 1
        return f"{self.area}{self.serial:05}"


class Applicants:
    """Families that were never on any list: of another city, with numbers of a county that never was; every fourth."""

    def __init__(self, first):
        self.first = first

    @cached_property
    def _cases(self):
        cases, _ = clean(City(APPLICANTS, ANOTHER_SEED), "410325", 2017, id_county=ID_COUNTY)
        poor = [case for case in cases if case.household["poverty_status"] == "未脱贫" and is_poor(case)]
        return iter(poor[self.first :: PLACES])

    def next(self, village, year):
        """A Subject that applies in the village, with what its form tells, sealed."""
        case, code = next(self._cases), village.number()
        row = {name: value for name, value in texts(case.household).items() if name not in OF_THE_REGISTER}
        people = [
            texts(person) | {"person_code": f"{code}{n:02}", "household_code": code, "year": str(year)}
            for n, person in enumerate(case.people, 1)
        ]
        household = row | {"household_code": code, "village_code": village.area, "year": str(year)}
        secret = {"household": household, "people": people}
        detail = {"year": year, "negative_list": dict.fromkeys(negative_list(), "none")}
        return Subject(code, village.area, detail=detail, secret=secret)


INCOMES = (
    "wage_income", "business_income", "property_income", "family_planning_benefit", "minimum_living_benefit",
    "five_guarantee_benefit", "pension_benefit", "ecological_compensation", "other_transfer", "donation_income",
    "asset_sale_income",
)  # fmt: skip
BELOW_EVERY_LINE = 2_700  # yuan a head


def is_poor(case):
    """Whether a family on a sheet lives below the line of every year."""
    row = case.household
    net = sum(row[name] or 0 for name in INCOMES) - (row["business_cost"] or 0)
    return all(row[name] is not None for name in INCOMES) and net < BELOW_EVERY_LINE * len(case.people)


OF_THE_REGISTER = {"exited_year", "not_exit_reason", "village_name", "poverty_status", "identified_year"}


def texts(row):
    """The row of a sheet as the text of its cells; empty ones are left out."""
    return {name: _text(value) for name, value in row.items() if value is not None}


def _text(value):
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def subject(household, **detail):
    """A household as the subject of a case."""
    return Subject(household.code, household.area, household_id=household.pk, detail=detail)
