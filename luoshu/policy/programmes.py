"""Which of the eleven programmes' conditions a household meets, first version (03 措施精准)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import aged_between, all_of, among, amount, any_of, below, not_, some

LAND = ("arable_land", "forest_land", "orchard_land", "pasture_land", "water_area")


@rule(of="household", title="转移就业", clause="03 转移就业脱贫")
def eligible_employment(p):
    """有人有劳动能力，在劳动年龄内，不在校。"""
    return some(p.is_employable)


@rule(of="household", title="特色产业", clause="03 特色产业脱贫")
def eligible_industry(h, p):
    """有人有劳动能力，并且有地，或加入合作社、有企业或带头人带动。"""
    has_land = any_of(*(getattr(h, name) > 0 for name in LAND))
    is_linked = any_of(h.is_cooperative_member, h.is_enterprise_linked, h.is_leader_linked)
    return all_of(some(p.is_able), any_of(has_land, is_linked))


@rule(of="household", title="易地扶贫搬迁", clause="03 扶贫搬迁脱贫")
def eligible_relocation(h):
    """列入易地搬迁。"""
    return h.is_relocation


@rule(of="person", title="可任护林员", clause="03 生态保护脱贫", inner=True)
def may_guard_forest(p, on, law):
    """有劳动能力，18 至 60 岁。"""
    return all_of(p.is_able, aged_between(p.birth_on, law("ranger_age_from"), law("ranger_age_to"), on))


@rule(of="household", title="生态保护", clause="03 生态保护脱贫")
def eligible_ecology(h, p):
    """有退耕还林地；或有林地，并有人可任护林员。"""
    return any_of(h.returned_forest_land > 0, all_of(h.forest_land > 0, some(p.may_guard_forest)))


@rule(of="household", title="农村低保标准", clause="03 低保兜底", kind="value", unit="元")
def minimum_living_line(law):
    """当年的农村低保标准。"""
    return amount(law("minimum_living_line"))


@rule(
    of="household",
    title="低保兜底",
    clause="03 低保兜底",
    value="income_per_head",
    threshold="minimum_living_line",
    unit="元",
)
def eligible_safety_net(h):
    """整户没有劳动能力，或收入低于农村低保标准。"""
    return any_of(h.has_no_labour, below(h.net_income, h.minimum_living_line, h.members))


@rule(of="household", title="基础设施", clause="03 基础设施扶贫")
def eligible_infrastructure(h):
    """住 C 级、D 级房，或入户路没有硬化，或没有通电。"""
    return any_of(
        among(h.house_grade, ["3", "4"], ["1", "2"]),
        among(h.road_kind, ["01", "02"], ["03", "04"]),
        not_(h.has_production_power),
        not_(h.has_living_power),
    )


@rule(of="household", title="公共服务设施", clause="03 公共服务设施扶贫")
def eligible_public_services(h):
    """饮水没有保障，或没有卫生厕所。"""
    return any_of(not_(h.is_water_secured), not_(h.has_sanitary_toilet))


@rule(of="household", title="教育扶贫", clause="03 教育扶贫")
def eligible_education(p):
    """有人在校，从学前教育到大专及以上。"""
    return some(p.is_student)


@rule(of="household", title="健康扶贫", clause="03 健康扶贫")
def eligible_health(h, p):
    """有人患病或残疾，或有人没有参保。"""
    return any_of(some(p.is_sick), some(p.is_disabled), not_(h.is_medical_secured))


@rule(of="person", title="可贷小额信贷", clause="03 金融扶贫", inner=True)
def may_borrow(p, on, law):
    """有劳动能力，18 至 65 岁。"""
    return all_of(p.is_able, aged_between(p.birth_on, law("borrower_age_from"), law("borrower_age_to"), on))


@rule(of="household", title="金融扶贫", clause="03 金融扶贫", value="microloan_balance", unit="元")
def eligible_finance(h, p, law):
    """有人可贷，额度还没有用满。"""
    return all_of(some(p.may_borrow), h.microloan_balance < law("microloan_limit"))


@rule(of="household", title="社会扶贫", clause="03 社会扶贫", value="poverty_status")
def eligible_society(h):
    """还没有脱贫：未脱贫、预脱贫、返贫。"""
    return among(h.poverty_status, ["0", "2", "3"], ["1"])
