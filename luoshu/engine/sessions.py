"""Polars and DuckDB as places to judge files in."""

from __future__ import annotations

from pathlib import Path

from luoshu.engine.files import Scratch

MEMORY = "3GB"
THREADS = 2


def unreadable() -> tuple[type[Exception], ...]:
    """The errors with which the engines answer a damaged file or parts that do not fit together."""
    import duckdb
    import polars as pl
    from narwhals import exceptions

    return (
        exceptions.ComputeError,
        pl.exceptions.ComputeError,
        pl.exceptions.SchemaError,
        pl.exceptions.ColumnNotFoundError,
        duckdb.IOException,
        duckdb.InvalidInputException,
        duckdb.BinderException,
    )


class PolarsSession:
    """Lazy scans, the streaming engine, both outputs in one go so that the people are judged once."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __enter__(self):
        return self

    def __exit__(self, *_exception) -> None:
        return None

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
    """One connection with bounded memory that spills beside the output."""

    def __init__(self, folder: Path):
        self.scratch = Scratch(folder)

    def __enter__(self):
        import duckdb

        self.connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS})
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute(f"SET temp_directory = '{_quoted(self.scratch.path)}'")
        return self

    def __exit__(self, *_exception) -> None:
        self.connection.close()
        self.scratch.remove()

    def read(self, parts: list[str]):
        return self.connection.read_parquet(parts)

    def write(self, frames: tuple, keys: tuple[str, str], outs: tuple[Path, Path]) -> None:
        for frame, key, out in zip(frames, keys, outs, strict=True):
            frame.order(key).write_parquet(str(out), compression="zstd")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
