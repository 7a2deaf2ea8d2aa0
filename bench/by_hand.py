"""The judge written by hand in Polars, from Parquet to Parquet: what the engine's one definition is measured against.

It writes the same columns in the same order; which those are is asked of the rulebook, and nothing else is.
"""

from pathlib import Path

import polars as pl

from . import by_hand_households, by_hand_people


def outputs(names):
    """The columns that both write, by subject: keys first, then the rules that are put out."""
    return {
        "household": ["household_id", *names["household"]],
        "person": ["person_id", "household_id", *names["person"]],
    }


def judge(folder, out, names):
    """Judge the files of a folder; `names` are the columns to put out, by subject."""
    folder, out, columns = Path(folder), Path(out), outputs(names)
    people = by_hand_people.judged(pl.scan_parquet(folder / "people.parquet"))
    households = by_hand_households.judged(pl.scan_parquet(folder / "households.parquet"), people)
    to = {out: households.select(columns["household"]).sort("household_id")}
    to[out.with_name(f"{out.stem}.people.parquet")] = people.select(columns["person"]).sort("person_id")
    sinks = [frame.sink_parquet(path, compression="zstd", lazy=True) for path, frame in to.items()]
    pl.collect_all(sinks, engine="streaming")
