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
    """From 6 to 15 years old on the day."""
    return aged_between(p.birth_on, law("school_age_from"), law("school_age_to"), on)


@rule(of="person", title="义务教育有保障（本人）", clause="总体目标；义务教育", value="schooling")
def is_schooled(p):
    """A healthy child of school age is at school, or is taught at home or in a special school."""
    at_school = among(p.schooling, AT_SCHOOL, [NOT_AT_SCHOOL, PRE_SCHOOL])
    is_unfit = among(p.health, NOT_HEALTHY, [HEALTHY])
    return any_of(not_(p.is_school_age), at_school, holds(p.is_home_schooled), is_unfit)


@rule(of="person", title="基本医疗有保障（本人）", clause="总体目标；基本医疗")
def is_insured(p, on, law):
    """Residents' or employees' insurance, not both, with serious-illness insurance and medical aid; or exempt."""
    basic = exactly_one(p.has_resident_insurance, p.has_employee_insurance)
    triple = all_of(basic, p.has_serious_illness_insurance, p.has_medical_aid)
    exempt = all_of(p.has("insurance_exemption"), p.insurance_exemption.is_in(["01", "03", "04"]))
    newborn = all_of(
        p.has("insurance_exemption"), p.insurance_exemption == "02", not_(aged(p.birth_on, law("newborn_grace"), on))
    )
    return any_of(triple, exempt, newborn)


@rule(of="household", title="义务教育有保障", clause="总体目标；义务教育")
def is_education_secured(p):
    """Each counting member who has to be at school is schooled."""
    return every(p.is_schooled)


@rule(of="household", title="基本医疗有保障", clause="总体目标；基本医疗")
def is_medical_secured(p):
    """Each counting member is insured."""
    return every(p.is_insured)


@rule(of="household", title="住房安全有保障", clause="总体目标；住房安全", value="house_grade")
def is_housing_secured(h):
    """A home of grade A or B, own, resettled or lent for long, with an appraisal; without that not yet verified."""
    is_safe = among(h.house_grade, ["1", "2"], ["3", "4"])
    has_home = among(h.house_tenure, ["01", "02", "03"], ["04"])
    return only_if(h.has_house_report, all_of(is_safe, has_home))


@rule(of="household", title="应达到的水量", clause="水农〔2004〕547号；T/CHES 18-2018", kind="value", unit="升")
def water_litres_needed(h, law):
    """Litres per person and day by the standard of the day; less where water is short."""
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
    """Clean, enough, piped or near, and not cut off for more than a tenth of the year."""
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
    """Neither of the two worries, all three guarantees, and safe water."""
    return all_of(*_six(h))


@rule(of="household", title="缺项数", clause="总体目标", kind="value", unit="项")
def deprivations(h):
    """How many of the six are surely not met."""
    return count_met(*(not_(each) for each in _six(h)))


@rule(of="household", title="未核实项数", clause="总体目标", kind="value", unit="项")
def deprivations_unknown(h):
    """How many of the six are not yet verified."""
    return count_unknown(*_six(h))
