"""Where a page stands in the division of the land: names and the way down to a place."""

from luoshu.core.areas import loading
from luoshu.registry.figures import trimmed

from . import links

DIGITS = (4, 6, 9, 12)


def above(code) -> list[str]:
    """The codes on the way to a place, from the city down to itself."""
    return [code[:n] for n in DIGITS if n <= len(code)]


def names(code) -> dict[str, str]:
    """Code → name for the whole city that a code lies in."""
    return loading.names(code[:4])


def name(code) -> str:
    """The name of a place; a code that the edition does not know shows itself."""
    code = trimmed(code)
    return loading.names(code).get(code, code)


def path(code, actor, closing=None) -> list[dict]:
    """The breadcrumbs to a place; those above the reader's reach are told, not linked."""
    known = names(code)
    return [
        {"name": known[part], "href": links.area(part, closing) if reaches(actor, part) else ""}
        for part in above(trimmed(code))
        if part in known
    ]


def reaches(actor, code) -> bool:
    """Whether a place lies in what the reader reaches as a whole; who reaches listed households only has none."""
    return actor.whole and code.startswith(trimmed(actor.area))


def of_duty(actor) -> str:
    """The place of the reader's duty; of one below the village, the village."""
    return trimmed(actor.area)[: DIGITS[-1]]


def may_list(actor, code) -> bool:
    """Whether households may be listed by a place: one reached, that of duty, or any for whom rolls reach further."""
    return reaches(actor, code) or code == of_duty(actor) or bool(actor.rolls)


def near(actor, code) -> bool:
    """Whether a place lies in the reader's place of duty or that in it."""
    here = trimmed(actor.area)
    return code.startswith(here) or here.startswith(code)


__all__ = ["above", "may_list", "name", "names", "near", "of_duty", "path", "reaches", "trimmed"]
