"""Whether the recorded causes of poverty agree with the people (02 对象精准：致贫原因)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import all_of, any_of, not_, some

BY_PEOPLE = ("01", "02", "03")
WITHOUT_PEOPLE = ("04", "05", "06", "07", "08", "09", "10", "11", "99")


@rule(of="household", title="主要致贫原因与家庭成员相符", clause="2017 年数据核查 4", value="main_cause")
def main_cause_fits(h, p):
    """因病要有病人，因残要有残疾人，因学要有学生；因婚不能作主要原因。"""
    cause = h.main_cause
    return any_of(
        all_of(cause == "01", some(p.is_sick)),
        all_of(cause == "02", some(p.is_disabled)),
        all_of(cause == "03", some(p.is_student)),
        cause.is_in(list(WITHOUT_PEOPLE)),
    )


@rule(of="household", title="其他致贫原因不重复", clause="2017 年数据核查 4", value="other_cause_1")
def other_causes_fit(h):
    """其他原因如果有，与主要原因不同，彼此也不同。"""
    first_differs = any_of(not_(h.has("other_cause_1")), h.other_cause_1 != h.main_cause)
    second_differs = any_of(not_(h.has("other_cause_2")), h.other_cause_2 != h.main_cause)
    each_differs = any_of(
        not_(h.has("other_cause_1")), not_(h.has("other_cause_2")), h.other_cause_1 != h.other_cause_2
    )
    return all_of(first_differs, second_differs, each_differs)
