"""Every row written leaves a change, whichever way it came, and none is written without an act."""

from dataclasses import replace
from hashlib import sha256

import pytest
from django.db import ProgrammingError, connection, transaction

from luoshu.core import clock
from luoshu.core.acts import acting, action, note
from luoshu.core.areas import loading
from luoshu.core.models import Account, Act, Change, Posting
from luoshu.core.scope import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return Account.objects.create(username="holder", name="任职人")


def fresh(holder, area="410324"):
    return Posting(user=holder, role="helper", county=area[:6], area=area, since="2016-01-01")


def changes(act):
    return list(Change.objects.filter(act_id=act.id).order_by("id").values_list("table_name", "op", "area"))


def by_orm(holder):
    fresh(holder).save()


def by_bulk(holder):
    Posting.objects.bulk_create([fresh(holder)])


def by_sql(holder):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into posting (user_id, role, county, area, rolls, since)"
            " values (%s, 'helper', '410324', '410324', '{}', now())",
            [holder.pk],
        )


def by_copy(holder):
    with connection.cursor() as cursor:
        cursor.execute("create temporary table incoming (like posting including identity) on commit drop")
        with cursor.copy("copy incoming (user_id, role, county, area, whole, rolls, since) from stdin") as copy:
            copy.write_row((holder.pk, "helper", "410324", "410324", True, [], "2016-01-01"))
        cursor.execute(
            "insert into posting (user_id, role, county, area, rolls, since)"
            " select user_id, role, county, area, '{}', since from incoming"
        )


def by_upsert(holder):
    row = fresh(holder)
    row.id = 77
    Posting.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["role"])


WAYS = [by_orm, by_bulk, by_sql, by_copy, by_upsert]


@pytest.mark.parametrize("way", WAYS)
def test_insert_leaves_a_change(way, holder, system):
    with acting("test.insert", system) as act:
        way(holder)
        assert changes(act) == [("posting", "I", "410324")]


@pytest.mark.parametrize("way", WAYS)
def test_insert_without_act_is_refused(way, holder, system):
    with within(system), pytest.raises(ProgrammingError, match="no act"), transaction.atomic():
        way(holder)


def test_update_keeps_the_row_before(holder, system):
    with acting("test.update", system) as act:
        by_bulk(holder)
        Posting.objects.update(role="clerk")
        Posting.objects.update(role="clerk")
        kept = Change.objects.filter(act_id=act.id, op="U")
        assert [change.before["role"] for change in kept] == ["helper"]


def test_delete_keeps_the_row_before(holder, system):
    with acting("test.delete", system) as act:
        by_bulk(holder)
        Posting.objects.all().delete()
        kept = Change.objects.get(act_id=act.id, op="D")
        assert (kept.before["area"], kept.digest) == ("410324", None)


def test_digest_is_of_the_listed_columns_whatever_the_session_has_set(holder, system):
    with acting("test.digest", system) as act:
        with connection.cursor() as cursor:
            cursor.execute("set local datestyle = 'German'; set local timezone = 'America/New_York'")
        row = fresh(holder)
        row.save()
        text = f"({row.pk},{holder.pk},helper,410324,410324,t,{{}},2016-01-01,)"
        assert bytes(Change.objects.get(act_id=act.id).digest) == sha256(text.encode()).digest()


def test_id_of_a_row_cannot_change(holder, system):
    with acting("test.id", system):
        by_bulk(holder)
        with pytest.raises(ProgrammingError, match="for ever"), transaction.atomic():
            Posting.objects.update(id=991)


def test_act_of_another_transaction_does_not_count(holder, system):
    with within(system), connection.cursor() as cursor:
        cursor.execute("select set_config('luoshu.act', '1', true)")
        with pytest.raises(ProgrammingError, match="no act"), transaction.atomic():
            by_sql(holder)


@action("test.action")
def work(*, by, holder, reason="", happened_on=None):
    """An action of the tests."""
    by_bulk(holder)
    note(subject="一户", rows=1)
    return "done"


def test_action_keeps_who_when_where_and_why(holder, actor):
    by = actor("410324", "county_register")
    with clock.standing_at(clock.datetime(2016, 5, 1, 8, tzinfo=clock.ZONE)):
        assert work(by=by, holder=holder, reason="补录", happened_on=clock.today()) == "done"
    with within(by):
        act = Act.objects.get(action="test.action")
        assert (act.actor, act.role, act.area, act.reason) == (by.name, by.role, "410324", "补录")
        assert (act.subject, act.detail, str(act.happened_on)) == ("一户", {"rows": 1}, "2016-05-01")
        assert act.at == clock.datetime(2016, 5, 1, tzinfo=clock.ZONE).replace(hour=8)
        assert act.changes.count() == 1


def test_failed_action_leaves_nothing(holder, actor, system):
    with pytest.raises(ProgrammingError):
        work(by=actor("410325"), holder=holder)
    with within(system):
        assert not Act.objects.filter(action="test.action").exists()


def test_action_inside_an_action_gives_way_again(holder, system):
    with acting("test.outer", system) as outer:
        work(by=system, holder=holder)
        by_orm(holder)
        assert changes(outer) == [("posting", "I", "410324")]


def test_act_above_is_read_below_and_a_sealed_one_by_its_maker_only(actor, holder):
    maker = replace(actor("4103", "auditor"), user_id=holder.pk)
    with acting("test.open", actor("4103")), acting("test.sealed", maker, sealed=True):
        pass
    with within(maker):
        assert Act.objects.filter(action="test.sealed").count() == 1
    with within(actor("4103", "city_office")):
        assert not Act.objects.filter(action="test.sealed").exists()
    with within(actor("410324104203")):
        assert set(Act.objects.values_list("action", flat=True)) >= {"test.open"}
        assert not Act.objects.filter(action="test.sealed").exists()
    with within(actor("4104")):
        assert not Act.objects.filter(action="test.open").exists()


def test_changes_are_seen_under_scope_and_by_listed_households_only(holder, actor, system):
    with acting("test.scope", system):
        by_bulk(holder)
    seen = Change.objects.filter(table_name="posting")
    with within(actor("410325")):
        assert not seen.exists()
    with within(actor("410324")):
        assert seen.count() == 1
    with within(actor("410324", rolls=(1, 2))):
        assert not seen.exists()


@pytest.mark.parametrize("shape", [lambda by: 0, lambda *, who: 0, lambda *, by, **rest: 0])
def test_action_must_be_keyword_only_with_by(shape):
    with pytest.raises(TypeError):
        action("test.shape")(shape)


def test_areas_are_logged_too(system):
    with acting("test.area", system) as act:
        loading.add_place(parent="410324104203", name="上沟", level="natural_village")
        assert changes(act) == [("area", "I", "41032410420301")]
