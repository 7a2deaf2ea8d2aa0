"""Who may do what and sees what: the two tables themselves, for everybody who is logged in."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshu.core import permissions as table
from luoshu.core.roles import READERS, ROLES
from luoshu.registry import permissions as _rows_of_the_register  # noqa: F401
from luoshu.registry import visibility

from . import formats, words


def permissions(request):
    """Both tables; the reader's own row is marked."""
    own = visibility.COLUMN_OF.get(request.actor.role)
    about = {
        "rows": [may(row) for _name, row in sorted(table.TABLE.items())],
        "heads": [_(title) for title in visibility.CLASSES.values()],
        "columns": [sees(name, title, name == own) for name, title in visibility.TITLES.items()],
        "role": words.role(request.actor.role),
        "here": "me",
    }
    return render(request, "permissions.html", about)


def may(row) -> dict:
    """One permission with the names of its roles."""
    known = {table.ALL: _("所有在任的人"), READERS: _("三类管理员以外所有在任的人")}
    roles = known.get(row.roles) or formats.listed(words.role(code) for code in ROLES if code in row.roles)
    return {"name": row.name, "title": _(row.zh), "roles": roles}


def sees(column, title, is_own) -> dict:
    """What one kind of reader sees of each class."""
    role = visibility.COLUMNS[column][0]
    cells = [
        {"head": _(head), "text": in_words(visibility.cell(role, data))} for data, head in visibility.CLASSES.items()
    ]
    return {"title": _(title), "cells": cells, "is_own": is_own}


def in_words(cell) -> str:
    """A cell in words: the level, what shows more, whether a reason opens it."""
    parts = [_(visibility.WORDS[cell.level])]
    for name, level in cell.when.items():
        more = {"when": _(visibility.CONDITIONS[name]), "what": _(visibility.WORDS[level])}
        parts.append(_("%(when)s：%(what)s") % more)
    if cell.opens:
        parts.append(_("%(how)s看全") % {"how": _(cell.note or "凭理由")})
    return formats.listed(parts)
