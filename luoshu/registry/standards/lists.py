"""A standard as a check list: each item with outcome, value, threshold, clause, proof, and who supplies the rest."""

import datetime as dt
from dataclasses import dataclass, field

from luoshu.core.roles import ROLES
from luoshu.policy.standards import LEVELS, Edition, Item, Standard
from luoshu.registry.models import Evidence
from luoshu.registry.standards.weighing import STANDINGS, combined, weighed


@dataclass(frozen=True)
class Supplier:
    """Who can supply what is missing: the posts at the place, `area` being the code of that level."""

    level: str
    area: str
    roles: tuple[str, ...]

    @property
    def titles(self):
        """The posts in Chinese."""
        return [ROLES[role].zh for role in self.roles]


@dataclass(frozen=True)
class Line:
    """One item. `recorded` is what the records alone say, `outcome` after the checker's finding; texts have units.

    `check` is the engine's check that it comes from, for pages that show less of it to some readers.
    """

    name: str
    title: str
    clause: str
    group: dict
    must: bool
    recorded: bool | None
    outcome: bool | None
    standing: str
    value_text: str
    threshold_text: str
    reason: str
    inputs: tuple
    check: object
    proof: Evidence | None
    proofs: tuple[str, ...]
    ask: dict
    supplier: Supplier

    @property
    def is_missing(self):
        """Whether it keeps the standard from being met."""
        return self.must and self.outcome is not True

    @property
    def standing_text(self):
        """How the outcome stands, in Chinese."""
        return STANDINGS[self.standing]


@dataclass(frozen=True)
class CheckList:
    """A standard for one household, village or county on a day. `historical` is the decision made before the system
    (历史认定), `decided` the newest one of ours; `is_exited` whether it counts as exited now.
    """

    standard: Standard
    edition: Edition
    on: dt.date
    year: int
    area: str
    items: list[Line] = field(default_factory=list)
    historical: object = None
    decided: object = None
    is_exited: bool = False

    @property
    def outcome(self):
        """Met, not met, or not yet verified."""
        return combined(self.standard.combine, [line.outcome for line in self.items if line.must])

    @property
    def missing(self):
        """The items that keep it from being met."""
        return [] if self.outcome else [line for line in self.items if line.is_missing]

    @property
    def is_proved(self):
        """Whether each item that it demands is met and carries a checker's proof."""
        return all(line.standing == "proved" for line in self.items if line.must)

    @property
    def is_unexplained(self):
        """Whether it counts as exited though neither a case of ours nor an earlier document says so."""
        return self.is_exited and self.historical is None and self.decided is None


def made(found, on, year, area, checks, evidence, **about):
    """The check list of a standard from the engine's checks (by rule) and the evidence (newest first)."""
    edition = found.at(on)
    newest = newest_by_item(evidence)
    items = [_line(item, checks[item.rule], newest.get(item.rule), area, edition.proved) for item in edition.items]
    return CheckList(found, edition, on, year, area, items, **about)


def newest_by_item(evidence):
    """The newest evidence of each item, the rows being in order from the newest."""
    newest = {}
    for row in evidence:
        for name in row.items:
            newest.setdefault(name, row)
    return newest


def _line(item: Item, check, proof, area, is_proof_needed):
    about = weighed(check.outcome, proof and proof.finding, is_proof_needed and item.must)
    return Line(
        name=item.rule, title=check.title, clause=check.clause, group=dict(item.group), must=item.must,
        recorded=check.outcome, outcome=about.outcome, standing=about.standing, value_text=check.value_text,
        threshold_text=check.threshold_text, reason=check.reason, inputs=check.inputs, check=check, proof=proof,
        proofs=item.proofs, ask=dict(item.ask), supplier=Supplier(item.level, area[: LEVELS[item.level]], item.roles),
    )  # fmt: skip
