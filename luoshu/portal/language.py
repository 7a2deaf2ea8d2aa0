"""The language of a page: Chinese, or English below /en. It stands in the address, so no cookie has to keep it."""

from functools import cache
from pathlib import Path

import yaml

PREFIX = "/en"


@cache
def english():
    """Chinese text → English text."""
    return yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))


class LanguageMiddleware:
    """Tells each request its language."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.root = PREFIX if request.path == PREFIX or request.path.startswith(f"{PREFIX}/") else ""
        request.language = "en" if request.root else "zh"
        response = self.get_response(request)
        response.headers["Content-Language"] = request.language
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def say(text, language, **values):
    """A Chinese text in the language asked for, with its {holes} filled."""
    told = english().get(text, text) if language == "en" else text
    return told.format(**values) if values else told


def frame(request):
    """What every page needs."""
    from luoshu.portal import store

    rest = request.path.removeprefix(request.root) or "/"
    return {
        "root": request.root,
        "language": request.language,
        "other": rest if request.root else f"{PREFIX}{rest}",
        "demo": store.told("demo") == "True",
    }
