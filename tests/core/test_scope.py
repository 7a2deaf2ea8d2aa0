"""Row-level security as the second wall: what it lets through, what it refuses, and that nothing stays behind."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from luoshu.core import database
from luoshu.core.acts import acting
from luoshu.core.models import Account, Posting
from luoshu.core.scope import SETTINGS, Actor, settings_of, within

pytestmark = pytest.mark.django_db
COUNTIES = ("410324", "410325", "410326")


def posting(area, holder):
    return Posting(user=holder, role="county_register", county=area[:6], area=area, since="2016-01-01")


@pytest.fixture
def holder():
    return Account.objects.create(username="holder", name="任职人")


@pytest.fixture
def postings(system, holder):
    """One posting in each of three counties."""
    with acting("test.postings", system):
        return Posting.objects.bulk_create([posting(county, holder) for county in COUNTIES])


def areas():
    return set(Posting.objects.values_list("area", flat=True))


def test_scope_shows_only_its_area(postings, actor):
    with within(actor("410325")):
        assert areas() == {"410325"}


def test_scope_of_city_shows_all(postings, system):
    with within(system):
        assert areas() == set(COUNTIES)


def test_inner_scope_gives_way_to_outer(postings, actor, system):
    with within(system):
        with within(actor("410325")):
            assert areas() == {"410325"}
        assert areas() == set(COUNTIES)


def test_inner_scope_gives_way_to_outer_after_error(postings, actor, system):
    with within(system):
        with pytest.raises(ValueError, match="stop"), within(actor("410325")):
            raise ValueError("stop")
        assert areas() == set(COUNTIES)


def test_no_scope_is_refused_after_serving_somebody(postings, actor):
    with within(actor("410325")):
        assert areas()
    with pytest.raises(ProgrammingError, match="no scope set"), transaction.atomic():
        areas()


def test_visible_to_equals_what_the_database_shows(postings, actor, system):
    with within(system):
        assert {row.area for row in Posting.objects.visible_to(actor("410326"))} == {"410326"}
        assert not Posting.objects.visible_to(None).exists()


def test_insert_outside_scope_is_refused(holder, actor):
    with pytest.raises(ProgrammingError, match="row-level security"), acting("test.insert", actor("410325")):
        posting("410324", holder).save()


def test_update_cannot_move_a_row_out_of_scope(postings, actor):
    with pytest.raises(ProgrammingError, match="row-level security"), acting("test.move", actor("410325")):
        Posting.objects.update(area="410324")


def test_update_does_not_reach_rows_outside(postings, actor, system):
    with acting("test.update", actor("410325")):
        assert Posting.objects.update(until="2020-12-31") == 1
    with within(system):
        assert Posting.objects.filter(until=None).count() == 2


@pytest.mark.parametrize("prefix", ["41032", "4103250", "41032510", "410"])
def test_scope_is_a_prefix_of_whole_codes(postings, actor, prefix):
    with within(actor(prefix)):
        assert areas() == {county for county in COUNTIES if county.startswith(prefix)}


# -- on connections of our own: fresh and used, one process and many ------------------------------------------------


@pytest.fixture
def raw(server, django_db_setup):
    """A plain connection as the application's role, outside Django."""
    with psycopg.connect(server.url(database=connection.settings_dict["NAME"])) as plain:
        yield plain


def set_scope(plain, area):
    values = zip(SETTINGS, settings_of(Actor.system("测试", area=area)), strict=True)
    for name, value in values:
        plain.execute("select set_config(%s, %s, true)", [name, value])


PARALLEL = """
set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0; set local min_parallel_table_scan_size = 0;
set local debug_parallel_query = on; set local max_parallel_workers_per_gather = 2;
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("table", ["posting", "act", "change"])
def test_connection_without_scope_is_refused(postings, raw, parallel, used, table):
    if used:
        set_scope(raw, "410325")
        raw.execute(f"select count(*) from {table}")
        raw.commit()
    if parallel:
        raw.execute(PARALLEL)
    with pytest.raises(InsufficientPrivilege, match="no scope set"):
        raw.execute(f"select count(*) from {table}")


@pytest.mark.django_db(transaction=True)
def test_the_next_user_of_the_connection_reaches_nothing(postings, actor):
    with within(actor("410325")):
        assert areas()
    with pytest.raises(ProgrammingError, match="no scope set"):
        areas()


def test_scope_is_gone_after_commit_and_rollback(raw):
    for end in (raw.commit, raw.rollback):
        set_scope(raw, "4103")
        end()
        left = raw.execute("select current_setting('luoshu.low', true), current_setting('luoshu.act', true)").fetchone()
        assert not any(left)
        raw.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "truncate posting",
        "delete from change",
        "update change set op = 'I'",
        "insert into change (act_id, table_name, row_id, county, area, op, version) values (1,'x',1,'','4103','I',1)",
        "delete from act",
        "update act set actor = 'x'",
        "insert into act (xid, at, action, actor, role, area) values ('1', now(), 'x', 'x', 'x', '4103')",
        "alter table posting disable row level security",
        "alter table posting disable trigger all",
        "drop policy inside on posting",
        "set role luoshu_owner",
        "set session_replication_role = replica",
        "create table mine (id int)",
    ],
)
def test_application_role_has_no_way_round(raw, statement):
    set_scope(raw, "4103")
    with pytest.raises(psycopg.Error) as refused:
        raw.execute(statement)
    assert isinstance(refused.value, InsufficientPrivilege)


def test_owner_is_under_row_level_security_too(server):
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.url(database.OWNER, name)) as owner, pytest.raises(InsufficientPrivilege):
        owner.execute("update posting set area = area")
