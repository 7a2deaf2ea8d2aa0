"""Spark as a place to judge files in: an extra that needs pyspark and a Java of the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from luoshu.engine.errors import CannotJudge

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
    """Local by default, two threads, UTC; LUOSHU_SPARK_MASTER names a cluster. A session already running is used."""

    def __init__(self, scratch: Path):
        check_installed()
        self.scratch = scratch

    def __enter__(self):
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession as Running

        self.is_own = Running.getActiveSession() is None
        try:
            self.session = local_session(self.scratch)
        except PySparkException as error:
            raise CannotJudge(f"Spark 启动不了（{str(error).strip().splitlines()[0]}）；{REMEDY}") from error
        return self

    def __exit__(self, *_exception) -> None:
        if self.is_own:
            self.session.stop()

    @staticmethod
    def unreadable() -> tuple[type[Exception], ...]:
        """The errors with which Spark answers a damaged file or parts that do not fit together."""
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        return PySparkException, Py4JJavaError

    def read(self, parts: list[str]):
        return self.session.read.parquet(*parts)

    def write(self, frames: tuple, keys: tuple[str, str], outs: tuple[Path, Path]) -> None:
        for frame, key, out in zip(frames, keys, outs, strict=True):
            folder = self.scratch / f"{key}.parts"
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
