"""Doubts about a household's record: what does not agree is named for somebody to verify (true = doubt)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import aged_between, all_of, any_of, choose, how_many, not_, some

CHECKS_2017 = "2017 年数据核查 "
KEY_FACTS = (
    "main_cause",
    "has_production_power",
    "is_cooperative_member",
    "road_distance",
    "road_kind",
    "house_area",
    "has_living_power",
    "has_water_difficulty",
    "is_water_safe",
    "main_fuel",
    "has_sanitary_toilet",
)
ORDINARY, MINIMUM_LIVING, FIVE_GUARANTEE = "01", ("02", "04"), "03"


@rule(of="household", title="关键信息为空", clause=CHECKS_2017 + "3", kind="doubt")
def doubt_household_blank(h):
    """One of the key facts of the household is blank."""
    return any_of(*(not_(h.has(name)) for name in KEY_FACTS))


# Causes


@rule(of="household", title="主要致贫原因与家庭成员不符", clause=CHECKS_2017 + "4", kind="doubt", value="main_cause")
def doubt_main_cause(h):
    """The main cause does not agree with the members."""
    return not_(h.main_cause_fits)


@rule(of="household", title="其他致贫原因重复", clause=CHECKS_2017 + "4", kind="doubt", value="other_cause_1")
def doubt_other_causes(h):
    """Another cause repeats the main one or the other."""
    return not_(h.other_causes_fit)


@rule(of="household", title="缺劳力户劳动力并不缺", clause="致贫原因核查规则", kind="doubt", value="main_cause")
def doubt_labour_not_short(h, p):
    """Main cause lack of labour, yet more than a quarter (from four people on: more than half) are able."""
    able = how_many(p.is_able)
    is_enough = choose(h.members >= 4, able * 2 > h.members, able * 4 > h.members)
    return all_of(h.main_cause == "08", is_enough)


# Kind of household and benefits


@rule(of="household", title="低保户无人享受低保", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_minimum_living_nobody(h, p):
    """A minimum-living household in which nobody receives the allowance."""
    return all_of(h.household_kind.is_in(list(MINIMUM_LIVING)), not_(some(p.has_minimum_living)))


@rule(of="household", title="一般户有人享受低保", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_ordinary_with_minimum_living(h, p):
    """An ordinary poor household in which somebody receives the allowance."""
    return all_of(h.household_kind == ORDINARY, some(p.has_minimum_living))


@rule(of="person", title="16–65 岁劳动力", clause=CHECKS_2017 + "5", inner=True)
def is_able_adult(p, on, law):
    """Able, 16 to 65 years old."""
    is_adult = aged_between(p.birth_on, law("working_age_from"), law("labour_check_age_to"), on)
    return all_of(p.is_able, is_adult)


@rule(of="household", title="五保户有劳动力", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_five_guarantee_with_labour(h, p):
    """A five-guarantee household with an able member from 16 to 65."""
    return all_of(h.household_kind == FIVE_GUARANTEE, some(p.is_able_adult))


@rule(of="household", title="一般户领取低保金或五保金", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_ordinary_paid(h):
    """An ordinary poor household with an amount of either benefit."""
    is_paid = any_of(h.minimum_living_benefit > 0, h.five_guarantee_benefit > 0)
    return all_of(h.household_kind == ORDINARY, is_paid)


@rule(
    of="household",
    title="低保户低保金为零",
    clause=CHECKS_2017 + "5",
    kind="doubt",
    value="minimum_living_benefit",
    unit="元",
)
def doubt_minimum_living_unpaid(h):
    """A minimum-living household without an amount."""
    return all_of(h.household_kind.is_in(list(MINIMUM_LIVING)), h.minimum_living_benefit <= 0)


@rule(
    of="household",
    title="五保户五保金为零",
    clause=CHECKS_2017 + "5",
    kind="doubt",
    value="five_guarantee_benefit",
    unit="元",
)
def doubt_five_guarantee_unpaid(h):
    """A five-guarantee household without an amount."""
    return all_of(h.household_kind == FIVE_GUARANTEE, h.five_guarantee_benefit <= 0)


@rule(of="household", title="整户无劳动能力而无人享受低保或五保", clause="兜底漏保核查规则", kind="doubt")
def doubt_safety_net_leak(h, p):
    """Nobody is able to work, and nobody receives either benefit."""
    return all_of(h.has_no_labour, not_(some(p.has_minimum_living)), not_(some(p.has_five_guarantee)))


# Income and work


@rule(
    of="household",
    title="有经营收入而无支出",
    clause=CHECKS_2017 + "7",
    kind="doubt",
    value="business_income",
    threshold="business_cost",
    unit="元",
)
def doubt_business_without_cost(h):
    """Business income without any cost."""
    return all_of(h.business_income > 0, h.business_cost <= 0)


@rule(
    of="household", title="人均收入不合常理", clause=CHECKS_2017 + "7", kind="doubt", value="income_per_head", unit="元"
)
def doubt_income_range(h, law):
    """Nothing or less per head, or more than the bound."""
    return any_of(all_of(h.net_income <= 0, h.members > 0), h.net_income > h.members * law("income_ceiling"))


@rule(of="person", title="有务工", clause=CHECKS_2017 + "8", inner=True)
def is_working(p):
    """Worked at least a month in the year."""
    return p.work_months > 0


@rule(of="household", title="有工资而无人务工", clause=CHECKS_2017 + "8", kind="doubt", value="wage_income", unit="元")
def doubt_wage_without_worker(h, p):
    """Wages, and no member worked."""
    return all_of(h.wage_income > 0, not_(some(p.is_working)))


@rule(of="household", title="有人务工而无工资", clause=CHECKS_2017 + "8", kind="doubt", value="wage_income", unit="元")
def doubt_worker_without_wage(h, p):
    """A member worked, and there are no wages."""
    return all_of(some(p.is_working), h.wage_income <= 0)


@rule(
    of="household",
    title="人均收入刚过标准",
    clause="收入聚集核查规则",
    kind="doubt",
    value="income_per_head",
    threshold="identify_line",
    unit="元",
)
def doubt_income_just_above(h, law):
    """Above the line by no more than two percent."""
    line = h.identify_line * h.members
    is_near = h.net_income * 100 <= line * (100 + law("heaping_percent"))
    return all_of(h.net_income > line, is_near)


# Helpers


@rule(of="household", title="没有帮扶责任人", clause=CHECKS_2017 + "9", kind="doubt")
def doubt_no_helper(h):
    """Nobody is paired with the household."""
    return not_(h.has_helper)


@rule(of="household", title="帮扶责任人是贫困人口", clause=CHECKS_2017 + "9", kind="doubt")
def doubt_helper_poor(h):
    """The helper is registered as poor."""
    return h.helper_is_poor


# Land and roads


@rule(of="household", title="人均耕地过多", clause=CHECKS_2017 + "10", kind="doubt", value="arable_land", unit="亩")
def doubt_arable_land(h, law):
    """More arable land per head than the bound."""
    return h.arable_land > h.members * law("arable_ceiling")


@rule(of="household", title="人均林地过多", clause=CHECKS_2017 + "10", kind="doubt", value="forest_land", unit="亩")
def doubt_forest_land(h, law):
    """More forest per head than the bound."""
    return h.forest_land > h.members * law("forest_ceiling")


@rule(
    of="household",
    title="与村主干路距离过远",
    clause=CHECKS_2017 + "10",
    kind="doubt",
    value="road_distance",
    unit="公里",
)
def doubt_road_distance(h, law):
    """Further from the village road than the bound."""
    return h.road_distance > law("road_distance_ceiling")
