"""Every address, asked for by every role in every relation to a household, behind both walls and behind either alone.

The answers are held against plain sets (oracle.py); texts that only one household has (canaries) are looked for in
bodies, headers and files of all others.
"""

import io
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from luoshu.core import database
from luoshu.core.scope import Actor, ScopedQuerySet
from tests.conftest import empty_tables
from tests.scale import SOAK

from . import asks, oracle, world

MODES = ("both walls", "application only", "row-level security only")
ROLES = sorted({role for role in world.ROLES if getattr(world.ROLES[role], "is_appointed", True)})
# The soak asks for each role in every relation behind each wall; every day each role, each relation and each mode of
# the walls has a turn.
ALL = [(mode, role, relation) for mode in MODES for role in ROLES for relation in world.RELATIONS]
EVERY_DAY = [
    (MODES[n % len(MODES)], role, list(world.RELATIONS)[n * 5 % len(world.RELATIONS)]) for n, role in enumerate(ROLES)
]
DOOR = {"login", "log_out", "language", "account_login", "account_inactive", "mfa_authenticate"}
OF_NOBODY = set(asks.OWN.values()) - {"/me", "/permissions", "/exports"}  # shown without a posting too
PROOF = "/login"  # where the answer is: say who you are first


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker):
    """The world, committed, so that it is there behind each wall; gone again at the end."""
    with django_db_blocker.unblock(), tempfile.TemporaryDirectory() as folder:
        yield world.make(Actor.system("测试", area="4103"), Path(folder))
        empty_tables()


@pytest.fixture
def mode(request, everything, monkeypatch):
    """One wall taken away, or none."""
    if request.param == "row-level security only":
        monkeypatch.setattr(
            ScopedQuerySet, "visible_to", lambda rows, actor: rows.none() if actor is None else rows.all()
        )
    if request.param == "application only":
        row_level_security("disable")
    yield request.param
    if request.param == "application only":
        row_level_security("enable")


def row_level_security(verb):
    """Switch it for every table that has it, as the owner."""
    from django.db import connection

    with database.cluster().connect(connection.settings_dict["NAME"]) as admin:
        tables = admin.execute("select relname from pg_class where relforcerowsecurity").fetchall()
        for (table,) in tables:
            admin.execute(f"alter table {table} {verb} row level security")


@pytest.mark.parametrize(("mode", "role", "relation"), ALL if SOAK else sorted(EVERY_DAY), indirect=["mode"])
def test_nothing_leaks_and_nobody_is_turned_away_wrongly(everything, mode, role, relation):
    client = Client()
    client.force_login(everything.accounts[role, relation])
    wrong = [fault for ask in asks.every(everything) for fault in faults(client, everything, ask, role, relation)]
    assert not wrong, "\n".join(wrong[:20])


def faults(client, known, ask, role, relation):
    """What is wrong with the answer to one request, in words."""
    answer = asked(client, ask)
    text = said(answer)
    ought = ask.ought(role, relation) if oracle.has_posting(relation) else (None if ask.path in OF_NOBODY else False)
    is_sent_away = answer.headers.get("Location", "").startswith(PROOF)
    if ought and (is_sent_away or answer.status_code not in (200, 302, 400, 409, 422)):
        yield f"{ask.path}: turned away with {answer.status_code}"
    if ought is False and not is_sent_away and answer.status_code not in (403, 404, 409):
        yield f"{ask.path}: answered with {answer.status_code}"
    for canary, why in oracle.forbidden(known, role, relation, ask.opens):
        if canary in text:
            yield f"{ask.path}: {why} ({canary})"
    if ought and answer.status_code == 200:
        for number in oracle.reached(known, relation) & set(ask.shows):
            if known.households[number].code not in text:
                yield f"{ask.path}: household {number} is missing"


def asked(client, ask):
    """The answer, with whatever it wrote undone."""
    with transaction.atomic():
        answer = client.get(ask.path) if ask.post is None else client.post(ask.path, ask.post)
        transaction.set_rollback(True)
    return answer


def said(answer):
    """All text of an answer: its headers and its body, a workbook unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    text = body.decode("utf-8", "replace")
    return "\n".join([*map(str, answer.headers.values()), text.replace("&#x27;", "'")])


def test_every_address_is_in_the_matrix(everything):
    """A new address that nobody put into the matrix fails here."""
    named = {pattern.name for pattern in patterns(get_resolver())}
    assert named - {ask.name for ask in asks.every(everything)} == DOOR


def patterns(resolver):
    for each in resolver.url_patterns:
        yield from patterns(each) if hasattr(each, "url_patterns") else [each]


VARYING = re.compile(r"\d{12,18}|value=\"\w{64}\"|\w{32}")  # the number asked for, tokens


def test_a_household_out_of_reach_looks_like_one_that_is_not_there(everything):
    client = Client()
    client.force_login(everything.accounts["county_director", "county"])
    codes = everything.households[world.FOREIGN].code, "4103281000059999"
    told = [VARYING.sub("", said(asked(client, asks.Ask("", f"/households/{code}", None)))) for code in codes]
    assert told[0] == told[1]
