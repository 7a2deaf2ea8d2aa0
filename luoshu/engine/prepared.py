"""A judgement built once, run on frame after frame: for few households, building takes far longer than running."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from threading import Lock

import polars as pl
from polars.io.plugins import register_io_source

from luoshu.engine.judging import KEYS, judge_lazily
from luoshu.engine.rules import Rulebook

FEW = 1000  # rows up to which optimising costs more than it saves
AS_BUILT = pl.QueryOptFlags.none()
AS_BUILT.comm_subplan_elim = True  # people are judged once for both answers


class Prepared:
    """The rules of a book on a day over Polars data frames of given columns.

    Its two sources hand over the frames of the moment, so it judges for one caller at a time.
    """

    def __init__(self, book: Rulebook, on: dt.date, schemas: tuple, **asked):
        self._moment: tuple[pl.DataFrame, ...] = ()
        self._turn = Lock()
        sources = (self._source(at, dict(schema)) for at, schema in enumerate(schemas))
        judged = judge_lazily(*sources, on, rules=book, **asked)
        self._judged = [frame.sort(keys[0]) for frame, keys in zip(judged, KEYS.values(), strict=True)]

    def _source(self, at: int, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
        def hand_over(columns, predicate, rows, batch):
            frame = self._moment[at] if columns is None else self._moment[at].select(columns)
            yield frame if predicate is None else frame.filter(predicate)

        return register_io_source(hand_over, schema=schema, is_pure=True)

    def __call__(self, households: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Both judged, sorted by their keys."""
        is_small = households.height + people.height <= FEW
        with self._turn:
            self._moment = (households, people)
            try:
                flags = {"optimizations": AS_BUILT} if is_small else {}
                return tuple(pl.collect_all(self._judged, **flags))
            finally:
                self._moment = ()


def judge_frames(households: pl.DataFrame, people: pl.DataFrame, on: dt.date, book: Rulebook, **asked) -> tuple:
    """Judge data frames by a judgement prepared for their columns, built at the first frames that have these.

    `asked` is what `judge_lazily` takes: `inner`, `only`.
    """
    frames = _known(households, book, "household"), _known(people, book, "person")
    schemas = tuple(tuple(frame.schema.items()) for frame in frames)
    return _prepared(book, on, schemas, **asked)(*frames)


def _known(frame: pl.DataFrame, book: Rulebook, of: str) -> pl.DataFrame:
    """What rules may read, in the order of the book, whatever else the frame has."""
    return frame.select(name for name in (*KEYS[of], *book.columns[of]) if name in frame.columns)


@lru_cache(maxsize=16)
def _prepared(book: Rulebook, on: dt.date, schemas: tuple, **asked) -> Prepared:
    return Prepared(book, on, schemas, **asked)
