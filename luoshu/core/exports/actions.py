"""Handing out files: within the day's quota at once, above it with a reason and somebody else's release."""

from hashlib import sha256

from luoshu.core import clock, permissions, vault
from luoshu.core.acts import action, note
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.exports import kept
from luoshu.core.exports.models import Export
from luoshu.core.masking import scrubbed
from luoshu.core.roles import WATCHERS


class AskFirst(NotPossible):
    """More rows than the day's quota leaves: the export needs a reason, and then another person's release."""

    def __init__(self, rows, left):
        self.rows, self.left = rows, left
        super().__init__(f"这份有 {rows} 行，今天还可以直接导出 {left} 行", "请写明用途，交批准人批准后再下载。")


@action("core.export")
def export(*, name, kind, rows, make, by, reason=""):
    """Hand out a file of `rows` rows; (record, content). `make` takes the record and gives the file's bytes.

    Beyond what the day's quota leaves: AskFirst without a reason; with one the file waits, sealed, for its release.
    """
    if by.user_id is None:
        raise NotAllowed("只有登录的人可以导出", "请登录后在页面上导出。")
    left = kept.left_today(by)
    if rows > left and not reason.strip():
        raise AskFirst(rows, left)
    state = Export.State.READY if rows <= left else Export.State.WAITING
    facts = {"county": by.place[:6], "area": by.place, "user_id": by.user_id, "at": clock.now(), "day": clock.today()}
    made = Export(name=scrubbed(name), kind=kind, rows=rows, state=state, reason=scrubbed(reason.strip()), **facts)
    made.sealed = by.role in WATCHERS
    made.save()
    content = make(made)
    made.sha256 = sha256(content).hexdigest()
    made.save(update_fields=["sha256"])
    vault.keep(kept.path(made), content)
    note(subject=made.name, export=made.id, rows=rows, sha256=made.sha256, state=state)
    return made, content


@action("core.release_export")
def release_export(*, export, is_released, by, reason=""):
    """Release or refuse a waiting export: another person than the one who asked, within their own reach."""
    permissions.check(by, "core.release_export")
    export = Export.objects.visible_to(by).select_for_update().get(pk=export.pk)
    if export.user_id == by.user_id:
        raise NotAllowed("自己的导出要由另一个人批准", "请交另一位批准人。")
    if export.state != Export.State.WAITING:
        raise NotPossible("这份导出已经办结", "请刷新页面看看现在的情况。")
    export.state = Export.State.READY if is_released else Export.State.REFUSED
    export.decided_by_id, export.decided_at = by.user_id, clock.now()
    export.save(update_fields=["state", "decided_by", "decided_at"])
    note(subject=export.name, export=export.id, state=export.state)
    return export


@action("core.download_export")
def download(*, export, by):
    """The bytes of an export again, the same as the first time; for its own maker, while it is kept."""
    export = kept.own(by).get(pk=export.pk)
    if export.state != Export.State.READY:
        raise NotPossible("这份导出还没有批准", "批准后在这里下载。")
    if kept.is_over(export):
        raise NotPossible("这份导出已过保存期限", "需要时请重新导出。")
    content = vault.read(kept.path(export))
    if sha256(content).hexdigest() != export.sha256:
        raise NotPossible("保存的文件与导出时的摘要不符", "请告诉安全管理员，并重新导出。")
    note(subject=export.name, export=export.id, sha256=export.sha256)
    return content
