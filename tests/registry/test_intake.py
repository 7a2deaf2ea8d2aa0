"""Intake: what goes in, what is left alone, what is held, and what stays secret."""

import pytest
from django.db import connection

from luoshu.core import secrets
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.models import Act, Change
from luoshu.core.scope import within
from luoshu.registry import actions, held, history, intake, queries
from luoshu.registry.models import (
    Doubt,
    HeldHousehold,
    Helper,
    Household,
    HouseholdYear,
    Membership,
    Pairing,
    Person,
    PersonYear,
    RosterHousehold,
    Upload,
    VillageYear,
)
from tests.registry.books import ABROAD, HERE, NEXT, book, number, put, written
from tests.registry.made import id_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(actor):
    return actor("410324")


@pytest.fixture
def load(tmp_path, county):
    """Load a book as the county's office (or another actor)."""
    count = iter(range(100))

    def run(rows, by=county, **options):
        return intake.load(written(tmp_path / f"{next(count)}", rows), by=by, **options)

    return run


@pytest.fixture
def inside(county):
    """What the county's office sees."""
    with within(county):
        yield county


def household(n=1):
    return Household.objects.get(code=number(n))


def year(n=1, of=2016):
    return HouseholdYear.objects.get(household__code=number(n), year=of)


def changes_since(act):
    """Rows written by later acts, but for the record of the upload itself."""
    return Change.objects.filter(act_id__gt=act).exclude(table_name="upload").count()


def last_act():
    return Act.objects.order_by("-id").values_list("id", flat=True).first()


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


def spoilt(n=2):
    """A book with a faulty cell in one member of a household."""
    return put(book(), "person", n, "务工时间", "半年", person=1)


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


def wrong_phone(value="123"):
    return put(book(), "household", 1, "联系电话", value)


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


@pytest.mark.parametrize("role", ["helper", "evaluator", "auditor"])
def test_only_those_who_keep_the_register_may_load(load, actor, role):
    with pytest.raises(NotAllowed):
        load(book(), by=actor("410324", role))


def test_a_township_cannot_write_to_another_ones_villages(load, actor, county):
    result = load(book(NEXT), by=actor(HERE[:9], "township_reviewer"))

    assert (result.accepted, result.held) == (0, 3)
    with within(county):
        assert Household.objects.count() == 0


def test_a_number_that_the_county_uses_elsewhere_is_refused(load, actor):
    load(book(NEXT))
    same_codes = book(NEXT)
    for row in [*same_codes["household"], *same_codes["village"]]:
        row["行政村代码"] = HERE

    with pytest.raises(NotPossible, match="在本县别处已经使用"):
        load(same_codes, by=actor(HERE[:9], "township_reviewer"))


def test_progress_and_log_name_the_phases(load, tmp_path, monkeypatch):
    monkeypatch.setenv("LUOSHU_PHASE_LOG", str(tmp_path / "phases"))
    told = []

    load(book(), progress=lambda phase, done, total: told.append((phase, done, total)))

    logged = [line.split()[2] for line in (tmp_path / "phases").read_text().splitlines()]
    assert logged == [phase for phase, _, _ in told]
    order = ["reading", "checking", "staging", "inserting", "updating", "committing", "replying"]
    assert list(dict.fromkeys(logged)) == order
    assert all(0 <= done < total for _, done, total in told)


ROSTER = [
    {"底册编号": f"R{n}", "行政村代码": HERE, "村民组": "一组", "户主姓名": f"农户{n}", "家庭人口数": "4"}
    for n in range(5)
]


def test_the_roster_goes_in_and_twice_changes_nothing(tmp_path, inside):
    path = written(tmp_path / "roster", {"roster": ROSTER})
    actions.load_roster(path=path, by=inside)
    before = last_act()

    actions.load_roster(path=path, by=inside)

    assert (RosterHousehold.objects.count(), changes_since(before)) == (5, 0)


def test_lists_are_filtered(load, inside):
    load(put(book(), "household", 1, "联系电话", "123"))
    load(put(spoilt(), "household", 1, "联系电话", "123"))

    def codes(**filters):
        return [h.code for h in queries.households(inside, **filters)]

    every = [number(n) for n in (1, 2, 3)]
    assert codes() == codes(area=HERE[:9]) == codes(status="0") == codes(cause="07", year=2016) == every
    assert codes(area=NEXT) == codes(status="1") == codes(year=2015) == []
    assert codes(doubt="D10") == [number(1)]
    assert (codes(held=True), codes(search="户主3"), codes(search=number(2))) == ([number(2)], [number(3)], [number(2)])


def test_a_neighbour_sees_nothing_of_it(load, actor):
    load(spoilt())
    neighbour = actor("410325")

    with within(neighbour):
        seen = [queries.households(neighbour), queries.held(neighbour), queries.uploads(neighbour)]
        assert [rows.count() for rows in seen] == [0, 0, 0]
        assert queries.household(neighbour, number(1)) is None


def test_an_external_figure_recorded_again_is_replaced(system):
    facts = {"name": "人均可支配收入", "unit": "元", "source": "统计公报", "as_of": "2016-12-31", "area": "41"}
    actions.record_external_figure(value=1, by=system, **facts)
    figure = actions.record_external_figure(value=2, by=system, **facts)

    figure.refresh_from_db()
    assert figure.value == 2
