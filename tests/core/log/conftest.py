"""A log of its own for each test: the folder that keeps the newest checkpoint outside the database is emptied."""

import shutil

import pytest

from luoshu.core import database
from luoshu.core.log import checkpoints
from tests.conftest import empty_tables


@pytest.fixture(autouse=True)
def forgotten(request):
    """No checkpoint is kept from another test's database."""
    yield
    if "transactional_db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        shutil.rmtree(database.var() / "log", ignore_errors=True)


@pytest.fixture
def superuser(transactional_db, server):
    """A connection that may do everything, to the database under test."""
    from django.db import connection

    with server.connect(connection.settings_dict["NAME"]) as admin:
        yield admin


@pytest.fixture
def own_log(transactional_db):
    """A log that begins with the test: nothing was written before, nothing is kept of other logs."""
    empty_tables()
    checkpoints.kept_file().unlink(missing_ok=True)
