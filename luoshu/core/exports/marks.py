"""The mark one does not see: rows that could stand in any order stand in one that only the export's number gives.

Rows that are alike in what the list is sorted by are ties; among them the order follows a keyed digest of the number of
the export and of the row's own identity. In a leaked piece, without heading and with rows left out, neighbours still
stand in that order for the export it came from, and for any other one every second time.
"""

from dataclasses import dataclass
from hmac import digest
from itertools import groupby, pairwise
from math import sqrt

from luoshu.core.keys import ring

LABEL = b"order of ties"
# How many standard deviations above chance an order must be: once in thirty thousand million by chance.
CERTAIN = 6.5
FEWEST = 60  # neighbours; fewer cannot be that certain


@dataclass(frozen=True)
class Trace:
    """An export whose order a piece has: `agreeing` of `pairs` neighbours."""

    number: int
    agreeing: int
    pairs: int

    @property
    def deviations(self):
        """How far the agreement lies above chance, in standard deviations."""
        return (2 * self.agreeing - self.pairs) / sqrt(self.pairs)


def place(number, identity):
    """Where a row stands among its ties in the export of that number."""
    kept = ring()
    return digest(digest(kept.content, LABEL, kept.hash), f"{number}|{identity}".encode(), kept.hash)


def ordered(rows, number, identity, ties):
    """The rows with their ties in the order of the export; `identity` and `ties` take a row."""
    found = []
    for _tie, group in groupby(rows, key=ties):
        found += sorted(group, key=lambda row: place(number, identity(row)))
    return found


def trace(identities, numbers):
    """The exports among `numbers` whose order the identities of a piece have, the surest first; none when unsure."""
    steps = [pair for pair in pairwise(identities) if pair[0] != pair[1]]
    if len(steps) < FEWEST:
        return []
    found = []
    for number in numbers:
        at = {identity: place(number, identity) for identity in set(identities)}
        found.append(Trace(number, sum(at[first] < at[second] for first, second in steps), len(steps)))
    return sorted((each for each in found if each.deviations >= CERTAIN), key=lambda each: -each.deviations)
