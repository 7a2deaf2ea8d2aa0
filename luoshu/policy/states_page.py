"""docs/states: each kind of case with its state diagrams and tables, from procedures/*.yaml."""

from __future__ import annotations

from pathlib import Path

from luoshu.policy.procedures import Kind, Step, Variant, kinds, listed, organs

FOLDER = Path(__file__).parent.parent.parent / "docs/states"
SUBJECTS = {"household": "户", "person": "人", "village": "村", "county": "县"}
LEVELS = {
    "household": "户",
    "village": "村",
    "township": "乡镇",
    "county": "县",
    "city": "市",
    "province": "省",
    "state": "国家",
}
ENDS = {"done": "办成", "refused": "未办成", "withdrawn": "撤回", "lapsed": "终结"}
TIES = {"proposer": "提出人", "recorder": "录入过别级步骤的人", "helper": "帮扶人", "relative": "亲属"}
UNITS = {"calendar": "天", "working": "个工作日"}
HEAD = "> 由 `luoshu/policy/procedures/` 生成（`luoshu procedures publish`），不要手改。"


def pages() -> dict[str, str]:
    """Every page by file name."""
    return {"README.md": _contents()} | {f"{kind.name}.md": page(kind) for kind in kinds().values()}


def publish(folder: Path) -> int:
    """Write the pages; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(pages())


def stale(folder: Path = FOLDER) -> list[str]:
    """The pages that are not what the data says today, and files that are no page."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    now = pages()
    return sorted(name for name in there.keys() | now.keys() if there.get(name) != now.get(name))


def _contents() -> str:
    lines = ["# 事项和程序", "", HEAD, "", "事项按开始那天、那个地方的程序办到底，以后程序变了也不改。", ""]
    lines += ["| 事项 | 对象 | 程序 | 起 | 止 | 核实 |", "|---|---|---|---|---|---|"]
    for kind in kinds().values():
        for variant in kind.variants:
            title = f"[{kind.zh}]({kind.name}.md)"
            period = f"{variant.since} | {variant.until or ''}"
            verified = "是" if variant.verified else "待核"
            lines.append(f"| {title} | {SUBJECTS[kind.subject]} | {variant.name} | {period} | {verified} |")
    return "\n".join([*lines, ""])


def page(kind: Kind) -> str:
    """A kind of case with all its variants."""
    lines = [f"# {kind.zh}　{kind.en}", "", HEAD, ""]
    if kind.reasons:
        lines += ["事由：" + "、".join(f"{each['zh']} `{code}`" for code, each in kind.reasons.items()), ""]
    for variant in kind.variants:
        lines += _variant(variant)
    return "\n".join(lines)


def _variant(variant: Variant) -> list[str]:
    place = "全国" if not variant.place else f"区划代码 {variant.place} 起头的地方"
    verified = "" if variant.verified or variant.source.endswith("待核") else "（待核）"
    period = f"{variant.since} 起" + (f"，至 {variant.until}" if variant.until else "")
    lines = [f"## {variant.name}", "", f"{place}；{period}。来源：{variant.source}{verified}", ""]
    return [*lines, *_diagram(variant), "", *_states(variant), "", *_steps(variant), ""]


def _diagram(variant: Variant) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.name} : {state.zh}" for state in variant.states.values() if state.name != "lapsed"]
    for step in variant.steps.values():
        if step.name != "lapse":
            lines += [f"    {before} --> {step.to or before} : {step.zh}" for before in step.sources or ("[*]",)]
    lines += [
        f"    {state.name} --> [*]" for state in variant.states.values() if state.final and state.name != "lapsed"
    ]
    return [*lines, "```"]


def _states(variant: Variant) -> list[str]:
    lines = ["| 状态 | 谁经办 | 接着做什么 | 期限 |", "|---|---|---|---|"]
    for state in variant.states.values():
        if state.final:
            lines.append(f"| {state.zh} `{state.name}` | | 办结：{ENDS[state.final]} | |")
        else:
            organ = organs()[state.organ]
            lines.append(f"| {state.zh} `{state.name}` | {_title(organ)} | {state.does_zh} | {_terms(state)} |")
    return lines


def _title(organ) -> str:
    return organ.zh.replace("{office}", "扶贫办（主管部门）").replace("{leading_group}", "领导小组")


def _terms(state) -> str:
    told = []
    if state.notice:
        rule = state.notice
        told.append(f"{listed('notices')[rule.kind].zh} {rule.term.days} {UNITS[rule.term.unit]}，张贴当天不计")
        told.append(f"异议由{_title(organs()[rule.answers])}核查")
    if state.wait:
        told.append(f"等 {state.wait.days} {UNITS[state.wait.unit]}")
    if state.within:
        since = "自开始" if state.from_opening else ""
        told.append(f"{since} {state.within.days} {UNITS[state.within.unit]}内办".strip())
    return "；".join(told)


def _steps(variant: Variant) -> list[str]:
    lines = [
        "| 步骤 | 从 | 到 | 谁决定 | 谁可录入 | 谁不能经办 | 佐证 | 须先符合 | 作用 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for step in variant.steps.values():
        before = "、".join(variant.states[name].zh for name in step.sources) or "（开始）"
        after = variant.states[step.to].zh if step.to else "（并行，不变）"
        if step.name == "lapse":
            before = "任何未办结的状态"
        row = (_named(step), before, after, _title(organs()[step.organ]), " ".join(f"`{r}`" for r in step.recorders))
        lines.append("| " + " | ".join((*row, *_conditions(step, variant))) + " |")
    return lines


def _named(step: Step) -> str:
    told = [name for name, is_so in (("可成批", step.bulk), ("要表决", step.votes), ("可提前", step.early)) if is_so]
    told += ["只由异议成立引出"] if step.objected else []
    told += ["自动"] if step.automatic else []
    return f"{step.zh} `{step.name}`" + (f"（{'，'.join(told)}）" if told else "")


def _conditions(step: Step, variant: Variant) -> tuple[str, ...]:
    ties = "、".join(TIES[tie] for tie in step.not_by)
    proof = "；".join(_one_of(each) for each in step.evidence)
    proof += "".join(f"；{reason}：{'；'.join(_one_of(e) for e in each)}" for reason, each in step.evidence_for.items())
    needs = [listed("requirements")[name].zh for name in step.needs]
    needs += [f"已办{each.zh}" for mark in step.after for each in variant.steps.values() if each.marks == mark]
    effect = listed("effects")[step.effect].zh if step.effect else ""
    return ties, proof.strip("；"), "；".join(needs), effect


def _one_of(names: tuple[str, ...]) -> str:
    return "或".join(listed("evidence")[name].zh for name in names)
