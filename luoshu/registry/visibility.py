"""The field matrix: which role sees which class of personal data, and how much of it. Pages, lists, filters, exports.

Rows come from the scope; this table cuts what is shown of a row. A class or role not named here is shown nothing.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache

from luoshu.core.errors import NotAllowed
from luoshu.core.masking import KEPT, mask
from luoshu.core.permissions import SYSTEM
from luoshu.core.roles import EXCLUSIVE, WATCHERS


class Level(IntEnum):
    """How much is shown: nothing, counts only, that there is one, its class, all but the middle, all."""

    NONE = 0
    COUNT = 1
    YES_NO = 2
    CLASS = 3
    MASKED = 4
    FULL = 5


NONE, COUNT, YES_NO, CLASS, MASKED, FULL = Level

CLASSES = {
    "name": "户主和成员姓名",
    "id": "证件号码",
    "phone": "联系电话",
    "account": "银行账号",
    "health": "疾病",
    "disability": "残疾类别和等级",
    "school": "未成年人就学",
    "income": "收入各项",
    "doubt": "疑点",
    "complaint": "投诉举报",
    "reporter": "举报人",
    "audit_reads": "审计和纪检的查阅",
}
# Circumstances that show more than the level says; who asks has to have established them.
CONDITIONS = {
    "entering": "录入时",
    "matching": "比对时",
    "notice": "公示期内",
    "interviewed": "本人访谈之后",
    "own": "只限本人的",
}


@dataclass(frozen=True)
class Cell:
    """What one role sees of one class: the level, more `when` a condition holds, all by giving a reason (`opens`)."""

    level: Level = NONE
    when: dict = field(default_factory=dict, hash=False)
    opens: bool = False
    note: str = ""


def also(level, condition, then=FULL):
    return Cell(level, {condition: then})


def by_reason(level, note=""):
    return Cell(level, opens=True, note=note)


# Roles that see alike.
COLUMNS = {
    "village": ("village_worker", "first_secretary", "clerk"),
    "group": ("group_head",),
    "helper": ("helper",),
    "township": ("township_reviewer", "township_finance"),
    "office": ("county_register", "county_programme", "county_fund", "county_director", "city_office"),
    "bureau": ("bureau",),
    "education": ("bureau_education",),
    "medical": ("bureau_health",),
    "welfare": ("bureau_welfare",),
    "finance": ("bureau_finance",),
    "bank": ("bank",),
    "hotline": ("hotline_clerk",),
    "leader": ("city_leader",),
    "promotion": ("promotion_group",),
    "evaluator": ("evaluator",),
    "watch": tuple(sorted(WATCHERS)),
    "administrators": tuple(sorted(EXCLUSIVE)),
    "public": ("public",),
}
TITLES = {
    "village": "村干部、第一书记、代录员",
    "group": "村民组长",
    "helper": "帮扶责任人",
    "township": "乡镇审核和财政",
    "office": "县、市扶贫办",
    "bureau": "其他行业部门",
    "education": "教育部门",
    "medical": "卫健和医保部门",
    "welfare": "民政和残联",
    "finance": "财政部门",
    "bank": "银行",
    "hotline": "12317 接线员",
    "leader": "市领导",
    "promotion": "推进小组",
    "evaluator": "第三方评估员",
    "watch": "审计和纪检监察",
    "administrators": "系统、安全、审计管理员",
    "public": "群众",
}
WORDS = {NONE: "不显示", COUNT: "只有数", YES_NO: "有没有", CLASS: "类别", MASKED: "掩", FULL: "全"}
BUREAUX = ("bureau", "education", "medical", "welfare", "finance")
GROUND = ("village", "helper", "township", "office")


def row(*columns, **cells):
    """Full for `columns`, as said for the rest; a plain level stands for a cell."""
    full = {name: Cell(FULL) for name in columns}
    return full | {name: cell if isinstance(cell, Cell) else Cell(cell) for name, cell in cells.items()}


MATRIX = {
    "name": row(
        *GROUND, "group", *BUREAUX, "bank", "evaluator", "watch",
        hotline=by_reason(MASKED), leader=by_reason(COUNT), promotion=COUNT, public=also(NONE, "notice"),
    ),
    "id": row(
        "bank", village=also(MASKED, "entering"), helper=MASKED, township=by_reason(MASKED), office=by_reason(MASKED),
        evaluator=MASKED, watch=by_reason(MASKED, "凭调卷单号"), **{b: also(MASKED, "matching") for b in BUREAUX},
    ),
    "phone": row(
        *GROUND, "bank", "watch", hotline=by_reason(MASKED), evaluator=MASKED, **dict.fromkeys(BUREAUX, MASKED),
    ),
    "account": row("finance", "bank", "watch", village=MASKED, township=MASKED, office=MASKED),
    "health": row(
        "medical", "watch", village=also(CLASS, "entering"), helper=CLASS, township=CLASS, office=by_reason(CLASS),
        promotion=COUNT, evaluator=CLASS,
    ),
    "disability": row(*GROUND, "welfare", "evaluator", "watch", promotion=COUNT),
    "school": row(*GROUND, "education", "evaluator", "watch", promotion=COUNT),
    "income": row(
        *GROUND, "watch", **dict.fromkeys(BUREAUX, YES_NO), leader=COUNT, promotion=COUNT,
        evaluator=also(NONE, "interviewed"),
    ),
    "doubt": row("village", "township", "office", *BUREAUX, "promotion", "watch", leader=COUNT),
    "complaint": row(
        "office", "hotline", "watch", village=YES_NO, township=YES_NO, leader=COUNT, public=also(NONE, "own"),
    ),
    "reporter": row("watch", hotline=also(NONE, "entering"), public=also(NONE, "own")),
    "audit_reads": row(watch=also(NONE, "own")),
}  # fmt: skip

COLUMN_OF = {role: column for column, roles in COLUMNS.items() for role in roles}
INCOMES = (
    "wage_income", "business_income", "business_cost", "property_income", "family_planning_benefit",
    "minimum_living_benefit", "five_guarantee_benefit", "pension_benefit", "ecological_compensation",
    "other_transfer", "donation_income", "asset_sale_income", "wage_nature", "business_nature", "property_nature",
    "other_transfer_nature", "education_spending", "medical_spending", "housing_spending", "microloan_balance",
)  # fmt: skip
# Fields of the dictionary that belong to a class though they may enter a closing, and what they take at the least.
FIELDS = {
    "illness_name": ("health", FULL),
    "health": ("health", CLASS),
    "disability_kind": ("disability", FULL),
    "disability_grade": ("disability", FULL),
    "schooling": ("school", FULL),
    "dropout_reason": ("school", FULL),
    "is_home_schooled": ("school", FULL),
} | dict.fromkeys(INCOMES, ("income", FULL))
# What rules compute from such fields tells them as well.
COMPUTED = dict.fromkeys(
    (
        "net_income",
        "recurring_income",
        "recurring_at_least",
        "recurring_at_most",
        "income_per_head",
        "rigid_spending",
        "income_after_burden",
    ),
    ("income", FULL),
) | {"is_sick": ("health", CLASS), "is_disabled": ("disability", FULL), "is_student": ("school", FULL)}
# Main causes of poverty that name an illness or a disability.
TELLING_CAUSES = {"01": ("health", YES_NO), "02": ("disability", YES_NO)}
ADULT = 18


def cell(role, data):
    """The cell of a role and a class; Luoshu itself sees all. LookupError for a class the matrix does not have."""
    cells = MATRIX[data]
    return Cell(FULL) if role == SYSTEM else cells.get(COLUMN_OF.get(role), Cell())


def sees(actor, data, given=()):
    """How much of a class the actor sees; `given` names the conditions that hold."""
    if actor is None:
        return NONE
    found = cell(actor.role, data)
    return max([found.level, *(level for name, level in found.when.items() if name in given)])


def opens(actor, data):
    """Whether the actor may open the class in full by giving a reason."""
    return actor is not None and cell(actor.role, data).opens


def shown(actor, data, value, given=()):
    """A value of a class as the actor may see it: whole, masked, True for "there is one", else None."""
    level = sees(actor, data, given)
    if value is None or value == "" or level == FULL:
        return value
    if level == MASKED and data in KEPT:
        return mask(data, value)
    return True if level in (YES_NO, CLASS) else None


@cache
def class_of(name, personal):
    """(class, least level) of a field, or None for one that everybody in scope sees."""
    return FIELDS.get(name) or COMPUTED.get(name) or (personal and (personal, MASKED)) or None


def sees_field(actor, field, born=None, on=None, given=()):
    """Whether a field of the dictionary is shown to the actor (perhaps masked). Schooling is guarded for minors."""
    found = class_of(field.name, field.personal)
    if found is None:
        return True
    data, least = found
    if data == "school" and born is not None and on is not None and _age(born, on) >= ADULT:
        return True
    return sees(actor, data, given) >= least


def field_shown(actor, field, value, born=None, on=None, given=()):
    """The value of a field as the actor may see it: itself, masked, or None."""
    if not sees_field(actor, field, born, on, given):
        return None
    data = field.personal
    return shown(actor, data, value, given) if data in KEPT else value


def sees_computed(actor, name):
    """Whether a column that rules compute is shown to the actor."""
    found = COMPUTED.get(name)
    return found is None or sees(actor, found[0]) >= found[1]


def sees_cause(actor, cause):
    """Whether the actor is shown a household's cause: with a name beside it, an illness is told by it."""
    data, least = TELLING_CAUSES.get(cause, ("name", NONE))
    return sees(actor, data) >= least or sees(actor, "name") <= COUNT


def _age(born, on):
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def check_sees(actor, data, least=FULL, given=()):
    """Refuse to filter, sort or search by what the actor would not be shown: the order of a list tells it too."""
    if sees(actor, data, given) < least:
        raise NotAllowed(f"您现在的任职不能按“{CLASSES[data]}”查找、筛选或排序", "这一类信息在权限表里不对您显示。")
