"""The parts of the judging benchmark that run in processes of their own.

Libraries and rulebook are loaded with the module, before the clock runs, as the hand-written judge has them loaded too.
"""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from luoshu import policy
from luoshu.engine import judging, sessions  # noqa: F401
from luoshu.engine.files import judge_files

ON = dt.date(2016, 12, 31)
SEED = 2016
HOLES = 0.15
policy.rulebook(ON)


def make_city(people, folder):
    """Write the synthetic city of that many people as files for judging, once."""
    if not (Path(folder) / "made").exists():
        write_city(people, folder)


def write_city(people, folder):
    """Write the synthetic city of that many people as files for judging."""
    from luoshu.demo.city import parquet
    from luoshu.demo.city.city import City

    city, folder = City(people, SEED), Path(folder)
    parquet.write(city, folder, ON.year, list(city.counties))
    (folder / "made").touch()


def make_holes(folder, to):
    """The same files with a share of all facts unknown: there, by hand and by the engine must agree too."""
    chance = np.random.default_rng(SEED)
    Path(to).mkdir(parents=True, exist_ok=True)
    for name in ("households.parquet", "people.parquet"):
        frame = pl.read_parquet(Path(folder) / name)
        facts = [each for each in frame.columns if not each.endswith("_id")]
        kept = {each: pl.Series(chance.random(frame.height) >= HOLES) for each in facts}
        frame.with_columns(pl.when(kept[each]).then(each).alias(each) for each in facts).write_parquet(Path(to) / name)


def names():
    """The columns that the rules put out, by subject."""
    rules = policy.rules(ON)
    return {of: [rule.name for rule in rules if rule.of == of] for of in ("household", "person")}


def judge(folder, out, engine="polars", names=None):
    """The product's judge, as `luoshu judge` runs it."""
    folder = Path(folder)
    judge_files(folder / "households.parquet", folder / "people.parquet", ON, engine=engine, out=out)


def differing(first, second):
    """The columns in which two judgements differ, households and people; empty if they are the same."""
    found = []
    for ending in ("", ".people"):
        a, b = (pl.read_parquet(Path(path).with_suffix(f"{ending}.parquet")) for path in (first, second))
        if a.schema != b.schema or a.height != b.height:
            found.append(f"schema or rows of {Path(second).stem}{ending}")
        else:
            found += [name for name in a.columns if not a[name].equals(b[name])]
    return {"differing": found}
