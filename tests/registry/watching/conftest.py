"""The world of watching, and actors who may do each thing in it."""

from datetime import datetime

import pytest

from luoshu.core import clock
from luoshu.core.scope import within
from tests.registry.watching import world as made


@pytest.fixture
def world(system, db):
    """The households by their head's name."""
    return made.make(system)


@pytest.fixture
def cast(actor):
    """Actors by role, each at the place of that role."""
    places = {"village_worker": made.HERE, "first_secretary": made.HERE, "helper": made.HERE}
    places |= {"township_reviewer": made.HERE[:9], "city_office": "4103", "auditor": "4103", "city_leader": "4103"}
    return lambda role, area=None: actor(area or places.get(role, "410325"), role)


@pytest.fixture
def today():
    """Stand at noon of a day: `with today(2021, 9, 1):`"""
    return lambda *day: clock.standing_at(datetime(*day, 12, tzinfo=clock.ZONE))


@pytest.fixture
def seen(system):
    """Run a query as Luoshu itself sees it."""

    def run(query):
        with within(system):
            return list(query)

    return run
