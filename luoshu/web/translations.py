"""The English catalogue: collect every Chinese text of the pages, say what is untranslated, compile. Babel only.

Texts are Chinese in the source. Titles of fields, codes and rules carry their English in their own dictionaries.
"""

import os
import re
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.translation import trim_whitespace

from luoshu import policy
from luoshu.core.roles import ROLES
from luoshu.policy.fields import sheet
from luoshu.registry import permissions_page
from luoshu.registry.standards.weighing import STANDINGS

from . import fault_words, refusals

WEB = Path(__file__).parent
TITLES_ON = date(2016, 12, 31)
# External figures that the demo brings; another one keeps the name its source gave it.
EXTERNAL = ("农村居民人均可支配收入", "农村居民人均可支配收入增幅")
HEADER = "# English texts of the pages. `luoshu.web.translations.update()` brings in new ones and drops old ones."
OWNERS = {"project": "luoshu", "version": "1", "last_translator": "luoshu", "language_team": "en"}
CATALOGUE = WEB / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = {"gettext": None, "lazy": None, "ngettext": (1, 2), "_": None, "pgettext": ((1, "c"), 2)}
MARKED = re.compile(r"""_\((?:"([^"]+)"|'([^']+)')\)""")
HAN = re.compile(r"[\u4e00-\u9fff]")


def template_texts(source: str) -> list[str]:
    """The texts of one template: `translate`, `blocktranslate` with its placeholders, and `_("…")` in any tag."""
    texts, block = [], None
    for token in Lexer(source).tokenize():
        parts = token.split_contents() if token.token_type == TokenType.BLOCK else []
        if block is not None:
            if parts and parts[0] == "endblocktranslate":
                text = "".join(block)
                texts.append(trim_whitespace(text))
                block = None
            else:
                block.append(f"%({token.contents})s" if token.token_type == TokenType.VAR else _escaped(token))
        elif parts and parts[0] == "blocktranslate":
            block = []
        elif parts and parts[0] == "translate":
            texts.append(parts[1][1:-1])
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            texts += [a or b for a, b in MARKED.findall(token.contents)]
    return texts


def _escaped(token) -> str:
    return token.contents.replace("%", "%%")


def extract() -> Catalog:
    """Every text of the pages with the files it stands in, as an empty catalogue."""
    catalog = Catalog("en", header_comment=HEADER, fuzzy=False, charset="utf-8", **OWNERS)
    for path in sorted(WEB.glob("templates/**/*.html")):
        for text in template_texts(path.read_text(encoding="utf-8")):
            catalog.add(text, locations=[(path.relative_to(WEB.parent).as_posix(), None)])
    for path in sorted(WEB.rglob("*.py")):
        found = extract_from_file("python", path, keywords=KEYWORDS, options={"encoding": "utf-8"})
        for _line, text, _comments, context in found:
            if HAN.search(text if isinstance(text, str) else text[0]):
                catalog.add(text, context=context, locations=[(path.relative_to(WEB.parent).as_posix(), None)])
    for text, place in named():
        catalog.add(text, locations=[(place, None)])
    return catalog


def named() -> list[tuple[str, str]]:
    """Names that pages translate but data gives: titles and clauses of rules, duties, faults, refusals, external."""
    book = policy.rulebook(TITLES_ON)
    rules = [(text, "policy/") for rule in book.rules for text in (rule.title, rule.clause)]
    fields = {name for of in ("household", "person") for name in sheet(of).by_name}
    rules += [(title, "policy/") for name, title in book.titles.items() if name not in fields]
    duties = [(role.zh, "core/roles.py") for role in ROLES.values()]
    duties += [(text, "core/permissions.py") for text in permissions_page.texts()]
    known = [(text, "registry/rules.yaml") for text in fault_words.texts()]
    known += [(text, "registry/standards/weighing.py") for text in STANDINGS.values()]
    known += [(text, "core/cases/models.py") for text in _choices()]
    known += [(name, "registry/") for name in EXTERNAL] + list(refusals.sentences().items())
    return [(text, place) for text, place in rules + duties + known if HAN.search(text)]


def _choices() -> list[str]:
    """The states of notices and objections; models are there only once the pages are set up, which compiling is not."""
    from luoshu.core.cases.models import Notice, Objection

    return [str(text) for of in (Notice.State, Objection.Kind, Objection.State) for text in of.labels]


def translated() -> Catalog:
    """The catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def missing() -> list[str]:
    """Texts without English, or whose placeholders differ: what `luoshu check` lists."""
    kept = translated()
    return sorted(
        _of(message) for message in extract() if message.id and not _is_done(kept.get(message.id, message.context))
    )


def _of(message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _is_done(message) -> bool:
    found = message.string if message is not None else None
    texts = [found] if isinstance(found, str) else list(found or ())
    return bool(texts) and all(texts) and not message.fuzzy and all(_holes(t) == _holes(_of(message)) for t in texts)


def _holes(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def update() -> None:
    """Write the kept catalogue anew: new texts empty, texts no page has any more left out."""
    old, new = translated(), extract()
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=120, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)


def compile_catalogs() -> None:
    """Write the .mo that Django reads, whole or not at all; it is built at setup and never committed."""
    written = CATALOGUE.with_suffix(f".{os.getpid()}.mo")
    with written.open("wb") as file:
        write_mo(file, translated())
    written.replace(CATALOGUE.with_suffix(".mo"))
