"""Procedures as data: kinds of case with their variants by place and period (procedures/*.yaml), checked as they load.

A variant is a table of states and steps. A case keeps the variant it began with; a change of the rules is a new
variant with a date, which may be `based_on` another and say only what differs.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml

from luoshu.policy.packs import words
from luoshu.policy.procedure_checks import check
from luoshu.policy.terms import Term

FOLDER = Path(__file__).parent / "procedures"
FINALS = ("done", "refused", "withdrawn", "lapsed")


@dataclass(frozen=True)
class Organ:
    """Who decides: a body at a level. `recorders` may record its decisions; `not_by` keeps the tied from doing so.

    A meeting of an organ with `quorum` counts when that share of those entitled came; `majority` of those present
    carries a vote.
    """

    name: str
    zh: str
    en: str
    level: str
    recorders: tuple[str, ...]
    not_by: tuple[str, ...]
    quorum: Fraction | None
    majority: Fraction | None
    source: str

    def title(self, on: dt.date, lang: str = "zh") -> str:
        """What the body was called on a day."""
        return (self.en if lang.startswith("en") else self.zh).format(**words(on, lang))


@dataclass(frozen=True)
class Listed:
    """A name that procedures use: a kind of evidence, a requirement, an effect, a kind of notice. `who` supplies it."""

    name: str
    zh: str
    en: str
    who: str = ""
    who_en: str = ""


@dataclass(frozen=True)
class NoticeRule:
    """A notice that a state waits for: `term` from its posting, `place` its level, `answers` who hears objections.

    `upheld`: the step that an upheld objection takes with its case; `proofs`: what must lie with it at the end.
    """

    kind: str
    term: Term
    place: str
    answers: str
    upheld: str
    answer_term: Term | None
    proofs: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """Where a case stands: who has it (`organ`), what happens next (`does`).

    `wait` must pass before the next step; `within` is when it is due, counted from entry or, `from_opening`, from the
    case's first day.
    """

    name: str
    zh: str
    en: str
    organ: str
    does_zh: str
    does_en: str
    final: str
    wait: Term | None
    within: Term | None
    from_opening: bool
    notice: NoticeRule | None


@dataclass(frozen=True)
class Step:
    """One way out of `sources` (none: opens the case) into `to` (empty: stays, and sets `marks`).

    `evidence`: all of these kinds, each one of its alternatives; `needs`: requirements that must be met; `after`: marks
    that must stand; `votes`: whether the meeting's vote carries it; `objected`: taken only by an upheld objection;
    `early`: may be taken before a term is over; `automatic`: follows by itself, nobody takes it.
    """

    name: str
    zh: str
    en: str
    sources: tuple[str, ...]
    to: str
    organ: str
    recorders: tuple[str, ...]
    not_by: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]
    evidence_for: Mapping[str, tuple[tuple[str, ...], ...]]
    needs: tuple[str, ...]
    effect: str
    bulk: bool
    proposes: bool
    votes: bool
    marks: str
    after: tuple[str, ...]
    reasons: tuple[str, ...]
    objected: bool
    early: bool
    automatic: bool

    @property
    def opens(self) -> bool:
        return not self.sources

    def proof(self, reason: str = "") -> tuple[tuple[str, ...], ...]:
        """The evidence for a case opened for that reason."""
        return self.evidence + tuple(self.evidence_for.get(reason, ()))


@dataclass(frozen=True)
class Variant:
    """A procedure of one place (code prefix, empty: the country) and period."""

    kind: str
    name: str
    place: str
    since: dt.date
    until: dt.date | None
    verified: bool
    source: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]

    def is_valid(self, area: str, on: dt.date) -> bool:
        return area.startswith(self.place) and self.since <= on and (self.until is None or on <= self.until)

    def opening(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps.values() if step.opens)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The declared ways out of a state, in their order."""
        return tuple(step for step in self.steps.values() if state in step.sources)

    def reached(self, step: Step, state: str) -> State:
        """The state a step leads to from `state`."""
        return self.states[step.to or state]


@dataclass(frozen=True)
class Kind:
    """A kind of case about a `subject` (household, person, village, county).

    `exclusive`: one open case of the kind for a subject; `excludes`: kinds that may not be open beside it; `reopens`:
    {outcome: kind} that an upheld appeal against it opens.
    """

    name: str
    zh: str
    en: str
    subject: str
    exclusive: bool
    excludes: tuple[str, ...]
    reopens: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]]
    variants: tuple[Variant, ...]

    def variant(self, name: str) -> Variant:
        return next(each for each in self.variants if each.name == name)

    def at(self, area: str, on: dt.date) -> Variant:
        """The variant in force at a place on a day, the nearest place first; LookupError where there is none."""
        valid = [each for each in self.variants if each.is_valid(area, on)]
        if not valid:
            raise LookupError(f"{self.zh}：{on} 在 {area} 没有程序")
        return max(valid, key=lambda each: (len(each.place), each.since))


@cache
def organs() -> dict[str, Organ]:
    """All deciding bodies by name."""
    return {each["name"]: _organ(each) for each in _lists("organs")}


@cache
def listed(name: str) -> dict[str, Listed]:
    """One of the lists: evidence, requirements, effects, notices."""
    return {each["name"]: Listed(**each) for each in _lists(name)}


