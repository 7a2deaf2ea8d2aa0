"""The `luoshu` command: every verb of the system, each importing what it needs only when it is called."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from luoshu.config import keeping, leaving, people, procedures
from luoshu.config.account_commands import app as account_app
from luoshu.config.log_commands import log_app
from luoshu.config.portal_commands import app as portal_app
from luoshu.demo.city.commands import city

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
areas_app = typer.Typer(no_args_is_help=True, help="区划：载入一个城市的区划。")
app.add_typer(areas_app, name="areas")
app.add_typer(account_app, name="account")
app.add_typer(log_app, name="log")
app.add_typer(keeping.app, name="keys")
app.add_typer(people.app, name="person")
app.add_typer(leaving.app, name="exports")
app.add_typer(portal_app, name="portal")
app.add_typer(procedures.app, name="procedures")

Files = Annotated[list[Path], typer.Argument(help="工作簿、CSV 或 CSV 文件夹")]


@app.command()
def load(
    files: Files,
    mapping: Annotated[str, typer.Option(help="表头对应：own 或 national")] = "own",
) -> None:
    """导入工作簿：一本一个事务，收下的入库，待改的退回。"""
    from luoshu.config.terminal import load_files

    load_files(files, mapping)


@app.command()
def template(path: Path = Path("洛书导入模板.xlsx")) -> None:
    """写出可以填报的空白工作簿。"""
    from luoshu.registry.template import write

    write(path)
    typer.echo(f"已写出 {path}")


@app.command()
def close(on: Annotated[str, typer.Argument(help="定版日期，例如 2016-12-31")]) -> None:
    """定版：在这一天切下登记册，封存。"""
    from luoshu.config.terminal import close_register

    close_register(on)


@app.command()
def judge(
    closing: Annotated[str | None, typer.Argument(help="定版日期；不写则研判文件")] = None,
    households: Annotated[Path | None, typer.Option(help="户的 Parquet 文件或文件夹")] = None,
    people: Annotated[Path | None, typer.Option(help="人的 Parquet 文件或文件夹")] = None,
    on: Annotated[str | None, typer.Option(help="按哪一天的政策")] = None,
    engine: Annotated[str, typer.Option(help="polars、duckdb 或 spark")] = "polars",
    out: Annotated[Path | None, typer.Option(help="结果写到哪里")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="假设的参数，例如 poverty_line=3200")] = None,
) -> None:
    """研判：一次定版，或者只凭文件。"""
    if closing:
        from luoshu.config.terminal import judge_closing

        judge_closing(closing)
        return
    from luoshu.policy.commands import judge as judge_files

    judge_files(households=households, people=people, on=on, engine=engine, out=out, set_=set_ or [])


@app.command()
def explain(
    household: Annotated[str, typer.Argument(help="户编号")],
    on: Annotated[str | None, typer.Option(help="哪一次定版，默认最近一次")] = None,
) -> None:
    """说明一户：每一项的值、标准、结果、依据和来源。"""
    from luoshu.config.terminal import explain_household

    explain_household(household, on)


@app.command()
def verify() -> None:
    """复核：日志，每一行对不对得上日志，定版的摘要，存下的数字。"""
    from luoshu.config.terminal import verify_all

    verify_all()


app.command()(city)


@areas_app.command("load")
def load_areas(file: Annotated[Path, typer.Argument(help="区划 CSV：code,name,level,parent")]) -> None:
    """载入一个城市的区划。"""
    from luoshu.config.terminal import load_area_file

    load_area_file(file)


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="演示城市的人数")] = 493_100,
    port: Annotated[int, typer.Option(help="网页端口")] = 8000,
    portal: Annotated[int | None, typer.Option(help="公众门户的端口，默认是网页端口加一")] = None,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="建好后打开网页")] = True,
) -> None:
    """建起演示城市，打开网页和公众门户。"""
    from luoshu.config.serving import check_ports, show_on_portal
    from luoshu.config.setup import migrated
    from luoshu.demo.build import build, made

    portal = portal or port + 1
    if serve_after:
        check_ports(port, portal)
    folder = made()
    migrated()
    build(people=people)
    if serve_after:
        show_on_portal(folder / "bundle.txt")
        os.environ.setdefault("LUOSHU_PORTAL_URL", f"http://127.0.0.1:{portal}")
        words = ["serve", "--port", str(port), "--portal", str(portal)]
        # A fresh process: the web server forks, and the threads of the frame library do not survive that.
        os.execv(sys.executable, [sys.executable, "-m", "luoshu.config", *words])


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="网页端口")] = 8000,
    portal: Annotated[int | None, typer.Option(help="试用：公众门户也在这台机器上，这个端口")] = None,
) -> None:
    """打开网页，同时处理后台任务。"""
    from luoshu.config.serving import run

    run(port, portal)


@app.command()
def work() -> None:
    """只处理后台任务。"""
    from luoshu.config.serving import work_jobs

    work_jobs()


@app.command()
def migrate() -> None:
    """建立或更新数据库的表，备好网页的文件。"""
    from luoshu.config.setup import migrated

    migrated()
    from luoshu.web.assets import collect

    collect()
    typer.echo("数据库已是最新。")


@app.command()
def stop() -> None:
    """停下内嵌的数据库。"""
    from luoshu.config.setup import stop_database

    typer.echo("数据库已停下。" if stop_database() else "数据库没有在运行。")


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="备份放在这个文件夹里")]) -> None:
    """备份：数据库和文件，不停机；密钥不在里面。"""
    from luoshu.config.upkeep import take_backup

    take_backup(folder)


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="备份的文件夹")],
    until: Annotated[
        str | None, typer.Option(help="恢复到的时刻，例如 2017-11-08T10:30:00，要有 LUOSHU_ARCHIVE")
    ] = None,
) -> None:
    """恢复：放回一份备份，再核对日志；原来的数据挪到一边。"""
    from luoshu.config.upkeep import restore_backup

    restore_backup(backup, until)


@app.command()
def accept_log(reason: Annotated[str, typer.Option(help="经过和批准人")]) -> None:
    """认可恢复后的日志，重新允许写入。"""
    from luoshu.config.upkeep import accept_log

    accept_log(reason)


@app.command()
def check() -> None:
    """检查：缺的迁移、缺的译文。"""
    from luoshu.config.checks import run

    raise typer.Exit(run())


def main() -> None:
    """Run the command; what the user can mend is one sentence, a fault of ours is kept in a file."""
    from luoshu.core.errors import Refusal

    try:
        app()
    except Refusal as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except Exception as error:
        told = f"程序出错了（{type(error).__name__}），没有做完。"
        typer.echo(f"{told}详情记在 {_kept(error)}，请发给维护人员。", err=True)
        sys.exit(1)


def _kept(error: Exception) -> Path:
    """The file to which the traceback is added."""
    from luoshu.core.database import var

    path = var() / "errors.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return path
