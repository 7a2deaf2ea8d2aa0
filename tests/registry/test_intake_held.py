"""Households held back whole, and how they come in or are withdrawn."""

import pytest
from django.db import connection

from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.models import Act
from luoshu.registry import actions, held, queries
from luoshu.registry.models import (
    HeldHousehold,
    Household,
    Pairing,
    Person,
    Upload,
)
from tests.registry.books import (
    HERE,
    book,
    changes_since,
    last_act,
    number,
    put,
    spoilt,
)

pytestmark = pytest.mark.django_db


def test_a_faulty_member_holds_the_whole_household(load, inside):
    result = load(spoilt())

    assert (result.accepted, result.held, result.held_workbook.exists()) == (2, 1, True)
    assert not Household.objects.filter(code=number(2)).exists()
    assert not Person.objects.filter(code__startswith=number(2)).exists()
    row = queries.held(inside).get()
    assert (row.code, row.year, row.state, row.area, row.head_name) == (number(2), 2016, "open", HERE, "户主2")
    kept = held.content_of(row)
    assert [len(kept["tables"][name]["rows"]) for name in ("household", "person", "helper")] == [1, 3, 1]


def test_what_is_held_is_sealed(load, inside):
    load(spoilt())

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(h)::text FROM held_household h")
        assert "证件" not in cursor.fetchone()[0]


def test_the_same_faulty_file_twice_changes_nothing(load, inside):
    load(spoilt())
    before = last_act()

    load(spoilt())

    assert (changes_since(before), HeldHousehold.objects.count()) == (0, 1)


def test_a_half_mended_household_stays_held_until_all_is_mended(load, inside):
    load(put(spoilt(), "household", 2, "工资性收入", "很多"))
    assert queries.held(inside).get().faults == 2

    load(spoilt())
    assert (queries.held(inside).get().faults, Household.objects.count()) == (1, 2)

    load(book())
    assert (queries.held(inside).get().state, Household.objects.count(), Person.objects.count()) == ("mended", 3, 9)


def test_a_cell_mended_on_the_page_lets_the_household_in(load, inside, county):
    load(spoilt())
    row = queries.held(county).get()
    fault = next(f for f in held.content_of(row)["faults"] if f["severity"] == "must")

    place = {"sheet": fault["sheet"], "row": fault["row"], "field": fault["field"]}
    actions.mend_held(held=row, value="6", by=county, **place)

    assert (queries.held(county).get().state, Person.objects.filter(code__startswith=number(2)).count()) == (
        "mended",
        3,
    )
    assert Pairing.objects.filter(household__code=number(2)).count() == 1
    with pytest.raises(NotPossible):
        actions.mend_held(held=row, value="6", by=county, **place)


def test_a_cell_mended_wrongly_keeps_it_held(load, inside, county):
    load(spoilt())
    row = queries.held(county).get()

    actions.mend_held(held=row, sheet="人员表", row=5, field="work_months", value="半载", by=county)

    row = queries.held(county).get()
    assert (row.state, "半载" in str(held.content_of(row)["faults"])) == ("open", True)


def test_withdrawing_needs_a_reason_and_ends_it(load, inside, county):
    load(spoilt())
    row = queries.held(county).get()
    with pytest.raises(BadInput):
        actions.withdraw_held(held=row, reason="", by=county)

    actions.withdraw_held(held=row, reason="重复登记", by=county)

    assert queries.held(county).get().state == "withdrawn"
    assert Act.objects.latest("id").reason == "重复登记"


def test_the_workbook_to_mend_can_be_written_again(load, inside):
    result = load(spoilt())

    assert queries.held_workbook(inside, Upload.objects.get(id=result.upload_id))[:2] == b"PK"
