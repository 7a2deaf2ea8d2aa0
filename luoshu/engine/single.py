"""One household in plain Python: the very expressions of the rules, walked node by node, each only when asked for.

A frame of one row costs an engine as much as one of thousands. No rule is written a second time: Narwhals keeps an
expression as a list of nodes, and each kind of node that rules use has its meaning here, null being unknown.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from functools import lru_cache

from luoshu.engine.plan import Column, Plan, Planner, asked_name
from luoshu.engine.rules import Rulebook


class Facts(dict):
    """A row: what the file holds of it, and of the rules what was asked for so far. What neither has is unknown."""

    def __init__(self, given: dict, rules: dict[str, Callable]):
        super().__init__(given)
        self.rules = rules

    def __missing__(self, name: str):
        rule = self.rules.get(name)
        value = self[name] = rule(self) if rule else None
        return value


class Family(Facts):
    """A household with its people: what it asks of its members is answered from those who count or may count."""

    def __init__(self, household: dict, people: list[dict], judgement: Judgement):
        super().__init__(household, judgement.rules["household"])
        self.people = [Facts(each, judgement.rules["person"]) for each in people]
        counts = [each[judgement.counting] for each in self.people]
        self.may_count = [each for each, count in zip(self.people, counts, strict=True) if count is not False]
        self.counting = judgement.counting
        self["people_listed"] = len(counts)
        self["members_at_least"] = sum(count is True for count in counts)
        self["members_at_most"] = len(self.may_count)

    def answer(self, how: str, name: str):
        """What the members answer; unknown unless at least one surely counts."""
        if not self["members_at_least"]:
            return None
        counted = [(each[self.counting], each[name]) for each in self.may_count]
        if how == "every":
            return all_known(any_known((_not(count), value)) for count, value in counted)
        if how == "total":
            values = [value for _, value in counted]
            is_complete = self["members_at_least"] == self["members_at_most"] and None not in values
            return sum(values) if is_complete else None
        own = [all_known((count, value)) for count, value in counted]
        if how == "some":
            return any_known(own)
        return None if None in own else own.count(True)


class Judgement:
    """The rules of a book on a day, compiled for files that lack the columns named."""

    def __init__(self, book: Rulebook, on: dt.date, missing: dict[str, set[str]]):
        plan: Plan = Planner(book, on, missing).plan()
        self.columns: dict[str, Column] = plan.columns
        self.counting = book.counting
        self.rules = {"household": {asked_name(*ask): _asking(*ask) for ask in plan.asks}, "person": {}}
        for name, column in plan.columns.items():
            self.rules[column.rule.of][name] = compiled(column.expression)

    def reached(self, names) -> dict[str, set[str]]:
        """By subject every column, of the files or of other rules, that these household rules rest on and show."""
        found, waiting = {"household": set(), "person": set()}, [("household", name) for name in names]
        waiting.append(("person", self.counting))
        while waiting:
            of, name = waiting.pop()
            if name in found[of]:
                continue
            found[of].add(name)
            column = self.columns.get(name)
            if column is not None:
                shown = (column.rule.value, column.rule.threshold)
                waiting += [(of, each) for each in (*column.inputs, *shown) if each]
                waiting += [("person", each) for _, each in column.asks]
        return found


@lru_cache(maxsize=16)
def judgement(
    book: Rulebook, on: dt.date, households: frozenset[str] = frozenset(), people: frozenset[str] = frozenset()
):
    """The compiled rules of a book on a day; the two sets name the columns that the files lack."""
    return Judgement(book, on, {"household": set(households), "person": set(people)})


def _asking(how: str, name: str) -> Callable:
    return lambda family: family.answer(how, name)


# Expressions


def compiled(expression) -> Callable[[Facts], object]:
    """A function from a row to the value of the expression; KeyError names a node that rules did not use so far."""
    made = None
    for node in expression._nodes:
        made = NODES[node.name](node, made)
    return made


def _operand(value) -> Callable:
    return compiled(value) if hasattr(value, "_nodes") else lambda _row: value


def _column(node, _before) -> Callable:
    (name,) = node.kwargs["names"]
    return operator.itemgetter(name)


def _literal(node, _before) -> Callable:
    value = node.kwargs["value"]
    return lambda _row: value


def _same(_node, before) -> Callable:
    return before


def _binary(function) -> Callable:
    """An operation of two values; unknown as soon as one is."""

    def make(node, before):
        after = _operand(node.exprs[0])

        def apply(row):
            left, right = before(row), after(row)
            return None if left is None or right is None else function(left, right)

        return apply

    return make


def _unary(function) -> Callable:
    def make(_node, before):
        return lambda row: None if (value := before(row)) is None else function(value)

    return make


def _is_null(_node, before) -> Callable:
    return lambda row: before(row) is None


def _is_in(node, before) -> Callable:
    among = frozenset(node.kwargs["other"])
    return lambda row: None if (value := before(row)) is None else value in among


def _horizontal(combined) -> Callable:
    def make(node, _before):
        parts = [_operand(each) for each in node.exprs]
        return lambda row: combined(part(row) for part in parts)

    return make


def _kleene(combined) -> Callable:
    def make(node, before):
        after = _operand(node.exprs[0])
        return lambda row: combined((before(row), after(row)))

    return make


def _when_then(node, _before) -> Callable:
    condition, then, *otherwise = (_operand(each) for each in node.exprs)
    other = otherwise[0] if otherwise else lambda _row: None
    return lambda row: then(row) if condition(row) else other(row)


def all_known(outcomes) -> bool | None:
    """True if all are, False as soon as one is, else unknown."""
    found = True
    for outcome in outcomes:
        if outcome is False:
            return False
        found = None if outcome is None else found
    return found


def any_known(outcomes) -> bool | None:
    """True as soon as one is, False if none is, else unknown."""
    found = False
    for outcome in outcomes:
        if outcome:
            return True
        found = None if outcome is None else found
    return found


def _not(outcome: bool | None) -> bool | None:
    return None if outcome is None else not outcome


_BINARY = ("eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "floordiv")
NODES = {
    "col": _column,
    "lit": _literal,
    "cast": _same,  # the files hold what the dictionary says, and outcomes are of the type of their rule
    "alias": _same,
    "is_null": _is_null,
    "is_in": _is_in,
    "when_then": _when_then,
    "all_horizontal": _horizontal(all_known),
    "any_horizontal": _horizontal(any_known),
    "__and__": _kleene(all_known),
    "__or__": _kleene(any_known),
    "__invert__": _unary(operator.not_),
    "__neg__": _unary(operator.neg),
    **{f"__{name}__": _binary(getattr(operator, name)) for name in _BINARY},
}
