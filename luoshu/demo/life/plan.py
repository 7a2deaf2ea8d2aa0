"""Which ways cases take: from the procedures themselves, so that every step is taken and every state is reached.

Pure: no register, no clock. A course is one case's way; courses that begin alike are walked together as one list.
"""

from collections import deque
from dataclasses import dataclass

from luoshu.policy.procedures import Kind, Step, Variant

LAPSE = "lapse"
# How a case ends: decided; left where it stands; or left on a notice that is only drafted, or hangs under an objection.
CLOSED, LEFT, DRAFTED, OBJECTED = "closed", "left", "drafted", "objected"
OPEN = (LEFT, DRAFTED, OBJECTED)


@dataclass(frozen=True)
class Course:
    """One case's way: the steps it takes, for which reason it was opened, and how it ends."""

    steps: tuple[str, ...]
    reason: str = ""
    ending: str = CLOSED


@dataclass(frozen=True)
class Limits:
    """What is left out: `without` steps that nobody takes here, `reasons` the only ones for which a case is opened."""

    without: frozenset = frozenset()
    reasons: tuple[str, ...] = ()


def courses(kind: Kind, variant: Variant, *, alike=1, leave_open=False, taken=(), limits=Limits()):
    """Courses that together take every step of a variant that is not in `taken`; `leave_open`: also one left in each
    state; `alike`: how many go the whole way to each good end.
    """
    found, known = [], set(taken)
    for reason in limits.reasons or tuple(kind.reasons) or ("",):
        ways = Ways(variant, reason, limits.without)
        found += [Course(way, reason) for way in ways.whole() for _ in range(alike)]
        found += [Course(way, reason) for way in _uncovered(ways, known | _steps(found))]
        if leave_open:
            found += _left(ways, variant, reason, {_end(variant, each) for each in found if each.ending in OPEN})
    if LAPSE in variant.steps and LAPSE not in known | limits.without and found:
        first = found[0]
        found.append(Course((first.steps[0], LAPSE), first.reason))
    return found


def _steps(found):
    return {name for course in found for name in course.steps}


def _uncovered(ways, known):
    """A way through every step that none has taken yet."""
    for step in ways.steps:
        if step.name not in known and (way := ways.through(step)):
            known |= set(way)
            yield way


def _left(ways, variant, reason, known):
    """One course left in each state, on a notice one that is drafted and one objected to."""
    for state, way in ways.to_states():
        if (state, LEFT) in known or not way:
            continue
        rule = variant.states[state].notice
        yield Course(way, reason, DRAFTED if rule else LEFT)
        if rule:
            yield Course(way, reason, OBJECTED)


def _end(variant, course):
    state = ""
    for name in course.steps:
        state = variant.steps[name].to or state
    return state, LEFT


class Ways:
    """The shortest ways through a variant for cases of one reason. A node is a state with the marks set there."""

    def __init__(self, variant, reason, without=frozenset()):
        usable = [step for step in variant.steps.values() if not step.reasons or reason in step.reasons]
        self.variant = variant
        self.steps = [step for step in usable if step.name not in without and step.name != LAPSE]
        self.reached = self._from(("", frozenset()))

    def _from(self, start):
        """{node: shortest way to it} by steps that nobody has to object for."""
        reached, queue = {start: ()}, deque([start])
        while queue:
            node = queue.popleft()
            for step in self.steps:
                if not step.objected and self._may(step, node):
                    after = self._after(step, node)
                    if after not in reached:
                        reached[after] = (*reached[node], step.name)
                        queue.append(after)
        return reached

    @staticmethod
    def _may(step: Step, node):
        state, marks = node
        here = state in step.sources if step.sources else state == ""
        return here and set(step.after) <= marks and (bool(step.to) or step.marks not in marks)

    @staticmethod
    def _after(step: Step, node):
        state, marks = node
        return step.to or state, marks | ({step.marks} if step.marks else set())

    def _final(self, node):
        return self.variant.states[node[0]].final if node[0] else ""

    def whole(self):
        """The shortest way to each good end; without any, none."""
        best = {}
        for node, way in self.reached.items():
            if self._final(node) == "done" and node[0] not in best:
                best[node[0]] = way
        return list(best.values())

    def through(self, step: Step):
        """The shortest way that takes the step and then comes to an end; None where there is none."""
        starts = [(way, node) for node, way in self.reached.items() if self._may(step, node)]
        for way, node in sorted(starts, key=lambda each: len(each[0])):
            after = self._after(step, node)
            if (rest := self._to_end(after)) is not None:
                return (*way, step.name, *rest)
        return None

    def _to_end(self, start):
        """The shortest way on from a node to an end, a good one if there is any."""
        ends = [(way, self._final(node)) for node, way in self._from(start).items() if self._final(node)]
        good = [way for way, final in ends if final == "done"]
        return min(good or [way for way, _ in ends], key=len, default=None)

    def to_states(self):
        """(state, shortest way) of each state that is not an end."""
        seen = {}
        for node, way in self.reached.items():
            if node[0] and not self._final(node):
                seen.setdefault(node[0], way)
        return list(seen.items())


def in_force(kind: Kind, place: str, days):
    """The variants in force at a place on any of these days, in order, each with the first such day."""
    found = {}
    for day in days:
        try:
            variant = kind.at(place, day)
        except LookupError:
            continue
        found.setdefault(variant.name, (variant, day))
    return list(found.values())
