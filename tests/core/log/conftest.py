"""A log of its own for each test, and an alarm of its own: tests run beside one another on one folder."""

import pytest

from luoshu.core import standing
from luoshu.core.log import checkpoints
from tests.conftest import empty_tables


@pytest.fixture
def superuser(transactional_db, server):
    """A connection that may do everything, to the database under test."""
    from django.db import connection

    with server.connect(connection.settings_dict["NAME"]) as admin:
        yield admin


@pytest.fixture
def own_log(transactional_db, tmp_path, monkeypatch):
    """A log that begins with the test: nothing was written before, nothing is kept of other logs."""
    monkeypatch.setattr(standing, "_file", lambda: tmp_path / "read_only.txt")
    empty_tables()
    checkpoints.kept_file().unlink(missing_ok=True)
    yield
    checkpoints.kept_file().unlink(missing_ok=True)
