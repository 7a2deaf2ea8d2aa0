"""A plain judge of one household: dictionaries, loops, True, False and None. It imports nothing of the product.

Written from the clauses, with its own constants, so that a slip in the rules or in the engines shows. `facts` are the
columns the files have: a column that is not there is unknown even where a blank would mean "none".
"""

import calendar
import datetime as dt

LINES = {2014: 2800, 2015: 2855, 2016: 3026, 2017: 3208, 2018: 3400, 2019: 3604, 2020: 4000}
MINIMUM_LIVING = {2014: 2000, 2015: 2600, 2016: 2960, 2017: 3290, 2018: 3450, 2019: 3860, 2020: 4260}
WATER_SINCE_2018 = dt.date(2018, 6, 1)
ALWAYS_RECURRING = (
    "family_planning_benefit",
    "minimum_living_benefit",
    "five_guarantee_benefit",
    "pension_benefit",
    "ecological_compensation",
)
WITH_NATURE = {
    "wage_income": "wage_nature",
    "business_income": "business_nature",
    "property_income": "property_nature",
    "other_transfer": "other_transfer_nature",
}
NEVER_RECURRING = ("donation_income", "asset_sale_income")


def no(x):
    return None if x is None else not x


def both(*xs):
    """Kleene and."""
    if any(x is False for x in xs):
        return False
    return None if any(x is None for x in xs) else True


def either(*xs):
    """Kleene or."""
    if any(x is True for x in xs):
        return True
    return None if any(x is None for x in xs) else False


def compare(x, sign, y):
    if x is None or y is None:
        return None
    return {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y, "!=": x != y}[sign]


def within(code, yes, other=None):
    """True, False, or None when the code is blank or in neither list."""
    if code is None:
        return None
    if code in yes:
        return True
    return False if other is None or code in other else None


def birthday(born, years):
    """The day on which somebody is so many years old: for 29 February, 28 February in common years."""
    year = born.year + years
    if born.month == 2 and born.day == 29 and not calendar.isleap(year):
        return dt.date(year, 3, 1)
    return dt.date(year, born.month, born.day)


def is_aged(born, years, on):
    return None if born is None else birthday(born, years) <= on


def is_between(born, low, high, on):
    return both(is_aged(born, low, on), no(is_aged(born, high + 1, on)))


class Filled:
    """Whether a blank-if-not-applicable column is filled; unknown when the file has no such column."""

    def __init__(self, row, facts):
        self.row, self.facts = row, facts

    def __call__(self, name):
        return self.row.get(name) is not None if name in self.facts else None


def person(p, facts, on):
    """The checks and doubts of one person."""
    g, filled = p.get, Filled(p, facts)
    v, born = {}, p.get("birth_on")
    on_list = both(
        within(g("member_status"), {"1", "4"}, {"2", "3", "5", "9", "10", "11", "12", "13"}),
        no(both(filled("left_on"), compare(g("left_on"), "<=", on))),
    )
    living = within(g("residence"), {"01", "02", "03", "04"}, {"05", "06", "07", "08", "09"})
    v["counts_as_member"] = both(on_list, living)
    v["is_registered"] = on_list
    v["is_school_age"] = is_between(born, 6, 15, on)
    school = [f"{n:02d}" for n in range(3, 17)]
    v["is_schooled"] = either(
        no(v["is_school_age"]),
        within(g("schooling"), school, ["01", "02"]),
        g("is_home_schooled"),
        within(g("health"), ["02", "03", "04"], ["01"]),
    )
    resident, employee = g("has_resident_insurance"), g("has_employee_insurance")
    one = either(both(resident, no(employee)), both(no(resident), employee))
    exemption = g("insurance_exemption")
    v["is_insured"] = either(
        both(one, g("has_serious_illness_insurance"), g("has_medical_aid")),
        both(filled("insurance_exemption"), within(exemption, ["01", "03", "04"])),
        both(filled("insurance_exemption"), within(exemption, ["02"]), no(is_aged(born, 1, on))),
    )
    v["is_able"] = within(g("labour"), ["01", "02", "05"], ["03", "04"])
    v["is_sick"] = within(g("health"), ["02", "03"], ["01", "04"])
    v["is_disabled"] = either(
        within(g("health"), ["04"], ["01", "02", "03"]), filled("disability_kind"), filled("disability_grade")
    )
    v["is_student"] = both(is_aged(born, 3, on), within(g("schooling"), ["02", *school], ["01"]))
    v["is_elderly"] = is_aged(born, 60, on)
    return v | person_doubts(p, v, filled, on)


