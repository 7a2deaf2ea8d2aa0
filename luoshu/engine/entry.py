"""The one door to judging: frames where they live, prepared data frames, or another engine."""

from __future__ import annotations

import datetime as dt

from luoshu.engine import frames
from luoshu.engine.files import judge_elsewhere
from luoshu.engine.judging import judge_lazily
from luoshu.engine.prepared import judge_frames
from luoshu.engine.rules import Rulebook, in_force


def judge(
    households,
    people,
    on: dt.date,
    *,
    engine: str | None = None,
    rules: Rulebook | None = None,
    set_: dict | None = None,
    inner: bool = False,
    only: tuple[str, ...] | None = None,
) -> tuple:
    """Judge two frames of one engine where they live: native (households, people), a column per rule after the keys.

    Lazy frames give lazy ones in no particular order, Polars data frames give data frames sorted by their key.
    `engine` moves Polars frames to another engine and back. `rules` is the rulebook, by default the one registered
    for the day; `set_` gives parameters other values and adds columns ending in `__set`; `inner` keeps the steps too;
    `only` names the outcomes asked for, all by default.
    """
    book = rules or in_force(on)
    if engine not in (None, "polars"):
        return judge_elsewhere(households, people, on, engine=engine, rules=book, set_=set_)
    if frames.is_lazy(households):
        return judge_lazily(households, people, on, rules=book, set_=set_, inner=inner, only=only)
    if not set_:
        return judge_frames(households, people, on, book, inner=inner, only=only)
    judged = judge_lazily(households, people, on, rules=book, set_=set_, inner=inner, only=only)
    return frames.collected(judged, ("household_id", "person_id"))
