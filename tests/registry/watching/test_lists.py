"""Lists of other departments: matched, suspected or of nobody; no plain number is kept; through the bounded reader."""

from datetime import date

import pytest
import xlsxwriter
from django.db import connection

from luoshu.core.acts import acting
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.scope import within
from luoshu.registry.models import Clue, ListRow, Person, RosterHousehold
from luoshu.registry.watching import actions, queries
from tests.registry.made import id_number
from tests.registry.watching import world as made

pytestmark = pytest.mark.django_db
HEADS = ("序号", "患者姓名", "身份证号", "行政村", "个人自付（元）", "出院日期")
STRANGER = id_number("1960-06-06", 601)


@pytest.fixture
def people(world, seen):
    """The heads' plain numbers by name: number N of the world is 100 + N."""
    return {person.name: made.number_of(person, 100 + n) for n, person in enumerate(
        seen(Person.objects.filter(relation="01").order_by("id")), 1)}  # fmt: skip


@pytest.fixture
def sheet(tmp_path):
    """Write a list as a workbook: rows of (name, number, village, amount, day) under a title."""

    def write(rows, heads=HEADS, name="list.xlsx"):
        with xlsxwriter.Workbook(str(tmp_path / name)) as out:
            page = out.add_worksheet("名单")
            page.write_row(0, 0, ["医保大额自付名单"])
            page.write_row(1, 0, heads)
            for at, row in enumerate(rows, 2):
                page.write_row(at, 0, [at - 1, *row])
        return tmp_path / name

    return write


def load(path, by, **told):
    facts = {"department": "medical_insurance", "kind": "medical_bill", "as_of": date(2022, 1, 31)} | told
    return actions.load_list(path=path, by=by, **facts)


@pytest.fixture
def loaded(sheet, people, cast):
    """A list of four: one registered, one whose number is faulty, one head of the roster, one stranger."""
    rows = [
        ("王改花", people["王改花"], "上仓村", "23,000.50", "2022-01-05"),
        ("张守田", people["张守田"][:-2] + "00", "上仓村", "12000", "2022-01-06"),
        ("周大山", STRANGER, "上仓村", "15000", "2022-01-07"),
        ("外乡人", id_number("1970-07-07", 701), "上仓村", "30000", "2022-01-08"),
    ]
    return load(sheet(rows), cast("bureau_health"))


def outcomes(by):
    with within(by):
        return {row.row: row.outcome for row in ListRow.objects.all()}


def test_rows_are_matched_suspected_or_of_nobody(loaded, cast):
    assert (loaded.rows, loaded.matched, loaded.suspected, loaded.unmatched) == (4, 1, 2, 1)
    assert list(outcomes(cast("county_register")).values()) == ["matched", "suspected", "suspected", "unmatched"]


def test_a_matched_row_makes_a_clue_with_its_amount_and_day(loaded, world, cast, people):
    with within(cast("county_register")):
        clue = Clue.objects.get()
        (line,) = queries.lines_of(cast("county_register"), clue)
    assert (clue.household_id, clue.kind, clue.found_by) == (world["王改花"].pk, "medical_bill", "department")
    assert (clue.value, clue.happened_on) == (2_300_050, date(2022, 1, 5))
    assert line.department_list_id == loaded.pk


TABLES = ("department_list_row", "clue", "department_list", "act", "change")


def test_no_plain_number_and_no_open_name_is_kept(loaded, system, people):
    with within(system), connection.cursor() as cursor:
        kept = []
        for table in TABLES:
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            kept += [text for (text,) in cursor.fetchall()]
    text = "\n".join(kept)
    assert len(kept) > 10
    assert not any(number in text for number in [*people.values(), STRANGER])
    assert "外乡人" not in text
    assert "周大山" not in text  # sealed while suspected


def test_the_same_list_again_makes_no_second_clue(loaded, sheet, people, cast, seen):
    rows = [("王改花", people["王改花"], "上仓村", "23,000.50", "2022-01-05")]
    load(sheet(rows, name="again.xlsx"), cast("bureau_health"))

    assert len(seen(Clue.objects.all())) == 1
    assert len({row.clue_id for row in seen(ListRow.objects.filter(outcome="matched"))}) == 1


def test_a_clue_closed_as_untrue_stays_so_for_the_same_row_and_comes_back_for_another_amount(
    loaded, sheet, people, cast, seen
):
    worker = cast("village_worker")
    with within(worker):
        clue = Clue.objects.get()
    actions.verify_clue(clue=clue, finding="untrue", reason="不是本人的费用", proof="结算单", by=worker)

    for amount, clues in (("23000.50", 1), ("40000", 2)):
        rows = [("王改花", people["王改花"], "上仓村", amount, "2022-01-05")]
        load(sheet(rows, name=f"{amount}.xlsx"), cast("bureau_health"))
        assert len(seen(Clue.objects.all())) == clues


