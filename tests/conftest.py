"""One embedded PostgreSQL and one folder for each process that runs tests, and the cast: `system` and `actor`."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.test import TransactionTestCase

from luoshu.core import cluster, database
from luoshu.core.scope import Actor

# Reference data that every test may rely on: Luoyang's areas, and Django's own lists.
KEPT = {"area", "area_edition", "area_succession", "django_content_type", "django_migrations", "auth_permission"}

PREFIX = "luoshu-test-"


def sweep():
    """Servers of test runs that were killed: their folder names a process that is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        maker = folder / "maker.pid"
        if maker.exists() and not Path(f"/proc/{maker.read_text()}").exists():
            if (folder / "database/data").exists():
                cluster.Cluster(folder).stop("immediate")
            shutil.rmtree(folder, ignore_errors=True)


sweep()
os.environ["LUOSHU_VAR"] = tempfile.mkdtemp(prefix=PREFIX)
(Path(os.environ["LUOSHU_VAR"]) / "maker.pid").write_text(str(os.getpid()))
os.chmod(os.environ["LUOSHU_VAR"], 0o755)  # the server's user walks through it when we are root


def pytest_collection_modifyitems(items):
    """The browser comes last: its event loop stays in the thread, where others start their own."""
    items.sort(key=lambda item: "browser" in item.keywords)


def pytest_sessionfinish(session):
    """The process that made the server stops it."""
    if (database.var() / "database").exists():
        cluster.Cluster(database.var()).stop("immediate")
    shutil.rmtree(database.var(), ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def english():
    """The English words are compiled before any page is asked for: Django keeps what it finds at the first one."""
    from luoshu.web.translations import compile_catalogs

    compile_catalogs()


@pytest.fixture(scope="session")
def server():
    """The running embedded server. It outlives any kill; of a power cut no test can tell."""
    cluster.Cluster(database.var(), settings={"shared_buffers": "256MB", "fsync": "off"}).start()
    return database.cluster()


@pytest.fixture(scope="session")
def django_db_setup(server, django_db_blocker):
    """A migrated database with Luoyang's areas; tests reach it as the application's role."""
    from django.conf import settings
    from django.db import connections

    from luoshu.core.commands import load_luoyang

    name = "test_main"
    server.make_database(name)
    settings.VAR, settings.MEDIA_ROOT = database.var(), database.var() / "files"
    settings.LUOSHU_SECOND_FACTOR = "offered"  # as in the demo; tests/web/test_door.py asks for it
    for alias in connections:
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        database.migrate()
        load_luoyang()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def empty_tables(self=None):
    """What Django's flush would do, past our guards: as superuser, with the triggers asleep."""
    from django.db import connection

    server = database.cluster()
    with server.connect(connection.settings_dict["NAME"]) as admin:
        tables = [name for (name,) in admin.execute("select tablename from pg_tables where schemaname = 'public'")]
        admin.execute("set session_replication_role = replica")
        admin.execute(f"truncate {', '.join(sorted(set(tables) - KEPT))} restart identity")


TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture
def system():
    """Luoshu itself, reaching the whole city."""
    return Actor.system("测试", area="4103")


@pytest.fixture
def actor():
    """Make an actor: actor("410324", "county_register"); with rolls it reaches their households only."""

    def make(area, role="county_register", rolls=None):
        return Actor(name=f"{role}@{area}", role=role, area=area, whole=rolls is None, rolls=tuple(rolls or ()))

    return make
