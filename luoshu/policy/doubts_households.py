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
    """户的关键信息有一项没有填。"""
    return any_of(*(not_(h.has(name)) for name in KEY_FACTS))


# Causes


@rule(of="household", title="主要致贫原因与家庭成员不符", clause=CHECKS_2017 + "4", kind="doubt", value="main_cause")
def doubt_main_cause(h):
    """主要致贫原因与家庭成员对不上。"""
    return not_(h.main_cause_fits)


@rule(of="household", title="其他致贫原因重复", clause=CHECKS_2017 + "4", kind="doubt", value="other_cause_1")
def doubt_other_causes(h):
    """其他致贫原因与主要原因或彼此重复。"""
    return not_(h.other_causes_fit)


@rule(of="household", title="缺劳力户劳动力并不缺", clause="致贫原因核查规则", kind="doubt", value="main_cause")
def doubt_labour_not_short(h, p):
    """主要原因是缺劳力，有劳动能力的人却多于四分之一（四口人及以上：多于一半）。"""
    able = how_many(p.is_able)
    is_enough = choose(h.members >= 4, able * 2 > h.members, able * 4 > h.members)
    return all_of(h.main_cause == "08", is_enough)


# Kind of household and benefits


@rule(of="household", title="低保户无人享受低保", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_minimum_living_nobody(h, p):
    """属性是低保户，没有人享受低保。"""
    return all_of(h.household_kind.is_in(list(MINIMUM_LIVING)), not_(some(p.has_minimum_living)))


@rule(of="household", title="一般户有人享受低保", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_ordinary_with_minimum_living(h, p):
    """属性是一般贫困户，有人享受低保。"""
    return all_of(h.household_kind == ORDINARY, some(p.has_minimum_living))


@rule(of="person", title="16–65 岁劳动力", clause=CHECKS_2017 + "5", inner=True)
def is_able_adult(p, on, law):
    """有劳动能力，16 至 65 岁。"""
    is_adult = aged_between(p.birth_on, law("working_age_from"), law("labour_check_age_to"), on)
    return all_of(p.is_able, is_adult)


@rule(of="household", title="五保户有劳动力", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_five_guarantee_with_labour(h, p):
    """属性是五保户，有 16 至 65 岁的劳动力。"""
    return all_of(h.household_kind == FIVE_GUARANTEE, some(p.is_able_adult))


@rule(of="household", title="一般户领取低保金或五保金", clause=CHECKS_2017 + "5", kind="doubt", value="household_kind")
def doubt_ordinary_paid(h):
    """属性是一般贫困户，有低保金或五保金。"""
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
    """属性是低保户，低保金为零。"""
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
    """属性是五保户，五保金为零。"""
    return all_of(h.household_kind == FIVE_GUARANTEE, h.five_guarantee_benefit <= 0)


@rule(of="household", title="整户无劳动能力而无人享受低保或五保", clause="兜底漏保核查规则", kind="doubt")
def doubt_safety_net_leak(h, p):
    """整户没有劳动能力，没有人享受低保或五保。"""
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
    """有经营收入，没有经营支出。"""
    return all_of(h.business_income > 0, h.business_cost <= 0)


@rule(
    of="household", title="人均收入不合常理", clause=CHECKS_2017 + "7", kind="doubt", value="income_per_head", unit="元"
)
def doubt_income_range(h, law):
    """人均收入为零、为负，或超过上限。"""
    return any_of(all_of(h.net_income <= 0, h.members > 0), h.net_income > h.members * law("income_ceiling"))


@rule(of="person", title="有务工", clause=CHECKS_2017 + "8", inner=True)
def is_working(p):
    """当年务工满一个月。"""
    return p.work_months > 0


@rule(of="household", title="有工资而无人务工", clause=CHECKS_2017 + "8", kind="doubt", value="wage_income", unit="元")
def doubt_wage_without_worker(h, p):
    """有工资性收入，没有人务工。"""
    return all_of(h.wage_income > 0, not_(some(p.is_working)))


@rule(of="household", title="有人务工而无工资", clause=CHECKS_2017 + "8", kind="doubt", value="wage_income", unit="元")
def doubt_worker_without_wage(h, p):
    """有人务工，没有工资性收入。"""
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
    """超过标准，但不超过百分之二。"""
    line = h.identify_line * h.members
    is_near = h.net_income * 100 <= line * (100 + law("heaping_percent"))
    return all_of(h.net_income > line, is_near)


# Helpers


@rule(of="household", title="没有帮扶责任人", clause=CHECKS_2017 + "9", kind="doubt")
def doubt_no_helper(h):
    """没有人结对帮扶。"""
    return not_(h.has_helper)


@rule(of="household", title="帮扶责任人是贫困人口", clause=CHECKS_2017 + "9", kind="doubt")
def doubt_helper_poor(h):
    """帮扶责任人自己是建档立卡的贫困人口。"""
    return h.helper_is_poor


# Land and roads


@rule(of="household", title="人均耕地过多", clause=CHECKS_2017 + "10", kind="doubt", value="arable_land", unit="亩")
def doubt_arable_land(h, law):
    """人均耕地超过上限。"""
    return h.arable_land > h.members * law("arable_ceiling")


@rule(of="household", title="人均林地过多", clause=CHECKS_2017 + "10", kind="doubt", value="forest_land", unit="亩")
def doubt_forest_land(h, law):
    """人均林地超过上限。"""
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
    """与村主干路的距离超过上限。"""
    return h.road_distance > law("road_distance_ceiling")
