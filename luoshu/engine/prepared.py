"""A judgement built once and run on one household after another: building it takes far longer than running it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from threading import Lock

import polars as pl
from polars.io.plugins import register_io_source

from luoshu.engine.judging import judge
from luoshu.engine.plan import Planner
from luoshu.engine.rules import Rulebook

TYPES = {"String": pl.String, "Boolean": pl.Boolean, "Int64": pl.Int64, "Date": pl.Date}
KEYS = {"household": ["household_id"], "person": ["person_id", "household_id"]}
AS_BUILT = pl.QueryOptFlags.none()  # on a single household, optimising costs more than it saves


class Prepared:
    """The rules of a book on a day over given columns, all steps kept; `columns` tells what each rule reads.

    Its two sources hand over the household of the moment, so one household is judged at a time.
    """

    def __init__(self, book: Rulebook, on: dt.date, present: dict[str, tuple[str, ...]]):
        self.schemas = {
            of: dict.fromkeys(KEYS[of], pl.Int64) | {name: TYPES[book.columns[of][name]] for name in present[of]}
            for of in KEYS
        }
        self._moment: dict[str, pl.DataFrame] = {}
        self._turn = Lock()
        self._judged = judge(self._source("household"), self._source("person"), on, rules=book, inner=True)
        missing = {of: set(book.columns[of]) - set(present[of]) for of in KEYS}
        self.columns = Planner(book, on, missing).plan().columns

    def _source(self, of: str) -> pl.LazyFrame:
        def hand_over(columns, predicate, rows, batch):
            frame = self._moment[of]
            yield frame if columns is None else frame.select(columns)

        return register_io_source(hand_over, schema=self.schemas[of])

    def __call__(self, household: dict, people: list[dict]) -> tuple[dict, list[dict]]:
        """The judged household, and its people by `person_id` in no particular order."""
        frames = {"household": self._frame("household", [household]), "person": self._frame("person", people)}
        with self._turn:
            self._moment = frames
            households, persons = pl.collect_all(self._judged, optimizations=AS_BUILT)
        return households.to_dicts()[0], persons.to_dicts()

    def _frame(self, of: str, rows: list[dict]) -> pl.DataFrame:
        schema = self.schemas[of]
        return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


@lru_cache(maxsize=16)
def prepared(book: Rulebook, on: dt.date, household: tuple[str, ...], person: tuple[str, ...]) -> Prepared:
    """The judgement over those columns, built at the first question for them."""
    return Prepared(book, on, {"household": household, "person": person})
