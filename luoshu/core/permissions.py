"""Who may do what: one table, action by action. Packages above add their own rows when they are imported.

A page and an action name their permission; nothing else in the program lists roles.
"""

from dataclasses import dataclass

from luoshu.core.errors import NotAllowed
from luoshu.core.roles import EXCLUSIVE, READERS, ROLES, WATCHERS

SYSTEM = "system"
ALL = frozenset(code for code, role in ROLES.items() if role.is_appointed)


@dataclass(frozen=True)
class Permission:
    """One thing that may be done: `zh` completes the sentence 可以…; `roles` may, and so may Luoshu itself."""

    name: str
    zh: str
    roles: frozenset[str]
    remedy: str = ""


TABLE = {}


def declare(*rows):
    """Add rows (name, Chinese, roles, remedy) to the table; a name or a role misspelt is an error at import."""
    for row in rows:
        permission = Permission(row[0], row[1], frozenset(row[2]), *row[3:])
        if unknown := permission.roles - ALL:
            raise ValueError(f"{permission.name}: no such roles: {sorted(unknown)}")
        if TABLE.setdefault(permission.name, permission) != permission:
            raise ValueError(f"permission {permission.name} is declared twice, differently")


def may(actor, name):
    """Whether the actor's role has the permission; LookupError for a permission nobody declared."""
    return actor is not None and (actor.role == SYSTEM or actor.role in TABLE[name].roles)


def check(actor, name):
    """Raise NotAllowed when the actor's role lacks the permission."""
    if not may(actor, name):
        permission = TABLE[name]
        raise NotAllowed(f"您现在的任职不能{permission.zh}", permission.remedy)


declare(
    ("core.enter", "进入系统", ALL),
    ("core.see_permissions", "看权限表", ALL),
    ("core.create_account", "开设账号", {"system_administrator"}, "请与系统管理员联系。"),
    ("core.load_areas", "载入行政区划", {"system_administrator"}, "请与系统管理员联系。"),
    ("core.appoint", "任命和免职", {"security_administrator"}, "请与安全管理员联系。"),
    ("core.disable_account", "停用账号", {"security_administrator"}, "请与安全管理员联系。"),
    ("core.reset_account", "重设密码和第二因素", {"security_administrator"}, "请与安全管理员联系。"),
    ("core.watch", "查看操作记录", WATCHERS | {"audit_administrator"}, "请与审计管理员联系。"),
    ("core.export_log", "导出操作记录", WATCHERS | {"audit_administrator"}, "请与审计管理员联系。"),
    (
        "core.release_export",
        "批准大批量导出",
        {"county_director", "city_office", "security_administrator"},
        "请由县扶贫办主任、市扶贫办或安全管理员批准。",
    ),
    (
        "core.add_place",
        "增设自然村和村民组",
        {"village_worker", "first_secretary", "clerk", "township_reviewer", "county_register"},
        "请由村、乡镇或县的建档人员办理。",
    ),
)
# What the three administrators share with everyone else, and nothing more of the register.
assert READERS.isdisjoint(EXCLUSIVE)
