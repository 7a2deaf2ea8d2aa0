"""The figures of one area at one closing, each with the link to the list it counts."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.registry import counts, figures, judging
from luoshu.registry.models import Closing

from . import formats, links, villages, words
from .bars import Bar, bar


@lru_cache(maxsize=64)
def wheres(closing_id) -> dict[str, dict]:
    """For each figure of a closing the filter that lists what it counts. A closing never changes, so it is kept."""
    closing = Closing.objects.get(id=closing_id)
    return {name: count.where for name, count in judging.defined(closing, closing.doubts).items()}


@dataclass(frozen=True)
class Numbers:
    """What was counted in one area. A figure of nought is not stored, so a missing name is 0."""

    closing: object
    code: str
    values: dict

    def n(self, name) -> int:
        """The figure of that name."""
        return self.values.get(name, 0)

    def href(self, name) -> str:
        """The list of what the figure counts: households or villages; for people of a roster the page of the area."""
        if name in villages.BY_FIGURE:
            return links.villages(self.closing, self.code, villages.BY_FIGURE[name])
        if name in counts.VILLAGES:
            return links.area(self.code, self.closing)
        return links.households(self.closing, self.code, wheres(self.closing.id)[name])


@dataclass(frozen=True)
class Item:
    """A figure with its words: `note` below it, `why` beside it in a work list, `css` for its place."""

    title: str
    value: object
    unit: str = ""
    href: str = ""
    note: str = ""
    why: str = ""
    share: str = ""
    css: str = ""
    bar: Bar | None = None


def of_area(closing, code, actor) -> Numbers:
    """All figures of one area."""
    return Numbers(closing, code, figures.of(closing, code, actor))


def of_children(closing, code, actor, wanted) -> list[Numbers]:
    """The wanted figures of each area directly below."""
    found = figures.children(closing, code, actor, wanted)
    return [Numbers(closing, child, values) for child, values in sorted(found.items())]


def six(numbers) -> list[dict]:
    """The two worries, three guarantees and water: how many households are not met, how many not verified."""
    pairs = {c: (numbers.n(f"{c}_not"), numbers.n(f"{c}_unknown")) for c in words.SIX}
    longest = max(1, *(sum(pair) for pair in pairs.values()))
    return [
        {
            "title": words.check(check),
            "not_met": bad,
            "unknown": unknown,
            "not_href": numbers.href(f"{check}_not"),
            "unknown_href": numbers.href(f"{check}_unknown"),
            "bar": bar(
                _("不达标%(bad)s户，未核实%(unknown)s户")
                % {"bad": formats.number(bad), "unknown": formats.number(unknown)},
                [("not", bad), ("unk", unknown)],
                longest,
            ),
        }
        for check, (bad, unknown) in pairs.items()
    ]


def causes(numbers) -> list[Item]:
    """The main causes among the households still poor, the most frequent first; the unstated at the end."""
    whole = numbers.n("poor_households")
    found = [(name.removeprefix("cause_"), n) for name, n in numbers.values.items() if name.startswith("cause_") and n]
    top = max((n for _code, n in found), default=1)
    items = []
    for code, n in sorted(found, key=lambda pair: -pair[1]):
        title, share = words.label("poverty_cause", code), formats.percent(n, whole)
        drawn = bar(f"{title} {share}", [("soft", n)], top)
        items.append(Item(title, n, href=numbers.href(f"cause_{code}"), share=share, bar=drawn))
    return items


def work(numbers, held=0) -> list[Item]:
    """What waits for a hand, from the closing: each with what it means and the list it opens."""
    unit = _("户")
    rows = [
        ("unverified", _("有未核实项"), _("未脱贫户，没核实就不能退出"), unit),
        ("may_exit", _("已够退出条件"), _("七项都达标，可以提出退出"), unit),
        ("one_missing", _("只差一项"), _("补上这一项就够退出条件"), unit),
        ("suspect_exit_not", _("今年脱贫、现在看不达标"), _("自查错退嫌疑"), unit),
        ("doubts", _("有疑点"), _("先收下，要到户核实"), unit),
        ("unnumbered", _("证件待核"), _("人先在册，比对和发钱要等"), _("人")),
    ]
    items = [Item(title, numbers.n(name), u, numbers.href(name), why=why) for name, title, why, u in rows]
    return [*held_item(held), *items]


def held_item(held) -> list[Item]:
    """The households that wait to be mended, when there are any."""
    return [Item(_("待改户"), held, _("户"), reverse("held"), why=_("导入时有错，没有收下"))] if held else []
