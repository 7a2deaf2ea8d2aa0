"""What things are called on pages, in the language of the reader: checks, programmes, states, codes."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core.roles import ROLES
from luoshu.policy.codes import codes
from luoshu.registry.counts import SIX
from luoshu.registry.explanations import STANDARDS

from . import formats

# Short names for head lines and tags; the full title of a check comes with its explanation.
CHECKS = {
    "has_enough_food": lazy("不愁吃"),
    "has_enough_clothes": lazy("不愁穿"),
    "is_education_secured": lazy("义务教育"),
    "is_medical_secured": lazy("基本医疗"),
    "is_housing_secured": lazy("住房安全"),
    "is_water_secured": lazy("饮水安全"),
    "is_income_stable": lazy("收入稳定"),
    "may_exit": lazy("退出标准"),
    "has_no_labour": lazy("无劳动力"),
    "any": lazy("任一项"),
}
STANDARD = (*SIX, "is_income_stable")
PROGRAMMES = {
    "employment": lazy("转移就业"),
    "industry": lazy("特色产业"),
    "relocation": lazy("易地搬迁"),
    "ecology": lazy("生态保护"),
    "safety_net": lazy("低保兜底"),
    "infrastructure": lazy("基础设施"),
    "public_services": lazy("公共服务"),
    "education": lazy("教育扶贫"),
    "health": lazy("健康扶贫"),
    "finance": lazy("金融扶贫"),
    "society": lazy("社会扶贫"),
}
STATUSES = {
    "poor": lazy("未脱贫"),
    "exited": lazy("已脱贫"),
    "pre_exit": lazy("预脱贫"),
    "returned": lazy("返贫"),
}
OUTCOMES = {"not": lazy("不达标"), "unknown": lazy("未核实"), "met": lazy("达标")}
LEVELS = {4: lazy("各县区"), 6: lazy("各乡镇"), 9: lazy("各村")}


def language() -> str:
    """`zh` or `en`, as the code lists and dictionaries want it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def label(code_list, code) -> str:
    """The label of a code for the reader; an unknown code shows itself, a missing one a dash."""
    if code is None or code == "":
        return "—"
    found = codes(code_list)
    return found.label(code, language()) if code in found else str(code)


def field_title(field) -> str:
    """The heading of a field of the dictionary for the reader."""
    return getattr(field, language())


UNITS = {
    "元": lazy("元"),
    "人": lazy("人"),
    "亩": lazy("亩"),
    "公里": lazy("公里"),
    "平方米": lazy("平方米"),
    "升": lazy("升"),
    "分钟": lazy("分钟"),
    "天": lazy("天"),
    "月": lazy("月"),
    "个": lazy("个"),
    "户": lazy("户"),
    "项": lazy("项"),
}


def unit(name) -> str:
    """A unit of the dictionary for the reader."""
    return str(UNITS.get(name, name or ""))


def role(code) -> str:
    """The name of a duty; those are collected for translation from the list of roles."""
    return _(ROLES[code].zh) if code in ROLES else _("系统")


def who(name) -> str:
    """Who did it: a person's name stays; the command line is said in the reader's language."""
    user = name.removeprefix("命令行 ")
    return name if user == name else _("命令行 %(user)s") % {"user": user}


def written(field, value) -> str:
    """A value as the reader knows it: label, 是 or 否, yuan, plain number; the unknown is a dash."""
    if value is None or value == "":
        return formats.UNKNOWN
    if field.type == "code":
        return label(field.code, value)
    if field.type == "bool":
        return _("是") if value else _("否")
    if field.type == "money":
        return formats.money(int(value))
    if field.type == "measure":
        return formats.hundredths(int(value))
    return formats.number(value) if field.type == "int" else str(value)


def check(name) -> str:
    """The short name of a check."""
    return str(CHECKS.get(name) or PROGRAMMES.get(name.removeprefix("eligible_")) or name)


def outcome(name, found) -> str:
    """A check with its outcome (a key of OUTCOMES): a standard is met or not, a condition holds or not."""
    if name in STANDARDS or name == "any" or found == "unknown":
        return f"{check(name)} {OUTCOMES[found]}" if language() == "en" else f"{check(name)}{OUTCOMES[found]}"
    told = _("够%(check)s的条件") if name.startswith("eligible_") else "%(check)s"
    return formats.bracketed(told % {"check": check(name)}, _("是") if found == "met" else _("否"))


def lacks(failed, unknown) -> list[tuple[str, str]]:
    """Tags for what a household lacks: not met first, then not yet verified."""
    return _lacks(failed, unknown, language())


@lru_cache(maxsize=1024)
def _lacks(failed, unknown, _language):
    tags = [("not", _("%(check)s不达标") % {"check": check(name)}) for name in failed]
    return tags + [("unk", _("%(check)s未核实") % {"check": check(name)}) for name in unknown]
