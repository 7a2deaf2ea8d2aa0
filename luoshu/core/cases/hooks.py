"""What higher packages add to cases: answers to requirements, effects of steps, what a notice shows of a household.

The names are those of luoshu/policy/procedures/lists; a name not listed there, or taken twice, is an error at start.
"""

from dataclasses import dataclass, field

from luoshu.policy.procedures import listed

requirements = {}
effects = {}
_lines = {}


@dataclass(frozen=True)
class Answer:
    """Whether a requirement is met: True, False or None, not yet verified. `missing`: what; `who` can supply it."""

    outcome: bool | None
    missing: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True)
class Line:
    """What a notice shows of a household, and nothing more."""

    head_name: str
    group_name: str = ""
    members: int | None = None


@dataclass(frozen=True)
class Taken:
    """A step as it was taken, for its effect: `step` of the procedure, the day, the actor, and what was given along.

    `rows`: {case id: CaseStep} as it was written; `given`: the caller's `detail` of the step.
    """

    step: object
    happened_on: object
    by: object
    rows: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)


def requirement(name):
    """Register `function(cases, on, by) -> {case id: Answer}`; asked once for a whole list of cases."""
    return _registering(requirements, "requirements", name)


def effect(name):
    """Register `function(cases, taken)`; runs once for a whole list of cases, in the transaction of the step."""
    return _registering(effects, "effects", name)


def notice_lines(function):
    """Register `function(household ids) -> {household id: Line}`."""
    _lines["household"] = function
    return function


def applicant_lines(function):
    """Register `function(cases) -> {case id: Line}` for cases about a household that is not on the register yet."""
    _lines["applicant"] = function
    return function


def lines_of(cases):
    """{case id: Line}: what a notice shows of each case; an empty line where nobody knows."""
    known = [case for case in cases if case.household_id is not None]
    others = [case for case in cases if case.household_id is None]
    by_household = _lines["household"]([case.household_id for case in known]) if "household" in _lines else {}
    shown = _lines["applicant"](others) if others and "applicant" in _lines else {}
    shown |= {case.pk: by_household[case.household_id] for case in known if case.household_id in by_household}
    return {case.pk: shown.get(case.pk, Line("")) for case in cases}


def unregistered():
    """The listed requirements and effects that no package answers for: [(list, name)]."""
    for name, known in (("requirements", requirements), ("effects", effects)):
        yield from ((name, each) for each in listed(name) if each not in known)


def _registering(known, of, name):
    if name not in listed(of):
        raise ValueError(f"{name} is not among the {of} of the procedures")

    def register(function):
        if known.setdefault(name, function) is not function:
            raise ValueError(f"{name} is registered twice")
        return function

    return register
