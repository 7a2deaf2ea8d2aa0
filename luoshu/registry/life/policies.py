"""Who may say until when a policy goes on, tell the household, and stop it; and when that is possible."""

from luoshu.core import clock
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.permissions import check
from luoshu.registry import permissions  # noqa: F401  (its rows of the table)


def check_can_end(by, happened_on):
    check(by, "registry.end_policy")
    if happened_on > clock.today():
        raise BadInput(f"{happened_on} 还没有到", "请写实际的日期。", place="happened_on")


def check_supplied(row, until, document):
    """The end comes from a paper: a contract, a letter of appointment, the school."""
    if row.stopped_on is not None:
        raise NotPossible("这项政策已经停止", "请刷新页面看看现在的情况。")
    if until < row.exited_on:
        raise BadInput("到期日早于脱贫日期", f"这一户 {row.exited_on} 脱贫。", place="until")
    if not document.strip():
        raise BadInput("没有写凭证", "请写合同、聘书或学籍证明的编号。", place="document")


def check_may_stop(row, on):
    """Only what has run out stops, and only after the household was told."""
    if row.until is None or row.until >= on:
        raise NotPossible("这项政策还没有到期", "请等到期以后再停。")
    if row.told_on is None:
        raise NotPossible("还没有告知农户", "请先告知到期，再停止。")