def person_doubts(p, v, filled, on):
    g, born, d = p.get, p.get("birth_on"), {}
    d["doubt_id_invalid"] = no(g("id_is_valid"))
    d["doubt_id_duplicated"] = g("is_duplicated")
    d["doubt_phone_shared"] = g("shares_phone")
    d["doubt_person_blank"] = either(
        no(filled("ethnicity")),
        no(filled("health")),
        both(is_between(born, 16, 65, on), no(filled("labour"))),
        both(is_between(born, 6, 23, on), no(filled("schooling"))),
        both(within(g("schooling"), ["01"]), no(filled("education"))),
    )
    d["doubt_disability_unproved"] = both(within(g("health"), ["04"]), no(filled("disability_grade")))
    men = {"03", "06", "07", "09", "11", "13", "15", "17", "19"}
    women = {"04", "05", "08", "10", "12", "14", "16", "18", "20"}
    man, woman = within(g("sex"), ["1"], ["2"]), within(g("sex"), ["2"], ["1"])
    d["doubt_relation_sex"] = either(both(within(g("relation"), men), woman), both(within(g("relation"), women), man))
    young = no(is_aged(born, 16, on))
    working_age, healthy = is_between(born, 16, 60, on), within(g("health"), ["01"])
    d["doubt_labour_too_young"] = both(young, v["is_able"])
    d["doubt_labour_lost"] = both(working_age, healthy, within(g("labour"), ["03"]))
    d["doubt_labour_none"] = both(working_age, healthy, no(v["is_student"]), within(g("labour"), ["04"]))
    months = g("work_months")
    d["doubt_work_months"] = either(compare(months, "<", 0), compare(months, ">", 12))
    has_months, has_place = both(filled("work_months"), compare(months, ">", 0)), filled("work_place")
    d["doubt_work_place"] = either(both(has_months, no(has_place)), both(no(has_months), has_place))
    d["doubt_work_without_labour"] = both(compare(months, ">", 0), no(v["is_able"]))
    d["doubt_work_too_young"] = both(compare(months, ">", 0), young)
    posts = compare(g("public_posts"), ">", 0)
    d["doubt_posts_too_many"] = compare(g("public_posts"), ">", 2)
    d["doubt_posts_age"] = both(posts, either(young, is_aged(born, 70, on)))
    d["doubt_posts_without_months"] = both(
        posts, no(both(filled("public_post_months"), compare(g("public_post_months"), ">", 0)))
    )
    d["doubt_school_stage"] = either(
        both(no(is_aged(born, 15, on)), within(g("schooling"), {f"{n:02d}" for n in range(7, 17)})),
        both(is_aged(born, 20, on), within(g("schooling"), ["02", "03"])),
    )
    d["doubt_school_unchanged"] = both(
        within(g("schooling"), {f"{n:02d}" for n in range(4, 16)}),
        compare(g("schooling"), "==", g("schooling_last_year")),
        compare(g("schooling"), "==", g("schooling_two_years_ago")),
    )
    d["doubt_insured_twice"] = both(g("has_resident_insurance"), g("has_employee_insurance"))
    d["doubt_both_benefits"] = both(g("has_minimum_living"), g("has_five_guarantee"))
    return d


class Family:
    """The people of one household: those who surely count, and those who may."""

    def __init__(self, people, judged):
        pairs = list(zip(people, judged, strict=True))
        self.certain = [(p, v) for p, v in pairs if v["counts_as_member"] is True]
        self.possible = [(p, v) for p, v in pairs if v["counts_as_member"] is None]
        self.size = len(self.certain) if self.certain and not self.possible else None
        self.largest = len(self.certain) + len(self.possible)

    def every(self, test):
        if not self.certain:
            return None
        return both(*(test(*m) for m in self.certain), *(either(None, test(*m)) for m in self.possible))

    def some(self, test):
        if not self.certain:
            return None
        return either(*(test(*m) for m in self.certain), *(both(None, test(*m)) for m in self.possible))

    def count(self, test):
        answers = [test(*m) for m in self.certain] + [both(None, test(*m)) for m in self.possible]
        return None if not self.certain or None in answers else sum(answers)


