"""From rules to columns in layers: who reads whom, in which order, and what households ask of their members."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable
from dataclasses import dataclass, field

import narwhals as nw

from luoshu.engine.rules import Rule, Rulebook
from luoshu.engine.vocabulary import Member

SET = "__set"  # ending of the columns computed with the parameters that --set gives
BUILT_IN = ("people_listed", "members_at_least", "members_at_most")


@dataclass
class Column:
    """One column to compute: a rule, its expression, what it read and which parameters it asked for."""

    name: str
    rule: Rule
    expression: nw.Expr | None = None
    inputs: list[str] = field(default_factory=list)
    asks: list[tuple[str, str]] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)


class Row:
    """`h` or `p` inside a rule about one row: each attribute is a column, and is taken note of."""

    def __init__(self, column: Column, plan: Planner):
        self._column, self._plan = column, plan

    def __getattr__(self, name: str) -> nw.Expr:
        actual = self._plan.resolve(self._column.rule, name)
        self._column.inputs.append(actual)
        return nw.col(actual)

    def has(self, name: str) -> nw.Expr:
        """Whether a column that is blank where it does not apply is filled; unknown if the file lacks the column."""
        filled = self.__getattr__(name)
        if name in self._plan.missing[self._column.rule.of]:
            return nw.lit(None, dtype=nw.Boolean)
        return ~filled.is_null()


class Members:
    """`p` inside a household rule: each attribute can be asked of the members by every, some, how_many, total."""

    def __init__(self, column: Column, plan: Planner):
        self._column, self._plan = column, plan

    def __getattr__(self, name: str) -> Member:
        return Member(self._plan.resolve_person(self._column.rule, name), self._ask)

    def _ask(self, how: str, name: str) -> nw.Expr:
        self._column.asks.append((how, name))
        return nw.col(asked_name(how, name))


def asked_name(how: str, name: str) -> str:
    """The column in which the answer of the members stands."""
    return f"{how}__{name}"


class Law:
    """`law` inside a rule: gives parameters and takes note of their names."""

    def __init__(self, law: Callable, column: Column):
        self._law, self._column = law, column

    def __call__(self, name: str, **keys):
        self._column.parameters.append(name)
        return self._law(name, **keys)


@dataclass(frozen=True)
class Plan:
    """The layers of both subjects, the questions to members, and the output columns in order."""

    layers: dict[str, list[list[Column]]]
    asks: list[tuple[str, str]]
    outputs: dict[str, list[str]]
    columns: dict[str, Column]
    reads: dict[str, list[str]]


class Planner:
    """Builds the expressions of one rulebook for one day. `missing` names the columns each file lacks."""

    def __init__(self, book: Rulebook, on: dt.date, missing: dict[str, set[str]], set_: dict | None = None):
        self.book, self.on, self.missing, self.set_ = book, on, missing, set_
        self.laws = {"": book.law(on, None), SET: book.law(on, set_) if set_ else None}
        self.affected: set[str] = set()
        self.ending = ""

    def plan(self, only: tuple[str, ...] | None = None) -> Plan:
        """The plan of all rules, or of those that the outcomes named in `only` need."""
        real = [self._build(each, each.name) for each in self.book.rules]
        self.affected = self._affected(real) if self.set_ else set()
        self.ending = SET
        changed = [self._build(c.rule, c.name + SET) for c in real if c.name in self.affected]
        columns = {column.name: column for column in [*real, *changed]}
        if only is not None:
            columns = self._needed(columns, only)
        asks = sorted({ask for column in columns.values() for ask in column.asks})
        layers = {of: layered([c for c in columns.values() if c.rule.of == of]) for of in ("person", "household")}
        reads = {of: self._reads(of, columns) for of in ("person", "household")}
        outputs = {of: [n for n in self._outputs(of) if only is None or n in only] for of in layers}
        return Plan(layers, asks, outputs, columns, reads)

    def _needed(self, columns: dict[str, Column], only: tuple[str, ...]) -> dict[str, Column]:
        """The columns named, whatever they read, and who counts as a member."""
        wanted, needed = [*only, self.book.counting], set()
        while wanted:
            name = wanted.pop()
            if name in columns and name not in needed:
                needed.add(name)
                wanted += [*columns[name].inputs, *(asked for _, asked in columns[name].asks)]
        return {name: column for name, column in columns.items() if name in needed}

    def resolve(self, reader: Rule, name: str) -> str:
        """The column that a name in a rule stands for; AttributeError offers the nearest names."""
        other = self.book.by_name.get(name)
        if other is not None and other.of == reader.of:
            return name + self.ending if name in self.affected else name
        if name in self.book.columns[reader.of] or (reader.of == "household" and name in BUILT_IN):
            return name
        raise AttributeError(self._no_such(reader, reader.of, name))

    def resolve_person(self, reader: Rule, name: str) -> str:
        other = self.book.by_name.get(name)
        if other is not None and other.of == "person":
            return name + self.ending if name in self.affected else name
        if name in self.book.columns["person"]:
            return name
        raise AttributeError(self._no_such(reader, "person", name))

    def _no_such(self, reader: Rule, of: str, name: str) -> str:
        names = [*self.book.columns[of], *(each.name for each in self.book.of(of))]
        near = ", ".join(difflib.get_close_matches(name, names)) or "nothing alike"
        return f"rule {reader.name} reads {name!r}, which no {of} has; near: {near}"

    def _build(self, rule: Rule, name: str) -> Column:
        column = Column(name, rule)
        dtype = nw.Int64 if rule.kind == "value" else nw.Boolean
        first = Row(column, self)
        given = {
            "h": first,
            "p": first if rule.of == "person" else Members(column, self),
            "on": self.on,
            "law": Law(self.laws[SET if name.endswith(SET) else ""], column),
        }
        expression = rule.function(**{argument: given[argument] for argument in rule.arguments})
        if self.on < rule.since:
            expression = nw.lit(None, dtype=dtype)
        column.expression = expression.cast(dtype).alias(name)
        return column

    def _affected(self, columns: list[Column]) -> set[str]:
        """The rules that parameters which are set may change, also through other rules or members."""
        affected = {column.name for column in columns if set(column.parameters) & set(self.set_)}
        while True:
            more = {c.name for c in columns if affected & {*c.inputs, *(name for _, name in c.asks)}}
            if more <= affected:
                return affected
            affected |= more

    def _outputs(self, of: str) -> list[str]:
        names: list[str] = []
        for each in self.book.of(of):
            if not each.inner:
                names += [each.name, each.name + SET] if each.name in self.affected else [each.name]
        return names

    def _reads(self, of: str, columns: dict[str, Column]) -> list[str]:
        """The columns of the file that the rules read, in the order of the dictionary."""
        read = {name for column in columns.values() if column.rule.of == of for name in column.inputs}
        if of == "person":
            read |= {name for column in columns.values() for _, name in column.asks}
        return [name for name in self.book.columns[of] if name in read]


def layered(columns: list[Column]) -> list[list[Column]]:
    """Columns sorted so that each reads only earlier layers; ValueError names the rules that go in a circle."""
    waiting, done, layers = {column.name: column for column in columns}, set(), []
    while waiting:
        layer = [c for c in waiting.values() if not (set(c.inputs) & set(waiting))]
        if not layer:
            raise ValueError(f"rules read each other in a circle: {', '.join(sorted(waiting))}")
        layers.append(layer)
        done |= {column.name for column in layer}
        waiting = {name: column for name, column in waiting.items() if name not in done}
    return layers
