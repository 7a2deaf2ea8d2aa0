"""Whether the database continues the log that was signed: looked at when Luoshu starts, decided by a person if not."""

from django.db import connection

from luoshu.core import permissions, standing
from luoshu.core.acts import action, note
from luoshu.core.errors import BadInput
from luoshu.core.log import checkpoints, store
from luoshu.core.log.sequencing import SYSTEM
from luoshu.core.scope import within

permissions.declare((standing.LIFTING, "认可恢复后的日志", {"security_administrator"}, "请与安全管理员联系。"))


def look():
    """Raise the alarm (read-only) when the log is shorter or other than what was signed; returns why, or None.

    The witness is the checkpoint kept outside the database; a restored older backup does not reach it.
    """
    with within(SYSTEM):
        raw = connection.connection
        try:
            checkpoints.check_continues(raw, store.size(raw)[0])
        except (checkpoints.Rewritten, store.Broken) as error:
            standing.raise_alarm(str(error))
            return str(error)
    return standing.alarm()


@action(standing.LIFTING)
def accept(*, reason, by):
    """Go on from the state the database is in; the checkpoint it does not reach stays in the act."""
    permissions.check(by, standing.LIFTING)
    if not (reason or "").strip():
        raise BadInput("认可恢复后的日志要写理由", "请写明恢复的经过和批准人。", place="reason")
    left, raw = checkpoints.kept(), connection.connection
    note(subject="日志", abandoned=left.note if left else "", size=store.size(raw)[0])
    newest = checkpoints.last(raw)
    checkpoints.kept_file().unlink(missing_ok=True)
    if newest:
        checkpoints.keep(newest)
    standing.lift()
