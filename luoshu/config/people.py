"""`luoshu person …`: what a person may ask for — a copy of everything, erasure."""

import csv
from pathlib import Path
from typing import Annotated

import typer

from luoshu.config.setup import ready
from luoshu.core.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="个人：复制给本人，抹除清退的人。")
Reason = Annotated[str, typer.Option(help="谁提出的、申请编号、批准人")]


@app.command()
def copy(
    code: Annotated[str, typer.Argument(help="户编号或人编号")],
    reason: Reason,
    out: Annotated[Path, typer.Option(help="写到哪个文件")] = Path("本人信息.csv"),
) -> None:
    """把登记册里关于一户或一个人的全部内容写成一个文件。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core.scope import within
    from luoshu.registry import actions, copies

    by = operator()
    with within(by):
        household, person = _found(code, by)
        facts = actions.copy_household(household=household, person=person, reason=reason, by=by)
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([copies.HEADS, *(fact.cells() for fact in facts)])
    out.chmod(0o600)
    typer.echo(f"已写出 {out}：{len(facts)} 项")


@app.command()
def erase(code: Annotated[str, typer.Argument(help="人编号")], reason: Reason) -> None:
    """抹除一个已清退的人：现在的记录和变更记录里的过去。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core.scope import within
    from luoshu.registry import rights

    by = operator()
    with within(by):
        person = _found(code, by)[1]
    if person is None:
        raise BadInput(f"没有编号是 {code} 的人", "请核对人编号。", place="人编号")
    typer.echo(f"已抹除 {code}，连同 {rights.erase(person, reason=reason, by=by)} 条过去的记录。")


@app.command("erase-again")
def erase_again() -> None:
    """恢复备份以后，把备份里还有的、已经抹除过的人再抹除一遍。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.registry import rights

    typer.echo(f"重做了 {rights.erase_again(operator())} 人。")


def _found(code, by):
    """(household, person): the person of a code, or the household of it and nobody in particular."""
    from luoshu.registry.models import Household, Person

    person = Person.objects.visible_to(by).filter(code=code).select_related("household").first()
    household = person.household if person else Household.objects.visible_to(by).filter(code=code).first()
    if household is None:
        raise BadInput(f"没有编号是 {code} 的户或人", "请核对编号。", place="编号")
    return household, person
