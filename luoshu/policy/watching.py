"""Watching against return to poverty: which changes of a household's records make a clue 线索, never a verdict.

A clue asks somebody to look. Rules of two years side by side: the columns ending in `_before` are those of the year
before. What is unknown makes no clue. Thresholds: watching/parameters/*.yaml; words: watching/words.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from luoshu.engine import Rulebook, rule
from luoshu.engine.rules import collect
from luoshu.engine.vocabulary import all_of, among, any_of, at_least, below, not_, some
from luoshu.policy import guarantees, income, labour, membership, parameters, telling, worries
from luoshu.policy.packs import columns

FOLDER = Path(__file__).parent / "watching"
BEFORE = {
    "household": {
        "house_grade_before": "String",
        "main_cause_before": "String",
        "other_cause_1_before": "String",
        "net_income_before": "Int64",
        "members_before": "Int64",
    },
    "person": {"work_months_before": "Int64"},
}
TITLES = {
    "house_grade_before": "上年房屋等级",
    "main_cause_before": "上年主要致贫原因",
    "other_cause_1_before": "上年其他致贫原因",
    "net_income_before": "上年家庭年纯收入",
    "members_before": "上年家庭人口",
    "work_months_before": "上年务工时间",
}
BY_DISASTER = "04"
AT_SCHOOL, AWAY_FROM_SCHOOL = guarantees.AT_SCHOOL, [guarantees.NOT_AT_SCHOOL]
SINCE = "2014-01-01"
BASIS = "中农组发〔2021〕7号：平台监测分析"


@rule(of="household", title="大额医疗支出", clause=BASIS, since=SINCE, value="medical_spending", unit="元")
def clue_medical_bill(h, law):
    """全年自付的医疗支出达到预警数。"""
    return at_least(h.medical_spending, law("medical_bill"))


@rule(of="person", title="失学辍学（本人）", clause=BASIS, since=SINCE, value="schooling")
def has_dropped_out(p):
    """义务教育年龄，上年在校、今年不在，不是身体原因，也没有送教上门。"""
    was_at_school = among(p.schooling_last_year, AT_SCHOOL, AWAY_FROM_SCHOOL)
    return all_of(p.is_school_age, was_at_school, not_(p.is_schooled))


@rule(of="household", title="失学辍学", clause=BASIS, since=SINCE)
def clue_dropped_out(p):
    """有一个孩子失学辍学。"""
    return some(p.has_dropped_out)


def _by_disaster(h, main, other):
    """Whether disaster stands among the causes; another cause left blank is none."""
    return any_of(main == BY_DISASTER, all_of(h.has(other), getattr(h, other) == BY_DISASTER))


@rule(of="household", title="遭受灾害", clause=BASIS, since=SINCE, value="main_cause")
def clue_disaster(h):
    """致贫原因今年有“因灾”，上年没有。"""
    is_now = _by_disaster(h, h.main_cause, "other_cause_1")
    return all_of(is_now, not_(_by_disaster(h, h.main_cause_before, "other_cause_1_before")))


@rule(of="person", title="失去务工（本人）", clause=BASIS, since=SINCE, value="work_months")
def has_lost_work(p, law):
    """有劳动能力，上年务工满几个月，今年没有务工。"""
    return all_of(p.is_able, at_least(p.work_months_before, law("lost_work_months")), p.work_months <= 0)


@rule(of="household", title="失去务工", clause=BASIS, since=SINCE)
def clue_lost_job(p):
    """有一个人失去务工。"""
    return some(p.has_lost_work)


@rule(of="household", title="住房受损", clause=BASIS, since=SINCE, value="house_grade")
def clue_damaged_house(h):
    """上年房屋安全，今年是 C 级或 D 级。"""
    is_unsafe = among(h.house_grade, ["3", "4"], ["1", "2"])
    return all_of(among(h.house_grade_before, ["1", "2"], ["3", "4"]), is_unsafe)


@rule(of="household", title="收入大幅减少", clause=BASIS, since=SINCE, value="income_per_head", unit="元")
def clue_income_fall(h, law):
    """人均纯收入比上年少了几成以上；按人均交叉相乘，不用除法。"""
    left = 100 - law("income_fall_percent")
    before = h.net_income_before * h.members
    return all_of(before > 0, h.net_income * h.members_before * 100 <= before * left)


@rule(of="household", title="人均纯收入低于监测标准", clause="防返贫监测标准：参考，不作唯一条件", since="2020-01-01")
def is_below_monitoring_line(h, law):
    """低于当年监测标准；只供核实的人参考。"""
    return below(h.net_income, law("monitoring_line"), h.members)


RULES = (
    clue_medical_bill,
    has_dropped_out,
    clue_dropped_out,
    clue_disaster,
    has_lost_work,
    clue_lost_job,
    clue_damaged_house,
    clue_income_fall,
    is_below_monitoring_line,
)
PREFIX = "clue_"
TRIGGERS = tuple(each.name.removeprefix(PREFIX) for each in RULES if each.name.startswith(PREFIX))
# Whose each kind of clue is, where it is one person's.
OF_A_PERSON = {"dropped_out": "has_dropped_out", "lost_job": "has_lost_work"}


@cache
def thresholds() -> Mapping[str, parameters.Parameter]:
    """The parameters of watching, by name."""
    return MappingProxyType(parameters.read(FOLDER / "parameters"))


def threshold(name: str, on: dt.date, **keys: str) -> int:
    """The value in force on a day, in fen or whole units; LookupError before the first or for an unknown name."""
    return thresholds()[name].at(on, **keys).value


def law(on: dt.date, set_: Mapping[str, object] | None = None, province: str = "41"):
    """What the rules ask: a parameter of watching, else one of the policy."""
    other = parameters.law(on, set_, province)

    def ask(name: str, **keys: str):
        if name not in thresholds():
            return other(name, **keys)
        return threshold(name, on, **({"province": province} if thresholds()[name].keys else {}))

    return ask


def rulebook(on: dt.date) -> Rulebook:
    """The triggers of a day, and what they rest on: who counts, the income, ability to work, the guarantees."""
    return _rulebook(tuple(each for each in RULES if each.since <= on))


@cache
def _rulebook(own: tuple) -> Rulebook:
    read = {of: columns()[of] | BEFORE[of] for of in BEFORE}
    rules = (*collect((membership, income, worries, guarantees, labour)), *own)
    return Rulebook(rules, read, law, titles=telling.titles() | TITLES, text=telling.text)


@cache
def words() -> Mapping[str, Mapping]:
    """kinds, found_by, groups, departments and lifted_by: code → zh, en and what else stands there."""
    raw = yaml.load((FOLDER / "words.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    missing = {code for each in raw["departments"].values() for code in each["kinds"]} | set(TRIGGERS)
    if unknown := missing - set(raw["kinds"]):
        raise ValueError(f"no such kinds of clue: {sorted(unknown)}")
    return MappingProxyType(raw)


def word(list_: str, code: str, lang: str = "zh") -> str:
    """The word for a code of one of the lists; KeyError for an unknown one."""
    return words()[list_][code]["en" if lang.startswith("en") else "zh"]
