"""Keeping the system: backup, restore, and going on after a restore."""

from datetime import datetime
from pathlib import Path

import typer

from luoshu.config.setup import migrated, ready
from luoshu.config.terminal import operator
from luoshu.core.errors import BadInput


def take_backup(folder):
    ready()
    from luoshu.core import backups

    typer.echo(f"已备份并核对：{backups.take(folder)}")
    typer.echo("密钥和口令（keys、database/passwords.json）不在里面，请另外保存。")


def restore_backup(backup, until):
    """Put it back, start the server, and say whether the log goes as far as what was signed."""
    from luoshu.core import backups, standing

    aside = backups.restore(backup, _moment(until) if until else None)
    typer.echo(f"已放回 {backup}；原来的数据在 {aside}")
    migrated()
    if standing.alarm():
        typer.echo("只能查看：见上。")
    else:
        _erase_again()
        typer.echo("日志与已签发的检查点相接，可以照常使用。")


def accept_log(reason):
    ready()
    from luoshu.core.log import continuity

    continuity.accept(reason=reason, by=operator())
    _erase_again()
    typer.echo("已认可，可以写入了。")


def _erase_again():
    """What was erased since the backup was taken is erased in it too."""
    from luoshu.registry import rights

    if done := rights.erase_again(operator()):
        typer.echo(f"备份里又出现的、已经抹除过的 {done} 人，重新抹除了。")


def _moment(text):
    from luoshu.core import clock

    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)
    except ValueError as error:
        raise BadInput(f"时刻“{text}”看不懂", "请写成 2017-11-08T10:30:00。", place=str(Path(text))) from error
