"""The page of watching: triggers with their cases, thresholds, groups, lifting, campaigns, what goes on after exit."""

from collections.abc import Callable

from luoshu.policy import campaigns, continuing, watching
from luoshu.policy.household_classes import CLASSES
from luoshu.policy.watching_cases import cases

LEVELS = {"village": "村", "township": "乡镇", "county": "县", "city": "市"}
YEARS = ("上年", "上年的人", "今年", "今年的人")
ENDS = {"contract": "合同或聘期期满", "school": "本学段结束"}


def page(dated: Callable) -> str:
    """The page as officials read it; `dated(parameter, value)` gives the row of a dated value."""
    lines = [
        "# 监测、动态管理和退出后的政策",
        "",
        "线索请人去看，不作结论；不知道的不成线索。监测标准只供参考，不作唯一条件。哪里都没有指标和名额。",
        "",
        *_triggers(),
        *_parameters(dated),
        *_groups(),
        *_campaigns(),
        *_continuing(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _triggers() -> list[str]:
    lines = ["## 什么样的记录成为线索", "", "| 线索 | 含义 | 依据 |", "|---|---|---|"]
    for each in watching.RULES:
        if not each.inner and each.of == "household":
            lines.append(f"| {each.title} | {' '.join(each.text.split())} | {each.clause} |")
    lines += ["", "### 例", "", "各例从示例户出发，只写不同之处。", ""]
    for case in cases():
        told = "；".join(
            f"{key}：{_facts(case.told[key])}" for key in case.told if key in ("上年", "今年", "上年的人", "今年的人")
        )
        kinds = "、".join(watching.word("kinds", kind) for kind in case.told["线索"]) or "没有线索"
        lines.append(f"- {case.title}。{told + '。' if told else ''}**{kinds}**")
    return [*lines, ""]


def _facts(told: dict) -> str:
    """Headings and words; of a person with their number before them."""
    parts = (
        f"第 {name} 人 {_facts(word)}" if isinstance(word, dict) else f"{name} {word}" for name, word in told.items()
    )
    return "，".join(parts)


def _parameters(dated: Callable) -> list[str]:
    lines = ["## 标准、预警数和期限", ""]
    for each in watching.thresholds().values():
        lines += [f"### {each.zh} `{each.name}`", "", "| 起始 | 适用 | 数值 | 核实 | 出处 |", "|---|---|---|---|---|"]
        lines += [dated(each, value) for value in each.values] + [""]
    return lines


def _groups() -> list[str]:
    lines = ["## 监测对象", ""]
    lines += [f"- {each['zh']}（自 {each['since']}）" for each in watching.words()["groups"].values()]
    lines += [
        "",
        "风险消除：纳入满六个月，连续六个月逐月核实稳定，有劳动能力，有帮扶措施；整户没有劳动能力的落实兜底，不消除。",
    ]
    classes = "、".join(zh for zh, _ in CLASSES.values())
    return [*lines, "", f"动态管理的类别（由系统算出、反馈给村，按程序评议）：{classes}。", ""]


def _campaigns() -> list[str]:
    lines = ["## 每年的工作", ""]
    for raw in campaigns.files():
        until = raw["until"] or "今"
        lines += [f"### {raw['zh']}（{raw['since']}–{until}）", "", f"出处：{raw['source']}", ""]
        lines += ["| 阶段 | 开始 | 期限 | 核实 |", "|---|---|---|---|"]
        for stage in raw["stages"]:
            due = "，".join(f"{LEVELS[level]} {day}" for level, day in stage["deadlines"].items())
            lines.append(f"| {stage['zh']} | {stage['starts']} | {due} | {'已核' if stage['verified'] else '待核'} |")
        lines.append("")
    return lines


def _continuing() -> list[str]:
    lines = [
        "## 退出以后",
        "",
        "每项政策各有到期日，先告知再停。",
        "",
        "| 政策 | 到期 | 核实 | 出处 |",
        "|---|---|---|---|",
    ]
    for each in continuing.policies():
        ends = ENDS.get(each.kind) or (str(each.ends) if each.ends else f"退出后 {each.months} 个月")
        lines.append(f"| {each.zh} | {ends} | {'已核' if each.verified else '待核'} | {each.source} |")
    return lines
