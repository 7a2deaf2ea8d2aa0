"""The bundle for the portal: notices in force as they are posted, and what became of objections and reports."""

from dataclasses import asdict
from datetime import timedelta

from django.conf import settings

from luoshu.core import clock
from luoshu.core.areas.loading import names
from luoshu.core.cases import queries
from luoshu.core.cases.models import Objection
from luoshu.core.publishing import keys
from luoshu.core.publishing.shown import many
from luoshu.policy.procedures import organs

TOLD = timedelta(days=365)  # for so long after its end what became of an objection can be looked up


def content():
    """Everything the portal gets, in the running scope."""
    today = clock.today()
    notices = [_notice(each) for each in many(list(queries.notices_in_force("", today)))]
    return {
        "issued": clock.now().isoformat(),
        "box": keys.public(),
        "demo": settings.LUOSHU_DEMO,
        "areas": areas(notice["area"] for notice in notices),
        "notices": notices,
        "answers": answers(today),
    }


def _notice(shown):
    told = {**asdict(shown), "begins": shown.begins.isoformat(), "ends": shown.ends.isoformat()}
    return {**told, "lines": [[*asdict(line).values()] for line in shown.lines]}


def areas(codes):
    """{code: name} of these places, and of all townships and counties: a report may be about any of them."""
    known = names()
    wanted = {code[:digits] for code in codes for digits in (4, 6, 9, 12)}
    return {code: name for code, name in known.items() if code in wanted or len(code) <= 9}


def answers(today):
    """{receipt: what the person may know} of all that are open, and of those that ended within a year."""
    rows = Objection.objects.exclude(decided_on__lt=today - TOLD).order_by("receipt")
    return {row.receipt: _answer(row) for row in rows.iterator(chunk_size=2000)}


def _answer(row):
    organ = organs()[row.organ]
    days = {name: getattr(row, name) and getattr(row, name).isoformat() for name in ("due_on", "decided_on")}
    return {
        "kind": row.kind, "state": row.state, "answer": row.answer, "received_on": row.received_on.isoformat(), **days,
        "organ": [organ.title(row.received_on, "zh"), organ.title(row.received_on, "en")],
    }  # fmt: skip
