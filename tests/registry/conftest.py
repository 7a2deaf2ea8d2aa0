"""A county's office that loads books."""

import pytest

from luoshu.core.scope import within
from luoshu.registry import intake
from tests.registry.books import written


@pytest.fixture
def county(actor):
    return actor("410324")


@pytest.fixture
def load(tmp_path, county):
    """Load a book as the county's office (or another actor)."""
    count = iter(range(100))

    def run(rows, by=county, **options):
        return intake.load(written(tmp_path / f"{next(count)}", rows), by=by, reply=tmp_path, **options)

    return run


@pytest.fixture
def inside(county):
    """What the county's office sees."""
    with within(county):
        yield county
