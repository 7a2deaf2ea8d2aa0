"""Who looked at what: an act for each reading of sensitive fields and each export, with the names of the fields only.

What audit and discipline look at is sealed: those they look into do not see it.
"""

import json

from django.db import connection

from luoshu.core import clock
from luoshu.core.masking import scrubbed

SEALED = frozenset({"auditor", "discipline"})
INSERT = """
insert into act (at, action, user_id, posting_id, actor, role, area, origin, reason, subject, detail, sealed)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""


def read(*, by, subject, fields, reason="", action="core.read", **detail):
    """Record, in the running transaction, that `by` reads `fields` (names, not values) of `subject` (no person named).

    Works in a request that only reads: it is an insert and no more. The running act, if there is one, stays.
    """
    told = json.dumps({"fields": sorted(fields), **detail}, ensure_ascii=False, default=str)
    values = [clock.now(), action, by.user_id, by.posting_id, by.name, by.role, by.place, by.origin]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*values, scrubbed(reason), scrubbed(subject), told, by.role in SEALED])
