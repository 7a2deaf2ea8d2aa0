"""`luoshu check`: what a linter does not see — missing migrations and translations, pages open to nobody knows whom."""

import sys

from luoshu.config.setup import ready


def run():
    """0 when nothing is missing; prints what is."""
    ready()
    from django.core.management import call_command

    from luoshu.web.reader import undeclared
    from luoshu.web.translations import missing

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        print("模型变了而没有迁移：请运行 luoshu-manage makemigrations。", file=sys.stderr)
        return 1
    open_to_whom = undeclared()
    for address in open_to_whom:
        print(f"没有声明谁可以打开：{address}", file=sys.stderr)
    untranslated = missing()
    for text in untranslated:
        print(f"没有英文：{text}", file=sys.stderr)
    return 1 if untranslated or open_to_whom else 0
