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
    """Shares the household's income: lives here, works or studies away, or is a conscript; not gone, not apart."""
    lives = among(p.residence, law("counting_residences", purpose="income"), law("other_residences", purpose="income"))
    return all_of(_present(p, on, law), lives)


@rule(of="person", title="在册人口", clause="02 对象精准；家庭人口口径（统计用）")
def is_registered(p, on, law):
    """Counted in the statistics: present or moved in, wherever the person lives."""
    return _present(p, on, law)


@rule(of="household", title="家庭人口", clause="02 对象精准；家庭人口口径（收入用）", kind="value", unit="人")
def members(h):
    """The number of counting members; unknown while it is unknown for one person, or where surely nobody counts."""
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
    """The reported number of members is not the number of people that count."""
    return h.members_reported != h.members


@rule(of="household", title="空户", clause="2017 年数据核查 10", kind="doubt", value="members_at_most", unit="人")
def doubt_no_members(h):
    """Nobody in the file can count as a member."""
    return h.members_at_most == 0


@rule(of="person", title="户主", clause="02 对象精准", inner=True)
def is_head(p):
    """The head of the household."""
    return p.relation == "01"


@rule(of="household", title="没有户主", clause="2017 年数据核查 3", kind="doubt")
def doubt_no_head(h, p):
    """No counting member is the head."""
    return not_(some(p.is_head))


@rule(of="household", title="有多名户主", clause="2017 年数据核查 3", kind="doubt")
def doubt_several_heads(p):
    """More than one counting member is the head."""
    return how_many(p.is_head) > 1
