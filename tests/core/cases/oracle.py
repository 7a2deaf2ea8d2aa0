"""A second reading of the procedures and holidays, and a little model of a case: plain, slow, none of the engine."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import yaml

import luoshu.policy

FOLDER = Path(luoshu.policy.__file__).parent
LISTS = FOLDER / "procedures/lists"


def raw(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


ORGANS = {each["name"]: each for each in raw(LISTS / "organs.yaml")}


def merged(under, over):
    both = {**under, **over}
    for key in under.keys() & over.keys():
        if isinstance(under[key], dict) and isinstance(over[key], dict):
            both[key] = merged(under[key], over[key])
    return {key: value for key, value in both.items() if value is not None}


def tables():
    """{(kind, variant): (what the file says of it, what it says of the kind)}."""
    found = {}
    for path in sorted((FOLDER / "procedures").glob("*.yaml")):
        kind = raw(path)
        said = {}
        for variant in kind["variants"]:
            base = said.get(variant.get("based_on"), {})
            told = {name: value for name, value in variant.items() if name not in ("states", "steps")}
            both = {name: merged(base.get(name, {}), variant.get(name, {})) for name in ("states", "steps")}
            said[variant["name"]] = {"place": base.get("place", ""), **told, **both}
        for name, variant in said.items():
            for each in raw(LISTS / "everywhere.yaml"):
                if kind["subject"] in each["subjects"]:
                    variant = {**variant, "states": {**variant["states"], **each["states"]},
                               "steps": {**variant["steps"], **each["steps"]}}  # fmt: skip
            found[kind["kind"], name] = variant, kind
    return found


TABLES = tables()


def sources(variant, step):
    """The states a step leads out of."""
    named = variant["steps"][step].get("from", [])
    return [name for name, each in variant["states"].items() if "final" not in each] if named == ["*"] else named


def recorders(step):
    return step.get("recorders", ORGANS[step["organ"]]["recorders"])


def barred(step):
    return step.get("not_by", ORGANS[step["organ"]].get("not_by", []))


def level(step):
    return ORGANS[step["organ"]]["level"]


def papers(step, reason):
    """The kinds of proof a step asks for, the first of each choice."""
    asked = [*step.get("evidence", []), *step.get("evidence_for", {}).get(reason, [])]
    return [each.split("|")[0] for each in asked]


OFF, WORKED = set(), set()
for _year in raw(FOLDER / "holidays/china.yaml")["years"]:
    WORKED |= set(_year.get("worked", []))
    for _each in _year["holidays"]:
        _day = _each["since"]
        while _day <= _each["until"]:
            OFF.add(_day)
            _day += timedelta(days=1)


def is_off(day):
    return day in OFF or (day.weekday() > 4 and day not in WORKED)


def last_day(start, days):
    """The last day of a term of calendar days that starts from an event on `start`."""
    end = start
    for _ in range(days):
        end += timedelta(days=1)
    while is_off(end):
        end += timedelta(days=1)
    return end


@dataclass
class Case:
    """What is known of a case from what was done to it."""

    kind: str
    variant: str
    reason: str
    area: str
    household: int | None
    opened_on: date
    opener: str
    number: int = 0
    state: str = ""
    since: date | None = None
    posted: date | None = None
    ends: date | None = None
    is_drafted: bool = False
    is_proved: bool = False
    objections: list = field(default_factory=list)
    marks: set = field(default_factory=set)
    steps: list = field(default_factory=list)  # (step name, who, day)
    out: set = field(default_factory=set)  # who keeps out

    @property
    def table(self):
        return TABLES[self.kind, self.variant][0]

    @property
    def place(self):
        return self.table["states"][self.state]

    @property
    def is_open(self):
        return "final" not in self.place

    def goes(self, step, who, day):
        """The step was taken."""
        said = self.table["steps"][step]
        self.steps.append((step, who, day))
        if said.get("marks"):
            self.marks.add(said["marks"])
        if said.get("to"):
            self.state, self.since = said["to"], day
            self.posted = self.ends = None
            self.is_drafted = self.is_proved = False


@dataclass
class Attempt:
    """A step as somebody tries it."""

    step: str
    who: str
    role: str
    reach: str
    day: date
    today: date
    has_papers: bool
    has_number: bool
    meeting: bool
    agreed: int | None
    present: int
    answers: dict
    related: set  # (household, level or account) on the register of relatives
    objected: bool = False


def verdict(case, attempt):
    """ "ok", "not allowed" or "not possible"."""
    if not case.area.startswith(attempt.reach):
        return "not possible"
    step = case.table["steps"].get(attempt.step)
    if step is None or not step.get("from") or step.get("automatic"):
        return "not possible"
    if attempt.role not in recorders(step) or tied(case, step, attempt):
        return "not allowed"
    return "ok" if possible(case, step, attempt) else "not possible"


def tied(case, step, attempt):
    """Whether who records it keeps out, proposed it, recorded for another level, or is related; or an official is."""
    if attempt.who in case.out:
        return True
    for tie in barred(step):
        mine = [case.table["steps"][name] for name, who, _ in case.steps if who == attempt.who]
        if tie == "proposer" and any(each.get("proposes") or not each.get("from") for each in mine):
            return True
        if tie == "recorder" and any(level(each) != level(step) for each in mine):
            return True
        if tie == "relative" and (case.household, attempt.who) in attempt.related:
            return True
    return attempt.meeting and "relative" in barred(step) and (case.household, level(step)) in attempt.related


def possible(case, step, attempt):
    here = case.state in sources(case.table, attempt.step)
    if not here or (step.get("reasons") and case.reason not in step["reasons"]):
        return False
    if bool(step.get("objected")) != attempt.objected:
        return False
    moves, free = bool(step.get("to")), bool(step.get("early") or step.get("objected"))
    if attempt.day > attempt.today or attempt.day < (case.since if moves else case.opened_on):
        return False
    backed = attempt.meeting or attempt.has_number or step.get("evidence") or attempt.has_papers
    if attempt.day < attempt.today and not backed:
        return False
    if case.objections and not free:
        return False
    waits = moves and not free and "notice" in case.place
    if waits and (case.posted is None or attempt.day <= case.ends or not case.is_proved):
        return False
    return fulfilled(case, step, attempt)


def fulfilled(case, step, attempt):
    if not step.get("to") and step["marks"] in case.marks:
        return False
    if not set(step.get("after", [])) <= case.marks:
        return False
    if step.get("votes") and (attempt.agreed is None or not attempt.meeting or 2 * attempt.agreed <= attempt.present):
        return False
    if papers(step, case.reason) and not attempt.has_papers:
        return False
    return all(attempt.answers.get(name, True) is True for name in step.get("needs", []))
