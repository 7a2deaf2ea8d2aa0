"""Clues into the register, set by set: one open clue per household, person and kind; a closed one stays closed while
the facts are the same."""

from dataclasses import dataclass

from luoshu.core import clock, secrets
from luoshu.policy.risk import due_on
from luoshu.registry.models import Clue

BATCH = 2000


@dataclass(frozen=True)
class Found:
    """What was found about one household, of the register or of the roster. `fact` is what makes it another clue."""

    kind: str
    found_by: str
    county: str
    area: str
    fact: str
    household_id: int | None = None
    roster_household_id: int | None = None
    person_id: int | None = None
    year: int | None = None
    value: int | None = None
    before: int | None = None
    happened_on: object = None
    text: str = ""

    @property
    def key(self):
        """Whom it is about, and what."""
        return self.household_id, self.roster_household_id, self.person_id, self.kind


def raise_all(found):
    """Make clues of what was found, where there is none yet; (clue id by key, how many are new)."""
    found = {each.key: each for each in found}
    latest = _latest(found.values())
    macs = dict(zip(found, secrets.content_mac([[each.kind, each.fact] for each in found.values()]), strict=True))
    new = [
        _clue(each, macs[key], latest.get(key)) for key, each in found.items() if _is_new(macs[key], latest.get(key))
    ]
    Clue.objects.bulk_create(new, batch_size=BATCH)
    known = {key: latest[key][0] for key in found if key in latest}
    known |= {(c.household_id, c.roster_household_id, c.person_id, c.kind): c.id for c in new}
    return known, len(new)


def _latest(found):
    """The newest clue of each key: (id, state, fingerprint)."""
    found = list(found)
    columns = ("household_id", "roster_household_id", "person_id", "kind", "id", "state", "facts_mac")
    told = {}
    for field in ("household_id", "roster_household_id"):
        ids = {getattr(each, field) for each in found} - {None}
        rows = Clue.objects.filter(**{f"{field}__in": ids}).order_by("id").values_list(*columns) if ids else ()
        told |= {row[:4]: row[4:] for row in rows}
    return told


def _is_new(mac, latest):
    if latest is None:
        return True
    _, state, known = latest
    return state != Clue.State.OPEN and bytes(known) != mac


def _clue(found, mac, latest):
    now = clock.now()
    return Clue(
        county=found.county,
        area=found.area,
        household_id=found.household_id,
        roster_household_id=found.roster_household_id,
        person_id=found.person_id,
        kind=found.kind,
        found_by=found.found_by,
        year=found.year,
        value=found.value,
        before=found.before,
        text=found.text,
        happened_on=found.happened_on,
        facts_mac=mac,
        raised_at=now,
        due_on=due_on(now.astimezone(clock.ZONE).date()),
        follows_id=latest[0] if latest else None,
    )
