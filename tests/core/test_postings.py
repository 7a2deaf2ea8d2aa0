"""Postings: what an account reaches today, and what it reaches after a change."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError

from luoshu.core import actions, clock
from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.models import Account, Act, Posting, Roll
from luoshu.core.postings import actor_of, postings_of
from luoshu.core.scope import Actor, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(system):
    return actions.create_account(username="officer", name="干部", password="luoyang-2016-x", by=system)


@pytest.fixture
def posting(user, system):
    return actions.appoint(user=user, role="county_register", area="410324", since=date(2016, 1, 1), by=system)


def on(year, month, day):
    return clock.standing_at(datetime(year, month, day, 12, tzinfo=clock.ZONE))


def test_account_without_posting_reaches_nothing(user):
    assert actor_of(user) is None


def test_posting_reaches_its_area(user, posting):
    actor = actor_of(user)
    assert (actor.area, actor.role, actor.posting_id, actor.name) == ("410324", "county_register", posting.pk, "干部")


def test_posting_counts_from_its_first_day_to_its_last(user, posting, system):
    actions.end_posting(posting=posting, until=date(2016, 12, 31), reason="轮换", by=system)
    with on(2015, 12, 31):
        assert actor_of(user) is None
    for day in ((2016, 1, 1), (2016, 12, 31)):
        with on(*day):
            assert actor_of(user).area == "410324"
    with on(2017, 1, 1):
        assert actor_of(user) is None


def test_changed_posting_reaches_elsewhere_at_once(user, posting, system):
    actions.change_posting(posting=posting, area="410325", by=system)
    assert actor_of(user).area == "410325"


@pytest.fixture
def rolls(system):
    """Two rolls in one county."""
    with acting("test.rolls", system):
        made = [Roll(kind="helped", name=name, county="410324", area="410324") for name in ("甲", "乙")]
        return [roll.pk for roll in Roll.objects.bulk_create(made)]


def test_posting_reaches_rolls_instead_of_the_area(user, posting, rolls, system):
    actions.change_posting(posting=posting, whole=False, rolls=rolls[::-1], by=system)
    actor = actor_of(user)
    assert (actor.rolls, actor.place, actor.low, actor.high) == (tuple(sorted(rolls)), "410324", ":", ":")


def test_nobody_hands_on_a_roll_out_of_their_reach(user, rolls, actor):
    by = actor("410325", "security_administrator")
    with pytest.raises(NotAllowed, match="名册"):
        actions.appoint(user=user, role="helper", area="410325", since=date(2016, 1, 1), rolls=rolls, by=by)


def test_posting_can_be_chosen_among_the_current_ones(user, posting, system):
    second = actions.appoint(user=user, role="helper", area="410325", since=date(2016, 2, 1), whole=False, by=system)
    assert [actor.posting_id for actor in postings_of(user)] == [second.pk, posting.pk]
    assert actor_of(user, posting.pk).area == "410324"
    assert actor_of(user, 999).posting_id == second.pk


def test_disabled_account_reaches_nothing(user, posting):
    user.is_active = False
    assert actor_of(user) is None


def test_appointing_is_kept(user, posting, system):
    with within(system):
        assert Act.objects.get(action="core.appoint").subject == "officer"


def test_user_name_is_given_once(user, system):
    with pytest.raises(NotPossible, match="已有人使用"):
        actions.create_account(username="officer", name="另一人", password="x", by=system)


def test_only_managers_appoint(user, actor):
    with pytest.raises(NotAllowed):
        actions.appoint(user=user, role="helper", area="410324", since=date(2016, 1, 1), by=actor("410324"))


def test_nobody_appoints_outside_own_area(user, actor):
    by = actor("410324", "security_administrator")
    with pytest.raises(NotAllowed, match="管辖范围"):
        actions.appoint(user=user, role="helper", area="410325", since=date(2016, 1, 1), by=by)


def test_nobody_appoints_oneself(user):
    by = Actor(name="x", role="security_administrator", area="4103", user_id=user.pk)
    with pytest.raises(NotAllowed, match="自己"):
        actions.appoint(user=user, role="helper", area="410325", since=date(2016, 1, 1), by=by)


EXCLUSIVE = ["system_administrator", "security_administrator", "audit_administrator"]
PAIRS = [(first, second) for first in EXCLUSIVE for second in [*EXCLUSIVE, "county_register"] if first != second]


@pytest.mark.parametrize(("first", "second"), PAIRS + [pair[::-1] for pair in PAIRS if pair[1] not in EXCLUSIVE])
def test_an_administrator_of_the_machine_has_no_other_duty(user, system, first, second):
    actions.appoint(user=user, role=first, area="4103", since=date(2016, 1, 1), by=system)
    with pytest.raises(NotPossible, match="兼任"):
        actions.appoint(user=user, role=second, area="4103", since=date(2016, 6, 1), by=system)


def test_one_duty_after_the_other_is_no_second_duty(user, system):
    since, until = date(2016, 1, 1), date(2016, 5, 31)
    actions.appoint(user=user, role="system_administrator", area="4103", since=since, until=until, by=system)
    later = {"role": "audit_administrator", "area": "4103", "since": date(2016, 6, 1)}
    assert actions.appoint(user=user, **later, by=system).pk


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_database_itself_refuses_a_second_duty(user, system, first, second):
    rows = [
        Posting(user=user, role=role, county="4103", area="4103", since=date(2016, 1, 1)) for role in (first, second)
    ]
    with acting("test.appoint", system), pytest.raises(DatabaseError, match="no other duty"):
        Posting.objects.bulk_create(rows)


def test_posting_cannot_end_before_it_starts(posting, system):
    with pytest.raises(NotPossible, match="早于"):
        actions.end_posting(posting=posting, until=date(2015, 1, 1), by=system)


def test_fresh_database_has_no_account():
    assert not Account.objects.exists()
    assert not Posting._meta.get_field("user").null
