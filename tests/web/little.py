"""A register small enough to count by eye: three villages in two counties, closed and judged at two year ends."""

from datetime import date

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.registry import closings, judging
from luoshu.registry.models import (
    ExternalFigure,
    Helper,
    Household,
    HouseholdYear,
    Membership,
    Pairing,
    Person,
    PersonYear,
    Village,
    VillageYear,
)
from luoshu.registry.naming import name_key

HERE, THERE, ABROAD = "410325100200", "410325100201", "410328100005"
YEARS = (2016, 2017)

# What a household that lacks nothing has recorded.
WELL = {
    "wage_income": 2_400_000, "wage_nature": "1", "business_income": 300_000, "business_nature": "1",
    "business_cost": 50_000, "property_income": 0, "property_nature": "1", "other_transfer": 0,
    "other_transfer_nature": "1", "family_planning_benefit": 0, "minimum_living_benefit": 0,
    "five_guarantee_benefit": 0, "pension_benefit": 100_000, "ecological_compensation": 20_000, "donation_income": 0,
    "asset_sale_income": 0, "has_staple_food": True, "has_protein": True, "has_season_clothes": True,
    "house_grade": "1", "has_house_report": True, "house_tenure": "01", "water_litres": 60, "is_water_clean": True,
    "is_water_piped": True, "water_minutes": 5, "water_shortage_days": 0, "main_cause": "01",
}  # fmt: skip
# Who differs, and how: village, status at the end of 2016 and 2017, what is recorded otherwise.
FAMILIES = (
    ("王改花", HERE, "0", "1", {}),
    ("张守田", HERE, "0", "0", {"house_grade": "4", "has_house_report": False}),
    ("李秀英", HERE, "0", "0", {"house_grade": None, "has_house_report": None, "main_cause": "02"}),
    ("刘长锁", HERE, "0", "0", {"wage_income": 100_000, "main_cause": "08"}),
    ("杨根旺", THERE, "0", "0", {"water_litres": None, "is_water_clean": None, "is_water_piped": None}),
    ("赵国强", ABROAD, "0", "0", {"wage_income": 0}),
    ("孙志强", ABROAD, "0", "1", {}),
)


def make(by):
    """Everything; returns the closings, oldest first."""
    with acting("test.little", by):
        for area in (HERE, THERE, ABROAD):
            village(area)
        for number, family in enumerate(FAMILIES, 1):
            household(number, *family)
        pair(by)
        for area, value in (("4103", "10.1"), ("41", "9.6")):
            ExternalFigure.objects.create(
                area=area, name="农村居民人均可支配收入增幅", value=value, unit="%", source="统计局",
                as_of=date(2017, 12, 31), entered_at=clock.now(),
            )  # fmt: skip
        return [close(date(year, 12, 31), by) for year in YEARS]


def close(on, by):
    """One closing, judged."""
    closing = closings.cut(on, by)
    closing.save()
    judging.store(closing)
    return closing


def placed(area):
    return {"county": area[:6], "area": area}


def village(area):
    name = {HERE: "上仓村", THERE: "陶村", ABROAD: "西关社区"}[area]
    record = Village.objects.create(**placed(area), name=name)
    for year in YEARS:
        VillageYear.objects.create(
            **placed(area), village=record, year=year, is_listed=area != THERE, is_deeply_poor=area == HERE,
            population_total=500, households_total=120, is_water_short=False, entered_at=clock.now(),
            exited_year=2017 if area == ABROAD and year == 2017 else None,
        )  # fmt: skip


def household(number, name, area, before, now, other):
    """A household of two: the head and a child at school."""
    code = f"{area}{number:04d}"
    record = Household.objects.create(
        **placed(area), code=code, head_name=name, name_key=name_key(name),
        identified_year=2014, status=now, status_year=2017,
        main_cause=other.get("main_cause", "01"),
    )  # fmt: skip
    for year, status in zip(YEARS, (before, now), strict=True):
        facts = WELL | other | {"poverty_status": status, "exited_year": year if status == "1" else None}
        HouseholdYear.objects.create(
            **placed(area),
            household=record,
            area_then=area,
            year=year,
            members_reported=2,
            entered_at=clock.now(),
            **facts,
        )
    person(record, f"{code}01", name, date(1972, 3, 4), "01", "01")
    person(record, f"{code}02", f"{name[0]}小妹", date(2007, 5, 6), "03", "03")


def person(household, code, name, born, relation, schooling):
    record = Person.objects.create(
        **placed(household.area), code=code, household=household, name=name, birth_on=born, sex="2", relation=relation,
        id_outcome="valid",
    )  # fmt: skip
    Membership.objects.create(**placed(household.area), person=record, household=household, since=date(2014, 1, 1))
    for year in YEARS:
        PersonYear.objects.create(
            **placed(household.area), person=record, household=household, year=year, member_status="1", residence="01",
            schooling=schooling, health="01", labour="01", has_resident_insurance=True, entered_at=clock.now(),
        )  # fmt: skip


def pair(by):
    """The first household has a helper; in that county the others are known to have none."""
    first = Household.objects.order_by("code").first()
    helper = Helper.objects.create(**placed(first.area), code="H1", name="陈晓燕", unit_name="市审计局")
    Pairing.objects.create(**placed(first.area), helper=helper, household=first, since=date(2016, 3, 1))
