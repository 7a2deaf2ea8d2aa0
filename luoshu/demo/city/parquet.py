"""A city of any size as Parquet, block by block: nothing but the block at hand is in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from luoshu.demo.city import tables, villages
from luoshu.demo.city.city import City
from luoshu.demo.city.sheets import County

BLOCK = 50_000
ONE_FILE = 2_000_000


class _Table:
    """One Parquet file written in row groups, or a folder of parts where the city is large."""

    def __init__(self, path: Path, in_parts: bool):
        self.path, self.in_parts, self.parts, self.writer = path, in_parts, 0, None
        if in_parts:
            path.mkdir(parents=True, exist_ok=True)

    def add(self, frame: pl.DataFrame):
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self.in_parts:
            pq.write_table(table, self.path / f"part-{self.parts:05}.parquet", compression="zstd")
        else:
            self.writer = self.writer or pq.ParquetWriter(self.path, table.schema, compression="zstd")
            self.writer.write_table(table)
        self.parts += 1

    def close(self):
        if self.writer:
            self.writer.close()


def blocks(city: City, counties: list[str] | None = None) -> Iterator[tuple[int, int]]:
    """The stretches of household numbers to write, in order."""
    wanted = city.villages.filter(pl.col("county").is_in(counties)) if counties else city.villages
    for (_,), rows in wanted.group_by("county", maintain_order=True) if counties else [((None,), wanted)]:
        start, stop = rows["start"].min(), rows["start"].min() + rows["registered"].sum()
        for first in range(start, stop, BLOCK):
            yield first, min(first + BLOCK, stop)


def write(
    city: City,
    folder: Path,
    year: int,
    counties: list[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """households, people, truth, villages and truth_villages of one year; `progress(done, all)` in households."""
    folder.mkdir(parents=True, exist_ok=True)
    cuts = list(blocks(city, counties))
    in_parts = city.plan.people > ONE_FILE
    names = ("households", "people", "truth")
    out = {name: _Table(folder / f"{name}.parquet", in_parts) for name in names}
    sizes = []
    try:
        for done, (start, stop) in enumerate(cuts):
            sizes.append(_block(city, start, stop, year, out))
            if progress:
                progress(done + 1, len(cuts))
    finally:
        for table in out.values():
            table.close()
    _villages(city, folder, year, counties, pl.concat(sizes))


def _block(city, start, stop, year, out):
    stretch = city.stretch(start, stop)
    records = stretch.year(year)
    out["households"].add(tables.households(records))
    out["people"].add(tables.people(records, year))
    out["truth"].add(tables.truth(records, city.villages, year))
    return _by_village(tables.registered_people(stretch))


def _by_village(sizes):
    """A row for each village, not for each household: what is kept of a block must not grow with the city."""
    return sizes.group_by("village").agg(pl.col("size_now").sum())


def _villages(city, folder, year, counties, sizes):
    frame = villages.with_population(city.skeleton, _by_village(sizes))
    if counties:
        frame = frame.filter(pl.col("county").is_in(counties))
    tables.villages(villages.of_year(frame, year)).write_parquet(folder / "villages.parquet")
    tables.truth_of_villages(frame, [year]).write_parquet(folder / "truth_villages.parquet")


def write_roster(city: City, folder: Path, counties: list[str]) -> None:
    """roster.parquet: all rural households of the counties, county by county."""
    table = _Table(folder / "roster.parquet", in_parts=city.plan.people > ONE_FILE)
    for code in counties:
        table.add(County(city, code).roster())
    table.close()
