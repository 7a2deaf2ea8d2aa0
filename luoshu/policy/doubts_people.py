"""Doubts about a person's record: what does not agree is named for somebody to verify (true = the doubt is there)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import aged, aged_between, all_of, among, any_of, exactly_one, not_, some
from luoshu.policy.guarantees import NOT_AT_SCHOOL

MEN = ("03", "06", "07", "09", "11", "13", "15", "17", "19")
WOMEN = ("04", "05", "08", "10", "12", "14", "16", "18", "20")
EITHER = ("01", "02", "99")
GRADES = [f"{code:02d}" for code in range(4, 16)]  # each of these lasts one year
SENIOR = [f"{code:02d}" for code in range(7, 17)]
PRIMARY = ["02", "03"]
CHECKS_2017 = "2017 年数据核查 "


@rule(of="person", title="证件号码校验不通过", clause=CHECKS_2017 + "2", kind="doubt")
def doubt_id_invalid(p):
    """号码校验不通过；没有号码的是证件待核。"""
    return not_(p.id_is_valid)


@rule(of="person", title="证件号码重复", clause=CHECKS_2017 + "11", kind="doubt")
def doubt_id_duplicated(p):
    """同一号码在别处也有。"""
    return p.is_duplicated


@rule(of="person", title="不同户共用电话", clause="电话核查规则", kind="doubt")
def doubt_phone_shared(p):
    """同一电话在别的户也有。"""
    return p.shares_phone


@rule(of="person", title="关键信息为空", clause=CHECKS_2017 + "3", kind="doubt")
def doubt_person_blank(p, on, law):
    """民族、健康、劳动技能、在校状况（6–23 岁）或文化程度（不在校的）没有填。"""
    school_years = aged_between(p.birth_on, law("schooling_key_from"), law("schooling_key_to"), on)
    needs_labour = aged_between(p.birth_on, law("working_age_from"), law("labour_check_age_to"), on)
    return any_of(
        not_(p.has("ethnicity")),
        not_(p.has("health")),
        all_of(needs_labour, not_(p.has("labour"))),
        all_of(school_years, not_(p.has("schooling"))),
        all_of(p.schooling == NOT_AT_SCHOOL, not_(p.has("education"))),
    )


@rule(of="person", title="残疾但无残疾等级", clause=CHECKS_2017 + "3", kind="doubt", value="health")
def doubt_disability_unproved(p):
    """记为残疾，没有残疾等级。"""
    return all_of(p.health == "04", not_(p.has("disability_grade")))


@rule(of="person", title="与户主关系和性别不符", clause=CHECKS_2017 + "10", kind="doubt", value="relation")
def doubt_relation_sex(p):
    """之子是女性、之母是男性之类。"""
    is_man, is_woman = among(p.sex, ["1"], ["2"]), among(p.sex, ["2"], ["1"])
    return any_of(all_of(p.relation.is_in(list(MEN)), is_woman), all_of(p.relation.is_in(list(WOMEN)), is_man))


@rule(of="person", title="未到劳动年龄却记有劳动力", clause="劳动力核查规则", kind="doubt", value="labour")
def doubt_labour_too_young(p, on, law):
    """未满 16 岁，记为有劳动能力。"""
    return all_of(not_(aged(p.birth_on, law("working_age_from"), on)), p.is_able)


@rule(of="person", title="健康的劳动年龄人口记为丧失劳动力", clause=CHECKS_2017 + "6", kind="doubt", value="labour")
def doubt_labour_lost(p):
    """健康、在劳动年龄内，却记为丧失劳动力。"""
    return all_of(p.is_working_age, p.health == "01", p.labour == "03")


@rule(of="person", title="健康非学生的劳动年龄人口记为无劳动力", clause=CHECKS_2017 + "6", kind="doubt", value="labour")
def doubt_labour_none(p):
    """健康、在劳动年龄内、不在校，却记为无劳动力。"""
    return all_of(p.is_working_age, p.health == "01", not_(p.is_student), p.labour == "04")


@rule(of="person", title="务工月数不在 0–12", clause=CHECKS_2017 + "8", kind="doubt", value="work_months", unit="月")
def doubt_work_months(p):
    """一年务工少于 0 个月或多于 12 个月。"""
    return any_of(p.work_months < 0, p.work_months > 12)


@rule(
    of="person", title="务工地点与月数只填一项", clause=CHECKS_2017 + "8", kind="doubt", value="work_months", unit="月"
)
def doubt_work_place(p):
    """有务工地点没有月数，或有月数没有地点。"""
    has_months = all_of(p.has("work_months"), p.work_months > 0)
    return exactly_one(p.has("work_place"), has_months)


@rule(of="person", title="无劳动力却有务工", clause=CHECKS_2017 + "8", kind="doubt", value="work_months", unit="月")
def doubt_work_without_labour(p):
    """有务工，却记为没有劳动能力。"""
    return all_of(p.work_months > 0, not_(p.is_able))


@rule(of="person", title="未满 16 岁务工", clause="公益岗位核查规则", kind="doubt", value="work_months", unit="月")
def doubt_work_too_young(p, on, law):
    """未满 16 岁就有务工。"""
    return all_of(p.work_months > 0, not_(aged(p.birth_on, law("working_age_from"), on)))


@rule(of="person", title="公益岗位过多", clause="公益岗位核查规则", kind="doubt", value="public_posts", unit="个")
def doubt_posts_too_many(p, law):
    """公益岗位多于两个。"""
    return p.public_posts > law("posts_ceiling")


@rule(of="person", title="公益岗位年龄不符", clause="公益岗位核查规则", kind="doubt", value="public_posts", unit="个")
def doubt_posts_age(p, on, law):
    """未满 16 岁或满 70 岁，有公益岗位。"""
    is_fit = aged_between(p.birth_on, law("working_age_from"), law("posts_age_to"), on)
    return all_of(p.public_posts > 0, not_(is_fit))


@rule(
    of="person", title="公益岗位无月数", clause="公益岗位核查规则", kind="doubt", value="public_post_months", unit="月"
)
def doubt_posts_without_months(p):
    """有公益岗位，没有月数。"""
    has_months = all_of(p.has("public_post_months"), p.public_post_months > 0)
    return all_of(p.public_posts > 0, not_(has_months))


@rule(of="person", title="学段与年龄不符", clause=CHECKS_2017 + "10", kind="doubt", value="schooling")
def doubt_school_stage(p, on, law):
    """不满 15 岁上高中及以上，或满 20 岁还在小学或学前。"""
    too_early = all_of(not_(aged(p.birth_on, law("senior_school_age"), on)), p.schooling.is_in(SENIOR))
    too_late = all_of(aged(p.birth_on, law("primary_school_age"), on), p.schooling.is_in(PRIMARY))
    return any_of(too_early, too_late)


@rule(of="person", title="年级三年未变", clause=CHECKS_2017 + "10", kind="doubt", value="schooling")
def doubt_school_unchanged(p):
    """今年、去年、前年同在一个年级；小学、学前和大学不分年级，不查。"""
    return all_of(
        p.schooling.is_in(GRADES),
        p.schooling == p.schooling_last_year,
        p.schooling == p.schooling_two_years_ago,
    )


@rule(of="person", title="同时参加居民和职工医保", clause="医保核查规则", kind="doubt")
def doubt_insured_twice(p):
    """居民医保和职工医保同时参加。"""
    return all_of(p.has_resident_insurance, p.has_employee_insurance)


@rule(of="person", title="同时享受低保和五保", clause=CHECKS_2017 + "5", kind="doubt")
def doubt_both_benefits(p):
    """低保和五保同时享受。"""
    return all_of(p.has_minimum_living, p.has_five_guarantee)


def _couple(p, relation, sex):
    return all_of(p.relation == relation, p.sex == sex)


@rule(of="person", title="男户主", clause=CHECKS_2017 + "10", inner=True)
def is_male_head(p):
    """户主，男性。"""
    return _couple(p, "01", "1")


@rule(of="person", title="女户主", clause=CHECKS_2017 + "10", inner=True)
def is_female_head(p):
    """户主，女性。"""
    return _couple(p, "01", "2")


@rule(of="person", title="男配偶", clause=CHECKS_2017 + "10", inner=True)
def is_male_spouse(p):
    """配偶，男性。"""
    return _couple(p, "02", "1")


@rule(of="person", title="女配偶", clause=CHECKS_2017 + "10", inner=True)
def is_female_spouse(p):
    """配偶，女性。"""
    return _couple(p, "02", "2")


@rule(of="household", title="户主与配偶性别相同", clause=CHECKS_2017 + "10", kind="doubt")
def doubt_couple_same_sex(p):
    """户主与配偶记为同一性别。"""
    return any_of(
        all_of(some(p.is_male_head), some(p.is_male_spouse)),
        all_of(some(p.is_female_head), some(p.is_female_spouse)),
    )
