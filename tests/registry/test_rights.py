"""A person's rights: a copy of everything, and erasure that also reaches the past and outlives a restore."""

import json
from datetime import date

import pytest
from django.db import connection

from luoshu.core import database, secrets
from luoshu.core.acts import acting
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.log import checking
from luoshu.core.models import Act, Change
from luoshu.core.scope import Actor, within
from luoshu.policy.personal import dictionary
from luoshu.registry import actions, erasure, held, rights
from luoshu.registry.models import Doubt, HeldHousehold, Household, Membership, Person, PersonYear
from tests.registry import made
from tests.registry.books import book, number, put

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = Actor.system("测试")
NAME, ILLNESS = "配偶1", "极罕见病"


@pytest.fixture
def director(actor):
    return actor("410324", "county_director")


@pytest.fixture
def struck_off(load, county, system):
    """The wife of the first household, ill, changed twice, then struck off; once her household was held."""
    rows = put(book(), "person", 1, "疾病名称", ILLNESS, person=2)
    put(rows, "person", 1, "健康状况", "患有大病", person=2)
    spoilt = put(put(book(), "household", 1, "工资性收入", "五千"), "person", 1, "疾病名称", ILLNESS, person=2)
    load(spoilt)
    load(rows)
    load(put(rows, "person", 1, "联系电话", "13700001111", person=2))
    with within(system), acting("test.strike", system):
        person = Person.objects.get(name=NAME)
        Membership.objects.filter(person=person).update(until=date(2017, 3, 1), left_reason="06")
        Doubt.objects.create(
            household=person.household, person=person, county=person.county, area=person.area, rule="X", facts_mac=b"x",
            text=f"{NAME}的健康状况存疑", raised_at="2017-03-02T00:00+08:00",
        )  # fmt: skip
    return person


def everything():
    """The whole register and its log as text, as a dump would show them, sealed values opened where they can be."""
    tables = ["person", "person_year", "membership", "doubt", "household", "change", "act"]
    with within(EVERYWHERE), connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            found += [row for (row,) in cursor.fetchall()]
        opened = [json.dumps(held.content_of(row), ensure_ascii=False) for row in HeldHousehold.objects.all()]
        for year in PersonYear.objects.exclude(illness_sealed=None):
            opened += secrets.open_([year.illness_sealed], "person_year", "illness_sealed", [year.id])
    return "\n".join([*found, *opened])


def test_a_copy_holds_every_fact_with_its_purpose(struck_off, director):
    with within(director):
        facts = actions.copy_household(household=struck_off.household, reason="申请 7", by=director)

    told = {(fact.whom, fact.title): fact.text for fact in facts}
    assert told[NAME, "疾病名称"] == ILLNESS
    assert told[NAME, "证件号码"] == next(r for r in book()["person"] if r["姓名"] == NAME)["证件号码"]
    assert told["本户", "银行账号"].startswith("62300000000000")
    assert told["本户", "工资性收入"].endswith("元")
    assert all(fact.data is None or fact.data.purpose for fact in facts)
    kinds = {fact.data.name for fact in facts if fact.data}
    assert kinds >= {"id", "phone", "account", "health", "income", "living", "identity", "doubt"}
    with within(director):
        assert Act.objects.get(action="registry.copy_household").subject == struck_off.household.code


def test_a_copy_of_one_person_tells_nothing_of_the_others(struck_off, director):
    with within(director):
        facts = actions.copy_household(household=struck_off.household, person=struck_off, reason="申请 7", by=director)

    assert {fact.whom for fact in facts} == {NAME}


