"""Doubts: raised, decided, opened again, and silent about other counties."""

import pytest

from luoshu.core.scope import within
from luoshu.registry import actions
from luoshu.registry.models import (
    Doubt,
)
from tests.registry.books import (
    ABROAD,
    NEXT,
    book,
    number,
    put,
    wrong_phone,
)
from tests.registry.made import id_number

pytestmark = pytest.mark.django_db


def test_a_doubt_closed_as_untrue_stays_closed_until_the_facts_change(load, inside, county):
    load(wrong_phone())
    doubt = Doubt.objects.get(rule="D10")
    actions.decide_doubt(doubt=doubt, is_true=False, reason="村里的短号", by=county)

    load(wrong_phone())
    assert Doubt.objects.get(rule="D10").state == "refuted"

    load(wrong_phone("456"))
    assert Doubt.objects.get(rule="D10").state == "open"


def test_a_doubt_lapses_when_the_cell_is_mended(load, inside):
    load(wrong_phone())

    load(book())

    assert Doubt.objects.get(rule="D10").state == "lapsed"


def copied_id(rows):
    return put(rows, "person", 3, "证件号码", book()["person"][1]["证件号码"], person=2)


def other_numbers(rows):
    """The same people with other document numbers, telephones and accounts."""
    for row in rows["person"]:
        row["证件号码"] = id_number(row["出生日期"], int(row["证件号码"][14:17]) + 400)
    return rows


def test_a_number_used_twice_in_the_county_is_a_doubt_that_names_the_place(load, inside):
    load(book())

    load(copied_id(other_numbers(book(NEXT))))

    texts = {d.household.code: d.text for d in Doubt.objects.filter(rule="R02b").select_related("household")}
    assert set(texts) == {number(1), number(3, NEXT)}
    assert number(3, NEXT) in texts[number(1)]


def test_a_number_used_in_another_county_is_a_doubt_that_does_not_tell_where(load, inside, actor):
    load(book())
    abroad = actor("410325")

    load(copied_id(other_numbers(book(ABROAD))), by=abroad)

    with within(abroad):
        doubt = Doubt.objects.get(rule="R02c")
        assert doubt.household.code == number(3, ABROAD)
        assert not any(secret in doubt.text for secret in ("410324", "户主1", "配偶1", number(1)))
