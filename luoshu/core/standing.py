"""Whether Luoshu may write: an alarm, kept in a file outside the database, makes it read-only until a person decides.

Raised when the database does not continue the log that was signed before, as after putting back an older backup.
"""

from luoshu.core import database
from luoshu.core.errors import NotPossible

REMEDY = "请查明原因；确认接受时，由安全管理员运行 luoshu accept-log 并写明理由。"
LIFTING = "core.accept_log"


def _file():
    return database.var() / "read_only.txt"


def alarm():
    """Why nothing may be written, or None."""
    file = _file()
    return file.read_text(encoding="utf-8") if file.exists() else None


def raise_alarm(why):
    """From now on nothing is written; the newest reason stands."""
    _file().write_text(why, encoding="utf-8")


def lift():
    """Write again."""
    _file().unlink(missing_ok=True)


def check_may_write(action):
    """Refuse every action but the one that lifts the alarm."""
    if action != LIFTING and (why := alarm()):
        raise NotPossible(f"现在只能查看，不能写入：{why}", REMEDY)
