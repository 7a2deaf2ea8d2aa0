"""Row-level security as the second wall: what it lets through, what it refuses, and that nothing stays behind."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from luoshu.core.acts import acting
from luoshu.core.models import Account, Change, Posting
from luoshu.core.scope import Actor, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def postings(system):
    """One posting in each of three counties."""
    holder = Account.objects.create(username="holder", name="任职人")
    with acting("test.postings", system):
        rows = [
            Posting(user=holder, role="county_register", county=county, area=county, since="2016-01-01")
            for county in ("410324", "410325", "410326")
        ]
        return Posting.objects.bulk_create(rows)


def areas():
    return set(Posting.objects.values_list("area", flat=True))


def test_scope_shows_only_its_area(postings, actor):
    with within(actor("410325")):
        assert areas() == {"410325"}


def test_scope_of_city_shows_all(postings, system):
    with within(system):
        assert areas() == {"410324", "410325", "410326"}
