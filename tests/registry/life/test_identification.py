"""An applicant is judged by what the household told, and goes on the register as a workbook's household does."""

import pytest

from luoshu.core.cases.hooks import Line, lines_of
from luoshu.core.errors import NotPossible
from luoshu.policy.standards import negative_list
from luoshu.registry.models import Household, HouseholdDecision, HouseholdYear, Person
from tests.registry.life.deciding import answer, decided, little, named, opened
from tests.registry.made import id_number

CODE = f"{little.HERE}0077"
INCOME = {
    "wage_income": "3000", "wage_nature": "经常性", "business_income": "0", "business_nature": "经常性",
    "business_cost": "0", "property_income": "0", "property_nature": "经常性", "family_planning_benefit": "0",
    "minimum_living_benefit": "0", "five_guarantee_benefit": "0", "pension_benefit": "0",
    "ecological_compensation": "0", "other_transfer": "0", "other_transfer_nature": "经常性", "donation_income": "0",
    "asset_sale_income": "0", "education_spending": "0", "medical_spending": "0", "housing_spending": "0",
}  # fmt: skip
HOUSEHOLD = INCOME | {"head_name": "冯新户", "main_cause": "因病", "members_reported": "2"}


def people():
    first = {"name": "冯新户", "sex": "男", "relation": "本人或户主", "id_kind": "身份证"}
    second = {"name": "冯妻", "sex": "女", "relation": "配偶", "id_kind": "身份证"}
    born = ("1970-02-03", "1972-04-05")
    told = zip((first, second), born, (301, 302), strict=True)
    return [
        {**row, "birth_on": day, "id_number": id_number(day, n), "member_status": "正常", "residence": "共同生活"}
        for row, day, n in told
    ]


def application(by, household=HOUSEHOLD, **detail):
    told = {"household": household, "people": people()} if household else None
    return opened("identification", area=little.HERE, code=CODE, by=by, told=told, **detail)


def test_the_two_bars_are_judged_on_what_the_applicant_told(made, system):
    assert answer("identification_bars", application(system), system).outcome is True
    rich = application(system, HOUSEHOLD | {"wage_income": "30000"})
    told = answer("identification_bars", rich, system)
    assert (told.outcome, told.missing) == (False, ("符合收入杠", "符合支出杠"))


def test_the_burden_of_illness_is_a_bar_of_its_own(made, system):
    burdened = application(system, HOUSEHOLD | {"wage_income": "30000", "medical_spending": "28000"})
    assert answer("identification_bars", burdened, system).outcome is True


def test_what_was_not_told_is_not_yet_verified(made, system):
    silent = {name: text for name, text in HOUSEHOLD.items() if name != "wage_income"}
    assert answer("identification_bars", application(system, silent), system).outcome is None
    assert answer("identification_bars", application(system, None), system).outcome is None


def test_the_decided_household_goes_on_the_register_with_its_people(made, system):
    case = application(system)
    assert answer("is_unregistered", case, system).outcome is True
    decided(case, "register", system)

    household = Household.objects.get(code=CODE)
    assert (household.head_name, household.status, household.identified_year) == ("冯新户", "0", 2017)
    assert HouseholdYear.objects.get(household=household).wage_income == 300_000
    assert {p.id_outcome for p in Person.objects.filter(household=household)} == {"valid"}
    assert (HouseholdDecision.objects.get().kind, HouseholdDecision.objects.get().case_id) == ("registered", case.pk)
    assert answer("is_unregistered", application(system), system).outcome is False


def test_a_person_already_registered_is_not_registered_again(made, system):
    decided(application(system), "register", system)
    with little.acting("test.again", system):
        other = opened("identification", area=little.HERE, code=f"{little.HERE}0078", by=system,
                       told={"household": HOUSEHOLD, "people": people()})  # fmt: skip

    assert answer("is_unregistered", other, system).missing == ("有人已在册",)


def test_a_faulty_application_leaves_nothing_behind(made, system):
    with pytest.raises(NotPossible, match="还有问题"):
        decided(application(system, HOUSEHOLD | {"wage_income": "三千左右"}), "register", system)
    assert not Household.objects.filter(code=CODE).exists()


def test_every_item_of_the_negative_list_has_to_be_looked_into(made, system):
    clear = dict.fromkeys(negative_list(), "none")
    told = {
        name: answer("negative_list", application(system, negative_list=given), system).outcome
        for name, given in {
            "nothing": {},
            "clear": clear,
            "explained": clear | {"vehicle": "explained"},
            "confirmed": clear | {"public_payroll": "confirmed"},
        }.items()
    }

    assert told == {"nothing": None, "clear": True, "explained": True, "confirmed": False}


def test_who_met_a_bar_was_not_wrongly_registered(made, system):
    poor = named("赵国强")
    with little.acting("test.then", system):
        Household.objects.update(identified_year=2016)
    assert answer("wrongly_registered", opened("removal", poor, by=system), system).outcome is False


def test_a_notice_shows_the_head_the_group_and_how_many(made, system):
    known, applicant = opened("removal", named("刘长锁"), by=system), application(system)
    lines = lines_of([known, applicant])

    assert lines[known.pk] == Line("刘长锁", "", 2)
    assert lines[applicant.pk] == Line("冯新户", "", 2)
