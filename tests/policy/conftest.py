"""One Spark for all tests that need it."""

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    from luoshu.engine.spark import local_session

    session = local_session(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()
