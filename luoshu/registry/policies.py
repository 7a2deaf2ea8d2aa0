"""Who may write to the register, and what is possible in the state things are in."""

from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.permissions import SYSTEM, check, may
from luoshu.registry import permissions  # noqa: F401  (its rows of the table)


def can_load(by):
    """Those who keep the register, each in their own area."""
    return may(by, "registry.load") and by.whole


def check_can_load(by):
    check(by, "registry.load")
    if not by.whole:
        raise NotAllowed("您只够得着名册上的户，不能往登记册里录入", "请由村、乡镇或县的建档人员办理。")


def keyed_in(by):
    """What the act of an entry says: whether it was keyed in for a village that collected it (代录)."""
    return {"keyed_in": True} if by.role != SYSTEM and may(by, "registry.key_in") else {}


def check_can_withdraw(by, held, reason):
    check_can_load(by)
    check_is_open(held)
    if not (reason or "").strip():
        raise BadInput("撤回要写原因", "请写明为什么不再录入这一户。", place="reason")


def check_is_open(held):
    if held.state != "open":
        raise NotPossible(f"户 {held.code} 已经不在待改户里", "请刷新页面看看现在的情况。")


def check_can_correct(by, reason):
    check(by, "registry.correct")
    if not (reason or "").strip():
        raise BadInput("更正要写原因", "请写明依据，例如入户核实的日期和凭证。", place="reason")


def check_can_decide(by, reason):
    check(by, "registry.decide_doubt")
    if not (reason or "").strip():
        raise BadInput("核实疑点要写说明", "请写明核实的办法和凭证。", place="reason")


def check_can_serve(by, reason):
    check(by, "registry.copy_household")
    if not (reason or "").strip():
        raise BadInput("复制要写谁提出的", "请写明申请人和申请的编号。", place="reason")


def check_can_erase(by, reason):
    check(by, "registry.erase_person")
    if not (reason or "").strip():
        raise BadInput("抹除要写理由", "请写明申请的编号和批准人。", place="reason")


def check_is_undecided(doubt):
    if doubt.state != "open":
        raise NotPossible("这条疑点已经办结", "请刷新页面看看现在的情况。")


def check_can_record_figure(by):
    check(by, "registry.record_figure")


def check_can_close(by):
    check(by, "registry.close")


def check_can_keep_rolls(by, area):
    """A roll lets others see its households: it is kept by those who reach all of the place."""
    check(by, "registry.keep_rolls")
    if not by.whole or not area.startswith(by.area):
        raise NotAllowed("您现在的任职不能编制名册", "请由所在乡镇或县扶贫办办理。")
