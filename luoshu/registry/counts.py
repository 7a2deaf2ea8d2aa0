"""What is counted: every figure of a closing with its name and the filter that lists the households it counts.

One definition serves the figure (a sum over verdicts), the list it opens (a query) and the page (a title).
"""

from dataclasses import dataclass, field

SIX = (
    "has_enough_food", "has_enough_clothes", "is_education_secured", "is_medical_secured",
    "is_housing_secured", "is_water_secured",
)  # fmt: skip
STANDARD = (*SIX, "is_income_stable")
PROGRAMMES = (
    "employment", "industry", "relocation", "ecology", "safety_net", "infrastructure",
    "public_services", "education", "health", "finance", "society",
)  # fmt: skip
POOR, EXITED = ("0", "2", "3"), ("1",)
STATUSES = {"poor": POOR, "exited": EXITED, "returned": ("3",), "pre_exit": ("2",)}


@dataclass(frozen=True)
class Count:
    """A figure: what it is `of` (households, people, elders, unnumbered), summed over the households `where` lists."""

    name: str
    title: str
    of: str = "households"
    where: dict = field(default_factory=dict)

    @property
    def unit(self):
        return "户" if self.of == "households" else "人"


def _outcomes(check, title):
    words = {"not": "不达标", "unknown": "未核实"}
    for outcome, word in words.items():
        where = {"status": "poor", "check": check, "outcome": outcome}
        yield Count(f"{check}_{outcome}", f"{title}{word}", where=where)


def _standing():
    yield Count("households", "在册户")
    yield Count("people", "在册人口", of="people")
    yield Count("poor_households", "未脱贫户", where={"status": "poor"})
    yield Count("poor_people", "未脱贫人口", of="people", where={"status": "poor"})
    yield Count("exited_households", "已脱贫户", where={"status": "exited"})
    yield Count("exited_people", "已脱贫人口", of="people", where={"status": "exited"})
    yield Count("returned_households", "返贫户", where={"status": "returned"})
    yield Count("pre_exit_households", "预脱贫户", where={"status": "pre_exit"})
    yield Count("elders", "未脱贫人口中六十岁以上", of="elders", where={"status": "poor"})
    yield Count("unnumbered", "证件待核人数", of="unnumbered", where={"certificate": "pending"})


def _of_the_year(year):
    yield Count("identified", "本年新识别户", where={"identified": str(year)})
    yield Count("exited_this_year", "本年脱贫户", where={"status": "exited", "exited": str(year)})
    yield Count("exited_people_this_year", "本年脱贫人口", of="people", where={"status": "exited", "exited": str(year)})
    for outcome, word in (("not", "不达标"), ("unknown", "未核实")):
        where = {"status": "exited", "exited": str(year), "check": "may_exit", "outcome": outcome}
        yield Count(f"suspect_exit_{outcome}", f"本年脱贫而退出标准{word}", where=where)


def _of_the_poor(titles):
    for check in STANDARD:
        yield from _outcomes(check, titles.get(check, check))
    yield Count("unverified", "有未核实项的户", where={"status": "poor", "check": "any", "outcome": "unknown"})
    yield Count("may_exit", "已够退出条件", where={"status": "poor", "check": "may_exit", "outcome": "met"})
    yield Count("one_missing", "只差一项", where={"status": "poor", "missing": "1"})
    yield Count("no_labour", "无劳动力户", where={"status": "poor", "check": "has_no_labour", "outcome": "met"})
    yield Count("no_helper", "无帮扶责任人的户", where={"status": "poor", "helper": "no"})
    for programme in PROGRAMMES:
        where = {"status": "poor", "check": f"eligible_{programme}", "outcome": "met"}
        yield Count(f"eligible_{programme}", titles.get(f"eligible_{programme}", programme), where=where)


def counts(year, causes, doubts, titles):
    """All figures of a closing of `year`: `causes` code → label, `doubts` the names judged, `titles` of the checks."""
    found = [*_standing(), *_of_the_year(year), *_of_the_poor(titles)]
    found += [Count(f"cause_{c}", label, where={"status": "poor", "cause": c}) for c, label in causes.items()]
    found.append(Count("doubts", "有疑点的户", where={"doubt": "any"}))
    found += [Count(d, titles.get(d, d), where={"doubt": d}) for d in doubts]
    return {c.name: c for c in found}


# Villages are counted from their own records; these open the list of villages.
VILLAGES = {
    "villages": "有在册户的村",
    "villages_ever_listed": "列入过的贫困村",
    "villages_left": "未退出贫困村",
    "villages_exited": "已退出贫困村",
    "villages_exited_this_year": "本年退出贫困村",
    "villages_deep_left": "未退出的深度贫困村",
    "rural_people": "农村人口",
    "roster_people": "底册人口",
    "roster_households": "底册户数",
}
