"""The key that names are sorted by, worked out at intake: the database has no Chinese collation."""

from functools import cache

import polars as pl


@cache
def _spelling(character):
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]


def name_key(name):
    """The key that sorts a Chinese name as its reader expects: pinyin by character."""
    return " ".join(map(_spelling, name))


def name_keys(names):
    """The keys of a series of names; null stays null."""
    return pl.Series([None if name is None else name_key(name) for name in names], dtype=pl.String)
