"""The register of relatives: which official is related to which household, declared or found out."""

from luoshu.core import clock
from luoshu.core.cases import policies
from luoshu.core.cases.models import Relative
from luoshu.core.errors import NotPossible


def declare(household_id, area, name, organ_level, relation, since, by, *, user_id=None, duty="", source="declared"):
    """Put a relation on the register; the same one twice is the same row."""
    policies.check_can_declare(by)
    policies.check_reaches(by, area)
    if since > clock.today():
        raise NotPossible(f"日期 {since} 还没有到", "请写实际的日期。")
    row, _ = Relative.objects.visible_to(by).get_or_create(
        county=area[:6], area=area, household_id=household_id, name=name, relation=relation, until=None,
        defaults={
            "user_id": user_id, "organ_level": organ_level, "duty": duty, "source": source, "since": since,
            "entered_at": clock.now(), "recorder_id": by.user_id,
        },
    )  # fmt: skip
    return row


def end(relative, until, by):
    """The relation, or the duty, ended."""
    policies.check_can_declare(by)
    found = Relative.objects.visible_to(by).select_for_update().get(pk=relative.pk)
    if found.until is not None or until < found.since:
        raise NotPossible("这条亲属关系已经终止，或日期早于起始", "请核对日期。")
    found.until = until
    found.save(update_fields=["until"])
    return found
