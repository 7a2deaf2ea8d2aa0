"""From Parquet to Parquet on one of three engines: a file for households, one for people, sorted, of the same types."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from luoshu.engine.errors import CannotJudge
from luoshu.engine.rules import Rulebook, in_force

ENGINES = ("polars", "duckdb", "spark")


@dataclass(frozen=True)
class Written:
    """What was written, and which columns the rules read but the files lack."""

    households: Path
    people: Path
    missing: dict[str, list[str]]


def judge_files(
    households,
    people,
    on: dt.date,
    *,
    out,
    engine: str = "polars",
    rules: Rulebook | None = None,
    set_: dict | None = None,
) -> Written:
    """Judge Parquet files (or folders of parts) and write `out` and, beside it, `<stem>.people.parquet`.

    CannotJudge names a file that is not there or not Parquet, a machine without Spark, or an engine we do not know.
    """
    book, out = rules or in_force(on), Path(out)
    people_out = out.with_name(f"{out.stem}.people.parquet")
    sources = (_parts(Path(households)), _parts(Path(people)))
    if not out.parent.is_dir():
        raise CannotJudge(f"文件夹 {out.parent} 不存在；请先建立，或换一个 --out。")
    with _session(engine, out.parent) as session, _reported():
        frames = tuple(session.read(source) for source in sources)
        return _judged(session, frames, on, book, set_, (out, people_out))


def judge_elsewhere(households, people, on: dt.date, *, engine: str, rules: Rulebook, set_: dict | None) -> tuple:
    """Judge Polars frames on another engine, through files of a scratch folder: Polars data frames, sorted."""
    import polars as pl

    scratch = Scratch(Path(tempfile.gettempdir()))
    try:
        sources = [scratch.path / name for name in ("households.parquet", "people.parquet")]
        for frame, source in zip((households, people), sources, strict=True):
            frame.lazy().sink_parquet(source)
        out = scratch.path / "verdicts.parquet"
        written = judge_files(*sources, on, out=out, engine=engine, rules=rules, set_=set_)
        return pl.read_parquet(written.households), pl.read_parquet(written.people)
    finally:
        scratch.remove()


def _judged(session, frames, on, book, set_, outs) -> Written:
    from luoshu.engine.judging import judge, missing

    lacking = missing(*frames, on, rules=book)
    judged = judge(*frames, on, rules=book, set_=set_)
    session.write(judged, ("household_id", "person_id"), outs)
    return Written(*outs, lacking)


def _parts(path: Path) -> list[str]:
    """The Parquet files of a path: itself, or the parts of a folder in order."""
    if not path.exists():
        raise CannotJudge(f"找不到 {path}；请核对路径。")
    parts = sorted(str(part) for part in path.rglob("*.parquet") if part.is_file()) if path.is_dir() else [str(path)]
    if not parts:
        raise CannotJudge(f"文件夹 {path} 里没有 Parquet 文件（*.parquet）。")
    for part in parts:
        with open(part, "rb") as file:
            if file.read(4) != b"PAR1":
                raise CannotJudge(f"{part} 不是 Parquet 文件；请用 luoshu city --as parquet 或 luoshu close 生成。")
    return parts


def _session(engine: str, folder: Path):
    if engine == "polars":
        from luoshu.engine.sessions import PolarsSession as Session
    elif engine == "duckdb":
        from luoshu.engine.sessions import DuckDBSession as Session
    elif engine == "spark":
        from luoshu.engine.spark import SparkSession as Session
    else:
        raise CannotJudge(f"没有引擎 {engine}；可用：{'、'.join(ENGINES)}。")
    return Session(folder)


class _reported:
    """Turn an engine's own errors about unreadable files into one sentence; anything else stays what it is."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace) -> None:
        if kind is None or kind is CannotJudge:
            return
        from luoshu.engine.sessions import unreadable

        if isinstance(error, unreadable()):
            raise CannotJudge(
                f"读不了这些文件：{str(error).splitlines()[0]}；请核对文件是否完整、各部分的列是否一致。"
            ) from error


class Scratch:
    """A folder beside the output for what an engine spills or writes in parts, removed at the end."""

    def __init__(self, folder: Path):
        self.path = Path(tempfile.mkdtemp(prefix=".judging-", dir=folder))

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
