"""Spark as a place to judge files in: an extra that needs pyspark and a Java of the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from luoshu.engine.errors import CannotJudge
from luoshu.engine.files import Scratch

REMEDY = "请执行 pip install 'luoshu[spark]' 并安装 Java 17 或更高版本，或改用 --engine duckdb。"


def check_installed() -> None:
    """CannotJudge, with the remedy, on a machine without pyspark or Java."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        raise CannotJudge(f"Spark 引擎需要 pyspark，本机没有；{REMEDY}") from None
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=f"{home}/bin" if home else None):
        raise CannotJudge(f"Spark 引擎需要 Java，本机没有；{REMEDY}")


class SparkSession:
    """A local session of two threads, UTC, unless the caller's environment configures a cluster (SPARK_CONF_DIR)."""

    def __init__(self, folder: Path):
        check_installed()
        self.scratch = Scratch(folder)

    def __enter__(self):
        from pyspark.sql import SparkSession as Running

        self.is_own = Running.getActiveSession() is None
        self.session = local_session(self.scratch.path)
        return self

    def __exit__(self, *_exception) -> None:
        if self.is_own:
            self.session.stop()
        self.scratch.remove()

    def read(self, parts: list[str]):
        return self.session.read.parquet(*parts)

    def write(self, frames: tuple, keys: tuple[str, str], outs: tuple[Path, Path]) -> None:
        for frame, key, out in zip(frames, keys, outs, strict=True):
            folder = self.scratch.path / f"{key}.parts"
            frame.orderBy(key).write.parquet(str(folder), compression="zstd")
            merge(folder, out)


def local_session(folder: Path):
    """Start Spark quietly with what judging needs."""
    from pyspark.sql import SparkSession as Builder

    master = os.environ.get("LUOSHU_SPARK_MASTER", "local[2]")
    options = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": "3g",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.codegen.wholeStage": "true",
    }
    builder = Builder.builder.master(master).appName("luoshu")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def merge(folder: Path, out: Path) -> None:
    """Put the sorted parts that Spark wrote into one file, one row group at a time."""
    import pyarrow.parquet as pq

    parts = sorted(folder.glob("part-*.parquet"))
    schema = pq.read_schema(parts[0]).remove_metadata()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for part in parts:
            file = pq.ParquetFile(part)
            for group in range(file.num_row_groups):
                writer.write_table(file.read_row_group(group).cast(schema))
