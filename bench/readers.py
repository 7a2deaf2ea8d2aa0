"""Users of a register for the benchmarks: accounts, postings and open sessions, made beside the register's database.

Sessions are opened directly, since logging in (a slow hash, by intention) is not what is measured.
"""

from datetime import date
from itertools import cycle, islice

from luoshu.config.setup import ready

SINCE = date(2016, 1, 1)
LEVELS = {"county_director": 6, "county_register": 6, "township_reviewer": 9, "first_secretary": 12}


def make(roles):
    """For each role asked for, a user in another area than the one before.

    Answers {"readers": [{session, role, area, households: codes there}]}.
    """
    ready()
    from luoshu.core.scope import Actor, within
    from luoshu.registry.models import Household

    by = Actor.system("benchmark", area="4103")
    with within(by):
        places = list(Household.objects.order_by("area").values_list("area", flat=True).distinct())
    counties = {}
    for place in places:
        counties.setdefault(place[:6], []).append(place)
    chosen = islice(_spread(counties), len(roles))
    return {"readers": [_reader(n, role, place, by) for n, (role, place) in enumerate(zip(roles, chosen, strict=True))]}


def _spread(counties):
    """Villages, from county to county in turn, and of each county another one each time."""
    turns = {county: cycle(places) for county, places in counties.items()}
    for county in cycle(sorted(turns)):
        yield next(turns[county])


def _reader(n, role, place, by):
    from luoshu.core.scope import within
    from luoshu.registry.models import Household

    area = place[: LEVELS[role]]
    account = _account(f"bench-{role}-{n}", role, area, by)
    with within(by):
        codes = list(Household.objects.filter(area=place).order_by("code").values_list("code", flat=True)[:20])
    return {"session": _session(account), "role": role, "area": area, "households": codes}


def _account(username, role, area, by):
    from luoshu.core.actions import appoint
    from luoshu.core.acts import acting
    from luoshu.core.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        with acting("bench.reader", by):  # without a password: hashing three hundred of them takes minutes
            found = Account.objects.create(username=username, name=username)
        appoint(user=found, role=role, area=area, since=SINCE, by=by)
    return found


def _session(account):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return session.session_key
