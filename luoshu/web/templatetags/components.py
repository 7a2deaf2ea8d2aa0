"""The small parts of every page: icons, outcomes, bars, figures, chapter marks."""

from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from luoshu.web import formats, refusals

register = template.Library()

register.filter("number", formats.number)
register.filter("money", formats.money)
register.filter("hundredths", formats.hundredths)
register.filter("head", formats.head)
register.filter("in_wan", formats.in_wan)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("told", refusals.told)

# Chapter k is its figure in the old diagram: odd numbers hollow, even numbers solid, joined by a line.
SPOTS = {
    1: [(32, 32)],
    2: [(22, 32), (42, 32)],
    3: [(16, 32), (32, 32), (48, 32)],
    4: [(22, 22), (42, 22), (42, 42), (22, 42)],
    5: [(32, 32), (32, 17), (47, 32), (32, 47), (17, 32)],
}
LINES = {1: [], 2: [(0, 1)], 3: [(0, 1), (1, 2)], 4: [(0, 1), (2, 3)], 5: [(0, 1), (0, 2), (0, 3), (0, 4)]}
INK, RED = "#0d3542", "#a5301d"


@register.simple_tag
def ico(name, css="", label=""):
    """An icon of the sprite; with a label it speaks, without it is decoration."""
    return _ico(name, css, str(label))


@lru_cache(maxsize=512, typed=True)  # a text that is safe as it is must not stand in for one that is not
def _ico(name, css, label):
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="ico {}" {}><use href="{}#{}"/></svg>', css, told, static("img/icons.svg"), name)


def kind_of(outcome) -> str:
    """The three values as their class: met, not, unk."""
    return {True: "met", False: "not"}.get(outcome, "unk")


register.filter("kind", kind_of)


@register.simple_tag
def tag(kind, text, icon=""):
    """A state as shape, word and colour."""
    return _tag(kind, str(text), icon)


@lru_cache(maxsize=512, typed=True)  # a text that is safe as it is must not stand in for one that is not
def _tag(kind, text, icon):
    return format_html('<span class="tag tag--{}">{}{}</span>', kind, ico(icon or kind), text)


@register.simple_tag
def outcome(value, is_standard=True):
    """达标, 不达标 or 未核实: the same word and shape everywhere; a mere condition holds or not, which is no fault."""
    kind = kind_of(value)
    if is_standard or value is None:
        return tag(kind, {"met": _("达标"), "not": _("不达标"), "unk": _("未核实")}[kind])
    return tag("state", _("是"), "done") if value else tag("state", _("否"), "off")


@register.simple_tag
def bar(value, css=""):
    """Draw a `luoshu.web.bars.Bar`."""
    pieces = format_html_join(
        "", '<rect class="{}" x="{}" width="{}" height="100%"/>', ((p.kind, p.start, p.width) for p in value.pieces)
    )
    tick = format_html('<rect class="tick" x="{}" y="-4" width="2" height="18"/>', value.tick) if value.tick else ""
    return format_html(
        '<svg class="bar {}" role="img" aria-label="{}"><rect class="track" width="100%" height="100%"/>{}{}</svg>',
        css,
        value.label,
        pieces,
        tick,
    )


@register.simple_tag
def cell(value):
    """A cell of a table: a text, with `href` a link, with `bar` a share drawn beside it."""
    shown = value["text"]
    if value.get("bar"):
        shown = format_html('<span class="rate"><b class="num">{}</b>{}</span>', shown, bar(value["bar"], "bar--s"))
    elif value.get("href"):
        shown = format_html('<a href="{}">{}</a>', value["href"], shown)
    return format_html('<td class="{}" data-label="{}">{}</td>', value.get("css", ""), value.get("title", ""), shown)


@register.simple_tag
def figure(value, unit="", href="", size=""):
    """A figure with its unit small after it; with `href` it opens what it counts."""
    text = value if isinstance(value, str) else formats.head(value)
    if not isinstance(value, str) and formats.in_wan(value):
        unit = _("万%(unit)s") % {"unit": unit}
    shown = format_html('<a href="{}">{}</a>', href, text) if href else text
    small = format_html("<small>{}</small>", unit) if unit else ""
    css = f"figure figure--{size}" if size else "figure"
    return format_html('<p class="{}">{}{}</p>', css, shown, small)


@register.simple_tag
@cache
def mark(chapter):
    """The chapter's sign in the old diagram."""
    spots = SPOTS[chapter]
    lines = format_html_join(
        "",
        '<path d="M{} {}L{} {}" stroke="{}" stroke-width="1.5"/>',
        ((*spots[a], *spots[b], INK) for a, b in LINES[chapter]),
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="1.8"/>',
        ((x, y, "#fff" if chapter % 2 else INK, INK) for x, y in spots),
    )
    return format_html(
        '<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">'
        '<circle cx="32" cy="32" r="30" fill="#f6f7f4" stroke="#8fbfc9" stroke-width="1.2"/>{}{}</svg>',
        lines,
        dots,
    )


@register.simple_tag
@cache
def logo():
    """The nine places of the diagram; the middle one is the seal's red."""
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="2.7" fill="{}" stroke="{}" stroke-width="1.3"/>',
        (
            (
                5 + 9 * i,
                5 + 9 * j,
                RED if i == j == 1 else INK if (i + j) % 2 == 0 else "#fff",
                RED if i == j == 1 else INK,
            )
            for i in range(3)
            for j in range(3)
        ),
    )
    return format_html('<svg viewBox="0 0 28 28" aria-hidden="true">{}</svg>', dots)
