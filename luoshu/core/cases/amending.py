"""What a case tells, completed or corrected while it is on its way: by those who could take its next step."""

from luoshu.core.cases import policies, secret
from luoshu.core.cases.models import CaseFile, Notice
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.permissions import SYSTEM
from luoshu.policy.procedures import kind


def amend(case, reason, by, *, detail=None, new_secret=None):
    """Lay the given keys over what the case tells; the case. Not while it hangs on a notice, nor after its end."""
    policies.check_can_record(by)
    if not (reason or "").strip():
        raise BadInput("补正要写原因", "请写明补正了什么、凭什么。", place="reason")
    found = CaseFile.objects.visible_to(by).select_for_update().filter(pk=case.pk).first()
    if found is None or not found.is_open:
        raise NotPossible("没有可以办理的事项", "请刷新页面看看现在的情况。")
    steps = kind(found.kind).variant(found.variant).steps_from(found.state)
    if by.role != SYSTEM and not any(by.role in step.recorders for step in steps if step.name != "lapse"):
        raise NotAllowed("您现在的任职不能补正这件事项", "请由轮到的经办人补正。")
    if found.notice_id and found.notice.state == Notice.State.POSTED:
        raise NotPossible("公示期间不能补正", "请等期满，或撤回公示。")
    found.detail = {**found.detail, **(detail or {})}
    if new_secret is not None:
        found.secret_sealed = secret.sealed({**(secret.secret_of(found) or {}), **new_secret}, found.pk)
    found.save(update_fields=["detail", "secret_sealed"])
    return found
