"""The little register, everybody insured, inside the city's reach."""

import pytest

from luoshu.core.scope import within
from tests.registry.life.deciding import insured
from tests.web import little


@pytest.fixture
def made(db, system):
    with within(system):
        closings = little.make(system)
        insured(system)
        yield closings
