"""`luoshu procedures …`: the procedures of cases, as pages with their state diagrams."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="程序：把各种事项的状态图写成文档。")


@app.callback()
def procedures() -> None:
    """程序：把各种事项的状态图写成文档。"""


@app.command()
def publish(folder: Annotated[Path, typer.Argument(help="写到哪里")] = Path("docs/states")) -> None:
    """由数据写出每一种事项的状态图和步骤表。"""
    from luoshu.policy import states_page

    typer.echo(f"已写出 {states_page.publish(folder)} 页到 {folder}")
