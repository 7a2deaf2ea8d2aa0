"""The roles a posting can have, each with the level it belongs to and its Chinese name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A duty at a level; `code` is kept in postings and acts."""

    code: str
    level: str
    zh: str


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
    )
}
# Running the machine, setting who may what, and watching both are never in one hand.
EXCLUSIVE = frozenset({"system_administrator", "security_administrator", "audit_administrator"})
