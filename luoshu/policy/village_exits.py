"""When a poor village may leave the list: one rate, seven facilities, industry and collective income (“1+7+2”)."""

from luoshu.engine.vocabulary import all_of, amount, at_least, at_most, choose, holds
from luoshu.policy.places import SHARE, place_rule

FACILITIES = "河南省贫困村退出标准"


@place_rule(title="农村户籍人口", clause="厅字〔2016〕16号 三（二）", kind="value", unit="人")
def rate_base(v):
    """村表的总人口；没有填的用农户底册的人口。"""
    return choose(v.has("population_total"), v.population_total, v.roster_people)


@place_rule(title="贫困发生率", clause="厅字〔2016〕16号 三（二）", kind="value", unit=SHARE)
def poverty_rate(v):
    """未脱贫人口除以农村户籍人口；只供查看，判定不用它。"""
    return choose(v.rate_base > 0, v.poor_people * 10_000, amount(0)) // choose(v.rate_base > 0, v.rate_base, amount(1))


@place_rule(title="贫困发生率上限", clause="厅字〔2016〕16号 三（二）", kind="value", unit=SHARE)
def poverty_rate_allowed(law):
    """中部 2%，西部 3%。"""
    return amount(law("village_poverty_rate") * 100)


@place_rule(
    title="贫困发生率降到标准",
    clause="厅字〔2016〕16号 三（二）",
    value="poverty_rate",
    threshold="poverty_rate_allowed",
    unit=SHARE,
)
def is_poverty_rate_low(v):
    """未脱贫人口不多于农村户籍人口的 2%；没有人口数就是未核实。"""
    low = at_most(v.poor_people * 10_000, v.poverty_rate_allowed * v.rate_base)
    return all_of(low, v.rate_base > 0)


@place_rule(title="通村公路硬化", clause=FACILITIES, value="has_paved_road")
def is_road_paved(v):
    """通村公路已经硬化。"""
    return holds(v.has_paved_road)


@place_rule(title="具备条件的通客运班车", clause=FACILITIES, value="has_bus")
def is_bus_running(v):
    """通客运班车；不具备条件的不影响退出，只作参考。"""
    return holds(v.has_bus)


@place_rule(title="饮水安全", clause=FACILITIES, value="has_safe_water")
def is_water_safe_here(v):
    """饮水符合安全卫生评价指标。"""
    return holds(v.has_safe_water)


@place_rule(title="生产生活用电", clause=FACILITIES, value="has_power")
def is_power_enough(v):
    """基本满足生产生活用电。"""
    return holds(v.has_power)


@place_rule(title="广播电视户户通", clause=FACILITIES, value="has_broadcast")
def is_broadcast_received(v):
    """广播电视户户通。"""
    return holds(v.has_broadcast)


@place_rule(title="综合性文化服务中心", clause=FACILITIES, value="has_culture_centre")
def is_culture_served(v):
    """有综合性文化服务中心。"""
    return holds(v.has_culture_centre)


@place_rule(title="医生数下限", clause=FACILITIES, kind="value", unit="人")
def doctors_needed(law):
    """每个卫生室至少要有的合格医生。"""
    return amount(law("village_doctors"))


@place_rule(title="标准化卫生室和合格医生", clause=FACILITIES, value="doctors", threshold="doctors_needed", unit="人")
def is_clinic_staffed(v):
    """有标准化卫生室，有合格乡村医生或执业（助理）医师。"""
    return all_of(v.has_clinic, at_least(v.doctors, v.doctors_needed))


@place_rule(title="通宽带", clause=FACILITIES, value="has_broadband")
def is_broadband_here(v):
    """基本通宽带。"""
    return holds(v.has_broadband)


@place_rule(title="有特色产业", clause=f"{FACILITIES}（统筹考虑）", value="has_industry")
def is_industry_grown(v):
    """有带动农户的特色产业。"""
    return holds(v.has_industry)


@place_rule(title="集体经济收入须超过", clause=f"{FACILITIES}（统筹考虑）", kind="value", unit="元")
def collective_income_needed(law):
    """集体经济收入的门槛。"""
    return amount(law("village_collective_income"))


@place_rule(
    title="有集体经济收入",
    clause=f"{FACILITIES}（统筹考虑）",
    value="collective_income",
    threshold="collective_income_needed",
    unit="元",
)
def is_collective_income_enough(v):
    """集体经济收入超过门槛；恰好相等不算超过。"""
    return v.collective_income > v.collective_income_needed
