"""`luoshu account …`: opening the first accounts, and what the guards do for those who lost a password or a factor."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="账号：开设、任命、重设、停用。")

Username = Annotated[str, typer.Argument(help="用户名")]
Reason = Annotated[str, typer.Option(help="理由，记入日志")]


def _account(username):
    from luoshu.core.errors import BadInput
    from luoshu.core.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        raise BadInput(f"没有 {username} 这个账号", "请核对用户名。", place="用户名")
    return found


def _operator():
    from luoshu.config.setup import ready

    ready()
    from luoshu.config.terminal import operator

    return operator()


@app.command("open")
def open_account(
    username: Username,
    name: Annotated[str, typer.Argument(help="姓名")],
    role: Annotated[str, typer.Option(help="岗位代码，见 docs/permissions.md")],
    area: Annotated[str, typer.Option(help="行政区划代码前缀")],
) -> None:
    """开设账号并任命；打印只用一次的密码。"""
    by = _operator()
    from django.db import transaction

    from luoshu.core import accounts, actions, clock

    password = accounts.one_time_password()
    with transaction.atomic():
        user = actions.create_account(username=username, name=name, password=password, by=by)
        actions.appoint(user=user, role=role, area=area, since=clock.today(), by=by)
    typer.echo(f"{username} 的一次性密码：{password}　首次登录要改密码，并启用第二因素。")


@app.command()
def reset(username: Username, reason: Reason) -> None:
    """重设密码，去掉第二因素；打印只用一次的密码。"""
    by = _operator()
    from luoshu.core import accounts

    password = accounts.reset_account(account=_account(username), reason=reason, by=by)
    typer.echo(f"{username} 的一次性密码：{password}　首次登录要改密码，并启用第二因素。")


@app.command()
def disable(username: Username, reason: Reason) -> None:
    """停用账号；已登录的马上退出。"""
    by = _operator()
    from luoshu.core import accounts

    accounts.disable_account(account=_account(username), reason=reason, by=by)
    typer.echo(f"{username} 已停用。")
