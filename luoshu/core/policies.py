"""Who may manage accounts, postings and areas."""

from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.models import Roll
from luoshu.core.roles import EXCLUSIVE, ROLES

MANAGERS = {"system", "system_administrator", "security_administrator"}
PLACE_KEEPERS = {"system", "village_worker", "first_secretary", "township_reviewer", "county_register"}


def check_can_manage_accounts(by):
    if by.role not in MANAGERS:
        raise NotAllowed("只有系统管理员或安全管理员可以开设账号", "请与他们联系。")


def check_can_appoint(by, *, role, area, user):
    """Only managers, only inside their own area, and never two of the three exclusive administrators in one hand."""
    check_can_manage_accounts(by)
    if role not in ROLES:
        raise NotPossible(f"没有“{role}”这个岗位", "请从岗位表中选择。")
    if not area.startswith(by.area):
        raise NotAllowed(f"{area} 不在您的管辖范围内", "请由上一级任命。")
    if user.pk == by.user_id:
        raise NotAllowed("不能任命自己", "请由另一位管理员任命。")
    held = set(user.postings.visible_to(by).filter(until=None).values_list("role", flat=True))
    if role in EXCLUSIVE and held & (EXCLUSIVE - {role}):
        raise NotPossible("系统、安全、审计三类管理员不能由一人兼任", "请任命另一个人。")


def check_can_manage_areas(by):
    if by.role not in {"system", "system_administrator"}:
        raise NotAllowed("只有系统管理员可以载入行政区划")


def check_can_add_place(by, *, parent):
    if by.role not in PLACE_KEEPERS or not parent.startswith(by.area):
        raise NotAllowed("只能在自己的范围内增设自然村和村民组")


def check_reaches_rolls(by, rolls):
    """Nobody hands on a roll that lies outside their own reach."""
    asked = set(rolls)
    if asked - set(Roll.objects.visible_to(by).filter(pk__in=asked).values_list("pk", flat=True)):
        raise NotAllowed("名册不在您的管辖范围内", "请由名册所在地的管理员任命。")
