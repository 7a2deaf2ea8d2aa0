"""When a household may leave the register (02 规范脱贫退出程序)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import all_of, any_of, below, not_, some

EXITED = "1"


@rule(of="household", title="符合退出条件", clause="02 规范退出；厅字〔2016〕16号")
def may_exit(h):
    """收入稳定超过标准，不靠一次性和预期收入，并且样样有保障。"""
    return all_of(h.is_income_stable, h.nothing_lacking)


@rule(of="household", title="已脱贫", clause="国家系统 AAR010", inner=True)
def has_exited(h):
    """脱贫属性为脱贫。"""
    return h.poverty_status == EXITED


@rule(
    of="household",
    title="已脱贫但收入低于标准",
    clause="2017 年数据核查 1",
    kind="doubt",
    value="income_per_head",
    threshold="exit_line",
    unit="元",
)
def doubt_exit_income(h):
    """已脱贫，收入却低于标准。"""
    return all_of(h.has_exited, below(h.net_income, h.exit_line, h.members))


@rule(of="household", title="已脱贫但有适龄儿童失学", clause="2017 年数据核查 1", kind="doubt")
def doubt_exit_education(h):
    """已脱贫，却有健康的适龄儿童不在校。"""
    return all_of(h.has_exited, not_(h.is_education_secured))


@rule(of="household", title="已脱贫但住房不安全", clause="2017 年数据核查 1", kind="doubt", value="house_grade")
def doubt_exit_housing(h):
    """已脱贫，却住危房或没有住房。"""
    return all_of(h.has_exited, not_(h.is_housing_secured))


@rule(of="household", title="已脱贫但饮水不安全", clause="2017 年数据核查 1", kind="doubt")
def doubt_exit_water(h):
    """已脱贫，饮水却不安全。"""
    return all_of(h.has_exited, not_(h.is_water_secured))


@rule(of="household", title="已脱贫但有人未参保", clause="2017 年数据核查 1", kind="doubt")
def doubt_exit_medical(h):
    """已脱贫，却有人没有参保。"""
    return all_of(h.has_exited, not_(h.is_medical_secured))


@rule(of="person", title="患病而未参加大病保险", clause="2017 年数据核查 1", inner=True)
def is_sick_without_insurance(p):
    """患病，没有大病保险。"""
    return all_of(p.is_sick, not_(p.has_serious_illness_insurance))


@rule(of="household", title="因病户已脱贫但病人未参加大病保险", clause="2017 年数据核查 1", kind="doubt")
def doubt_exit_serious_illness(h, p):
    """因病致贫，已脱贫，却有病人没有大病保险。"""
    return all_of(h.has_exited, h.main_cause == "01", some(p.is_sick_without_insurance))


@rule(
    of="household",
    title="已脱贫但住房面积为零或空",
    clause="2017 年数据核查 1",
    kind="doubt",
    value="house_area",
    unit="平方米",
)
def doubt_exit_house_area(h):
    """已脱贫，住房面积却为零或没有填。"""
    return all_of(h.has_exited, any_of(not_(h.has("house_area")), h.house_area <= 0))