def incomes(h):
    """Net income, and the least and most of it that recurs."""
    net, least, most = [], [], []
    for name in ALWAYS_RECURRING:
        for amounts in (net, least, most):
            amounts.append(h.get(name))
    for amounts in (net, least, most):
        amounts.append(None if h.get("business_cost") is None else -h["business_cost"])
    for name in NEVER_RECURRING:
        net.append(h.get(name))
    for name, nature_name in WITH_NATURE.items():
        amount, nature = h.get(name), h.get(nature_name)
        net.append(0 if nature == "3" else amount)
        if nature in ("2", "3"):
            continue
        is_open = nature != "1"
        least.append(min(amount, 0) if is_open and amount is not None else amount)
        most.append(max(amount, 0) if is_open and amount is not None else amount)
    return tuple(None if None in amounts else sum(amounts) for amounts in (net, least, most))


def household(h, facts, people, people_facts, on):
    """All values, checks and doubts of one household."""
    judged = [person(p, people_facts, on) for p in people]
    family, filled, v = Family(people, judged), Filled(h, facts), {}
    line = LINES[on.year] * 100
    v["members"] = size = family.size
    needed = None if size is None else size * line
    net, least, most = incomes(h)
    v["net_income"] = net
    v["recurring_income"] = least if least == most else None
    v["income_per_head"] = None if net is None or size is None else net // size
    v["identify_line"] = v["exit_line"] = line
    v["is_below_line"] = compare(net, "<", needed)
    enough, possible = compare(least, ">", needed), compare(most, ">", needed)
    v["is_income_stable"] = True if enough else (False if possible is False else None)
    v |= six(h, family, on)
    outcomes = [v[name] for name in SIX]
    v["nothing_lacking"] = both(*outcomes)
    v["deprivations"], v["deprivations_unknown"] = outcomes.count(False), outcomes.count(None)
    burden = [h.get(name) for name in ("education_spending", "medical_spending", "housing_spending")]
    v["rigid_spending"] = spent = None if None in burden else sum(burden)
    v["meets_income_bar"] = v["is_below_line"]
    left = None if net is None or spent is None else net - spent
    v["meets_burden_bar"] = both(compare(spent, ">", 0), compare(left, "<", needed))
    v["may_register"] = either(v["meets_income_bar"], v["meets_burden_bar"])
    v["may_exit"] = both(v["is_income_stable"], v["nothing_lacking"])
    v["has_no_labour"] = no(family.some(lambda p, q: q["is_able"]))
    v |= causes(h, filled, family)
    v |= programmes(h, v, family, on)
    return v | doubts(h, v, filled, family, on), judged


SIX = (
    "has_enough_food",
    "has_enough_clothes",
    "is_education_secured",
    "is_medical_secured",
    "is_housing_secured",
    "is_water_secured",
)


def six(h, family, on):
    g, v = h.get, {}
    v["has_enough_food"] = both(g("has_staple_food"), g("has_protein"))
    v["has_enough_clothes"] = g("has_season_clothes")
    v["is_education_secured"] = family.every(lambda p, q: q["is_schooled"])
    v["is_medical_secured"] = family.every(lambda p, q: q["is_insured"])
    house = both(
        within(g("house_grade"), ["1", "2"], ["3", "4"]), within(g("house_tenure"), ["01", "02", "03"], ["04"])
    )
    v["is_housing_secured"] = house if g("has_house_report") is True or house is False else None
    ordinary, short = (35 if on >= WATER_SINCE_2018 else 30), 20
    v["water_litres_needed"] = {None: None, True: short, False: ordinary}[g("is_water_short")]
    litres = g("water_litres")
    if litres is None:
        enough = None
    elif litres >= ordinary:
        enough = True
    elif litres < short:
        enough = False
    else:
        enough = g("is_water_short")
    near = either(g("is_water_piped"), compare(g("water_minutes"), "<=", 20))
    v["is_water_secured"] = both(g("is_water_clean"), enough, near, compare(g("water_shortage_days"), "<=", 36))
    return v


