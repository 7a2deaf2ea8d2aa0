"""Health, age and the capacity to work of the members."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import aged, aged_between, all_of, among, any_of, not_, some

ABLE, NOT_ABLE = ("01", "02", "05"), ("03", "04")
STUDENT, NOT_STUDENT = [f"{code:02d}" for code in range(2, 17)], ["01"]
BEFORE_SCHOOL = 3  # nobody younger is a pupil, whatever is left blank


@rule(of="person", title="有劳动能力", clause="国家系统 AAB010", value="labour")
def is_able(p):
    """普通、技能、弱或半劳动力；丧失和无劳动力不算。"""
    return among(p.labour, ABLE, NOT_ABLE)


@rule(of="person", title="患病", clause="国家系统 AAB017", value="health")
def is_sick(p):
    """长期慢性病或大病。"""
    return among(p.health, ["02", "03"], ["01", "04"])


@rule(of="person", title="残疾", clause="国家系统 AAB017；GB/T 26341", value="health")
def is_disabled(p):
    """健康状况为残疾，或有残疾类别、残疾等级。"""
    return any_of(among(p.health, ["04"], ["01", "02", "03"]), p.has("disability_kind"), p.has("disability_grade"))


@rule(of="person", title="在校生", clause="国家系统 AAB009", value="schooling")
def is_student(p, on):
    """从学前教育到大专及以上在校；未满 3 岁的不算。"""
    return all_of(aged(p.birth_on, BEFORE_SCHOOL, on), among(p.schooling, STUDENT, NOT_STUDENT))


@rule(of="person", title="老年人", clause="老年人权益保障法第二条", value="birth_on")
def is_elderly(p, on, law):
    """判定日满 60 岁。"""
    return aged(p.birth_on, law("elderly_age"), on)


@rule(of="person", title="劳动年龄", clause="扶贫统计口径", value="birth_on", inner=True)
def is_working_age(p, on, law):
    """判定日满 16 岁、未满 61 岁。"""
    return aged_between(p.birth_on, law("working_age_from"), law("working_age_to"), on)


@rule(of="person", title="可就业", clause="03 转移就业", inner=True)
def is_employable(p):
    """有劳动能力，在劳动年龄内，不在校。"""
    return all_of(p.is_able, p.is_working_age, not_(p.is_student))


@rule(of="household", title="整户无劳动能力", clause="03 低保兜底")
def has_no_labour(p):
    """计入的人没有一个有劳动能力。"""
    return not_(some(p.is_able))
