"""`luoshu check`: what a linter does not see — missing migrations and translations, pages open to nobody knows whom."""

import sys

from luoshu.config.setup import ready


def run():
    """0 when nothing is missing; prints what is."""
    ready()
    from django.core.management import call_command

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        print("模型变了而没有迁移：请运行 luoshu-manage makemigrations。", file=sys.stderr)
        return 1
    found = [*_undeclared(), *_stale(), *_procedures(), *_untold(), *_untranslated()]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def _undeclared():
    from luoshu.web.reader import undeclared

    return [f"没有声明谁可以打开：{address}" for address in undeclared()]


def _stale():
    from luoshu.registry import permissions_page

    file = permissions_page.FILE
    if file.exists() and file.read_text(encoding="utf-8") == permissions_page.page():
        return []
    return ["docs/permissions.md 旧了：请运行 python -m luoshu.registry.permissions_page docs/permissions.md"]


def _procedures():
    from luoshu.core.cases.procedure_gaps import gaps
    from luoshu.policy import states_page

    stale = [f"docs/states/{name} 旧了：请运行 luoshu procedures publish" for name in states_page.stale()]
    return [*stale, *gaps()]


def _untold():
    from luoshu.core.dictionary import gaps

    return list(gaps())


def _untranslated():
    from luoshu.web.translations import missing

    return [f"没有英文：{text}" for text in missing()]
