"""Who may raise, verify and watch, and what is possible in the state things are in."""

from luoshu.core import clock
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.permissions import check
from luoshu.policy.watching import words
from luoshu.registry import permissions  # noqa: F401  (its rows of the table)
from luoshu.registry.models import Clue, ListRow

BY_HAND = ("declared", "visited", "reported")


def check_can_read(by):
    check(by, "registry.read_clues")


def check_can_raise(by, kind, found_by, text, happened_on):
    check(by, "registry.raise_clue")
    _check_word("kinds", kind, "线索类别")
    if found_by not in BY_HAND:
        raise BadInput("发现方式不对", "请选农户自主申报、干部排查或监督渠道反馈。", place="found_by")
    if not (text or "").strip():
        raise BadInput("线索要写情况", "请写明什么时候、发生了什么。", place="text")
    check_is_past(happened_on)


def check_can_verify(by, clue, finding, reason, proof, happened_on):
    check(by, "registry.verify_clue")
    if clue.state != Clue.State.OPEN:
        raise NotPossible("这条线索已经核实", "请刷新页面看看现在的情况。")
    if finding not in Clue.Finding.values:
        raise BadInput("没有这种核实结果", "请选属实有风险、属实没有风险或不属实。", place="finding")
    if not (reason or "").strip():
        raise BadInput("核实线索要写说明", "请写明入户的日期、看到的情况。", place="reason")
    if finding == Clue.Finding.UNTRUE and not (proof or "").strip():
        raise BadInput("不属实要有凭证", "请写明凭证，例如照片、票据、证明的编号。", place="proof")
    check_is_past(happened_on)


def check_can_find(by):
    check(by, "registry.find_clues")
    _check_whole(by)


def check_can_load(by, department, kind, as_of):
    check(by, "registry.load_list")
    _check_whole(by)
    _check_word("departments", department, "部门")
    _check_word("kinds", kind, "线索类别")
    if kind not in words()["departments"][department]["kinds"]:
        raise BadInput("这个部门的名单没有这一类线索", "请核对部门和线索类别。", place="kind")
    check_is_past(as_of)


def check_can_settle(by, row, reason):
    check(by, "registry.settle_match")
    if row.outcome != ListRow.Outcome.SUSPECTED:
        raise NotPossible("这一行已经认定", "请刷新页面看看现在的情况。")
    if not (reason or "").strip():
        raise BadInput("认定要写依据", "请写明凭什么认定，例如核对了户口本。", place="reason")


def check_can_visit(by, monitored, month, checked_on):
    check(by, "registry.visit_monitored")
    check_is_past(checked_on)
    if monitored.lifted_on is not None:
        raise NotPossible("这一户的风险已经消除", "再有情况请报送新的线索。")
    if month.replace(day=1) < monitored.since.replace(day=1) or checked_on < month.replace(day=1):
        raise BadInput("月份不对", "月份从纳入监测的当月起，走访日期不早于所记的月份。", place="month")


def check_can_help(by, monitored, helped_on):
    check(by, "registry.visit_monitored")
    check_is_past(helped_on)
    if monitored.lifted_on is not None:
        raise NotPossible("这一户的风险已经消除", "再有情况请报送新的线索。")
    if helped_on is not None and helped_on < monitored.since and not monitored.is_helped_first:
        raise BadInput("开始帮扶早于纳入监测", "先帮扶后补程序的，请在纳入时写明。", place="helped_on")


def reached(by, household, roster_household):
    """The household given, of the register or the roster, if the actor reaches it; NotAllowed otherwise."""
    given = household or roster_household
    if given is None or (household and roster_household):
        raise BadInput("要写明是哪一户", "请选登记册里的户，或农户底册里的户。", place="household")
    if not type(given).objects.visible_to(by).filter(pk=given.pk).exists():
        raise NotAllowed("这一户不在您的管辖范围内", "请由所在乡镇或县扶贫办办理。")
    return given


def check_can_tell_end(by, area, told_on, document):
    check(by, "registry.tell_policy_end")
    _check_whole(by)
    if not area.startswith(by.area):
        raise NotAllowed("这个村不在您的管辖范围内", "请由所在乡镇或县扶贫办办理。")
    if not (document or "").strip():
        raise BadInput("告知要有凭证", "请写明告知书或会议记录的编号。", place="document")
    check_is_past(told_on)


def check_is_past(day):
    """What is recorded has happened; earlier than today is late entry, never refused."""
    if day is not None and day > clock.today():
        raise BadInput(f"{day} 还没有到", "请写实际发生的日期。", place="happened_on")


def _check_whole(by):
    if not by.whole:
        raise NotAllowed("您只够得着名册上的户，不能办理整个地方的事", "请由所在乡镇或县扶贫办办理。")


def _check_word(list_, code, title):
    if code not in words()[list_]:
        raise BadInput(f"没有这种{title}", "请从列出的里面选。", place=list_)
