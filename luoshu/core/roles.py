"""The roles a posting can have, each with the level it belongs to and its Chinese name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A duty at a level; `code` is kept in postings and acts. The public logs in to nothing and is never appointed."""

    code: str
    level: str
    zh: str
    is_appointed: bool = True


ROLES = {
    role.code: role
    for role in (
        Role("village_worker", "village", "村干部"),
        Role("group_head", "group", "村民组长"),
        Role("first_secretary", "village", "驻村第一书记"),
        Role("helper", "village", "帮扶责任人"),
        Role("clerk", "village", "代录员"),
        Role("township_reviewer", "township", "乡镇审核员"),
        Role("township_finance", "township", "乡镇财政所"),
        Role("county_register", "county", "县建档立卡管理员"),
        Role("county_programme", "county", "县项目管理员"),
        Role("county_fund", "county", "县资金管理员"),
        Role("county_director", "county", "县扶贫办主任"),
        Role("bureau", "county", "行业部门"),
        Role("bureau_education", "county", "教育部门"),
        Role("bureau_health", "county", "卫健和医保部门"),
        Role("bureau_welfare", "county", "民政和残联"),
        Role("bureau_finance", "county", "财政部门"),
        Role("bank", "county", "银行"),
        Role("hotline_clerk", "city", "12317 接线员"),
        Role("city_leader", "city", "市领导"),
        Role("city_office", "city", "市扶贫办"),
        Role("promotion_group", "city", "推进小组"),
        Role("auditor", "city", "审计"),
        Role("discipline", "city", "纪检监察"),
        Role("evaluator", "city", "第三方评估员"),
        Role("system_administrator", "city", "系统管理员"),
        Role("security_administrator", "city", "安全管理员"),
        Role("audit_administrator", "city", "审计管理员"),
        Role("public", "public", "群众", is_appointed=False),
    )
}
# Running the machine, setting who may what, and watching both are never in one hand; none of them reads households.
EXCLUSIVE = frozenset({"system_administrator", "security_administrator", "audit_administrator"})
# Those who keep the register of a place. A clerk keys in for a village that cannot (代录).
KEEPERS = frozenset({"village_worker", "first_secretary", "clerk", "township_reviewer", "county_register"})
BUREAUX = frozenset(code for code in ROLES if code.startswith("bureau"))
WATCHERS = frozenset({"auditor", "discipline"})
READERS = frozenset(code for code, role in ROLES.items() if role.is_appointed) - EXCLUSIVE


def is_administrator(role):
    """Whether a role is one of the three that run, guard or watch the machine."""
    return role in EXCLUSIVE
