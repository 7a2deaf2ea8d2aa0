"""Two villages of one county and one of another: exited households with records of two years, and a roster."""

from datetime import date

from luoshu.core import clock, secrets
from luoshu.core.acts import acting
from luoshu.registry.models import (
    Household,
    HouseholdYear,
    Membership,
    Person,
    PersonYear,
    RosterHousehold,
    Village,
)
from tests.registry.made import id_number
from tests.web.little import WELL

HERE, THERE, ABROAD = "410325100200", "410325100201", "410328100005"
YEARS = (2020, 2021)
AT = clock.now
# Who, where, the status and year of exit in both years, and what is recorded otherwise in the second.
FAMILIES = (
    ("王改花", HERE, {"medical_spending": 2_000_000}),
    ("张守田", HERE, {"house_grade": "4"}),
    ("李秀英", HERE, {}),
    ("刘长锁", HERE, {"status": "0"}),
    ("杨根旺", THERE, {"wage_income": 100_000}),
    ("赵国强", ABROAD, {"medical_spending": 2_000_000}),
)


def make(by):
    """Everything; the households by their head's name."""
    with acting("test.world", by):
        for area in (HERE, THERE, ABROAD):
            Village.objects.create(**placed(area), name={HERE: "上仓村", THERE: "陶村", ABROAD: "西关社区"}[area])
        made = {family[0]: household(number, *family) for number, family in enumerate(FAMILIES, 1)}
        for number, (name, area) in enumerate((("周大山", HERE), ("吴小满", ABROAD)), 1):
            RosterHousehold.objects.create(**placed(area), code=f"{area}R{number}", head_name=name, size=3)
    return made


def placed(area):
    return {"county": area[:6], "area": area}


def household(number, name, area, other):
    code, status = f"{area}{number:04d}", other.get("status", "1")
    other = {field: value for field, value in other.items() if field != "status"}
    made = Household.objects.create(
        **placed(area), code=code, head_name=name, status=status, status_year=2021, main_cause="01",
        identified_year=2014,
    )  # fmt: skip
    for year in YEARS:
        facts = WELL | {"medical_spending": 0} | (other if year == 2021 else {})
        HouseholdYear.objects.create(
            **placed(area), household=made, area_then=area, year=year, members_reported=2, entered_at=clock.now(),
            poverty_status=status, exited_year=2018 if status == "1" else None, **facts,
        )  # fmt: skip
    person(made, f"{code}01", name, date(1972, 3, 4), "01", 100 + number)
    person(made, f"{code}02", f"{name[0]}小妹", date(2009, 5, 6), "03", 200 + number, schooling="03", labour="04")
    return made


def person(household, code, name, born, relation, number, schooling="01", labour="01"):
    plain = id_number(born.isoformat(), number)
    made = Person(
        **placed(household.area), code=code, household=household, name=name, birth_on=born, sex="2", relation=relation,
        id_outcome="valid", id_index=secrets.blind_index([plain], "id")[0],
    )  # fmt: skip
    made.save()
    Membership.objects.create(**placed(household.area), person=made, household=household, since=date(2014, 1, 1))
    for year in YEARS:
        PersonYear.objects.create(
            **placed(household.area), person=made, household=household, year=year, member_status="1", residence="01",
            schooling=schooling, health="01", labour=labour, work_months=6 if relation == "01" else 0,
            has_resident_insurance=True, entered_at=clock.now(),
        )  # fmt: skip
    return made


def number_of(person, number):
    """The plain number a made person has."""
    return id_number(person.birth_on.isoformat(), number)
