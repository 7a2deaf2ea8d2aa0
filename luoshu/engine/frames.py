"""Frames as the rules expect them: every column there, of the type of the dictionary, or one clear sentence."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from luoshu.engine.errors import CannotJudge

TYPES = {"String": nw.String, "Boolean": nw.Boolean, "Int64": nw.Int64, "Date": nw.Date}
IN_WORDS = {"String": "文本", "Boolean": "是/否", "Int64": "整数", "Date": "日期"}
INTEGERS = (nw.Int8, nw.Int16, nw.Int32, nw.Int64, nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64)


def wrap(frame) -> nw.LazyFrame:
    """A lazy Narwhals frame over a Polars, DuckDB or Spark frame."""
    frame = nw.from_native(frame)
    return frame.lazy() if isinstance(frame, nw.DataFrame) else frame


def is_lazy(frame) -> bool:
    """Whether a native frame is only computed when it is collected or written."""
    return isinstance(nw.from_native(frame), nw.LazyFrame)


def collected(judged: tuple, keys: tuple[str, str]) -> tuple:
    """Polars frames computed in one go, so that what both need is computed once, and sorted."""
    import polars as pl

    return tuple(pl.collect_all([frame.sort(key) for frame, key in zip(judged, keys, strict=True)]))


def lacking(frame: nw.LazyFrame, key: str, columns: Mapping[str, str]) -> set[str]:
    """The columns of the dictionary that the frame has not; CannotJudge if it lacks its keys."""
    names = set(frame.collect_schema().names())
    for needed in (key, "household_id"):
        if needed not in names:
            raise CannotJudge(
                f"文件缺少列 {needed}，无法对应到户；请用 luoshu city 或 luoshu close 生成的文件，或补上这一列。"
            )
    return set(columns) - names


def conform(frame: nw.LazyFrame, keys: list[str], reads: list[str], columns: Mapping[str, str]) -> nw.LazyFrame:
    """The keys and the columns the rules read, typed; a column that is missing is unknown in every row."""
    schema = frame.collect_schema()
    expressions = [_typed(key, schema[key], "Int64") for key in keys]
    for name in reads:
        wanted = columns[name]
        if name in schema.names():
            expressions.append(_typed(name, schema[name], wanted))
        else:
            expressions.append(nw.lit(None, dtype=TYPES[wanted]).alias(name))
    return frame.select(*expressions)


def _typed(name: str, found, wanted: str) -> nw.Expr:
    """The column as it is, or cast where nothing can be lost on the way; CannotJudge otherwise."""
    dtype = TYPES[wanted]
    if found == dtype:
        return nw.col(name)
    if (wanted == "Int64" and found in INTEGERS) or found == nw.Unknown:
        return nw.col(name).cast(dtype)
    raise CannotJudge(f"列 {name} 应为{IN_WORDS[wanted]}（{wanted}），文件中是 {found}；请按字段字典的类型重新导出。")
