"""The seal says which closing a page speaks of and how many households changed since."""

import pytest

from luoshu.core import rewrapping
from luoshu.core.acts import acting
from luoshu.core.scope import within
from luoshu.registry import changes
from luoshu.registry.models import HouseholdYear, Person

from . import little


@pytest.fixture
def changed(closings, system):
    """Since both closings: one household twice here, another one abroad."""
    for act in ("test.first", "test.second"):
        with within(system), acting(act, system):
            HouseholdYear.objects.filter(area=little.HERE, household__code__endswith="0002").update(house_area=len(act))
            Person.objects.filter(household__code__endswith="0006").update(sex=act[5])
    return closings


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("leader", "定版后又有2户改过"),
        ("director", "定版后又有1户改过"),
        ("neighbour", "定版后又有1户改过"),
        ("helper", "定版后没有户改过"),
    ],
)
def test_households_changed_since_the_closing_are_counted_within_reach(changed, as_, who, said):
    assert said in as_(who).get("/").content.decode()


def test_nothing_changed_is_said(as_):
    assert "定版后没有户改过" in as_("leader").get("/").content.decode()


def test_what_was_changed_between_two_closings_counts_for_the_first_alone(changed, system, as_):
    with within(system), acting("test.close", system):
        later = little.close(little.date(2017, 12, 31), system)
    client = as_("leader")

    assert "定版后没有户改过" in client.get("/", {"closing": later.id}).content.decode()
    assert "定版后又有2户改过" in client.get("/", {"closing": changed[0].id}).content.decode()


def test_rows_sealed_with_another_key_are_no_change(closings, system, as_):
    with within(system), acting(rewrapping.ACTION, system):
        HouseholdYear.objects.filter(area=little.HERE).update(content_mac=b"as if sealed anew")

    assert "定版后没有户改过" in as_("leader").get("/").content.decode()


def test_too_many_changes_are_not_counted(changed, as_, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 3)

    assert "定版后改动太多，没有逐户数" in as_("leader").get("/").content.decode()
