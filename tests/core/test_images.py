"""A row as of any moment, from the images before."""

from datetime import datetime, timedelta

import pytest

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.images import row_at
from luoshu.core.models import Roll
from luoshu.core.scope import within

pytestmark = pytest.mark.django_db
START = datetime(2016, 1, 1, 9, tzinfo=clock.ZONE)
NAMES = ["甲", "乙", "丙"]


def test_a_row_as_of_any_day(system):
    with clock.standing_at(START), acting("test.enter", system):
        roll = Roll.objects.create(kind="sample", name=NAMES[0], county="410324", area="410324")
    for days, name in enumerate(NAMES[1:], 1):
        with clock.standing_at(START + timedelta(days=10 * days)), acting("test.rename", system):
            Roll.objects.filter(pk=roll.pk).update(name=name)
    with clock.standing_at(START + timedelta(days=30)), acting("test.drop", system):
        Roll.objects.filter(pk=roll.pk).delete()

    with within(system):
        seen = [
            row_at("roll", roll.pk, START + timedelta(days=n), actor=system) for n in (-1, 0, 9, 10, 19, 25, 29, 30)
        ]

    assert [row and row["name"] for row in seen] == [None, "甲", "甲", "乙", "乙", "丙", "丙", None]


def test_an_unchanged_row_is_as_it_is(system):
    with clock.standing_at(START), acting("test.enter", system):
        roll = Roll.objects.create(kind="sample", name="甲", county="410324", area="410324")
    with within(system):
        assert row_at("roll", roll.pk, START + timedelta(days=5), actor=system)["name"] == "甲"


def test_a_row_elsewhere_is_not_told(system, actor):
    with clock.standing_at(START), acting("test.enter", system):
        roll = Roll.objects.create(kind="sample", name="甲", county="410324", area="410324")
    with clock.standing_at(START + timedelta(days=10)), acting("test.rename", system):
        Roll.objects.filter(pk=roll.pk).update(name="乙")
    neighbour = actor("410325")

    with within(neighbour):
        assert row_at("roll", roll.pk, START, actor=neighbour) is None
