"""The two worries: food and clothes (总体目标：不愁吃、不愁穿)."""

from luoshu.engine import rule
from luoshu.engine.vocabulary import all_of, holds


@rule(of="household", title="不愁吃", clause="总体目标；两不愁")
def has_enough_food(h):
    """全年有主食，能吃到肉、蛋、奶或豆。"""
    return all_of(holds(h.has_staple_food), holds(h.has_protein))


@rule(of="household", title="不愁穿", clause="总体目标；两不愁")
def has_enough_clothes(h):
    """四季有衣被。"""
    return holds(h.has_season_clothes)
