"""Who may manage accounts, postings and areas; what a role may do stands in the table of permissions."""

from django.db.models import Q

from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.models import Roll
from luoshu.core.permissions import check
from luoshu.core.roles import EXCLUSIVE, ROLES


def check_can_open_accounts(by):
    check(by, "core.create_account")


def check_can_disable(by, user):
    check(by, "core.disable_account")
    check_is_another(by, user)


def check_can_reset(by, user):
    check(by, "core.reset_account")
    check_is_another(by, user)


def check_is_another(by, user):
    """What guards an account is never done by its holder alone."""
    if user.pk == by.user_id:
        raise NotAllowed("不能对自己的账号这样做", "请由另一位管理员办理。")


def check_can_appoint(by, *, role, area, user, since=None, until=None):
    """Only those who appoint, only inside their own area; an administrator of the machine has no other duty."""
    check(by, "core.appoint")
    if role not in ROLES or not ROLES[role].is_appointed:
        raise NotPossible(f"没有“{role}”这个岗位", "请从岗位表中选择。")
    if not area.startswith(by.area):
        raise NotAllowed(f"{area} 不在您的管辖范围内", "请由上一级任命。")
    if user.pk == by.user_id:
        raise NotAllowed("不能任命自己", "请由另一位管理员任命。")
    check_is_exclusive(by, role, user, since, until)


def check_is_exclusive(by, role, user, since, until):
    """System, security and audit administrators hold no second posting at the same time, whatever it is."""
    held = user.postings.visible_to(by).exclude(role=role)
    if since is not None:
        held = held.filter(Q(until=None) | Q(until__gte=since))
    if until is not None:
        held = held.filter(since__lte=until)
    others = set(held.values_list("role", flat=True))
    if others and (role in EXCLUSIVE or others & EXCLUSIVE):
        raise NotPossible("系统、安全、审计三类管理员不能由一人兼任，也不能兼任别的岗位", "请任命另一个人。")


def check_can_manage_areas(by):
    check(by, "core.load_areas")


def check_can_add_place(by, *, parent):
    check(by, "core.add_place")
    if not parent.startswith(by.area):
        raise NotAllowed("只能在自己的范围内增设自然村和村民组")


def check_reaches_rolls(by, rolls):
    """Nobody hands on a roll that lies outside their own reach."""
    asked = set(rolls)
    if asked - set(Roll.objects.visible_to(by).filter(pk__in=asked).values_list("pk", flat=True)):
        raise NotAllowed("名册不在您的管辖范围内", "请由名册所在地的管理员任命。")
