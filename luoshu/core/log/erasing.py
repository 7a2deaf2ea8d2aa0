"""Erasure: what the log keeps of a row's past goes, and the log stays whole.

The image before, the digest and the leaf's salt are deleted. Nobody can then tell from the leaf what it said, not even
by guessing; the tree, its checkpoints and every other proof stay valid. An act lists the changes that were erased.
"""

from django.db import connection

from luoshu.core.acts import action, note
from luoshu.core.errors import BadInput, NotAllowed

ERASED = """select jsonb_array_elements_text(detail -> 'forgotten')::bigint
from luoshu_log_acts(0, %s, %s) where action = %s"""
PAST = "select id from change where table_name = %s and row_id = any (%s) order by id"
ACTION = "core.forget"
EVERYTHING = 2**62


@action(ACTION)
def forget(*, changes, reason, by):
    """Erase changes (their numbers), all of them in the log already.

    The rows themselves are changed or removed before, by an action of their own package, which also asks who may.
    """
    if by.role != "system":
        raise NotAllowed("历史不能直接抹除", "请经个人信息的抹除流程办理。")
    if not (reason or "").strip():
        raise BadInput("抹除要写理由", "请写明申请的编号和批准人。", place="reason")
    note(subject="日志", forgotten=sorted(changes))
    with connection.cursor() as cursor:
        cursor.execute("select luoshu_log_forget(%s::bigint[])", [sorted(changes)])


def past_of(table, rows):
    """The numbers of all changes of these rows of a table, as far as the running scope reaches."""
    with connection.cursor() as cursor:
        cursor.execute(PAST, [table, list(rows)])
        return [number for (number,) in cursor.fetchall()]


def erased(raw):
    """The numbers of changes that acts of erasure list."""
    return [number for (number,) in raw.execute(ERASED, [EVERYTHING, EVERYTHING, ACTION])]
