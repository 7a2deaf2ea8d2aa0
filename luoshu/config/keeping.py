"""`luoshu keys …`: the keys that seal personal data, changed while the register is in use."""

from typing import Annotated

import typer

from luoshu.config.setup import ready

app = typer.Typer(no_args_is_help=True, help="密钥：看用了哪些，换新的，把旧行改封到新密钥，停用旧的。")


@app.command()
def status() -> None:
    """每把密钥封着多少个值。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core import keys, rewrapping

    current = keys.ring().current.hex()
    for name, every in rewrapping.status(operator()).items():
        cipher = {"61": "AES-256-GCM", "73": "SM4-GCM"}.get(name[:2], "AES-256-GCM")
        typer.echo(f"{name}　{cipher}　{'现用' if name == current else '旧'}　{sum(every.values()):,} 个值")
        for place, count in sorted(every.items()):
            typer.echo(f"        {place}　{count:,}")


@app.command()
def rotate() -> None:
    """换一把新密钥：从此新写的都用它，旧的照样能读。"""
    from luoshu.core import keys

    typer.echo(f"现用密钥是 {keys.rotate()}。请备份 var/keys，再运行 luoshu keys rewrap。")


@app.command()
def rewrap() -> None:
    """把还用旧密钥的行和文件改封到现用的；可以中断，再运行就接着做。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core import database, rewrapping

    def show(table, county, done):
        typer.echo(f"{table} {county}　已改封 {done:,} 行", err=True)

    done = rewrapping.rewrap(operator(), folder=database.var() / "files", progress=show)
    typer.echo(f"改封了 {done:,} 行和文件。")


@app.command()
def retire(name: Annotated[str, typer.Argument(help="密钥编号，见 luoshu keys status")]) -> None:
    """停用一把没有行再用的旧密钥；它移到一个单独的文件，旧备份还要它。"""
    ready()
    from luoshu.config.terminal import operator
    from luoshu.core import rewrapping

    typer.echo(f"已停用，密钥移到 {rewrapping.retire(name, operator())}。恢复这以前的备份时要把它放回 keys.json。")