def row_of(by, number):
    with within(by):
        return ListRow.objects.select_related("department_list").get(row=number)


def test_whom_a_suspected_row_may_mean_is_offered_and_settled(loaded, world, cast):
    worker = cast("village_worker")
    row = row_of(worker, 4)
    with within(worker):
        (offer,) = queries.candidates(worker, row)
        assert queries.row_name(worker, row) == "张守田"
    assert (offer.household, offer.why) == (world["张守田"], "同村同名，证件待核")

    settled = actions.settle_row(row=row, household=world["张守田"], reason="核对了户口本", by=worker)
    assert (settled.outcome, settled.name_sealed) == ("matched", None)
    with within(worker):
        assert Clue.objects.filter(household=world["张守田"]).count() == 1
    with pytest.raises(NotPossible):
        actions.settle_row(row=row, household=world["张守田"], reason="再认一次", by=worker)


def test_a_head_of_the_roster_who_was_never_registered_gets_a_clue(loaded, cast):
    worker = cast("village_worker")
    row = row_of(worker, 5)
    with within(worker):
        (offer,) = queries.candidates(worker, row)
    actions.settle_row(row=row, roster_household=offer.roster_household, reason="就是本村周大山", by=worker)

    with within(worker):
        clue = Clue.objects.get(household=None)
        assert clue.roster_household == RosterHousehold.objects.get(head_name="周大山")


def test_a_suspected_row_may_be_nobody(loaded, cast):
    row = actions.settle_row(
        row=row_of(cast("village_worker"), 5), reason="同名，不是本村人", by=cast("village_worker")
    )

    assert (row.outcome, row.name_sealed, row.clue_id) == ("unmatched", None, None)


def test_a_county_never_learns_who_is_registered_elsewhere(sheet, people, cast):
    rows = [("赵国强", people["赵国强"], "西关社区", "30000", "2022-01-08")]
    own, city = load(sheet(rows), cast("bureau_health")), load(sheet(rows, name="city.xlsx"), cast("city_office"))

    assert (own.matched, own.unmatched) == (0, 1)
    assert city.matched == 1
    with within(cast("county_register", "410325")):
        assert Clue.objects.count() == 0
    with within(cast("county_register", "410328")):
        assert Clue.objects.count() == 1
        assert list(queries.lists(cast("county_register", "410328"))) == [city]  # the head of the city's list is told


def test_one_number_on_two_people_is_for_somebody_to_say(sheet, people, cast, system, world):
    with acting("test.double", system):
        first = Person.objects.get(name="李秀英")
        Person.objects.filter(name="杨根旺").update(id_index=first.id_index)
    found = load(sheet([("李秀英", people["李秀英"], "上仓村", "30000", "2022-01-08")]), cast("bureau_health"))

    assert found.suspected == 1
    with within(cast("county_register")):
        offers = queries.candidates(cast("county_register"), ListRow.objects.get())
    assert {offer.person.name for offer in offers} == {"李秀英", "杨根旺"}


def test_a_csv_in_the_offices_encoding_is_read(tmp_path, people, cast):
    path = tmp_path / "名单.csv"
    path.write_bytes(f"姓名,身份证号,金额\n王改花,{people['王改花']},23000\n".encode("gb18030"))

    assert load(path, cast("bureau_health")).matched == 1


@pytest.mark.parametrize(
    ("heads", "rows", "told"),
    [
        (("编号", "备注"), [("x",)], "没有找到名单的表头"),
        (HEADS, [], "没有数据"),
        (
            ("序号", "姓名", "身份证号", "村", "自付金额（万元）", "日期"),
            [("张", "1", "村", "2", "2022-01-01")],
            "单位是万元",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_is_wrong(sheet, cast, db, heads, rows, told):
    with pytest.raises(BadInput, match=told):
        load(sheet(rows, heads), cast("bureau_health"))


def test_a_strange_file_is_refused_by_the_bounded_reader(tmp_path, cast, db):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"%PDF-1.7 something")
    with pytest.raises(BadInput, match="PDF"):
        load(path, cast("bureau_health"))


def test_a_department_hands_over_what_is_its_own(sheet, cast, db):
    with pytest.raises(BadInput, match="没有这一类线索"):
        load(sheet([]), cast("bureau_health"), department="education")


def test_only_a_whole_place_may_load_a_list(sheet, actor, db):
    with pytest.raises(NotAllowed):
        load(sheet([]), actor("410325", "bureau_health", rolls=[]))
