"""What cases, their states, steps, bodies, proofs and terms are called on pages; the names come from the procedures."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.core import clock
from luoshu.policy import procedures, terms

from . import formats, places, words

FINALS = {"done": lazy("已办结"), "refused": lazy("未通过"), "withdrawn": lazy("已撤回"), "lapsed": lazy("对象灭失")}
ICONS = {"done": "done", "refused": "not", "withdrawn": "off", "lapsed": "off"}
DIGITS = {"household": 12, "village": 12, "township": 9, "county": 6, "city": 4, "province": 4, "state": 4}
SOURCES = {
    "notice": lazy("公示期间当面提出"),
    "visit": lazy("入户走访"),
    "letter": lazy("来信"),
    "call": lazy("来访"),
    "12317": lazy("12317 转来"),
    "12345": lazy("12345 转来"),
    "web": lazy("网上"),
    "inspection": lazy("检查"),
    "media": lazy("媒体"),
    "audit": lazy("审计"),
}
LEVELS = {"village": lazy("村"), "township": lazy("乡镇"), "county": lazy("县"), "city": lazy("市")}
TIES = {
    "relative": lazy("亲属"),
    "helper": lazy("帮扶责任人"),
    "proposer": lazy("提出人"),
    "other": lazy("其他利害关系"),
}


def named(each) -> str:
    """The name of a kind, a state, a step or an entry of a list, in the reader's language."""
    return each.en if words.language() == "en" else each.zh


def kind(name) -> str:
    """The name of a kind of case."""
    return named(procedures.kind(name))


def variant(case):
    """The procedure a case keeps."""
    return procedures.kind(case.kind).variant(case.variant)


def state_of(case):
    """The declared state a case is in."""
    return variant(case).states[case.state]


def state(case) -> str:
    """The name of the state a case is in."""
    return named(state_of(case))


def does(state_) -> str:
    """What happens next in a state, in one sentence."""
    return state_.does_en if words.language() == "en" else state_.does_zh


def reason(case) -> str:
    """Why the case was opened, where its kind has reasons."""
    told = procedures.kind(case.kind).reasons.get(case.reason)
    return told["en" if words.language() == "en" else "zh"] if told else ""


def title(case) -> str:
    """The kind with its reason."""
    why = reason(case)
    return formats.bracketed(kind(case.kind), why) if why else kind(case.kind)


def organ(name, on=None) -> str:
    """What a body is called on a day."""
    return procedures.organs()[name].title(on or clock.today(), words.language())


def holder(case) -> str:
    """Who has the case: the place of the body's level, and the body."""
    if not case.organ:
        return ""
    level = procedures.organs()[case.organ].level
    if level in ("household", "province", "state"):
        return organ(case.organ)
    return f"{places.name(case.area[: DIGITS[level]])} {organ(case.organ)}"


def evidence(name) -> str:
    """A kind of proof."""
    return named(procedures.listed("evidence")[name])


def supplier(name) -> str:
    """Who can supply a kind of proof."""
    each = procedures.listed("evidence")[name]
    return each.who_en if words.language() == "en" else each.who


def either(names) -> str:
    """Alternatives of proof in one line."""
    return _("或").join(f" {evidence(n)} " if words.language() == "en" else evidence(n) for n in names).strip()


def requirement(name) -> str:
    """What is asked of the register."""
    return named(procedures.listed("requirements")[name])


def notice(name) -> str:
    """A kind of notice."""
    return named(procedures.listed("notices")[name])


def label(choices, code) -> str:
    """A word of one of the lists here; an unknown code shows itself."""
    return str(choices.get(code, code))


def counted(told, is_wait=True) -> str:
    """How a term was counted, in one sentence; `told` as a notice keeps it. `is_wait`: what is next waits for it."""
    if not told:
        return ""
    working = told["unit"] == "working"
    parts = [
        (_("%(start)s起，当天不计，数%(days)s个工作日") if working else _("%(start)s起，当天不计，数%(days)s天"))
        % {"start": told["start"], "days": told["days"]}
    ]
    if told["skipped"] and working:
        parts.append(_("其中%(n)s个休息日不计") % {"n": len(told["skipped"])})
    elif told["skipped"]:
        parts.append(_("应至%(nominal)s，那天放假，顺延") % {"nominal": told["nominal"]})
    said = _("至%(ends)s止，%(opens)s起可办下一步") if is_wait else _("最迟%(ends)s")
    parts.append(said % {"ends": told["ends"], "opens": told["opens"]})
    text = formats.listed(parts)
    return text if told["is_known"] else formats.bracketed(text, _("当年放假安排未公布，只按周末计算"))


def term(start, length, is_wait=True) -> str:
    """How a term from a day is counted."""
    made = terms.count(start, length)
    told = {name: getattr(made, name).isoformat() for name in ("start", "nominal", "ends", "opens")}
    told |= {"unit": length.unit, "days": length.days, "skipped": made.skipped, "is_known": made.is_known}
    return counted(told, is_wait)


def due(case) -> str:
    """How the day by which the next step is due was counted; empty where the state has no such term."""
    here = state_of(case)
    if case.notice_id and case.notice.counted:
        return counted(case.notice.counted)
    if here.within is None:
        return term(case.since, here.wait) if here.wait else ""
    return term(case.opened_on if here.from_opening else case.since, here.within, is_wait=False)


def left(day, today=None) -> str:
    """How many days are left until a day, or how long it has passed."""
    if day is None:
        return _("没有期限")
    days = (day - (today or clock.today())).days
    if days < 0:
        return _("已逾期%(n)s天") % {"n": -days}
    return _("今天到期") if days == 0 else _("还有%(n)s天") % {"n": days}


def is_late(case, today=None) -> bool:
    """Whether an open case is past its day."""
    return case.is_open and case.due_on is not None and case.due_on < (today or clock.today())


def tag(case) -> dict:
    """The state as the page's tag: shape, word, colour."""
    if not case.is_open:
        return {"kind": "state" if case.outcome == "done" else "off", "icon": ICONS[case.outcome], "text": state(case)}
    if case.open_objections:
        return {"kind": "notice", "icon": "objection", "text": _("有异议")}
    if is_late(case):
        return {"kind": "late", "icon": "late", "text": state(case)}
    if state_of(case).notice:
        return {"kind": "notice", "icon": "notice", "text": state(case)}
    return {"kind": "state", "icon": "wait", "text": state(case)}


def day_of(text):
    """A date as it stands in an address; None for anything else."""
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None
