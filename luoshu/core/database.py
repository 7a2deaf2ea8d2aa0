"""Where the database is, whether it is fit, and how it is migrated. No Django at import."""

import functools
import os
from pathlib import Path

from luoshu.core.cluster import APP, OWNER, Cluster
from luoshu.core.errors import NotReady

OLDEST = 160000
# Django's, allauth's and the job queue's own tables; every other table is granted by its guard.
FRAMEWORK = {
    "account": "select, insert, update",
    "auth_group": "select",
    "auth_permission": "select",
    "auth_group_permissions": "select",
    "account_groups": "select",
    "account_user_permissions": "select",
    "django_content_type": "select",
    "django_migrations": "select",
    "django_session": "select, insert, update, delete",
    "mfa_authenticator": "select, insert, update, delete",
}
ROLE = """
select rolname, rolsuper, rolbypassrls from pg_roles
where pg_has_role(current_user, oid, 'member') and (rolsuper or rolbypassrls)
union all
select c.relname, false, false from pg_class c join pg_namespace s on s.oid = c.relnamespace
where s.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') and pg_has_role(current_user, c.relowner, 'member')
limit 1
"""
OPEN_TABLES = """
select c.relname from pg_class c join pg_namespace s on s.oid = c.relnamespace
where s.nspname = 'public' and c.relkind in ('r', 'p')
  and 2 = (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('county', 'area')
           and not a.attisdropped)
  and not (c.relrowsecurity and c.relforcerowsecurity)
"""
# The owner migrates the whole table at once (foreign keys are checked under row-level security); it serves nobody.
EVERYWHERE = "-c luoshu.low=0 -c luoshu.high=: -c luoshu.place=0 -c luoshu.rolls={} -c luoshu.account=0"
checked = set()


def var():
    """The folder for everything that is not code: database, keys, uploads, closings."""
    return Path(os.environ.get("LUOSHU_VAR", "var")).absolute()


@functools.cache
def cluster():
    """The embedded server, started."""
    return Cluster(var()).start()


def urls():
    """(application, owner) connection URLs: from the environment, or of the embedded server, which is then started."""
    application = os.environ.get("LUOSHU_DATABASE_URL")
    if application:
        return application, os.environ.get("LUOSHU_OWNER_DATABASE_URL")
    return cluster().url(APP), cluster().url(OWNER)


def parameters(alias, settings):
    """Django's connection settings for an alias; a database name already set (tests) stays."""
    from psycopg.conninfo import conninfo_to_dict

    url = urls()[alias == "owner"]
    if not url:
        what = "没有给出属主账号的连接，建表和升级需要它"
        raise NotReady(what, "请设置 LUOSHU_OWNER_DATABASE_URL。")
    given = conninfo_to_dict(url)
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    found = {name: str(given.pop(key, "")) for name, key in names.items()}
    name = given.pop("dbname", "luoshu")
    if alias == "owner":
        given["options"] = f"{given.get('options', '')} {EVERYWHERE}".strip()
    return {**found, "NAME": settings["NAME"] or name, "OPTIONS": {**given, **settings.get("OPTIONS", {})}}


def check_once(alias, connection):
    """Refuse, at the first connection of a process, a server or a role that cannot hold what we promise."""
    if alias in checked:
        return
    check_server(connection)
    if alias == "default":
        check_role(connection)
    connection.rollback()
    checked.add(alias)


def check_server(connection):
    """At least PostgreSQL 16, and codes compared by byte."""
    if connection.info.server_version < OLDEST:
        what = f"数据库是 PostgreSQL {connection.info.server_version // 10000}，太旧"
        raise NotReady(what, "请换 16 或更新的版本，或去掉 LUOSHU_DATABASE_URL 用内置的。")
    if connection.execute("select not ('4103:' > '41039' and 'B' < 'a')").fetchone()[0]:
        what = "数据库的排序规则不是按字节（C.UTF-8），范围比较会出错"
        raise NotReady(what, "请用 LOCALE 'C.UTF-8' 重新建库。")


def check_role(connection):
    """The application's role is no superuser, passes by no row-level security and owns nothing."""
    user = connection.info.user
    found = connection.execute(ROLE).fetchone()
    if found:
        fault = "是超级用户" if found[1] else "能绕过行级安全" if found[2] else f"是表 {found[0]} 的属主"
        remedy = "请让 LUOSHU_DATABASE_URL 用一个普通账号，属主账号写在 LUOSHU_OWNER_DATABASE_URL。"
        raise NotReady(f"应用账号 {user} {fault}，行级安全对它不起作用", remedy)
    bare = connection.execute(OPEN_TABLES).fetchone()
    if bare:
        raise NotReady(f"表 {bare[0]} 的行级安全没有打开或没有强制", "请以属主身份运行升级（luoshu migrate）。")


def migrate(verbosity=0):
    """Bring the tables up to date as the owner, then let the application use what it may."""
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    with connections["owner"].cursor() as cursor:
        for statement in _grants(cursor):
            cursor.execute(statement)
    connections["owner"].close()
    checked.clear()


def _grants(cursor):
    """Grants on the tables of Django and of the job queue; sequences of identity columns need none."""
    cursor.execute("select relname, relkind from pg_class c where relnamespace = 'public'::regnamespace")
    relations = cursor.fetchall()
    tables = {name for name, kind in relations if kind in "rp"}
    yield from (f"grant {what} on {name} to {APP}" for name, what in FRAMEWORK.items() if name in tables)
    queue = [(name, kind) for name, kind in relations if name.startswith("procrastinate_")]
    yield from (f"grant select, insert, update, delete on {name} to {APP}" for name, kind in queue if kind == "r")
    yield from (f"grant usage on sequence {name} to {APP}" for name, kind in queue if kind == "S")
