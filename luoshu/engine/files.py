"""From Parquet to Parquet on one of three engines: a file for households, one for people, sorted, of the same types."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from luoshu.engine.errors import CannotJudge
from luoshu.engine.rules import Rulebook, in_force

ENGINES = ("polars", "duckdb", "spark")
KEYS = ("household_id", "person_id")


@dataclass(frozen=True)
class Written:
    """What was written, and which columns the rules read but the files lack."""

    households: Path
    people: Path
    missing: dict[str, list[str]]


def judge_files(
    households, people, on: dt.date, *, out, engine: str = "polars", rules: Rulebook | None = None, set_=None
) -> Written:
    """Judge Parquet files (or folders of parts) and write `out` and, beside it, `<stem>.people.parquet`.

    Both appear when they are complete, or not at all. CannotJudge names a file that is not there or not Parquet, a
    machine without Spark, or an engine we do not know.
    """
    book, out = rules or in_force(on), Path(out)
    targets = out, out.with_name(f"{out.stem}.people.parquet")
    sources = _parts(Path(households)), _parts(Path(people))
    _check_targets(targets, [*sources[0], *sources[1]])
    start = _session(engine)
    with _scratch(out.parent) as scratch, start(scratch) as session, _reported(session):
        parts = scratch / targets[0].name, scratch / targets[1].name
        missing = _judged(session, sources, on, book, set_, parts)
        for part, target in zip(parts, targets, strict=True):
            os.replace(part, target)
    return Written(*targets, missing)


def judge_elsewhere(households, people, on: dt.date, *, engine: str, rules: Rulebook, set_: dict | None) -> tuple:
    """Judge Polars frames on another engine, through files of a scratch folder: Polars data frames, sorted."""
    import polars as pl

    with _scratch(Path(tempfile.gettempdir())) as scratch:
        sources = [scratch / name for name in ("households.parquet", "people.parquet")]
        for frame, source in zip((households, people), sources, strict=True):
            frame.lazy().sink_parquet(source)
        written = judge_files(*sources, on, out=scratch / "verdicts.parquet", engine=engine, rules=rules, set_=set_)
        return pl.read_parquet(written.households), pl.read_parquet(written.people)


def _judged(session, sources, on, book, set_, outs) -> dict[str, list[str]]:
    from luoshu.engine.judging import judge_lazily, missing

    frames = tuple(session.read(parts) for parts in sources)
    lacking = missing(*frames, on, rules=book)
    session.write(judge_lazily(*frames, on, rules=book, set_=set_), KEYS, outs)
    return lacking


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


def _check_targets(targets: tuple[Path, Path], sources: list[str]) -> None:
    folder = targets[0].parent
    if not folder.is_dir():
        raise CannotJudge(f"文件夹 {folder} 不存在；请先建立，或换一个 --out。")
    read = {Path(source).resolve() for source in sources}
    for target in targets:
        if target.is_dir():
            raise CannotJudge(f"{target} 是文件夹；--out 要写成一个文件，例如 {target / 'V.parquet'}。")
        if target.resolve() in read:
            raise CannotJudge(f"{target} 正是要读的文件；请换一个 --out。")


def _session(engine: str):
    if engine == "polars":
        from luoshu.engine.sessions import PolarsSession as Session
    elif engine == "duckdb":
        from luoshu.engine.sessions import DuckDBSession as Session
    elif engine == "spark":
        from luoshu.engine.spark import SparkSession as Session
    else:
        raise CannotJudge(f"没有引擎 {engine}；可用：{'、'.join(ENGINES)}。")
    return Session


@contextmanager
def _scratch(folder: Path):
    """A folder beside the output for what is not complete yet and what an engine spills, removed at the end."""
    try:
        scratch = Path(tempfile.mkdtemp(prefix=".judging-", dir=folder))
    except OSError as error:
        raise CannotJudge(f"文件夹 {folder} 写不进去（{error.strerror}）；请换一个 --out。") from None
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _reported(session):
    """Turn an engine's own errors about files it cannot read into one sentence; anything else stays what it is."""
    try:
        yield
    except session.unreadable() as error:
        first = str(error).strip().splitlines()[0]
        raise CannotJudge(f"读不了这些文件：{first}；请核对文件是否完整、各部分的列是否一致。") from error
    except OSError as error:
        raise CannotJudge(f"读写文件时出错：{error}；请核对磁盘空间和权限。") from error
