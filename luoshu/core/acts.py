"""Acts: one row per action — who, when, where from, which action, why — that every changed row points back to."""

import functools
import inspect
import json
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from luoshu.core import clock, standing
from luoshu.core.masking import scrubbed
from luoshu.core.roles import WATCHERS
from luoshu.core.scope import within

INSERT = """
insert into act
  (at, action, user_id, posting_id, actor, role, area, origin, happened_on, reason, subject, detail, sealed)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id, set_config('luoshu.act', id::text, true)
"""
NOTE = "update act set subject = coalesce(%s, subject), detail = detail || %s::jsonb where id = %s"
current = ContextVar("current act", default=None)
registered = {}


def action(name, sealed=False):
    """Make a function an action: keyword-only with `by`, in one transaction under the actor's scope, with one act.

    `reason` and `happened_on` among its arguments are kept with the act; a number of a document in a reason is masked.
    `sealed` acts are shown to those who made them alone.
    """

    def make(function):
        _check_shape(function)

        @functools.wraps(function)
        def run(*, by, **arguments):
            with within(by), opened(name, by, sealed=sealed, **_known(arguments)):
                return function(by=by, **arguments)

        run.action = name
        registered[name] = run
        return run

    return make


class opened:
    """An act for the block; an act inside another gives way to it again at the end. What audit and discipline do is
    sealed: the audited do not see it.
    """

    def __init__(self, name, by, reason="", happened_on=None, subject="", sealed=False, **detail):
        self.values = [clock.now(), name, by.user_id, by.posting_id, by.name, by.role, by.place, by.origin]
        self.values += [
            happened_on,
            scrubbed(reason),
            scrubbed(subject),
            json.dumps(detail, ensure_ascii=False),
            sealed or by.role in WATCHERS,
        ]

    def __enter__(self):
        standing.check_may_write(self.values[1])
        with connection.cursor() as cursor:
            cursor.execute(INSERT, self.values)
            self.id = cursor.fetchone()[0]
        self.token = current.set(self.id)
        return self

    def __exit__(self, failed, *_):
        current.reset(self.token)
        if failed is None and not connection.needs_rollback:
            outer = current.get()
            with connection.cursor() as cursor:
                cursor.execute("select set_config('luoshu.act', %s, true)", [str(outer) if outer else ""])


@contextmanager
def acting(name, by, **detail):
    """A scope and an act for code that is not an action itself: a test, a repair at the console."""
    with within(by), opened(name, by, **detail) as act:
        yield act


def note(subject=None, **detail):
    """Add to the running act what is known only later (counts, digests). After commit an act cannot be changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE, [subject and scrubbed(subject), json.dumps(detail, ensure_ascii=False, default=str), current.get()]
        )


def _known(arguments):
    return {name: arguments[name] for name in ("reason", "happened_on") if arguments.get(name) is not None}


def _check_shape(function):
    parameters = inspect.signature(function).parameters
    if "by" not in parameters or any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()):
        raise TypeError(f"{function.__qualname__}: an action takes keyword-only arguments, among them `by`")