def causes(h, filled, family):
    main, first, second = h.get("main_cause"), h.get("other_cause_1"), h.get("other_cause_2")
    asked = {"01": "is_sick", "02": "is_disabled", "03": "is_student"}
    if main is None:
        fits = None
    elif main in asked:
        fits = family.some(lambda p, q: q[asked[main]])
    else:
        fits = main in {"04", "05", "06", "07", "08", "09", "10", "11", "99"}
    no_first, no_second = no(filled("other_cause_1")), no(filled("other_cause_2"))
    differ = both(
        either(no_first, compare(first, "!=", main)),
        either(no_second, compare(second, "!=", main)),
        either(no_first, no_second, compare(first, "!=", second)),
    )
    return {"main_cause_fits": fits, "other_causes_fit": differ}


def programmes(h, v, family, on):
    g, e = h.get, {}
    able = family.some(lambda p, q: q["is_able"])

    def able_between(low, high):
        return family.some(lambda p, q: both(q["is_able"], is_between(p.get("birth_on"), low, high, on)))

    e["eligible_employment"] = family.some(
        lambda p, q: both(q["is_able"], is_between(p.get("birth_on"), 16, 60, on), no(q["is_student"]))
    )
    land = ("arable_land", "forest_land", "orchard_land", "pasture_land", "water_area")
    links = ("is_cooperative_member", "is_enterprise_linked", "is_leader_linked")
    base = either(*(compare(g(name), ">", 0) for name in land), *(g(name) for name in links))
    e["eligible_industry"] = both(able, base)
    e["eligible_relocation"] = g("is_relocation")
    e["eligible_ecology"] = either(
        compare(g("returned_forest_land"), ">", 0), both(compare(g("forest_land"), ">", 0), able_between(18, 60))
    )
    e["minimum_living_line"] = minimum = MINIMUM_LIVING[on.year] * 100
    size = v["members"]
    e["eligible_safety_net"] = either(
        v["has_no_labour"], compare(v["net_income"], "<", None if size is None else size * minimum)
    )
    e["eligible_infrastructure"] = either(
        within(g("house_grade"), ["3", "4"], ["1", "2"]),
        within(g("road_kind"), ["01", "02"], ["03", "04"]),
        no(g("has_production_power")),
        no(g("has_living_power")),
    )
    e["eligible_public_services"] = either(no(v["is_water_secured"]), no(g("has_sanitary_toilet")))
    e["eligible_education"] = family.some(lambda p, q: q["is_student"])
    e["eligible_health"] = either(
        family.some(lambda p, q: q["is_sick"]),
        family.some(lambda p, q: q["is_disabled"]),
        no(v["is_medical_secured"]),
    )
    e["eligible_finance"] = both(able_between(18, 65), compare(g("microloan_balance"), "<", 5_000_000))
    e["eligible_society"] = within(g("poverty_status"), ["0", "2", "3"], ["1"])
    return e


def doubts(h, v, filled, family, on):
    g, d, size = h.get, {}, v["members"]

    def times(factor):
        return None if size is None else size * factor

    d["doubt_members_differ"] = compare(g("members_reported"), "!=", size)
    d["doubt_no_members"] = family.largest == 0
    heads = family.count(lambda p, q: within(p.get("relation"), ["01"]))
    d["doubt_no_head"] = no(family.some(lambda p, q: within(p.get("relation"), ["01"])))
    d["doubt_several_heads"] = compare(heads, ">", 1)

    def couple(sex):
        return [
            family.some(lambda p, q, r=r: both(within(p.get("relation"), [r]), within(p.get("sex"), [sex])))
            for r in ("01", "02")
        ]

    d["doubt_couple_same_sex"] = either(both(*couple("1")), both(*couple("2")))
    keys = "main_cause has_production_power is_cooperative_member road_distance road_kind house_area has_living_power"
    keys += " has_water_difficulty is_water_safe main_fuel has_sanitary_toilet"
    d["doubt_household_blank"] = either(*(no(filled(key)) for key in keys.split()))
    d["doubt_main_cause"], d["doubt_other_causes"] = no(v["main_cause_fits"]), no(v["other_causes_fit"])
    able = family.count(lambda p, q: q["is_able"])
    enough = None if able is None or size is None else able * (2 if size >= 4 else 4) > size
    d["doubt_labour_not_short"] = both(within(g("main_cause"), ["08"]), enough)
    return d | exit_doubts(h, v, filled, family) | benefit_doubts(h, v, family, on) | other_doubts(h, v, family, times)


