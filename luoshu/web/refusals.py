"""Refusals of the layers below in the reader's language: their sentences are Chinese, with values put in.

The sentences are read from the program itself, so that one more of them shows up as a text without English.
"""

import ast
import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.policy import procedures

from . import formats

ROOT = Path(__file__).parent.parent
LAYERS = (
    "core", "core/exports", "core/cases", "core/publishing", "registry", "registry/life", "registry/standards",
    "registry/watching",
)  # fmt: skip
REFUSALS = {"NotAllowed", "NotPossible", "BadInput"}
HAN = re.compile(r"[\u4e00-\u9fff]")
SEVERAL = re.compile(r"(、|或)")
LISTS = ("evidence", "requirements", "notices")
HOLE = re.compile(r"%\((\w+)\)s")


@cache
def sentences() -> dict[str, str]:
    """Every sentence that a refusal may say, with holes for its values, and the file it stands in."""
    found = {}
    for path in sorted(file for layer in LAYERS for file in (ROOT / layer).glob("*.py")):
        for text in _sentences_of(ast.parse(path.read_text(encoding="utf-8"))):
            if HAN.search(HOLE.sub("", text)):
                found.setdefault(text, path.relative_to(ROOT).as_posix())
    return found


def _sentences_of(module) -> list[str]:
    assigned = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    told = [arg for call in calls if getattr(call.func, "id", "") in REFUSALS for arg in call.args[:2]]
    values = [value for arg in told for value in (assigned.get(arg.id, []) if isinstance(arg, ast.Name) else [arg])]
    return [text for value in values if (text := _text(value))]


def _text(value) -> str:
    """A literal as it is, a formatted one with numbered holes; nothing for what is worked out elsewhere."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if not isinstance(value, ast.JoinedStr):
        return ""
    parts = [part.value if isinstance(part, ast.Constant) else None for part in value.values]
    return "".join(f"%(v{n})s" if part is None else part for n, part in enumerate(parts))


@cache
def _patterns() -> list[tuple[re.Pattern, str]]:
    """The sentences with holes, the longest first: what stands in the holes is the rest."""
    holed = sorted((text for text in sentences() if HOLE.search(text)), key=len, reverse=True)
    return [(re.compile(_pattern(text), re.DOTALL), text) for text in holed]


def _pattern(text) -> str:
    parts = HOLE.split(text)
    return "".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))


def told(text) -> str:
    """A sentence of a refusal for the reader; one that is not known stays as it is."""
    if not text or formats.is_chinese() or not HAN.search(text):
        return text
    if text in sentences():
        return _(text)
    for pattern, known in _patterns():
        if match := pattern.fullmatch(text):
            return _(known) % {name: part(value) for name, value in match.groupdict().items()}
    return _(text)


@cache
def _names() -> dict[str, str]:
    """Chinese names of the procedures with their English: what stands in the holes of refusals of cases."""
    found = {each.zh: each.en for name in LISTS for each in procedures.listed(name).values()}
    found |= {each.who: each.who_en for each in procedures.listed("evidence").values()}
    for kind in procedures.kinds().values():
        found[kind.zh] = kind.en
        for variant in kind.variants:
            found |= {each.zh: each.en for each in (*variant.states.values(), *variant.steps.values())}
    today = clock.today()
    found |= {each.title(today): each.title(today, "en") for each in procedures.organs().values()}
    return found


def part(value) -> str:
    """What stands in a hole, for the reader: a name of the procedures, several of them, or a text of the catalogue."""
    if not value or formats.is_chinese() or not HAN.search(value):
        return value or ""
    names = _names()
    if value in names:
        return names[value]
    pieces = SEVERAL.split(value)
    if all(piece in names for piece in pieces[::2]):
        return ", ".join(_("或") if piece == "或" else names.get(piece, piece) for piece in pieces if piece != "、")
    return _(value)


def of(refusal) -> str:
    """A refusal in one line: what is wrong, what to do."""
    return formats.sentences(told(refusal.what), told(refusal.remedy))