@cache
def kinds() -> dict[str, Kind]:
    """All kinds of case by name; ValueError naming file and fault where a procedure does not hold together."""
    loaded = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        found = read(path.read_text(encoding="utf-8"), path.name)
        loaded[found.name] = found
    for found in loaded.values():
        if unknown := {*found.excludes, *found.reopens.values()} - loaded.keys():
            raise ValueError(f"{found.name}: unknown kinds {sorted(unknown)}")
    return loaded


def kind(name: str) -> Kind:
    """One kind; LookupError for an unknown name."""
    try:
        return kinds()[name]
    except KeyError:
        raise LookupError(f"no kind of case {name!r}; there are: {', '.join(kinds())}") from None


def read(text: str, file: str = "") -> Kind:
    """A kind of case from its YAML, checked."""
    raw = yaml.load(text, Loader=yaml.CSafeLoader)
    told: dict[str, dict] = {}
    for each in raw["variants"]:
        told[each["name"]] = _inherited(each, told)
    variants = tuple(_variant(raw["kind"], _everywhere(raw["subject"], each)) for each in told.values())
    found = Kind(
        raw["kind"],
        raw["zh"],
        raw["en"],
        raw["subject"],
        raw.get("exclusive", True),
        tuple(raw.get("excludes", ())),
        raw.get("reopens", {}),
        raw.get("reasons", {}),
        variants,
    )
    known = {name: set(listed(name)) for name in ("evidence", "requirements", "effects", "notices")}
    if faults := check(found, organs(), known):
        raise ValueError(f"{file or found.name}: " + "; ".join(faults))
    return found


def _lists(name: str) -> list[dict]:
    path = FOLDER / "lists" / f"{name}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _organ(raw: dict) -> Organ:
    shares = {name: Fraction(raw[name]) if name in raw else None for name in ("quorum", "majority")}
    lists = {name: tuple(raw.get(name, ())) for name in ("recorders", "not_by")}
    return Organ(raw["name"], raw["zh"], raw["en"], raw["level"], source=raw.get("source", ""), **lists, **shares)


def _inherited(raw: dict, told: Mapping[str, dict]) -> dict:
    """What a variant says, laid over the one it is based on; a state or step set to null is gone."""
    if "based_on" not in raw:
        return raw
    laid = copy.deepcopy(told[raw["based_on"]])
    laid.pop("until", None)  # a period is never inherited
    for name, value in raw.items():
        laid[name] = _laid(laid.get(name, {}), value) if name in ("states", "steps") else value
    return laid


def _laid(under: dict, over: dict) -> dict:
    result = dict(under)
    for name, value in over.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = _laid(result[name], value)
        else:
            result[name] = value
    return result


def _everywhere(subject: str, raw: dict) -> dict:
    """A variant with what every procedure about such a subject has."""
    for each in _lists("everywhere"):
        if subject in each["subjects"]:
            raw = {**raw, "states": {**each["states"], **raw["states"]}, "steps": {**raw["steps"], **each["steps"]}}
    return raw


def _variant(of: str, raw: dict) -> Variant:
    states = {name: _state(name, each) for name, each in raw["states"].items()}
    unended = tuple(name for name, state in states.items() if not state.final)
    steps = {name: _step(name, each, unended) for name, each in raw["steps"].items()}
    facts = (raw["since"], raw.get("until"), raw["verified"], raw["source"])
    return Variant(of, raw["name"], raw.get("place", ""), *facts, states, steps)


def _term(raw: dict | None) -> Term | None:
    return Term(raw["days"], raw.get("unit", "calendar")) if raw else None


def _state(name: str, raw: dict) -> State:
    does = raw.get("does", {})
    told = (name, raw["zh"], raw["en"], raw.get("organ", ""), does.get("zh", ""), does.get("en", ""))
    notice = _notice(raw["notice"]) if "notice" in raw else None
    terms = (_term(raw.get("wait")), _term(raw.get("within")), raw.get("within", {}).get("since") == "opening")
    return State(*told, raw.get("final", ""), *terms, notice)


def _notice(raw: dict) -> NoticeRule:
    return NoticeRule(
        raw["kind"],
        _term(raw),
        raw["place"],
        raw["answers"],
        raw.get("upheld", ""),
        _term(raw.get("answer_within")),
        tuple(raw.get("proofs", ("photograph_first_day", "photograph_last_day"))),
    )


def _alternatives(raw: list) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.strip() for part in each.split("|")) for each in raw)


def _step(name: str, raw: dict, unended: tuple[str, ...]) -> Step:
    organ = organs().get(raw["organ"])
    return Step(
        name=name,
        zh=raw["zh"],
        en=raw["en"],
        sources=unended if raw.get("from") == ["*"] else tuple(raw.get("from", ())),
        to=raw.get("to", ""),
        organ=raw["organ"],
        recorders=tuple(raw.get("recorders", organ.recorders if organ else ())),
        not_by=tuple(raw.get("not_by", organ.not_by if organ else ())),
        evidence=_alternatives(raw.get("evidence", ())),
        evidence_for={reason: _alternatives(each) for reason, each in raw.get("evidence_for", {}).items()},
        needs=tuple(raw.get("needs", ())),
        effect=raw.get("effect", ""),
        bulk=raw.get("bulk", False),
        proposes=raw.get("proposes", False) or not raw.get("from"),
        votes=raw.get("votes", False),
        marks=raw.get("marks", ""),
        after=tuple(raw.get("after", ())),
        reasons=tuple(raw.get("reasons", ())),
        objected=raw.get("objected", False),
        early=raw.get("early", False),
        automatic=raw.get("automatic", False),
    )