def exit_doubts(h, v, filled, family):
    out, d = within(h.get("poverty_status"), ["1"]), {}
    needed = None if v["members"] is None else v["members"] * v["exit_line"]
    d["doubt_exit_income"] = both(out, compare(v["net_income"], "<", needed))
    for part in ("education", "housing", "water", "medical"):
        d[f"doubt_exit_{part}"] = both(out, no(v[f"is_{part}_secured"]))
    uncovered = family.some(lambda p, q: both(q["is_sick"], no(p.get("has_serious_illness_insurance"))))
    d["doubt_exit_serious_illness"] = both(out, within(h.get("main_cause"), ["01"]), uncovered)
    d["doubt_exit_house_area"] = both(out, either(no(filled("house_area")), compare(h.get("house_area"), "<=", 0)))
    return d


def benefit_doubts(h, v, family, on):
    g, d, kind = h.get, {}, h.get("household_kind")
    ordinary, minimum, five = within(kind, ["01"]), within(kind, ["02", "04"]), within(kind, ["03"])
    someone = {
        name: family.some(lambda p, q, n=name: p.get(n)) for name in ("has_minimum_living", "has_five_guarantee")
    }
    d["doubt_minimum_living_nobody"] = both(minimum, no(someone["has_minimum_living"]))
    d["doubt_ordinary_with_minimum_living"] = both(ordinary, someone["has_minimum_living"])
    adult = family.some(lambda p, q: both(q["is_able"], is_between(p.get("birth_on"), 16, 65, on)))
    d["doubt_five_guarantee_with_labour"] = both(five, adult)
    paid = either(compare(g("minimum_living_benefit"), ">", 0), compare(g("five_guarantee_benefit"), ">", 0))
    d["doubt_ordinary_paid"] = both(ordinary, paid)
    d["doubt_minimum_living_unpaid"] = both(minimum, compare(g("minimum_living_benefit"), "<=", 0))
    d["doubt_five_guarantee_unpaid"] = both(five, compare(g("five_guarantee_benefit"), "<=", 0))
    d["doubt_safety_net_leak"] = both(v["has_no_labour"], *(no(x) for x in someone.values()))
    return d


def other_doubts(h, v, family, times):
    g, d = h.get, {}
    d["doubt_business_without_cost"] = both(compare(g("business_income"), ">", 0), compare(g("business_cost"), "<=", 0))
    d["doubt_income_range"] = either(
        both(compare(v["net_income"], "<=", 0), compare(v["members"], ">", 0)),
        compare(v["net_income"], ">", times(10_000_000)),
    )
    worker = family.some(lambda p, q: compare(p.get("work_months"), ">", 0))
    d["doubt_wage_without_worker"] = both(compare(g("wage_income"), ">", 0), no(worker))
    d["doubt_worker_without_wage"] = both(worker, compare(g("wage_income"), "<=", 0))
    line = times(v["identify_line"])
    hundredfold = None if v["net_income"] is None else v["net_income"] * 100
    near = compare(hundredfold, "<=", None if line is None else line * 102)
    d["doubt_income_just_above"] = both(compare(v["net_income"], ">", line), near)
    d["doubt_no_helper"], d["doubt_helper_poor"] = no(g("has_helper")), g("helper_is_poor")
    d["doubt_arable_land"] = compare(g("arable_land"), ">", times(5000))
    d["doubt_forest_land"] = compare(g("forest_land"), ">", times(7000))
    d["doubt_road_distance"] = compare(g("road_distance"), ">", 5000)
    return d
