"""Rules about villages and counties: judged by the engine as it judges households, the place in a household's stead.

What a place's record lacks is unknown, as anywhere: such a rule says met, not met or not yet verified.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial

from luoshu.engine import Rulebook, rule
from luoshu.engine.rules import collect
from luoshu.policy.fields import sheet
from luoshu.policy.telling import OUTCOMES, number

SHARE = "%"  # an integer of hundredths of a per cent
# What a village is judged by besides its own sheet: the register and the roster.
VILLAGE_JOINED = {
    "poor_people": ("未脱贫人口", "Int64", "人"),
    "roster_people": ("底册人口", "Int64", "人"),
}
COUNTY = {
    "poor_people": ("未脱贫人口", "Int64", "人"),
    "registered_people": ("建档立卡人口", "Int64", "人"),
    "exited_people": ("已脱贫人口", "Int64", "人"),
    "rural_people": ("农村人口", "Int64", "人"),
    "listed_villages": ("贫困村数", "Int64", "个"),
    "exited_villages": ("已退出贫困村数", "Int64", "个"),
    "wrong_exit_share": ("错退率", "Int64", SHARE),
    "missed_share": ("漏评率", "Int64", SHARE),
    "approval_share": ("群众认可度", "Int64", SHARE),
    "income_growth": ("农村居民人均可支配收入增幅", "Int64", SHARE),
    "income_growth_of_province": ("全省农村居民人均可支配收入增幅", "Int64", SHARE),
    "are_services_near": ("基本公共服务接近全省平均", "Boolean", None),
    "has_lasting_mechanism": ("建立长效脱贫机制", "Boolean", None),
}


def place_rule(**about) -> Callable:
    """Make a function of `v` (a village), `c` (a county) and `law` a rule about that place."""

    def make(function: Callable):
        asked = tuple(inspect.signature(function).parameters)

        def judged(h, law):
            given = {"v": h, "c": h, "law": law}
            return function(*(given[name] for name in asked))

        judged.__name__, judged.__doc__ = function.__name__, function.__doc__
        return rule(of="household", **about)(judged)

    return make


@cache
def village_book() -> Rulebook:
    """The rules of a village's exit, with the columns a village is judged by."""
    from luoshu.policy import village_exits

    kept = {each.name: each.frame_type for each in sheet("village").fields if each.keep != "sheet"}
    columns = kept | {name: kind for name, (_title, kind, _unit) in VILLAGE_JOINED.items()}
    titles = {each.zh: each.name for each in sheet("village").fields}
    named = {name: title for title, name in titles.items()} | {n: t for n, (t, *_) in VILLAGE_JOINED.items()}
    units = {each.name: each.unit for each in sheet("village").fields} | {n: u for n, (*_, u) in VILLAGE_JOINED.items()}
    return _book(village_exits, columns, named, units)


@cache
def county_book() -> Rulebook:
    """The rules of a county's exit, with the columns a county is judged by."""
    from luoshu.policy import county_exits

    columns = {name: kind for name, (_title, kind, _unit) in COUNTY.items()}
    titles, units = {n: t for n, (t, *_) in COUNTY.items()}, {n: u for n, (*_, u) in COUNTY.items()}
    return _book(county_exits, columns, titles, units)


def _book(module, columns, titles, units) -> Rulebook:
    from luoshu.policy.packs import packs
    from luoshu.policy.parameters import law

    province = next(each.province for each in packs() if each.has_rules)
    told = partial(text, units=units)
    of = {"household": columns, "person": {}}
    return Rulebook(collect([module]), of, partial(law, province=province), titles=titles, text=told)


def text(column: str, value: object, unit: str | None = None, *, units) -> str:
    """A value of a place in words: 是, 否, 未核实, a number with its unit, a share with two decimals."""
    if value is None or isinstance(value, bool):
        return OUTCOMES[value]
    unit = unit or units.get(column)
    if unit == SHARE:
        return f"{Decimal(value).scaleb(-2):.2f}%"
    return number(value, unit) if isinstance(value, int) else str(value)
