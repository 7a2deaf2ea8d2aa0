"""A village with its officials, households to decide about, and a register that answers as a test wants."""

from datetime import date, datetime

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.cases import hooks
from luoshu.core.models import Account, Posting
from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.policy.procedures import listed
from luoshu.registry.models import Household
from tests.core.cases.walking import Walk

VILLAGE, TOWNSHIP, COUNTY, CITY = "410324104203", "410324104", "410324", "4103"
CAST = {
    "worker": ("village_worker", VILLAGE),
    "secretary": ("first_secretary", VILLAGE),
    "reviewer": ("township_reviewer", TOWNSHIP),
    "colleague": ("township_reviewer", TOWNSHIP),
    "register": ("county_register", COUNTY),
    "director": ("county_director", COUNTY),
    "city": ("city_office", CITY),
}


@pytest.fixture
def _at_the_end_of_2016():
    """It is the end of 2016: most procedures of the campaign are in force."""
    with clock.standing_at(datetime(2016, 12, 31, 10, tzinfo=clock.ZONE)):
        yield


@pytest.fixture
def cast(system, db):
    """The officials, each with an account and a posting."""
    users = {}
    with within(system), acting("test.cast", system):
        for name, (role, area) in CAST.items():
            users[name] = Account.objects.create_user(name, name=name)
            Posting.objects.create(user=users[name], role=role, county=area[:6], area=area, since=date(2014, 1, 1))
    return {name: actor_of(user) for name, user in users.items()}


@pytest.fixture
def households(system, db):
    """Make households of the village: their numbers."""

    def make(n, village=VILLAGE):
        with within(system), acting("test.households", system):
            known = Household.objects.filter(area=village).count()
            rows = [
                Household(county=village[:6], area=village, code=f"{village}{known + i:04d}", head_name="张某")
                for i in range(n)
            ]
            return [row.pk for row in Household.objects.bulk_create(rows)]

    return make


@pytest.fixture
def register(monkeypatch):
    """A register that answers yes to all, unless told: register["exit_standard"] = None; and notes what took effect."""
    answers, done = {}, []
    for name in listed("requirements"):
        if name != "origin_is_closed":
            monkeypatch.setitem(hooks.requirements, name, _answering(name, answers))
    for name in listed("effects"):
        if name != "reopen_origin":
            monkeypatch.setitem(hooks.effects, name, _noting(name, done))
    monkeypatch.setitem(hooks._lines, "household", lambda ids: {n: hooks.Line("张某", "一组", 3) for n in ids})
    answers["done"] = done
    return answers


def _answering(name, answers):
    def answer(cases, on, by):
        told = answers.get(name, True)
        return {
            case.pk: hooks.Answer(told.get(case.household_id, True) if isinstance(told, dict) else told)
            for case in cases
        }

    return answer


def _noting(name, done):
    def effect(cases, taken):
        done.extend((name, case.household_id) for case in cases)

    return effect


@pytest.fixture
def walk(cast, register):
    """Walks cases through their steps with everything that is needed."""
    return Walk(cast)
