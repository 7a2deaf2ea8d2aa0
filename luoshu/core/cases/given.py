"""What callers hand in with an action: subjects to open cases about, proofs, votes."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class NewProof:
    """A proof as it comes in: a file (`content`), or a paper with its number or the place where it is kept."""

    kind: str
    made_on: dt.date
    content: bytes | None = None
    media_type: str = ""
    taken_at: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    document_no: str = ""
    kept_at: str = ""
    witness: str = ""
    note: str = ""


@dataclass(frozen=True)
class Subject:
    """What a case is about. `area`: the village's code, shorter ones filled up with zeros. `code`: its number.

    `detail`: what the procedure needs to know, nothing personal; `secret`: what of it is personal, kept sealed.
    """

    code: str
    area: str
    household_id: int | None = None
    person_id: int | None = None
    detail: dict = field(default_factory=dict)
    secret: dict | None = None
    proofs: tuple[NewProof, ...] = ()


@dataclass(frozen=True)
class Votes:
    """A vote as it was counted."""

    agreed: int
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of a step for a list: the cases it was taken for, and why it was not for the others."""

    done: tuple[int, ...]
    refused: dict = field(default_factory=dict)  # {case id: Refusal}
