"""The engine: a procedure, a case and a step give the new state or a refusal. No database, no clock."""

import datetime as dt
from dataclasses import dataclass, field

from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.permissions import SYSTEM
from luoshu.policy.procedures import listed, organs
from luoshu.policy.terms import count

TIES = {
    "recused": ("您已回避这一事项", "请由代办人办理。"),
    "proposer": ("提出的人不能再审批同一事项", "请由另一位经办人办理。"),
    "recorder": ("前面的步骤由您录入，不能再由您审批", "请由另一位经办人办理。"),
    "helper": ("帮扶人不能审批自己帮扶的户", "请由代办人办理，并记下回避。"),
    "relative": ("亲属不能经办这一事项", "请由代办人办理，并记下回避。"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of one case when a step is tried.

    `opens_on`: first possible day of the next step; `is_noticed`: whether the notice the state needs is posted;
    `ties`: how the recorder is tied to it; `evidence`: kinds of proof at hand; `answers`: {requirement: Answer};
    `unrecused`: names of officials of the deciding level who are related to the household and have not kept out.
    """

    state: str
    since: dt.date | None = None
    opens_on: dt.date | None = None
    is_noticed: bool = True
    lacking_proofs: tuple = ()
    open_objections: int = 0
    reason: str = ""
    marks: frozenset = frozenset()
    evidence: frozenset = frozenset()
    answers: dict = field(default_factory=dict)
    ties: frozenset = frozenset()
    unrecused: tuple = ()


@dataclass(frozen=True)
class Try:
    """A step as it is tried: the day, the role of who records it, the day of entry, the meeting's figures."""

    happened_on: dt.date
    today: dt.date
    role: str
    is_backed: bool = True
    vote: tuple | None = None  # valid votes for, present
    quorate: bool | None = None
    in_objection: bool = False


def refusal(variant, step, facts, tried, is_offer=False):
    """Why the step cannot be taken, or None. Who may comes before what is possible.

    `is_offer`: leaves out what is only handed in with the step: the proofs and the vote.
    """
    checks = (_role, _tie, _declared, _days, _objections, _term, _marks, _votes, _evidence, _answers)
    for check in checks:
        if is_offer and check in (_votes, _evidence):
            continue
        if found := check(variant, step, facts, tried):
            return found
    return None


def _role(variant, step, facts, tried):
    if tried.role != SYSTEM and tried.role not in step.recorders:
        return NotAllowed(f"您现在的任职不能录入“{step.zh}”", "请由有权的经办人录入。")
    return None


def _tie(variant, step, facts, tried):
    for tie in ("recused", *step.not_by):
        if tie in facts.ties:
            return NotAllowed(*TIES[tie])
    if facts.unrecused:
        names = "、".join(facts.unrecused)
        return NotAllowed(f"{names}与这一户有亲属关系而没有回避", "请在会议里记下回避和代理的人。")
    return None


def _declared(variant, step, facts, tried):
    is_out = bool(step.sources) != bool(facts.state) or (facts.state and facts.state not in step.sources)
    if is_out or (step.reasons and facts.reason not in step.reasons):
        now = variant.states[facts.state].zh if facts.state in variant.states else "未开始"
        return NotPossible(f"事项现在是“{now}”，不能“{step.zh}”", "请按程序的步骤办理。")
    if step.objected != tried.in_objection:
        return NotPossible(f"“{step.zh}”只能由异议的核查结果引出", "请在异议里写下核查结果。")
    return None


def _days(variant, step, facts, tried):
    if tried.happened_on > tried.today:
        return NotPossible(f"发生日期 {tried.happened_on} 还没有到", "请写实际发生的日期。")
    if facts.since and tried.happened_on < facts.since:
        return NotPossible(f"发生日期早于上一步的 {facts.since}", "请核对两步的日期。")
    if tried.happened_on < tried.today and not tried.is_backed:
        return NotPossible("补录要有佐证", "请附上会议、文号或文件。")
    return None


def _objections(variant, step, facts, tried):
    if facts.open_objections and not (step.early or step.objected):
        return NotPossible("对这一户的异议还没有办结", "请等核查结果；同一公示的其他户不受影响。")
    return None


def _term(variant, step, facts, tried):
    if step.early or step.objected or not facts.state:
        return None
    if variant.states[facts.state].notice and step.to and not facts.is_noticed:
        return NotPossible("公示还没有张贴", "请先张贴公示，上传首日照片。")
    if facts.opens_on and tried.happened_on < facts.opens_on and step.to:
        return NotPossible(f"期限未满，{facts.opens_on} 起才能办下一步", "请等期满。")
    if facts.lacking_proofs and step.to:
        return NotPossible(f"公示缺{_titles('evidence', facts.lacking_proofs)}", "请由张贴公示的人补上。")
    return None


def _marks(variant, step, facts, tried):
    if step.marks and not step.to and step.marks in facts.marks:
        return NotPossible(f"“{step.zh}”已经办过", "请刷新页面看看现在的情况。")
    lacking = [each.zh for mark in step.after if mark not in facts.marks for each in variant.steps.values()
               if each.marks == mark]  # fmt: skip
    if lacking:
        return NotPossible(f"还没有办“{'、'.join(lacking)}”", "请先办完并行的步骤。")
    return None


def _votes(variant, step, facts, tried):
    if tried.quorate is False:
        return NotPossible("到会人数不足，会议不能作出决定", "请重新开会。")
    if not step.votes:
        return None
    if tried.vote is None:
        return NotPossible("没有表决结果", "请写同意、反对和弃权的票数。")
    agreed, present = tried.vote
    if not agreed > organs()[step.organ].majority * present:
        return NotPossible(f"同意 {agreed} 票，未过到会 {present} 人的半数", "请按未通过办理。")
    return None


def _evidence(variant, step, facts, tried):
    lacking = [each for each in step.proof(facts.reason) if not facts.evidence.intersection(each)]
    if lacking:
        told = "、".join("或".join(_title("evidence", name) for name in each) for each in lacking)
        who = listed("evidence")[lacking[0][0]].who
        return NotPossible(f"缺佐证：{told}", f"可由{who}提供。")
    return None


def _answers(variant, step, facts, tried):
    for name in step.needs:
        answer = facts.answers.get(name)
        if answer is not None and answer.outcome is True:
            continue
        who = (answer and answer.who) or listed("requirements")[name].who
        missing = "、".join(answer.missing) if answer and answer.missing else _title("requirements", name)
        if answer is None or answer.outcome is None:
            return NotPossible(f"还没有核实：{missing}", f"可由{who}核实。")
        return NotPossible(f"不符合：{missing}", f"情况有变时由{who}重新核实。")
    return None


def _title(of, name):
    return listed(of)[name].zh


def _titles(of, names):
    return "、".join(_title(of, name) for name in names)


@dataclass(frozen=True)
class Standing:
    """Where a case stands after a step: what the row says."""

    state: str
    organ: str
    level: str
    outcome: str
    since: dt.date
    opens_on: dt.date | None
    due_on: dt.date | None
    closed_on: dt.date | None


def standing(variant, step, state, happened_on, opened_on):
    """The standing after `step` was taken on `happened_on` from `state` (empty: it opens the case)."""
    after = variant.reached(step, state)
    if after.final:
        return Standing(
            after.name, step.organ, organs()[step.organ].level, after.final, happened_on, None, None, happened_on
        )
    opens_on = count(happened_on, after.wait).opens if after.wait else None
    organ = organs()[after.organ]
    due_on = due(after, happened_on, opened_on)
    return Standing(after.name, organ.name, organ.level, "", happened_on, opens_on, due_on, None)


def due(state, entered_on, opened_on):
    """The last day on which the next step is in time; None where the state has no such term."""
    return count(opened_on if state.from_opening else entered_on, state.within).ends if state.within else None
