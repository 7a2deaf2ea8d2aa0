"""`luoshu portal …`: what the register sends to its public portal and takes from it, and the portal itself."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="公众门户：另装一处，看公示、提意见、查回执。")

File = Annotated[Path, typer.Argument(help="文件")]
PORTAL = "luoshu.portal.settings"


def _register():
    from luoshu.config.setup import ready

    ready()


def _portal():
    """Django with the portal's settings: nothing of the register is set up."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = PORTAL
    django.setup()


@app.command()
def export(file: File) -> None:
    """内网：写出签名的公示包（公示中的，和回执的结果）。"""
    _register()
    from luoshu.core.publishing.actions import publish
    from luoshu.core.scope import Actor

    counts = publish(path=file, by=Actor.system("命令行：发布公示包"))
    told = f"公示 {counts['notices']:,} 份，回执 {counts['answers']:,} 件"
    typer.echo(f"已写出 {file}：{told}。请带到门户：luoshu portal import")


@app.command()
def receive(file: File) -> None:
    """内网：收下门户交来的意见；收过的不再收。"""
    _register()
    from luoshu.core.publishing.boxes import receive
    from luoshu.core.scope import Actor

    found = receive(file, Actor.system("门户来信"))
    typer.echo(f"新收 {found.taken:,} 件，以前收过 {found.known:,} 件，收不下 {len(found.refused):,} 件。")
    for number, why in found.refused:
        typer.echo(f"第 {number} 件：{why}", err=True)
    raise typer.Exit(1 if found.refused else 0)


@app.command()
def trust(key: Annotated[str, typer.Argument(help="内网 luoshu log key 显示的公钥")]) -> None:
    """门户：只认这把公钥签名的公示包。"""
    _portal()
    from luoshu.portal.keeping import trust

    trust(key)
    typer.echo("记下了。")


@app.command(name="import")
def import_(file: File) -> None:
    """门户：核对签名，换上新的公示包。"""
    _portal()
    from luoshu.portal.keeping import bring_in

    notices, answers = bring_in(file)
    typer.echo(f"已换上：公示 {notices:,} 份，回执 {answers:,} 件。")


@app.command()
def collect(file: File) -> None:
    """门户：把收到的意见写成文件，带回内网。"""
    _portal()
    from luoshu.portal.keeping import hand_over

    typer.echo(f"{hand_over(file):,} 件写进 {file}。请带回内网：luoshu portal receive")


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="网页端口")] = 8001,
    host: Annotated[str, typer.Option(help="在哪个地址上")] = "127.0.0.1",
) -> None:
    """门户：打开网页。"""
    from luoshu.core.commands import check_port

    check_port(port, host)
    _portal()
    from luoshu.portal.serving import Portal

    typer.echo(f"公众门户：http://{host}:{port}（Ctrl+C 停止）")
    Portal(port, host).run()
