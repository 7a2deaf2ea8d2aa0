"""The little register and the cast, logged in."""

from datetime import date

import pytest

from luoshu.core.acts import acting
from luoshu.core.models import Account, Posting
from luoshu.core.scope import within
from luoshu.registry.actions import keep_roll

from . import little

CAST = {
    "leader": ("city_leader", "4103"),
    "office": ("city_office", "4103"),
    "director": ("county_director", "410325"),
    "reviewer": ("township_reviewer", "410325100"),
    "secretary": ("first_secretary", little.HERE),
    "helper": ("helper", little.HERE),
    "neighbour": ("county_director", "410328"),
    "auditor": ("auditor", "4103"),
}


@pytest.fixture
def closings(db, system):
    """The two closings of the little register."""
    with within(system):
        return little.make(system)


@pytest.fixture
def person_without_register(db, system):
    """Make an account with a posting, on a register with nothing in it."""

    def make(name, password=None, rolls=None):
        role, area = CAST[name]
        with within(system), acting("test.cast", system):
            user = Account.objects.create_user(name, password=password, name=name)
            reach = {"whole": rolls is None, "rolls": rolls or []}
            Posting.objects.create(user=user, role=role, county=area[:6], area=area, since=date(2016, 1, 1), **reach)
        return user

    return make


@pytest.fixture
def person(closings, person_without_register, system):
    """Make an account with a posting: person("director"). The helper answers for the first household alone."""

    def make(name, password=None):
        return person_without_register(name, password, own_roll(system) if name == "helper" else None)

    return make


def own_roll(system):
    """The roll of the helper: the first household alone."""
    with within(system):
        first = little.Household.objects.order_by("code").first()
    listed = {"kind": "helped", "name": "包户", "area": first.area, "households": [first.id]}
    return [keep_roll(by=system, **listed).pk]


@pytest.fixture
def as_(person, client):
    """The client, logged in as one of the cast: as_("director")."""

    def log_in(name):
        client.force_login(person(name))
        return client

    return log_in
