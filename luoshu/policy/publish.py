"""Writes docs/policy: rules by chapter with their worked cases, parameters and code lists, as officials read them.

Run `python -m luoshu.policy.publish docs/policy`; a test holds that what lies there is fresh.
"""

from __future__ import annotations

import sys
from pathlib import Path

from luoshu.engine.rules import Rule, collect
from luoshu.policy import personal, standards_page, watching_page
from luoshu.policy.cases import Case, cases, family
from luoshu.policy.chapters import CHAPTERS
from luoshu.policy.codes import codes, names
from luoshu.policy.parameters import Parameter, parameters
from luoshu.policy.telling import number

KINDS = {"check": "核查", "value": "数值", "doubt": "疑点"}
SUBJECTS = {"household": "户", "person": "人"}
TITLES = {
    "membership": "家庭人口",
    "income": "收入与标准",
    "worries": "两不愁",
    "guarantees": "三保障和饮水安全",
    "identification": "识别",
    "exits": "退出",
    "labour": "劳动能力",
    "causes": "致贫原因",
    "programmes": "十一项工程的条件",
    "doubts_people": "数据疑点：人",
    "doubts_households": "数据疑点：户",
}


def pages() -> dict[str, str]:
    """Every page by file name."""
    chapters = {f"{_name(chapter)}.md": _chapter(chapter) for chapter in CHAPTERS}
    lists = {"parameters.md": _parameters(), "codes.md": _codes(), "personal.md": personal.page()}
    lists |= {"standards.md": standards_page.page(), "watching.md": watching_page.page(_dated)}
    return {"README.md": _contents()} | chapters | lists


def _name(chapter) -> str:
    return chapter.__name__.rpartition(".")[2]


def _contents() -> str:
    lines = [
        "# 政策即代码",
        "",
        "每条规则有名称、依据和起始日期；结果有三种：是、否、未核实。没有核实的不当作零，也不当作有保障。",
        "",
    ]
    lines += [f"- [{TITLES[_name(chapter)]}]({_name(chapter)}.md)" for chapter in CHAPTERS]
    lines += [
        "- [退出和识别标准](standards.md)",
        "- [监测、动态管理和退出后的政策](watching.md)",
        "- [参数](parameters.md)",
        "- [代码表](codes.md)",
        "- [个人信息目录](personal.md)",
        "",
        "## 示例户",
        "",
        "各例都从这一户出发，只写不同之处；“空”表示没有填。",
        "",
    ]
    lines += ["户：" + _facts(family()["户"]), ""]
    for person, facts in family()["人"].items():
        lines += [f"第 {person} 人：" + _facts(facts), ""]
    return "\n".join(lines)


def _facts(facts: dict) -> str:
    return "，".join(f"{heading} {word}" for heading, word in facts.items())


def _chapter(chapter) -> str:
    name = _name(chapter)
    lines = [f"# {TITLES[name]}", "", "## 规则", ""]
    lines += ["| 名称 | 对象 | 种类 | 列名 | 含义 | 依据 | 起始 |", "|---|---|---|---|---|---|---|"]
    lines += [_rule(each) for each in collect([chapter]) if not each.inner]
    lines += ["", "## 例", ""]
    for case in cases():
        if case.chapter == name:
            lines += _case(case)
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule) -> str:
    meaning = " ".join(rule.text.split())
    cells = (rule.title, SUBJECTS[rule.of], KINDS[rule.kind], f"`{rule.name}`", meaning, rule.clause, rule.since)
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _case(case: Case) -> list[str]:
    told = case.told
    lines = [f"### {case.title}", ""]
    lines += [case.why, ""] if case.why else []
    facts = [f"判定日 {case.on}"]
    facts += [f"户：{_facts(told['户'])}"] if "户" in told else []
    facts += [f"第 {person} 人：{_facts(changed)}" for person, changed in told.get("人", {}).items()]
    lines += ["；".join(facts) + "。", ""]
    outcomes = [f"**{title}：{word}**" for title, word in told.get("结果", {}).items()]
    for person, expected in told.get("人的结果", {}).items():
        outcomes += [f"第 {person} 人 **{title}：{word}**" for title, word in expected.items()]
    return [*lines, "结果：" + "，".join(outcomes) + "。", ""]


def _parameters() -> str:
    lines = ["# 参数", "", "“待核”的数值是推算或记忆所得，使用前要核对原文。", ""]
    for each in parameters().values():
        lines += [f"## {each.zh} `{each.name}`", "", "| 起始 | 适用 | 数值 | 核实 | 出处 |", "|---|---|---|---|---|"]
        lines += [_dated(each, value) for value in each.values] + [""]
    return "\n".join(lines)


def _dated(each: Parameter, value) -> str:
    if isinstance(value.value, tuple):
        shown = "、".join(value.value) or "（无）"
    else:
        shown = number(value.value, each.unit or None)
    scope = "，".join(f"{key} {word}" for key, word in value.keys.items())
    return f"| {value.since} | {scope} | {shown} | {'已核' if value.verified else '待核'} | {value.source} |"


def _codes() -> str:
    lines = ["# 代码表", ""]
    for name in names():
        found = codes(name)
        lines += [
            f"## {found.zh} `{name}`",
            "",
            f"出处：{found.source}",
            "",
            "| 代码 | 名称 | 国家系统 | 使用 |",
            "|---|---|---|---|",
        ]
        for item in found.items:
            used = "".join(f"{word} {day}" for word, day in (("自", item.since), ("至", item.until)) if day)
            lines.append(f"| {item.code} | {item.zh} | {item.national} | {used} |")
        lines.append("")
    return "\n".join(lines)


def write(folder: Path) -> None:
    """Write every page into a folder, and remove pages of chapters that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = pages()
    for old in folder.glob("*.md"):
        if old.name not in fresh:
            old.unlink()
    for name, page in fresh.items():
        (folder / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
