"""Intake: what goes in, what is left alone, and what stays secret."""

import pytest
from django.db import connection

from luoshu.core import secrets
from luoshu.core.errors import BadInput
from luoshu.core.models import Act, Change
from luoshu.core.scope import within
from luoshu.registry import actions, history, queries
from luoshu.registry.models import (
    Doubt,
    Helper,
    Household,
    HouseholdYear,
    Membership,
    Pairing,
    Person,
    PersonYear,
    VillageYear,
)
from tests.registry.books import (
    HERE,
    NEXT,
    book,
    changes_since,
    household,
    last_act,
    number,
    put,
    year,
)

pytestmark = pytest.mark.django_db


def test_a_book_goes_in_whole(load, inside):
    result = load(book())

    assert (result.accepted, result.people, result.held, result.unchanged) == (3, 9, 0, 0)
    tables = (Household, HouseholdYear, Person, PersonYear, Membership, Helper, Pairing, VillageYear)
    assert [table.objects.count() for table in tables] == [3, 3, 9, 9, 9, 3, 3, 1]
    assert result.changed_rows == 41  # the 40 rows above and the village


def test_facts_arrive_in_their_columns(load, inside):
    load(book())

    told = year()
    assert (told.wage_income, told.business_income, told.arable_land) == (500_000, 180_050, 620)
    assert (told.poverty_status, told.main_cause, told.has_protein, told.area_then) == ("0", "07", True, HERE)
    assert (household().status, household().status_year, household().name_key) == ("0", 2016, "hu zhu 1")
    child = Person.objects.get(code=f"{number(1)}03")
    assert (child.id_outcome, child.relation, child.household) == ("valid", "03", household())


def test_the_same_file_twice_changes_nothing(load, inside):
    load(book())
    before = last_act()

    again = load(book())

    assert (again.accepted, again.unchanged, again.changed_rows) == (3, 3, 0)
    assert changes_since(before) == 0


def test_a_blank_never_overwrites(load, inside):
    load(book())
    before = last_act()
    blanked = put(put(book(), "household", 1, "联系电话", None), "household", 1, "工资性收入", None)

    load(put(blanked, "person", 1, "证件号码", None, person=2))

    assert changes_since(before) == Doubt.objects.filter(rule="D07").count() == 1
    assert (year().wage_income, bool(household().phone_sealed)) == (500_000, True)
    assert Person.objects.get(code=f"{number(1)}02").id_sealed


def test_an_absent_row_is_never_a_deletion(load, inside):
    load(book())
    fewer = book()
    for sheet in ("household", "person", "helper"):
        fewer[sheet] = [row for row in fewer[sheet] if not row["户编号"].endswith("00003")]

    result = load(fewer)

    assert (result.accepted, Household.objects.count(), Person.objects.count()) == (2, 3, 9)


def test_one_cell_changes_one_row_and_the_log_keeps_what_was(load, inside):
    load(book())
    before = last_act()

    result = load(put(book(), "household", 2, "工资性收入", "6000"))

    assert (result.changed_rows, result.unchanged, changes_since(before)) == (1, 2, 1)
    assert (
        year(2).wage_income,
        Change.objects.get(act_id__gt=before, table_name="household_year").before["wage_income"],
    ) == (600_000, 500_000)


def test_a_correction_stays_when_the_old_workbook_comes_again(load, inside, county):
    load(book())
    actions.correct_year(record=year(), field="wage_income", value=510_000, reason="入户核实", by=county)

    again = load(book())

    assert (again.changed_rows, year().wage_income) == (0, 510_000)


def test_a_correction_is_told_with_its_reason(load, inside, county):
    load(book())
    actions.correct_year(record=year(), field="poverty_status", value="1", reason="县里定的", by=county)

    latest = history.history(county, household())[0]
    told = {(c.table, c.field): (c.before, c.after) for c in latest.changes}

    assert (latest.by, latest.reason) == (county.name, "县里定的")
    assert told == {("household_year", "poverty_status"): ("0", "1"), ("household", "status"): ("0", "1")}


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("wage_income", 1, " "),
        ("no_such_field", 1, "核实"),
        ("poverty_status", "8", "核实"),
        ("wage_income", "多", "核实"),
    ],
)
def test_a_correction_needs_a_reason_a_field_and_a_value_of_its_kind(load, inside, county, field, value, reason):
    load(book())

    with pytest.raises(BadInput):
        actions.correct_year(record=year(), field=field, value=value, reason=reason, by=county)
    assert year().wage_income == 500_000


def test_an_older_year_fills_gaps_and_changes_nothing_standing(load, inside):
    load(put(book(), "household", 1, "村民组", None))
    older = put(book(year=2015), "household", 1, "开户银行", "邮储")

    load(put(older, "household", 1, "脱贫属性", "预脱贫"))

    one = household()
    assert (one.group_name, one.bank_name, one.status, one.status_year) == ("一组", "农信社", "0", 2016)
    assert year(of=2015).poverty_status == "2"


def test_a_later_year_becomes_the_status_of_now(load, inside):
    load(book())
    later = put(book(year=2017), "household", 1, "脱贫属性", "脱贫")

    load(put(later, "household", 1, "脱贫年度", "2017"))

    assert (household().status, household().status_year, household(2).status) == ("1", 2017, "0")
    assert year().poverty_status == "0"


def test_who_is_told_in_another_household_has_left_the_first(load, inside):
    load(book())
    later = book(year=2017)
    moved = next(row for row in later["person"] if row["人编号"] == f"{number(1)}03")
    moved |= {"户编号": number(2), "增加日期": "2017-05-01", "增加原因": "其他转入"}

    load(later)

    child = Person.objects.get(code=f"{number(1)}03")
    stays = {m.household.code: (m.since, m.until) for m in Membership.objects.filter(person=child)}
    assert child.household.code == number(2)
    assert [str(day) for day in stays[number(1)]] == ["None", "2017-05-01"]
    assert [str(day) for day in stays[number(2)]] == ["2017-05-01", "None"]


def test_rows_follow_a_household_that_moves_to_another_village(load, inside):
    load(book())
    later = put(book(year=2017), "household", 1, "行政村代码", NEXT)

    load(later)

    one = household()
    places = {table: set(table.objects.filter(household=one).values_list("area", flat=True)) for table in FOLLOWING}
    assert places == {table: {NEXT} for table in FOLLOWING}
    assert {y.year: y.area_then for y in queries.years(one)} == {2016: HERE, 2017: NEXT}


FOLLOWING = (HouseholdYear, Person, PersonYear, Membership, Pairing)


def test_numbers_are_sealed_at_rest_and_open_again(load, inside):
    load(book())
    person = Person.objects.get(code=f"{number(1)}01")
    told = book()["person"][0]["证件号码"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(p)::text FROM person p")
        assert not any(told in row for (row,) in cursor.fetchall())
    assert secrets.open_([person.id_sealed], "person", "id_sealed", [person.id]) == [told]
    assert bytes(person.id_index) == secrets.blind_index([told], "id")[0]


@pytest.mark.parametrize(
    ("role", "is_keyed_in"), [("clerk", True), ("township_reviewer", True), ("village_worker", False)]
)
def test_what_is_keyed_in_for_a_village_is_said_by_the_act(load, inside, actor, role, is_keyed_in):
    with within(by := actor("410325", role)):
        load(book(), by=by)
        act = Act.objects.get(id=last_act())

    assert act.detail.get("keyed_in", False) is is_keyed_in
