"""Who may record what a checker found, and what of it can be taken."""

from luoshu.core import clock
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.permissions import check
from luoshu.policy.standards import proofs, standard
from luoshu.registry import permissions  # noqa: F401  (its rows of the table)
from luoshu.registry.models import Evidence


def check_can_record(by, *, subject, standard_name, items, kind, finding, year, checked_on, checker):
    """Recorded by those who keep the register or the bureaux that check; a finding about items of that standard."""
    check(by, "registry.record_evidence")
    try:
        found = standard(standard_name)
    except LookupError:
        raise BadInput("没有这个标准", "请从标准里选。", place="standard") from None
    if found.subject != subject:
        raise BadInput(f"“{found.zh}”核查的不是这一类对象", "请换一个标准。", place="standard")
    known = {item.rule for edition in found.editions for item in edition.items}
    if not items or set(items) - known:
        raise BadInput("没有写明核查了哪些项目", "请从标准的项目里选。", place="items")
    if finding not in Evidence.Finding.values:
        raise BadInput("没有这种核查结果", "请选达标、不达标或未能核实。", place="finding")
    _check_kind(kind)
    _check_days(year, checked_on)
    if not checker.strip():
        raise BadInput("没有写核查人", "请写明谁去核查的、哪个单位。", place="checker")


def _check_kind(kind):
    known = proofs().get(kind)
    if known is None or known.apart:
        raise BadInput("没有这种佐证", "请从佐证种类里选。", place="kind")


def _check_days(year, checked_on):
    if checked_on > clock.today():
        raise BadInput(f"核查日期 {checked_on} 还没有到", "请写实际核查的日期。", place="checked_on")
    if checked_on.year < year:
        raise BadInput(f"{checked_on} 的核查证明不了 {year} 年的情况", "请核对年度，或重新核查。", place="checked_on")


def check_can_withdraw(by, evidence, reason):
    check(by, "registry.record_evidence")
    if not (reason or "").strip():
        raise BadInput("撤回要写原因", "请写明为什么这份佐证不作数。", place="reason")
    if evidence.withdrawn_at is not None:
        raise NotPossible("这份佐证已经撤回", "请刷新页面看看现在的情况。")


def check_can_recognise(by, organ, document, happened_on):
    """历史认定: only with the organ that decided then and its document."""
    check(by, "registry.recognise_history")
    if not organ.strip() or not document.strip():
        raise BadInput("历史认定要写当时的认定机构和文件", "请查档案，写明机构和文号。", place="document")
    if happened_on > clock.today():
        raise BadInput(f"认定日期 {happened_on} 还没有到", "请写当时的日期。", place="happened_on")
