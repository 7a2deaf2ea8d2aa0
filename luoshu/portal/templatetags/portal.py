"""Words and days in templates: {% say "还有 {n} 天" n=days %}, {% day notice.ends %}, {% named notice.kind %}."""

from django import template

from luoshu.portal import language

register = template.Library()
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@register.simple_tag(takes_context=True)
def say(context, text, **values):
    """A text in the page's language."""
    return language.say(text, context["language"], **values)


@register.simple_tag(takes_context=True)
def day(context, value):
    """A day as the reader writes it."""
    if context["language"] == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.simple_tag(takes_context=True)
def named(context, both):
    """A name that comes in both languages."""
    return both[context["language"] == "en"]


@register.filter
def in_fours(number):
    """A receipt as it is read out."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
