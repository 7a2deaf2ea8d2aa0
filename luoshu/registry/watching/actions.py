"""The writes of watching. Each is one transaction and one act in the log."""

from dataclasses import dataclass
from hashlib import file_digest

from luoshu.core import clock
from luoshu.core.acts import action, note
from luoshu.core.masking import scrubbed
from luoshu.policy import continuing
from luoshu.registry.models import Clue, ListRow, Monitored, PolicyNotice
from luoshu.registry.sheets import parse_in_child
from luoshu.registry.watching import after_exit, loading, monitoring, opening, policies, raising, screening, sheet


@dataclass(frozen=True)
class FoundCount:
    """What screening a year found: all of it, and how much of it makes a clue that was not there."""

    found: int
    new: int


@action("registry.raise_clue")
def raise_clue(
    *, kind, found_by, text, by, household=None, roster_household=None, person=None, happened_on=None
):  # fmt: skip
    """Note what somebody declared, saw on a visit or reported about a household of the register or of the roster."""
    policies.check_can_raise(by, kind, found_by, text, happened_on)
    whom = policies.reached(by, household, roster_household)
    told = scrubbed(text.strip())
    found = raising.Found(
        kind, found_by, whom.county, whom.area, f"{found_by}|{told}|{happened_on}",
        household_id=household and household.id, roster_household_id=roster_household and roster_household.id,
        person_id=person and person.id, year=(happened_on or clock.today()).year, happened_on=happened_on, text=told,
    )  # fmt: skip
    clues, _new = raising.raise_all([found])
    note(subject=whom.code, kind=kind)
    return Clue.objects.get(pk=clues[found.key])


@action("registry.verify_clue")
def verify_clue(*, clue, finding, reason, by, proof="", happened_on=None, group="", help_first=False):
    """Close a clue as untrue or without risk, or open a case of monitoring; the facts it rests on stay with it.

    `group`: the monitored group it looks like; `help_first`: sudden trouble that was helped before the papers.
    """
    clue = Clue.objects.visible_to(by).select_for_update().get(pk=clue.pk)
    policies.check_can_verify(by, clue, finding, reason, proof, happened_on)
    day = happened_on or clock.today()
    clue.finding, clue.reason, clue.proof = finding, scrubbed(reason.strip()), scrubbed((proof or "").strip()) or None
    clue.verified_on, clue.verified_by = day, by.name
    clue.state = Clue.State.CLOSED
    clue.save(update_fields=["finding", "reason", "proof", "verified_on", "verified_by", "state"])
    if finding == Clue.Finding.RISK:
        clue.case_id = opening.case_for(clue, day, by, group=group, help_first=help_first)
        clue.state = Clue.State.OPENED
        clue.save(update_fields=["state", "case_id"])
        monitoring.add_risk(clue)
        if not help_first:
            opening.verify(clue, day, by)
    note(subject=opening.code_of(clue), kind=clue.kind, finding=finding)
    return clue


@action("registry.find_clues")
def find_clues(*, year, by):
    """Look through the records of exited households of a year for what the policy makes a clue; never a verdict."""
    policies.check_can_find(by)
    found = screening.found(year)
    _clues, new = raising.raise_all(found)
    note(subject=str(year), found=len(found), new=new)
    return FoundCount(len(found), new)


@action("registry.load_list")
def load_list(*, path, department, kind, as_of, by, title="", name=None):
    """Take in another department's list: rows matched by the index of the number, suspected by name, or of nobody."""
    policies.check_can_load(by, department, kind, as_of)
    book = parse_in_child(path, sheet.FORM)
    with open(path, "rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    head = loading.head_of(book, department=department, kind=kind, title=title, as_of=as_of, sha256=digest, by=by)
    head.file_name = scrubbed(name or path.name)
    head, new = loading.bring(book.tables[sheet.FORM], head, by)
    note(subject=head.title, list=head.id, sha256=digest, rows=head.rows, matched=head.matched, clues=new)
    return head


@action("registry.settle_row")
def settle_row(*, row, reason, by, household=None, person=None, roster_household=None):
    """Say who a suspected row of a list means; nobody given, it is nobody here."""
    row = ListRow.objects.visible_to(by).select_for_update().get(pk=row.pk)
    policies.check_can_settle(by, row, reason)
    if household or roster_household:
        policies.reached(by, household, roster_household)
    loading.settle(row, scrubbed(reason.strip()), household=household, person=person, roster_household=roster_household)
    note(subject=str(row), outcome=row.outcome)
    return row


@action("registry.record_month")
def record_month(*, monitored, month, is_above_line, is_secured, checked_on, by, text=""):
    """Record what a visit of one month found about a monitored household; None is not verified."""
    monitored = Monitored.objects.visible_to(by).select_for_update().get(pk=monitored.pk)
    policies.check_can_visit(by, monitored, month, checked_on)
    found = {"is_above_line": is_above_line, "is_secured": is_secured, "checked_on": checked_on}
    found |= {"checked_by": by.name, "text": scrubbed((text or "").strip())}
    row = monitoring.record(monitored, month, found)
    note(subject=monitored.household.code, month=f"{month:%Y-%m}")
    return row


@action("registry.record_help")
def record_help(*, monitored, by, helped_on=None, is_covered=None):
    """Record since when a monitored household is helped, and whether one without any labour is covered."""
    monitored = Monitored.objects.visible_to(by).select_for_update().get(pk=monitored.pk)
    policies.check_can_help(by, monitored, helped_on)
    monitored.helped_on = helped_on or monitored.helped_on
    monitored.is_covered = monitored.is_covered if is_covered is None else is_covered
    monitored.save(update_fields=["helped_on", "is_covered"])
    note(subject=monitored.household.code)
    return monitored


@action("registry.tell_policy_end")
def tell_policy_end(*, policy, exited_year, area, told_on, document, by):
    """Record that the households of a village which left in a year were told that a policy ends, before it stops."""
    policies.check_can_tell_end(by, area, told_on, document)
    ends_on = after_exit.end_of(continuing.policy(policy), exited_year)
    households = after_exit.exited(area, exited_year).count()
    row, _ = PolicyNotice.objects.update_or_create(
        area=area, policy=policy, exited_year=exited_year,
        defaults={"county": area[:6], "ends_on": ends_on, "told_on": told_on, "document": scrubbed(document.strip()),
                  "households": households},
    )  # fmt: skip
    note(subject=area, policy=policy, households=households)
    return row
