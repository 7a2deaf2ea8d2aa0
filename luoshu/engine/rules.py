"""What a rule is, and what a set of rules brings with it."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

KINDS = ("check", "value", "doubt")
SUBJECTS = ("household", "person")
ARGUMENTS = {"household": ("h", "p", "on", "law"), "person": ("p", "on", "law")}


@dataclass(frozen=True)
class Rule:
    """One named column of the judgement.

    kind: `check` (met, not met, not yet verified), `doubt` (true = the doubt is there) or `value` (Int64).
    `clause` and `since` say what it rests on; before `since` the outcome is unknown.
    `value`, `threshold` and `unit` name the columns that an explanation shows beside the outcome.
    An `inner` rule is a step of others and is not put out.
    """

    name: str
    of: str
    title: str
    clause: str
    since: dt.date
    kind: str
    function: Callable = field(repr=False)
    value: str | None = None
    threshold: str | None = None
    unit: str | None = None
    inner: bool = False

    def __post_init__(self) -> None:
        if self.of not in SUBJECTS or self.kind not in KINDS:
            raise ValueError(f"rule {self.name}: of={self.of!r}, kind={self.kind!r}")
        if unknown := set(self.arguments) - set(ARGUMENTS[self.of]):
            raise ValueError(f"rule {self.name} asks for {sorted(unknown)}; it may ask for {ARGUMENTS[self.of]}")

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.function).parameters)

    @property
    def text(self) -> str:
        """The clause in our own words: the function's docstring."""
        return inspect.getdoc(self.function) or ""


def rule(*, of: str, title: str, clause: str, since: str = "2014-01-01", kind: str = "check", **shows) -> Callable:
    """Make a function a rule; it gets by name what it asks for: `h` household, `p` person(s), `on` date, `law`."""

    def make(function: Callable) -> Rule:
        return Rule(function.__name__, of, title, clause, dt.date.fromisoformat(since), kind, function, **shows)

    return make


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Rules with the columns they may read and the parameters they may ask for.

    columns: subject → column → type name (String, Boolean, Int64, Date). `counting` is the person check that says who
    counts as a member; `law(on, set_)` gives the parameters of a day, called by the rules as `law(name, **keys)`;
    `titles` and `text(column, value, unit)` put columns and values into words for explanations. Equal only to itself.
    """

    rules: tuple[Rule, ...]
    columns: Mapping[str, Mapping[str, str]]
    law: Callable
    counting: str = "counts_as_member"
    titles: Mapping[str, str] = field(default_factory=dict)
    text: Callable = str

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for each in self.rules:
            if each.name in seen or each.name in self.columns[each.of]:
                raise ValueError(f"{each.name} names two things")
            seen.add(each.name)

    @cached_property
    def by_name(self) -> dict[str, Rule]:
        return {each.name: each for each in self.rules}

    def of(self, subject: str) -> tuple[Rule, ...]:
        """The rules about that subject, in order."""
        return tuple(each for each in self.rules if each.of == subject)


_books: list[Callable[[dt.date], Rulebook]] = []


def register(books: Callable[[dt.date], Rulebook]) -> None:
    """Say which rulebook is in force on a day, for those who judge without naming one (luoshu.policy does)."""
    _books[:] = [books]


def in_force(on: dt.date) -> Rulebook:
    """The registered rulebook of a day; LookupError if none was registered."""
    if not _books:
        raise LookupError("no rulebook registered: import luoshu.policy, or pass rules=")
    return _books[0](on)


def collect(modules: Iterable) -> tuple[Rule, ...]:
    """The rules defined in those modules, in the order of the text."""
    return tuple(each for module in modules for each in vars(module).values() if isinstance(each, Rule))
