"""Households that wait to be mended, for users who write: a few of each county loaded with a status that is none."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from luoshu.config.setup import ready
from luoshu.core import database

EACH, YEAR = 12, 2017


def make():
    """Answers {"waiting": county → [{id, sheet, row, field}] of a faulty cell each}."""
    ready()
    from luoshu.core.scope import Actor, within
    from luoshu.registry import held, intake
    from luoshu.registry.models import HeldHousehold

    by = Actor.system("benchmark", area="4103")
    folder = Path(mkdtemp(dir=database.var()))
    for source in sorted((database.var() / "demo" / "city").glob(f"*/*_{YEAR}")):
        if (source / "户表.csv").exists():
            intake.load(_spoilt(source, folder / source.name), by=by)
    shutil.rmtree(folder)
    waiting = {}
    with within(by):
        for row in HeldHousehold.objects.filter(state="open"):
            fault = held.content_of(row)["faults"][0]
            cell = {key: fault[key] for key in ("sheet", "row", "field")}
            waiting.setdefault(row.county, []).append({"id": row.id, **cell})
    return {"waiting": waiting}


def _spoilt(source, folder):
    """A county's first households with an impossible status; the folder of sheets."""
    folder.mkdir(parents=True)
    households = pl.read_csv(source / "户表.csv", infer_schema=False).head(EACH)
    people = pl.read_csv(source / "人员表.csv", infer_schema=False)
    people = people.filter(pl.col("户编号").is_in(households["户编号"].to_list()))
    households.with_columns(pl.lit("不明").alias("脱贫属性")).write_csv(folder / "户表.csv")
    people.write_csv(folder / "人员表.csv")
    return folder
