"""When a county may leave the list: composite rate, wrong exits, missed households, approval, Henan's additions."""

from luoshu.engine.vocabulary import all_of, amount, at_least, choose, holds
from luoshu.policy.places import SHARE, place_rule

NATIONAL = "厅字〔2016〕16号 三（三）"
HENAN = "河南省 2019 年贫困县退出通知"
ROUND = 10_000  # a share of 10,000 is all


@place_rule(title="比率上限", clause=NATIONAL, kind="value", unit=SHARE)
def rate_allowed(law):
    """中部 2%，西部 3%。"""
    return amount(law("county_rate") * 100)


@place_rule(title="群众认可度下限", clause=NATIONAL, kind="value", unit=SHARE)
def approval_needed(law):
    """认可户占调查户的比例。"""
    return amount(law("county_approval") * 100)


@place_rule(title="贫困村退出比例下限", clause=HENAN, kind="value", unit=SHARE)
def villages_share_needed(law):
    """已退出的贫困村占贫困村的比例。"""
    return amount(law("county_villages_exited") * 100)


@place_rule(title="综合贫困人口", clause=NATIONAL, kind="value", inner=True)
def composite_people(c):
    """剩余贫困人口，加上按漏评率、错退率推算的漏评和错退人口；以万分之一人计，不四舍五入。"""
    missed = c.missed_share * (c.rural_people - c.registered_people)
    return c.poor_people * ROUND + missed + c.wrong_exit_share * c.exited_people


@place_rule(title="综合贫困发生率", clause=NATIONAL, kind="value", unit=SHARE)
def composite_rate(c):
    """综合贫困人口除以农村人口；只供查看，判定不用它。"""
    return choose(c.rural_people > 0, c.composite_people, amount(0)) // choose(
        c.rural_people > 0, c.rural_people, amount(1)
    )


@place_rule(
    title="综合贫困发生率低于标准", clause=NATIONAL, value="composite_rate", threshold="rate_allowed", unit=SHARE
)
def is_composite_rate_low(c):
    """（剩余贫困人口＋漏评人口＋错退人口）少于农村人口的 2%；恰好相等不算低于。"""
    return all_of(c.composite_people < c.rate_allowed * c.rural_people, c.rural_people > 0)


@place_rule(title="错退率低于标准", clause=NATIONAL, value="wrong_exit_share", threshold="rate_allowed", unit=SHARE)
def are_wrong_exits_few(c):
    """抽样的脱贫人口里，错退的不到 2%。"""
    return c.wrong_exit_share < c.rate_allowed


@place_rule(title="漏评率低于标准", clause=NATIONAL, value="missed_share", threshold="rate_allowed", unit=SHARE)
def are_missed_few(c):
    """抽查村的未建档农村人口里，漏评的不到 2%。"""
    return c.missed_share < c.rate_allowed


@place_rule(
    title="群众认可度达到标准", clause=NATIONAL, value="approval_share", threshold="approval_needed", unit=SHARE
)
def is_approved(c):
    """认可的户不少于调查户的 90%。"""
    return at_least(c.approval_share, c.approval_needed)


@place_rule(title="贫困村退出比例", clause=HENAN, kind="value", unit=SHARE)
def villages_share(c):
    """已退出的贫困村除以贫困村；只供查看，判定不用它。"""
    return choose(c.listed_villages > 0, c.exited_villages * ROUND, amount(0)) // choose(
        c.listed_villages > 0, c.listed_villages, amount(1)
    )


@place_rule(
    title="贫困村退出比例达到标准", clause=HENAN, value="villages_share", threshold="villages_share_needed", unit=SHARE
)
def are_villages_out(c):
    """贫困村退出不少于 90%；没有贫困村的县没有这一条。"""
    return at_least(c.exited_villages * ROUND, c.villages_share_needed * c.listed_villages)


@place_rule(
    title="农民收入增幅高于全省平均",
    clause=HENAN,
    value="income_growth",
    threshold="income_growth_of_province",
    unit=SHARE,
)
def is_growth_above_province(c):
    """农村居民人均可支配收入增幅高于全省平均。"""
    return c.income_growth > c.income_growth_of_province


@place_rule(title="基本公共服务接近全省平均", clause=HENAN, value="are_services_near")
def are_services_enough(c):
    """基本公共服务主要领域指标接近全省平均水平。"""
    return holds(c.are_services_near)


@place_rule(title="建立长效脱贫机制", clause=HENAN, value="has_lasting_mechanism")
def is_mechanism_lasting(c):
    """建立了长效脱贫机制。"""
    return holds(c.has_lasting_mechanism)
