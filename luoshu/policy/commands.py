"""The commands that need no database: judging files."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from luoshu.engine import CannotJudge

EXAMPLE = "luoshu judge --households H.parquet --people P.parquet --on 2016-12-31 --out V.parquet"


def judge(
    *, households: Path | None, people: Path | None, on: str | None, engine: str, out: Path | None, set_: list[str]
) -> None:
    """Judge Parquet files and say what was written; one sentence and exit code 2 where that cannot be done."""
    try:
        written = _judged(households, people, on, engine, out, set_)
    except CannotJudge as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    _report(written)


def _judged(households, people, on, engine, out, set_):
    given = {"--households": households, "--people": people, "--on": on, "--out": out}
    if lacking := [name for name, value in given.items() if value is None]:
        raise CannotJudge(f"还缺 {'、'.join(lacking)}；例如：{EXAMPLE}")
    from luoshu import policy
    from luoshu.engine import judge_files

    day, others = _day(on), _others(set_)
    book = policy.rulebook(day)
    return judge_files(households, people, day, out=out, engine=engine, rules=book, set_=others or None)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CannotJudge(f"{text} 不是日期；请写成 2016-12-31。") from None


def _others(texts: list[str]) -> dict[str, str]:
    """`poverty_line=3200` as a name and a value that the parameter takes."""
    from luoshu.policy.parameters import parameters

    others = {}
    for text in texts:
        name, _, value = text.partition("=")
        found = parameters().get(name.strip())
        if found is None or isinstance(found.values[0].value, tuple):
            numbers = [each.name for each in parameters().values() if isinstance(each.values[0].value, int)]
            raise CannotJudge(f"没有参数 {name or text}；可设：{'、'.join(numbers)}。")
        try:
            found.in_frames(value.strip())
        except ValueError:
            raise CannotJudge(
                f"参数 {name} 的值 {value or '（空）'} 不能用；请写数，单位{found.unit}，例如 poverty_line=3200。"
            ) from None
        others[found.name] = value.strip()
    return others


def _report(written) -> None:
    for of, names in (("户", written.missing["household"]), ("人", written.missing["person"])):
        if names:
            print(f"{of}的文件缺少 {len(names)} 列，按未核实处理：{'、'.join(names)}", file=sys.stderr)
    print(f"已写出 {written.households} 和 {written.people}")
