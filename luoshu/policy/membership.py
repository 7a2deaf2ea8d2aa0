"""Who counts as a member of the household, by purpose (02 对象精准)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import all_of, among, how_many, known, not_, some


def _present(p, on, law):
    """On the register and not yet gone on the day. A blank date of leaving means the person has not left."""
    status = among(p.member_status, law("present_statuses"), law("gone_statuses"))
    has_left = all_of(p.has("left_on"), p.left_on <= on)
    return all_of(status, not_(has_left))


@rule(of="person", title="计入家庭人口", clause="02 对象精准；家庭人口口径（收入用）")
def counts_as_member(p, on, law):
    """与家里同吃同用的人：共同生活、在外务工或就学、义务兵；已减少的、服刑、出嫁、空挂、失联、分户单过的不算。"""
    lives = among(p.residence, law("counting_residences", purpose="income"), law("other_residences", purpose="income"))
    return all_of(_present(p, on, law), lives)


@rule(of="person", title="在册人口", clause="02 对象精准；家庭人口口径（统计用）")
def is_registered(p, on, law):
    """统计口径：正常或转入的人，不论住在哪里。"""
    return _present(p, on, law)


@rule(of="household", title="家庭人口", clause="02 对象精准；家庭人口口径（收入用）", kind="value", unit="人")
def members(h):
    """计入家庭人口的人数；有一人是否计入未核实，或没有一人确定计入，就是未核实。"""
    certain = all_of(h.members_at_least == h.members_at_most, h.members_at_least > 0)
    return known(h.members_at_least, certain)


@rule(
    of="household",
    title="家庭人口与填报数不符",
    clause="02 动态管理",
    kind="doubt",
    value="members_reported",
    threshold="members",
    unit="人",
)
def doubt_members_differ(h):
    """填报的家庭人口数与计入的人数不一致。"""
    return h.members_reported != h.members


@rule(of="household", title="空户", clause="2017 年数据核查 10", kind="doubt", value="members_at_most", unit="人")
def doubt_no_members(h):
    """名单里没有一个人可能计入。"""
    return h.members_at_most == 0


@rule(of="person", title="户主", clause="02 对象精准", inner=True)
def is_head(p):
    """与户主关系为本人或户主。"""
    return p.relation == "01"


@rule(of="household", title="没有户主", clause="2017 年数据核查 3", kind="doubt")
def doubt_no_head(h, p):
    """计入的人里没有户主。"""
    return not_(some(p.is_head))


@rule(of="household", title="有多名户主", clause="2017 年数据核查 3", kind="doubt")
def doubt_several_heads(p):
    """计入的人里户主多于一名。"""
    return how_many(p.is_head) > 1
