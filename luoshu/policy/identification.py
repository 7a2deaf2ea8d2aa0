"""Identification by its two bars: income, or the burden of school, illness or house (02 对象精准)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import all_of, any_of, below, plus


@rule(of="household", title="必需的大额支出", clause="河南识别“两条杠”", kind="value", unit="元")
def rigid_spending(h):
    """当年自己负担的教育、医疗、住房支出之和。"""
    return plus(h.education_spending, h.medical_spending, h.housing_spending)


@rule(
    of="household",
    title="符合收入杠",
    clause="02 建档立卡；河南识别“两条杠”",
    value="income_per_head",
    threshold="identify_line",
    unit="元",
)
def meets_income_bar(h):
    """收入低于标准。"""
    return h.is_below_line


@rule(
    of="household",
    title="符合支出杠",
    clause="河南识别“两条杠”",
    value="income_after_burden",
    threshold="identify_line_for_all",
    unit="元",
)
def meets_burden_bar(h):
    """有教育、医疗或住房支出，扣除之后收入低于标准。"""
    is_left_below = below(h.income_after_burden, h.identify_line, h.members)
    return all_of(h.rigid_spending > 0, is_left_below)


@rule(of="household", title="扣除大额支出后的收入", clause="河南识别“两条杠”", kind="value", unit="元", inner=True)
def income_after_burden(h):
    """年纯收入减去教育、医疗、住房支出。"""
    return h.net_income - h.rigid_spending


@rule(of="household", title="全家识别标准", clause="02 建档立卡", kind="value", unit="元", inner=True)
def identify_line_for_all(h):
    """标准乘以家庭人口。"""
    return h.identify_line * h.members


@rule(of="household", title="符合识别条件", clause="02 建档立卡")
def may_register(h):
    """收入、支出两条杠符合一条。"""
    return any_of(h.meets_income_bar, h.meets_burden_bar)
