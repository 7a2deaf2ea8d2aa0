"""The three guarantees, education, medical care and housing, and safe water (总体目标：三保障和饮水安全)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import (
    aged,
    aged_between,
    all_of,
    among,
    amount,
    any_of,
    at_least,
    at_most,
    choose,
    count_met,
    count_unknown,
    every,
    exactly_one,
    holds,
    not_,
    only_if,
)

AT_SCHOOL = [f"{code:02d}" for code in range(3, 17)]
PRE_SCHOOL, NOT_AT_SCHOOL = "02", "01"
HEALTHY, NOT_HEALTHY = "01", ("02", "03", "04")


@rule(of="person", title="义务教育年龄", clause="义务教育法第十一条", value="birth_on")
def is_school_age(p, on, law):
    """判定日满 6 岁、未满 16 岁。"""
    return aged_between(p.birth_on, law("school_age_from"), law("school_age_to"), on)


@rule(of="person", title="义务教育有保障（本人）", clause="总体目标；义务教育", value="schooling")
def is_schooled(p):
    """健康的适龄儿童在校，或由老师送教上门、上特教学校；身体不好不能上学的不算失学。"""
    at_school = among(p.schooling, AT_SCHOOL, [NOT_AT_SCHOOL, PRE_SCHOOL])
    is_unfit = among(p.health, NOT_HEALTHY, [HEALTHY])
    return any_of(not_(p.is_school_age), at_school, holds(p.is_home_schooled), is_unfit)


@rule(of="person", title="基本医疗有保障（本人）", clause="总体目标；基本医疗")
def is_insured(p, on, law):
    """居民医保和职工医保参加其中一种，并有大病保险和医疗救助；或有视同参保的原因。"""
    basic = exactly_one(p.has_resident_insurance, p.has_employee_insurance)
    triple = all_of(basic, p.has_serious_illness_insurance, p.has_medical_aid)
    exempt = all_of(p.has("insurance_exemption"), p.insurance_exemption.is_in(["01", "03", "04"]))
    newborn = all_of(
        p.has("insurance_exemption"), p.insurance_exemption == "02", not_(aged(p.birth_on, law("newborn_grace"), on))
    )
    return any_of(triple, exempt, newborn)


@rule(of="household", title="义务教育有保障", clause="总体目标；义务教育")
def is_education_secured(p):
    """计入的人里该上学的都有学上。"""
    return every(p.is_schooled)


@rule(of="household", title="基本医疗有保障", clause="总体目标；基本医疗")
def is_medical_secured(p):
    """计入的人都有基本医疗保障。"""
    return every(p.is_insured)


@rule(of="household", title="住房安全有保障", clause="总体目标；住房安全", value="house_grade")
def is_housing_secured(h):
    """A 级或 B 级，自有、安置或长期借住租住，并有鉴定；没有鉴定就是未核实，C 级、D 级和没有住房就不是。"""
    is_safe = among(h.house_grade, ["1", "2"], ["3", "4"])
    has_home = among(h.house_tenure, ["01", "02", "03"], ["04"])
    return only_if(h.has_house_report, all_of(is_safe, has_home))


@rule(of="household", title="应达到的水量", clause="水农〔2004〕547号；T/CHES 18-2018", kind="value", unit="升")
def water_litres_needed(h, law):
    """按判定日有效的标准，每人每天应有的水量；缺水地区低一些。"""
    short = amount(law("water_litres", area="water_short"))
    return choose(h.is_water_short, short, amount(law("water_litres", area="ordinary")))


@rule(
    of="household",
    title="饮水安全有保障",
    clause="水农〔2004〕547号；T/CHES 18-2018",
    value="water_litres",
    threshold="water_litres_needed",
    unit="升",
)
def is_water_secured(h, law):
    """水质达标，水量够，入户或取水不远，全年缺水不超过十分之一的日子。"""
    short, ordinary = law("water_litres", area="water_short"), law("water_litres", area="ordinary")
    is_enough = any_of(at_least(h.water_litres, ordinary), all_of(h.is_water_short, at_least(h.water_litres, short)))
    is_near = any_of(h.is_water_piped, at_most(h.water_minutes, law("water_minutes")))
    is_lasting = at_most(h.water_shortage_days, law("water_shortage_days"))
    return all_of(h.is_water_clean, is_enough, is_near, is_lasting)


def _six(h):
    return (
        h.has_enough_food,
        h.has_enough_clothes,
        h.is_education_secured,
        h.is_medical_secured,
        h.is_housing_secured,
        h.is_water_secured,
    )


@rule(of="household", title="两不愁三保障和饮水都有保障", clause="总体目标")
def nothing_lacking(h):
    """不愁吃、不愁穿，义务教育、基本医疗、住房、饮水都有保障。"""
    return all_of(*_six(h))


@rule(of="household", title="缺项数", clause="总体目标", kind="value", unit="项")
def deprivations(h):
    """六项中确定没有保障的项数。"""
    return count_met(*(not_(each) for each in _six(h)))


@rule(of="household", title="未核实项数", clause="总体目标", kind="value", unit="项")
def deprivations_unknown(h):
    """六项中未核实的项数。"""
    return count_unknown(*_six(h))