def test_nothing_of_an_erased_person_is_left_and_the_log_is_whole(struck_off, director, superuser_sees):
    illness_before, name_before = everything().count(ILLNESS), everything().count(NAME)
    index = bytes(struck_off.id_index).hex()
    assert illness_before >= 1
    assert name_before >= 2

    forgotten = rights.erase(struck_off, reason="申请 2017-3，批准人某", by=director)

    left = everything()
    assert forgotten >= 5
    for text in (NAME, ILLNESS, index, "13700001111"):
        assert text not in left
    with within(EVERYWHERE):
        person = Person.objects.get(pk=struck_off.pk)
        assert (person.name, person.id_sealed, person.birth_on) == (erasure.ERASED, None, None)
        assert Household.objects.get(code=number(1)).head_name == "户主1", "the others stay"
        assert Person.objects.filter(name="孩子1").exists()
        assert Change.objects.filter(table_name="person", row_id=person.pk, before__isnull=False).count() == 0
    assert superuser_sees() == []


@pytest.fixture
def superuser_sees():
    """What `luoshu verify` finds wrong with the log."""

    def run():
        found = []
        with within(EVERYWHERE):
            checking.run(connection.connection, lambda held, text: found.append((held, text)))
        # The areas lie there from before the test, and what wrote them was emptied away with the tables.
        return [text for held, text in found if not held and not text.startswith("area") and "行现状" not in text]

    return run


def test_the_head_of_a_household_takes_the_households_numbers_along(struck_off, director, system):
    with within(system), acting("test.strike", system):
        head = Person.objects.get(name="户主1")
        Membership.objects.filter(person=head).update(until=date(2017, 3, 1), left_reason="06")

    rights.erase(head, reason="申请 8", by=director)

    with within(director):
        household = Household.objects.get(pk=head.household_id)
        assert (household.head_name, household.phone_sealed, household.bank_account_sealed) == (None, None, None)
    assert "户主1" not in everything()


def test_who_may_not_be_erased_stays(struck_off, director, county, system):
    with within(director):
        child = Person.objects.get(name="孩子1")
    with pytest.raises(NotPossible, match="没有清退"):
        rights.erase(child, reason="申请 9", by=director)
    with pytest.raises(NotAllowed):
        rights.erase(struck_off, reason="申请 9", by=county)
    assert NAME in everything()


def test_an_erasure_is_done_again_after_a_restore(struck_off, director, system):
    rights.erase(struck_off, reason="申请 10", by=director)
    assert rights.erase_again(EVERYWHERE) == 0
    with within(system), acting("test.restore", system):
        Person.objects.filter(pk=struck_off.pk).update(name=NAME)
    note = database.var() / "erasures" / f"{struck_off.id}.json"
    assert NAME not in note.read_text()
    told = json.loads(note.read_text())
    note.write_text(json.dumps({**told, "act": 10**9}))

    assert rights.erase_again(EVERYWHERE) == 1

    assert NAME not in everything()


def test_what_stays_of_an_erased_row_is_not_personal_beyond_its_place():
    for table, stays in erasure.STAYS.items():
        for column in stays:
            found = dictionary().class_of(table, column)
            assert found is None or found.name in {"identity", "doubt", "clue"}, (table, column)


def test_what_lasts_is_corrected_with_all_that_follows_from_it(struck_off, director):
    with within(director):
        right = made.id_number("1977-08-20", 555)
        about = {"reason": "户口簿", "by": director}
        actions.correct_year(record=struck_off, field="id_number", value="41039919770820000X", **about)
        assert Person.objects.get(pk=struck_off.pk).id_outcome == "faulty"
        actions.correct_year(record=struck_off, field="id_number", value=right, **about)
        actions.correct_year(record=struck_off, field="name", value="王改名", **about)
        actions.correct_year(record=struck_off.household, field="phone", value="13700009999", **about)

        person = Person.objects.get(pk=struck_off.pk)
        household = person.household
        assert (person.name, person.name_key.split()[0], person.id_outcome) == ("王改名", "wang", "valid")
        assert bytes(person.id_index) == secrets.blind_index([right], "id")[0]
        assert secrets.open_([household.phone_sealed], "household", "phone_sealed", [household.id]) == ["13700009999"]
        assert bytes(household.phone_index) == secrets.blind_index(["13700009999"], "phone")[0]
