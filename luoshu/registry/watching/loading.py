"""A department's list into the register: its rows matched, and clues made of those that mean somebody."""

from django.db import connection

from luoshu.core import clock
from luoshu.policy.watching import words
from luoshu.registry import staging
from luoshu.registry.models import DepartmentList, ListRow
from luoshu.registry.watching import matching, sheet
from luoshu.registry.watching.matching import MATCHED, SUSPECTED
from luoshu.registry.watching.raising import Found, raise_all

BATCH = 2000


def bring(table, head, by):
    """The rows of a list with what they mean, and their clues; the list, and how many clues are new. `head`: an unsaved
    list without its counts."""
    rows = matching.rows_of(sheet.typed(table), by)
    matches = matching.match(rows)
    outcomes = [each.outcome for each in matches]
    head.rows, head.matched, head.suspected = len(rows), outcomes.count(MATCHED), outcomes.count(SUSPECTED)
    head.unmatched = head.rows - head.matched - head.suspected
    head.save()
    found = [found_of(head, row, match) for row, match in zip(rows, matches, strict=True) if match.outcome == MATCHED]
    clues, new = raise_all(found)
    lines = _lines(head, rows, matches, clues)
    ListRow.objects.bulk_create(lines, batch_size=BATCH)
    return head, new


def head_of(book, *, department, kind, title, as_of, sha256, by):
    """The unsaved list of a file that was read."""
    area = by.area.ljust(12, "0")
    return DepartmentList(
        county=by.area[:6], area=area, department=department, kind=kind, as_of=as_of, sha256=sha256,
        title=title or words()["departments"][department]["zh"], file_name=book.name, loaded_by=by.name,
        loaded_at=clock.now(),
    )  # fmt: skip


def found_of(head, row, match):
    """What a matched row says, as a clue: other amounts or days make another one."""
    return Found(
        head.kind, "department", match.county, match.area, f"{head.department}|{row.amount}|{row.happened_on}",
        household_id=match.household_id, roster_household_id=match.roster_household_id, person_id=match.person_id,
        year=(row.happened_on or head.as_of).year, value=row.amount, happened_on=row.happened_on,
    )  # fmt: skip


def _lines(head, rows, matches, clues):
    with connection.cursor() as cursor:
        numbers = staging.take_ids(cursor, "department_list_row", len(rows))
    return [_line(head, *each, clues) for each in zip(numbers, rows, matches, strict=True)]


def _line(head, number, row, match, clues):
    key = (match.household_id, match.roster_household_id, match.person_id, head.kind)
    is_suspected = match.outcome == SUSPECTED
    return ListRow(
        id=number, county=match.county or head.county, area=match.area or head.area, department_list=head, row=row.row,
        id_index=row.index, amount=row.amount, happened_on=row.happened_on, outcome=match.outcome,
        name_sealed=matching.sealed_name(number, row.name) if is_suspected and row.name else None,
        household_id=match.household_id, roster_household_id=match.roster_household_id, person_id=match.person_id,
        clue_id=clues.get(key) if match.outcome == MATCHED else None,
    )  # fmt: skip


def settle(row, reason, *, household=None, person=None, roster_household=None):
    """Say who a suspected row means, or that it is nobody here: its name goes; somebody gets a clue."""
    whom = household or roster_household
    row.household, row.person, row.roster_household = household, person, roster_household
    row.outcome = MATCHED if whom else ListRow.Outcome.UNMATCHED
    row.name_sealed, row.decided_on, row.reason = None, clock.today(), reason
    if whom:
        row.area = whom.area
        found = found_of(row.department_list, row, row)
        row.clue_id = raise_all([found])[0][found.key]
    row.save(update_fields=["household", "person", "roster_household", "outcome", "name_sealed", "decided_on", "reason",
                            "area", "clue"])  # fmt: skip
    return row
