"""`luoshu exports …`: whose export a leaked piece of a list is."""

import csv
from pathlib import Path
from typing import Annotated

import typer

from luoshu.config.setup import ready
from luoshu.core.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="导出：泄漏的名单是谁导出的。")
LARGEST = 20_000


@app.command()
def trace(file: Annotated[Path, typer.Argument(help="流出的名单或一段：CSV 或 xlsx，有没有表头都行")]) -> None:
    """按户的先后次序认出一段名单出自哪一次导出。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core.exports import marks
    from luoshu.core.models import Export
    from luoshu.core.scope import within

    by = operator()
    with within(by):
        exports = {each.id: each for each in Export.objects.select_related("user")}
    found = [each for column in _columns(file) for each in marks.trace(column, exports)]
    if not found:
        typer.echo("认不出：太短、重新排过序，或不是按次序作记号的名单。")
        raise typer.Exit(1)
    best = max(found, key=lambda each: each.deviations)
    made = exports[best.number]
    typer.echo(f"导出编号 {made.id}　{made.name}　{made.user.name}（{made.user.username}）　{made.at:%Y-%m-%d %H:%M}")
    typer.echo(f"相邻 {best.pairs} 对中 {best.agreeing} 对相符，高出偶然 {best.deviations:.1f} 个标准差")


def _columns(file):
    """Each column of a file as texts, in the order of its rows."""
    if not file.is_file():
        raise BadInput(f"没有 {file} 这个文件", "请核对路径。", place=str(file))
    rows = _sheet(file) if file.read_bytes()[:2] == b"PK" else _lines(file)
    width = max((len(row) for row in rows), default=0)
    return [[row[at].strip() for row in rows if at < len(row) and row[at].strip()] for at in range(width)]


def _lines(file):
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))[:LARGEST]


def _sheet(file):
    import fastexcel

    sheet = fastexcel.read_excel(str(file)).load_sheet(0, header_row=None, dtypes="string")
    return [["" if cell is None else cell for cell in row] for row in sheet.to_polars().head(LARGEST).rows()]
