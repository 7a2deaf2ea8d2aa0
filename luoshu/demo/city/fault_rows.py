"""What a household or a person must be like for a fault to fit, and small changes to numbers, on rows of sheets."""

from luoshu.demo.city.papers import check_digit


def of_people(test):
    return lambda household, people: any(test(p) for p in people)


def status(*labels):
    return lambda household, people: household["poverty_status"] in labels


def is_adult(person):
    return person["birth_on"].year < 1996 and person["labour"] in ("普通劳动力", "技能劳动力")


def is_healthy(person):
    return person["health"] == "健康" and person["disability_kind"] is None


def is_disabled(person):
    return person["health"] == "残疾"


def is_pupil(person):
    return person["schooling"] in ("小学", "七年级", "八年级")


def is_child(person):
    return 2004 <= person["birth_on"].year <= 2008 and is_pupil(person) and is_healthy(person)


def is_old(person):
    return person["birth_on"].year < 1946 and person["labour"] == "无劳动力" and person["relation"] in ("之母", "之父")


def works(person):
    return (person["work_months"] or 0) > 0


def is_other(person):
    return person["relation"] not in ("本人或户主", "配偶")


def spouse(person):
    return person["relation"] == "配偶"


def alone(household, people):
    return len(people) == 1


def poor_and(test):
    return lambda household, people: household["poverty_status"] == "未脱贫" and test(household, people)


def long_poor(household, people):
    return household["poverty_status"] == "未脱贫" and household["identified_year"] < household["year"]


def is_able_household(household, people):
    return any(p["labour"] in ("普通劳动力", "技能劳动力") for p in people)


def earned(household):
    """What is left of the household's income without its wages, in yuan."""
    items = ("business_income", "property_income", "minimum_living_benefit", "five_guarantee_benefit")
    items += ("pension_benefit", "ecological_compensation", "other_transfer", "family_planning_benefit")
    items += ("donation_income", "asset_sale_income")
    return sum(household[item] for item in items) - household["business_cost"]


def lives_on_wages(household, people):
    return household["poverty_status"] == "脱贫" and earned(household) < 2000 * household["members_reported"]


def spoilt(number):
    return number[:17] + ("0" if number[17] != "0" else "1")


def on_no_day(number):
    stem = f"{number[:10]}0231{number[14:17]}"
    return stem + check_digit(stem)


def swap(label, one, other):
    return other if label == one else one


def exited_for_no_school(household, people):
    return household["poverty_status"] == "脱贫" and household["main_cause"] != "因学"
