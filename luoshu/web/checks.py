"""One check of an explanation as the page shows it: value beside threshold, outcome, clause, what it was made of."""

from dataclasses import replace

from django.utils.translation import gettext as _

from luoshu import policy
from luoshu.policy.fields import sheet
from luoshu.registry import explanations, visibility

from . import formats, words
from .bars import bar

SHORT = 3  # facts shown before a check is opened
CAUSES = ("main_cause", "other_cause_1", "other_cause_2")
KINDS = {True: "met", False: "not", None: "unk"}


def shown(check, source, people) -> dict:
    """A check in the reader's words. `source` says where the year's facts came from, `people` is person id → name."""
    is_value, is_standard = check.kind == "value", check.name in explanations.STANDARDS
    kind = "off" if is_value else KINDS[check.outcome]
    return {
        "name": check.name,
        "title": _(check.title),
        "clause": _(check.clause),
        "kind": kind,
        "outcome": check.outcome,
        "is_standard": is_standard,
        "open": kind == "not" and is_standard,
        "said": said(check),
        "source": source,
        "inputs": [row for each in check.inputs for row in rows_of(each, people)],
        "bar": None if is_value else drawn(check, kind if is_standard else "soft"),
        "plain": written(check.name, check.outcome, check.unit) if is_value else "",
        "is_doubt": check.kind == "doubt",
    }


def cut(check, actor):
    """A check without what the reader is not shown: its inputs, its amounts. None when it is nothing but that."""
    inputs = tuple(each for each in check.inputs if is_visible(each.name, actor) and is_told(each, actor))
    if is_visible(column_of(check) or check.name, actor):
        return replace(check, inputs=inputs)
    return None if check.kind == "value" else replace(check, inputs=inputs, value=None, threshold=None)


def is_told(each, actor) -> bool:
    """A cause of poverty is told or not by what it is."""
    return each.name not in CAUSES or visibility.sees_cause(actor, each.value)


def is_visible(name, actor) -> bool:
    """Whether a column may be shown to the reader."""
    known = field(name)
    return visibility.sees_field(actor, known) if known else visibility.sees_computed(actor, name)


def said(check) -> str:
    """The value and the threshold it is held against."""
    if check.value is None:
        return in_short(check)
    name = column_of(check)
    value = written(name, check.value, check.unit)
    if check.threshold is None:
        return value
    return _("%(value)s，标准%(limit)s") % {"value": value, "limit": written(name, check.threshold, check.unit)}


def column_of(check) -> str:
    """The column whose value a check shows."""
    rule = policy.rulebook(check.since).by_name.get(check.name)
    return (rule and rule.value) or ""


def in_short(check) -> str:
    """What the check rests on, when it is no amount: its first facts, or how many people meet it."""
    if check.kind == "value":
        return ""
    facts = [f"{title_of(each)} {written(each.name, each.value)}" for each in check.inputs if each.of != "person"]
    return formats.listed([*(asked(each) for each in check.inputs if each.of == "person"), *facts][:SHORT])


def asked(each) -> str:
    """How many of the people that count meet what was asked of each."""
    told = {"whole": len(each.value), "met": sum(value is True for value in each.value.values())}
    return _("%(whole)s人中%(met)s人") % told + title_of(each)


def drawn(check, kind):
    """A bar where both value and threshold are amounts: the tick is the threshold."""
    value, limit = check.value, check.threshold
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in (value, limit)) or value < 0:
        return None
    return bar(said(check), [(kind, value)], max(value, limit) * 1.2, limit)


def rows_of(each, people) -> list[dict]:
    """An input as lines: a fact of the household, or one line for each person that was asked."""
    title = title_of(each)
    if each.of != "person":
        return [{"title": title, "value": written(each.name, each.value), "source": ""}]
    if not each.value:
        return [{"title": title, "value": _("没有计入的人"), "source": ""}]
    return [
        {"title": title if n == 0 else "", "value": written(each.name, value), "source": people.get(person, "")}
        for n, (person, value) in enumerate(each.value.items())
    ]


def field(name):
    """The field of the dictionary behind a column, None for what is computed."""
    return next(
        (sheet(of).by_name[name] for of in ("household", "person", "village") if name in sheet(of).by_name), None
    )


def title_of(each) -> str:
    """What a column is called."""
    known = field(each.name)
    return words.field_title(known) if known else _(each.title)


def written(name, value, unit=None) -> str:
    """A value with its unit, as the dictionary says its column is written; what was never recorded is said so."""
    if value is None:
        return _("未核实")
    known = field(name)
    if known is not None:
        return with_unit(words.written(known, value), known.unit)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in MONEY or unit == "元":
        return with_unit(formats.money(value), "元")
    return with_unit(formats.number(value) if isinstance(value, int) else str(value), unit)


# Computed amounts in fen, whose unit the explanation of another check does not repeat.
MONEY = {
    "net_income", "recurring_income", "recurring_at_least", "recurring_at_most", "income_per_head", "exit_line",
    "identify_line", "recurring_needed",
}  # fmt: skip


def with_unit(text, unit) -> str:
    """The unit after the value."""
    return f"{text} {words.unit(unit)}" if unit else text
