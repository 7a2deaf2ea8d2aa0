"""`luoshu log …`: sign, hand out checkpoints, and make the copy that outsiders check."""

from pathlib import Path
from typing import Annotated

import typer

from luoshu.config.setup import ready

log_app = typer.Typer(no_args_is_help=True, help="日志：签发检查点，交给见证人，导出副本供外部复核。")


@log_app.command()
def sign() -> None:
    """把已提交的都排进日志，签发检查点。"""
    ready()
    from luoshu.core.log import witness

    checkpoint = witness.signed_now()
    typer.echo(f"检查点 {checkpoint.number}：{checkpoint.size:,} 条，签发于 {checkpoint.at:%Y-%m-%d %H:%M:%S} UTC")


@log_app.command()
def export(folder: Annotated[Path, typer.Argument(help="副本放在这个新文件夹里")]) -> None:
    """导出日志的副本，供外部用 verify.py 复核。"""
    ready()
    from luoshu.core.log import bundle, checkpoints, witness
    from luoshu.registry import verification

    try:
        witness.signed_now()
    except checkpoints.Rewritten as error:
        typer.echo(f"注意：{error}", err=True)
    closings = verification.closings_with_folders()
    with bundle.moment() as raw:
        size = bundle.write(raw, folder, closings)
    typer.echo(f"已导出 {size:,} 条到 {folder}。复核：python verify.py {folder} --key 公钥 --witness 检查点")


@log_app.command(name="witness")
def hand_out(
    file: Annotated[Path | None, typer.Option(help="写成文件")] = None,
    page: Annotated[Path | None, typer.Option(help="写成可打印的网页，带二维码")] = None,
    mail: Annotated[str | None, typer.Option(help="寄到这个电子邮箱")] = None,
) -> None:
    """把最新的检查点交给见证人：文件、打印或邮件。"""
    ready()
    from luoshu.core.log import witness

    checkpoint = witness.signed_now()
    if file:
        witness.to_file(checkpoint, file)
    if page:
        witness.to_page(checkpoint, page)
    if mail:
        witness.to_mail(checkpoint, mail)
    if not (file or page or mail):
        typer.echo(checkpoint.note, nl=False)
    witness.record(checkpoint, [str(to) for to in (file, page, mail) if to])


@log_app.command()
def key() -> None:
    """显示验证检查点用的公钥。"""
    ready()
    from luoshu.core.log import keys

    typer.echo(keys.public())


@log_app.command()
def status() -> None:
    """日志的情况：条数、最近的检查点、还没有排进日志的。"""
    ready()
    from luoshu.core.log import checkpoints, sequencing

    known = checkpoints.kept()
    if known:
        typer.echo(f"检查点 {known.number}：{known.size:,} 条，签发于 {known.at:%Y-%m-%d %H:%M:%S} UTC")
    typer.echo(f"还没有排进日志：至多 {sequencing.backlog():,} 条")
