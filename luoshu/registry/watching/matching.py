"""Whom the rows of a department's list mean: by the blind index of the number, else suspected by name and village.

The number is indexed and dropped; a name is kept, sealed, only while somebody has to say who it is.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from luoshu.core import secrets
from luoshu.core.models import Area
from luoshu.registry.models import ListRow, Person, RosterHousehold

MATCHED, SUSPECTED, UNMATCHED = ListRow.Outcome.MATCHED, ListRow.Outcome.SUSPECTED, ListRow.Outcome.UNMATCHED
TABLE, COLUMN = "department_list_row", "name_sealed"
BATCH = 10_000


@dataclass(frozen=True)
class Match:
    """Who a row means: the outcome, and the one it surely means where it is matched."""

    outcome: str
    county: str = ""
    area: str = ""
    person_id: int | None = None
    household_id: int | None = None
    roster_household_id: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of the list as read: the number only as its index."""

    row: int
    index: bytes | None
    name: str | None
    village: str | None
    amount: int | None
    happened_on: object


def rows_of(frame, by):
    """The rows of a typed list; of a number nothing but its index goes on."""
    indexes = secrets.blind_index(frame["id_number"].to_list(), "id")
    villages = _villages(by)
    return [
        Row(told["row"], index, told["name"], _village(told, villages), told["amount"], told["happened_on"])
        for told, index in zip(frame.iter_rows(named=True), indexes, strict=True)
    ]


def match(rows):
    """The match of each row, within what the actor in scope reaches."""
    by_index = _by_index({each.index for each in rows} - {None})
    left = [each for each in rows if each.index not in by_index]
    by_name = _by_name({(each.name, each.village) for each in left if each.name and each.village})
    return [_match(each, by_index.get(each.index, ()), by_name.get((each.name, each.village), ())) for each in rows]


def _match(row, same_number, same_name):
    if len(same_number) == 1:
        return replace(same_number[0], outcome=MATCHED)
    if same_number:
        # One number on two people: somebody must say which of them.
        return Match(SUSPECTED, same_number[0].county, same_number[0].area)
    found = [each for each in same_name if row.index is None or not each.has_other_number]
    if found:
        return Match(SUSPECTED, row.village[:6], row.village)
    return Match(UNMATCHED, (row.village or "")[:6], row.village or "")


def _by_index(indexes):
    found = defaultdict(list)
    for batch in _batches(sorted(indexes)):
        people = Person.objects.filter(id_index__in=batch).values_list(
            "id_index", "county", "area", "id", "household_id"
        )
        for index, county, area, person, household in people:
            found[bytes(index)].append(Match(MATCHED, county, area, person, household))
    return found


@dataclass(frozen=True)
class Namesake:
    """Somebody of that name in that village; whether a valid number of their own speaks against a row that has one."""

    has_other_number: bool
    person_id: int | None = None
    household_id: int | None = None
    roster_household_id: int | None = None


def _by_name(wanted):
    """People of the register and heads of the roster by (name, village)."""
    found = defaultdict(list)
    for batch in _batches(sorted(wanted)):
        names, villages = {name for name, _ in batch}, {village for _, village in batch}
        people = Person.objects.filter(name__in=names, area__in=villages)
        for name, area, person, household, outcome in people.values_list(
            "name", "area", "id", "household_id", "id_outcome"
        ):
            found[name, area].append(Namesake(outcome == Person.IdOutcome.VALID, person, household))
        heads = RosterHousehold.objects.filter(head_name__in=names, area__in=villages, household_code=None)
        for name, area, number in heads.values_list("head_name", "area", "id"):
            found[name, area].append(Namesake(False, roster_household_id=number))
    return found


def namesakes(name, village):
    """Who a suspected row may mean."""
    return _by_name({(name, village)})[name, village] if name and village else []


def _batches(values):
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def _villages(by):
    """Codes by code and, where only one village in reach has the name, by name."""
    rows = Area.objects.filter(edition__in_use=True, level=Area.Level.VILLAGE, code__gte=by.low, code__lt=by.high)
    named = defaultdict(set)
    for code, name in rows.values_list("code", "name"):
        named[name].add(code)
        named[code].add(code)
    return {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}


def _village(told, villages):
    return villages.get(told["village_code"]) or villages.get(told["village_name"])


def sealed_name(number, name):
    """The name of a suspected row, bound to its id."""
    return secrets.seal([name], TABLE, COLUMN, [number])[0]


def opened_name(row):
    """The name of a suspected row again; None once it is settled."""
    return secrets.open_([row.name_sealed], TABLE, COLUMN, [row.id])[0]
