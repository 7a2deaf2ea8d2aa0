"""A server or a role that cannot hold what we promise is refused before it serves anybody."""

from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from luoshu.core import database
from luoshu.core.cluster import ADMIN, APP, OWNER
from luoshu.core.errors import NotReady

# Of no household: everyone may read them. And what a closing's records give again at any time.
PUBLIC = {"area", "area_edition", "area_succession", "closing", "external_figure"}
DERIVED = {"figure", "verdict"}
# Of accounts, not of the register: who tried a password, who read how much; and the log, which tells no names.
OF_ACCOUNTS = {
    "account_emailaddress", "account_emailconfirmation", "log_in_try", "password_used", "reading_day", "recovery_code",
}  # fmt: skip
LOG = {"log_checkpoint", "log_leaves", "log_node"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(server):
    """A superuser's connection to this worker's database; what it does is rolled back."""
    with psycopg.connect(server.url(ADMIN, connection.settings_dict["NAME"])) as made:
        yield made
        made.rollback()


def as_role(admin, role):
    admin.execute(f"set local role {role}")
    return admin


def test_application_role_passes(server):
    with psycopg.connect(server.url(APP, connection.settings_dict["NAME"])) as app:
        database.check_server(app)
        database.check_role(app)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("alter role luoshu_app superuser", "是超级用户"),
        ("alter role luoshu_app bypassrls", "能绕过行级安全"),
        ("alter table posting owner to luoshu_app", "是表 posting 的属主"),
        ("grant luoshu_owner to luoshu_app", "的属主"),
        ("grant luoshu_admin to luoshu_app", "是超级用户"),
        ("alter table posting disable row level security", "行级安全没有打开"),
        ("alter table posting no force row level security", "没有强制"),
    ],
)
def test_unfit_application_role_is_refused(admin, change, told):
    admin.execute(change)
    with pytest.raises(NotReady, match=told):
        database.check_role(as_role(admin, APP))


def test_owner_as_application_is_refused(server):
    with (
        psycopg.connect(server.url(OWNER, connection.settings_dict["NAME"])) as owner,
        pytest.raises(NotReady, match="属主"),
    ):
        database.check_role(owner)


def test_old_server_is_refused():
    old = SimpleNamespace(info=SimpleNamespace(server_version=150008))
    with pytest.raises(NotReady, match=r"PostgreSQL 15.*LUOSHU_DATABASE_URL"):
        database.check_server(old)


def test_database_that_sorts_by_language_is_refused():
    """The embedded build knows no other collation, so the server's answer is played."""
    answer = SimpleNamespace(fetchone=lambda: (True,))
    server = SimpleNamespace(info=SimpleNamespace(server_version=180000), execute=lambda query: answer)
    with pytest.raises(NotReady, match=r"排序规则.*C\.UTF-8"):
        database.check_server(server)


def test_given_server_is_used(monkeypatch):
    monkeypatch.setenv("LUOSHU_DATABASE_URL", "postgresql://a:secret@db.example:5433/register?sslmode=require")
    found = database.parameters("default", {"NAME": "", "OPTIONS": {}})
    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"]) == ("db.example", "5433", "a", "register")
    assert found["OPTIONS"] == {"sslmode": "require"}
    with pytest.raises(NotReady, match="LUOSHU_OWNER_DATABASE_URL"):
        database.parameters("owner", {"NAME": ""})


def test_application_gets_no_more_than_it_needs(admin):
    rows = admin.execute(
        "select c.relname, array_agg(distinct a.privilege_type::text) from pg_class c"
        " cross join aclexplode(c.relacl) a where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
        " and a.grantee = 'luoshu_app'::regrole group by 1"
    )
    granted = {table: set(rights) for table, rights in rows}
    assert granted["change"] == granted["act"] == {"SELECT"}
    assert all("TRUNCATE" not in rights and "TRIGGER" not in rights for rights in granted.values())
    assert granted["account"] == {"SELECT", "INSERT", "UPDATE"}


def test_every_table_is_guarded_logged_or_named(admin):
    """A new table without a guard is found here, not by the first reader of another county."""
    tables = {name for (name,) in admin.execute("select tablename from pg_tables where schemaname = 'public'")}
    secured = {name for (name,) in admin.execute("select relname from pg_class where relforcerowsecurity")}
    logged = {
        name
        for (name,) in admin.execute(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'log\\_%' and t.tgenabled = 'O' group by 1 having count(*) = 4"
        )
    }
    queue = {name for name in tables if name.startswith("procrastinate_")}
    assert tables - queue - set(database.FRAMEWORK) - PUBLIC - OF_ACCOUNTS - LOG == secured
    assert (secured | PUBLIC) - {"act", "change"} - DERIVED == logged


def test_no_view_passes_by_row_level_security(admin):
    """A view without security_invoker shows what its owner sees; a materialised view shows all."""
    views = admin.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and (relkind = 'm' or relkind = 'v' and not coalesce(reloptions, '{}') @> '{security_invoker=true}')"
    )
    assert views.fetchall() == []


def test_definer_functions_fix_their_search_path(admin):
    loose = admin.execute(
        "select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        " and not exists (select from unnest(proconfig) c where c like 'search_path=%')"
    )
    assert loose.fetchall() == []


def test_log_never_joins_by_nested_loops(admin):
    """The plan kept from updating one row would take hours for a hundred thousand in the same session."""
    functions = admin.execute("select proconfig from pg_proc where proname like 'log\\_%\\_update'").fetchall()
    assert functions
    assert all("enable_nestloop=off" in settings for (settings,) in functions)
