"""Policies that papers end: their end supplied, the household told, then stopped. Dated ones stop by the calendar."""

from luoshu.core.acts import action, note
from luoshu.core.masking import scrubbed
from luoshu.registry.life import policies
from luoshu.registry.models import ContinuedPolicy


def _locked(by, rows):
    found = ContinuedPolicy.objects.visible_to(by).select_for_update().filter(pk__in=[row.pk for row in rows])
    return list(found.order_by("pk"))


@action("registry.supply_policy_end")
def supply_policy_end(*, policy, until, document, by):
    """The paper says until when: its last day and its number."""
    policies.check_can_end(by, policy.exited_on)
    (row,) = _locked(by, [policy])
    policies.check_supplied(row, until, document)
    row.until, row.document = until, scrubbed(document.strip())
    row.save(update_fields=["until", "document"])
    note(subject=row.policy, until=until)
    return row


@action("registry.tell_paper_end")
def tell_paper_end(*, rows, happened_on, by):
    """The households were told on that day that a policy ends; how many."""
    policies.check_can_end(by, happened_on)
    open_ = [row for row in _locked(by, rows) if row.stopped_on is None and row.told_on is None]
    ContinuedPolicy.objects.filter(pk__in=[row.pk for row in open_]).update(told_on=happened_on)
    note(subject="告知到期", households=len(open_))
    return len(open_)


@action("registry.stop_policies")
def stop_policies(*, rows, happened_on, by):
    """Stop policies that have run out and of which the households were told; NotPossible for any other. How many."""
    policies.check_can_end(by, happened_on)
    found = _locked(by, rows)
    for row in found:
        policies.check_may_stop(row, happened_on)
    ContinuedPolicy.objects.filter(pk__in=[row.pk for row in found]).update(stopped_on=happened_on, reason="到期")
    note(subject="到期停止", households=len(found))
    return len(found)
