"""Who may do what with cases: rows of the table of permissions. Which step of which case stands in the procedures."""

from luoshu.core import permissions
from luoshu.core.errors import BadInput, NotAllowed
from luoshu.core.roles import KEEPERS, READERS

DECIDERS = {"township_reviewer", "county_register", "county_director", "city_office"}
FINDERS = {
    "helper", "bureau", "bureau_education", "bureau_health", "bureau_welfare", "bureau_finance", "hotline_clerk",
    "evaluator",
}  # fmt: skip
RECORDERS = KEEPERS | DECIDERS | FINDERS

permissions.declare(
    ("cases.read", "看事项", READERS),
    ("cases.record", "办理事项的步骤", RECORDERS, "请由程序里写明的经办人办理。"),
    ("cases.hold_meeting", "登记会议", KEEPERS | DECIDERS, "请由村、乡镇或县的经办人登记。"),
    ("cases.post_notice", "张贴公示", KEEPERS | DECIDERS, "请由村、乡镇或县的经办人张贴。"),
    ("cases.hear_objection", "登记异议和反映", RECORDERS, "请由村、乡镇或县的经办人登记。"),
    ("cases.answer_objection", "办结异议和反映", DECIDERS, "请由乡镇或县的经办人办结。"),
    ("cases.declare_relative", "登记干部亲属", KEEPERS | DECIDERS, "请由村、乡镇或县的经办人登记。"),
)


def check_can_record(by):
    permissions.check(by, "cases.record")


def check_can_hold(by, area):
    permissions.check(by, "cases.hold_meeting")
    check_reaches(by, area)


def check_can_post(by):
    permissions.check(by, "cases.post_notice")


def check_can_hear(by):
    permissions.check(by, "cases.hear_objection")


def check_can_answer(by, answer):
    permissions.check(by, "cases.answer_objection")
    if not (answer or "").strip():
        raise BadInput("办结要写答复", "请写明核查的办法和结果，不写个人信息。", place="answer")


def check_can_declare(by):
    permissions.check(by, "cases.declare_relative")


def check_reaches(by, area):
    """`area` lies in the actor's own place, all of it reached."""
    if not by.whole or not area.startswith(by.area):
        raise NotAllowed(f"{area} 不在您的管辖范围内", "请由当地的经办人办理。")
