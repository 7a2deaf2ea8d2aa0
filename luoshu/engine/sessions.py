"""Polars and DuckDB as places to judge files in. Each session reads, writes sorted files, and knows its own errors."""

from __future__ import annotations

from pathlib import Path

MEMORY = "3GB"
THREADS = 2


class PolarsSession:
    """Lazy scans, the streaming engine, both outputs in one go so that the people are judged once."""

    def __init__(self, scratch: Path):
        self.scratch = scratch

    def __enter__(self):
        return self

    def __exit__(self, *_exception) -> None:
        return None

    @staticmethod
    def unreadable() -> tuple[type[Exception], ...]:
        """The errors with which Polars answers a damaged file or parts that do not fit together."""
        import polars as pl
        from narwhals import exceptions as nw

        return nw.ComputeError, nw.ColumnNotFoundError, pl.exceptions.ComputeError, pl.exceptions.SchemaError

    def read(self, parts: list[str]):
        import polars as pl

        return pl.scan_parquet(parts)

    def write(self, frames: tuple, keys: tuple[str, str], outs: tuple[Path, Path]) -> None:
        import polars as pl

        sinks = [
            frame.sort(key).sink_parquet(out, compression="zstd", lazy=True)
            for frame, key, out in zip(frames, keys, outs, strict=True)
        ]
        pl.collect_all(sinks, engine="streaming")


class DuckDBSession:
    """One connection with bounded memory that spills to the scratch folder."""

    def __init__(self, scratch: Path):
        self.scratch = scratch

    def __enter__(self):
        import duckdb

        self.connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
        self.connection.execute("SET preserve_insertion_order = false")
        quoted = str(self.scratch).replace("'", "''")
        self.connection.execute(f"SET temp_directory = '{quoted}'")
        return self

    def __exit__(self, *_exception) -> None:
        self.connection.close()

    @staticmethod
    def unreadable() -> tuple[type[Exception], ...]:
        """The errors with which DuckDB answers a damaged file or parts that do not fit together."""
        import duckdb

        return duckdb.IOException, duckdb.InvalidInputException, duckdb.BinderException

    def read(self, parts: list[str]):
        return self.connection.read_parquet(parts)

    def write(self, frames: tuple, keys: tuple[str, str], outs: tuple[Path, Path]) -> None:
        for frame, key, out in zip(frames, keys, outs, strict=True):
            frame.order(key).write_parquet(str(out), compression="zstd")
