"""Members who come and go, also abroad; moves, splits, mergers, doubled numbers, lost contact, corrections."""

import datetime as dt

import pytest

from luoshu.core.cases.models import CaseFile
from luoshu.core.cases.secret import secret_of
from luoshu.core.errors import NotPossible
from luoshu.core.scope import within
from luoshu.core.secrets import blind_index, seal
from luoshu.registry import snapshot
from luoshu.registry.models import (
    Doubt,
    Household,
    HouseholdDecision,
    HouseholdYear,
    Membership,
    Person,
    PersonYear,
    Village,
    VillageYear,
)
from luoshu.registry.standards import queries
from tests.registry.life.deciding import answer, child_of, decided, head_of, little, named, opened
from tests.registry.made import id_number

BABY = {"name": "刘小宝", "sex": "男", "birth_on": "2017-11-30", "id_kind": "身份证", "relation": "之子"}
BRIDE = {"name": "周新娘", "sex": "女", "birth_on": "1995-04-02", "relation": "配偶", "health": "健康"}


def change(household, reason, by, **options):
    return opened("natural_change", household, reason=reason, by=by, **options)


def members_on(household, day=dt.date(2017, 12, 31)):
    rows = snapshot.frame("people", day, 2017, [household.pk])
    return rows["person_id"].to_list()


# Coming and going


def test_a_child_is_born_into_the_household_on_its_birthday(made, system):
    household = named("刘长锁")
    case = change(household, "birth", system, told={"people": [BABY]}, event_on="2017-11-30")
    assert answer("change_is_told", case, system).outcome is True
    decided(case, "enter", system)

    child = Person.objects.get(name="刘小宝")
    belonging = Membership.objects.get(person=child)
    assert (child.household_id, child.area, child.id_outcome) == (household.pk, household.area, "missing")
    assert (belonging.since, belonging.joined_reason) == (dt.date(2017, 11, 30), "02")
    assert child.code.startswith(household.code)
    assert child.pk in members_on(household)
    assert HouseholdDecision.objects.get(kind="member_in").case_id == case.pk


def test_a_change_not_told_in_full_is_not_yet_verified_and_a_faulty_one_is_refused(made, system):
    household = named("刘长锁")
    assert answer("change_is_told", change(household, "birth", system), system).outcome is None
    wrong = change(household, "birth", system, told={"people": [{**BABY, "birth_on": "何时"}]})
    assert answer("change_is_told", wrong, system).outcome is False
    with pytest.raises(NotPossible, match="还有问题"):
        decided(wrong, "enter", system)
    assert not HouseholdDecision.objects.exists()
    assert answer("change_is_told", change(household, "death", system), system).missing == ("减少的是哪一个人",)


def test_the_dead_leave_on_the_day_and_the_head_hands_over(made, system):
    household = named("刘长锁")
    head, child = head_of(household), child_of(household)
    case = change(household, "death", system, person=head, event_on="2017-12-01")
    assert answer("change_is_told", case, system).missing == ("新的户主",)
    case = change(household, "death", system, person=head, event_on="2017-12-01", new_head=child.pk)
    assert answer("change_is_told", case, system).outcome is True
    decided(case, "enter", system)

    household.refresh_from_db()
    gone = Membership.objects.get(person=head)
    assert (gone.until, gone.left_reason) == (dt.date(2017, 12, 1), "01")
    assert PersonYear.objects.get(person=head, year=2017).member_status == "2"
    assert household.head_name == child.name
    assert members_on(household) == [child.pk]
    assert members_on(household, dt.date(2017, 11, 30)) == sorted([head.pk, child.pk]), "before, both"


def test_a_death_in_the_middle_ends_what_is_open_about_the_dead_and_of_the_last_the_household(made, system):
    household = named("刘长锁")
    head, child = head_of(household), child_of(household)
    of_household = opened("household_exit", household, by=system)
    decided(change(household, "death", system, person=child), "enter", system)
    assert CaseFile.objects.get(pk=of_household.pk).is_open

    decided(change(household, "death", system, person=head), "enter", system)
    ended = CaseFile.objects.get(pk=of_household.pk)
    assert (ended.state, ended.outcome) == ("lapsed", "lapsed")
    assert [d.kind for d in queries.decisions(household)][:2] == ["ended", "member_out"]
    assert answer("is_registered", opened("household_exit", household, by=system), system).outcome is False


def test_a_prisoner_counts_no_more_and_comes_back(made, system):
    household = named("刘长锁")
    child = child_of(household)
    decided(change(household, "prison", system, person=child, event_on="2017-03-01"), "enter", system)
    assert child.pk not in members_on(household)
    assert PersonYear.objects.get(person=child, year=2017).residence == "05"

    decided(change(household, "released", system, person=child, event_on="2017-11-01"), "enter", system)
    assert members_on(household, dt.date(2017, 10, 1)) == [head_of(household).pk]
    assert child.pk in members_on(household)
    assert Membership.objects.filter(person=child).count() == 2, "both times stay"


# Marriage out into another county


def numbered(person, number, by):
    """Give the person a sealed number."""
    with little.acting("test.number", by):
        Person.objects.filter(pk=person.pk).update(
            id_sealed=seal([number], "person", "id_sealed", [person.pk])[0],
            id_index=blind_index([number], "id")[0], id_kind="01",
        )  # fmt: skip


def test_who_marries_into_another_county_arrives_there_as_a_case_of_that_county(made, system, actor):
    household, bride = named("刘长锁"), child_of(named("刘长锁"))
    number = id_number("1996-05-05", 402)
    numbered(bride, number, system)
    case = change(household, "marriage_out", system, person=bride, to_county="410328", event_on="2017-12-12")
    decided(case, "enter", system)

    assert Membership.objects.get(person=bride).left_reason == "02"
    there = CaseFile.objects.get(county="410328")
    assert (there.kind, there.reason, there.household_id) == ("natural_change", "marriage_in", None)
    told = secret_of(there)["people"][0]
    assert (told["name"], told["id_number"]) == (bride.name, number)
    assert "relation" not in told
    with within(actor("410328", "county_register")):
        assert list(CaseFile.objects.values_list("pk", flat=True)) == [there.pk], "each county sees its own side only"
        assert not Household.objects.filter(pk=household.pk).exists()
    with within(actor("410325", "county_register")) as office:
        assert not CaseFile.objects.visible_to(office).filter(pk=there.pk).exists()


def test_the_receiving_county_says_which_household_and_the_number_is_registered_once(made, system):
    household, bride = named("刘长锁"), child_of(named("刘长锁"))
    numbered(bride, id_number("1996-05-05", 402), system)
    decided(change(household, "marriage_out", system, person=bride, to_county="410328"), "enter", system)
    there = CaseFile.objects.get(county="410328")
    family = named("孙志强")
    with pytest.raises(NotPossible, match="哪一户"):
        decided(there, "enter", system)
    decided(there, "enter", system, household_id=family.pk, relation="之儿媳")

    arrived = Person.objects.get(county="410328", name=bride.name)
    assert (arrived.household_id, arrived.relation, arrived.id_outcome) == (family.pk, "05", "valid")
    assert not Doubt.objects.filter(rule__in=("R02b", "R02c")).exists()
    people = snapshot.frame("people", dt.date(2017, 12, 31), 2017, [family.pk])
    assert people.filter(person_id=arrived.pk)["is_duplicated"].to_list() == [False]


# Moves


def test_a_household_moves_within_the_county_and_its_rows_follow_while_the_past_stays(made, system, actor):
    household = named("刘长锁")
    decided(opened("household_exit", household, by=system), "exit", system)
    told = {"to_area": little.THERE, "to_group": "二组", "answers_to": little.HERE}
    moved = opened("household_move", household, by=system, reason="within_county", **told)
    decided(moved, "move", system)

    household.refresh_from_db()
    assert (household.area, household.group_name, household.answers_to) == (little.THERE, "二组", little.HERE)
    for model in (HouseholdYear, Person, PersonYear, Membership, HouseholdDecision):
        assert set(model.objects.filter(household=household).values_list("area", flat=True)) == {little.THERE}
    assert set(HouseholdYear.objects.filter(household=household).values_list("area_then", flat=True)) == {little.HERE}
    assert CaseFile.objects.get(pk=moved.pk).area == little.THERE
    with within(actor(little.HERE, "village_worker")) as worker:
        assert not Household.objects.visible_to(worker).filter(pk=household.pk).exists()


def test_a_household_moves_into_another_county_whole(made, system):
    household = named("刘长锁")
    moved = opened("household_move", household, by=system, reason="within_city", to_county="410328")
    assert answer("target_is_told", moved, system).outcome is True
    decided(moved, "move_across", system)

    assert members_on(household) == []
    there = CaseFile.objects.get(county="410328")
    assert there.kind == "household_move"
    with pytest.raises(NotPossible, match="哪个村"):
        decided(there, "move_across", system)
    decided(there, "move_across", system, to_area=little.ABROAD)

    arrived = Household.objects.get(county="410328", code=household.code)
    assert (arrived.area, arrived.head_name, arrived.status, arrived.identified_year) == (
        little.ABROAD, "刘长锁", "0", 2014,
    )  # fmt: skip
    assert Membership.objects.filter(household=arrived, until=None).count() == 2
    assert HouseholdYear.objects.get(household=arrived).wage_income == 100_000
    assert Household.objects.filter(code=household.code).count() == 2, "what was decided there stays there"


def test_without_a_target_a_move_is_not_yet_told(made, system):
    moved = opened("household_move", named("刘长锁"), by=system, reason="within_county")
    assert answer("target_is_told", moved, system).missing == ("迁往哪个村或哪个县",)
    with pytest.raises(NotPossible, match="哪个村"):
        decided(moved, "move", system)


# Splits and mergers


def test_a_split_makes_a_household_of_the_same_standing_with_its_own_unknowns(made, system):
    household = named("刘长锁")
    child = child_of(household)
    case = opened("split", household, by=system)
    assert answer("change_is_told", case, system).missing == ("分出的成员", "新户主", "新户编号")
    case = opened("split", household, by=system, people=[child.pk], head=child.pk, new_code=f"{little.HERE}0099")
    decided(case, "carry_out", system)

    new = Household.objects.get(code=f"{little.HERE}0099")
    assert (new.head_name, new.status, new.identified_year) == (child.name, "0", 2014)
    assert members_on(new) == [child.pk]
    assert members_on(household) == [head_of(household).pk]
    year = HouseholdYear.objects.get(household=new)
    assert (year.poverty_status, year.wage_income, year.house_grade) == ("0", None, None)
    assert queries.household_list(new, dt.date(2017, 12, 31)).outcome is None
    assert set(HouseholdDecision.objects.values_list("household", "other")) == {
        (household.pk, new.pk), (new.pk, household.pk),
    }  # fmt: skip


def test_a_split_without_a_free_number_changes_nothing(made, system):
    household = named("刘长锁")
    child = child_of(household)
    taken = opened("split", household, by=system, people=[child.pk], head=child.pk, new_code=household.code)
    with pytest.raises(NotPossible, match="户编号"):
        decided(taken, "carry_out", system)


def test_a_merger_leaves_one_household(made, system):
    household, into = named("刘长锁"), named("李秀英")
    people = {head_of(household).pk, child_of(household).pk}
    case = opened("merge", household, by=system, into=into.pk, relations={str(head_of(household).pk): "11"})
    decided(case, "carry_out", system)

    assert members_on(household) == []
    assert people < set(members_on(into))
    assert Person.objects.filter(household=into, relation="01").count() == 1
    assert HouseholdDecision.objects.get(household=household).other_id == into.pk


# One number twice, lost contact, corrections


def test_a_number_registered_twice_stays_with_one(made, system):
    kept, struck = child_of(named("刘长锁")), child_of(named("孙志强"))
    number = id_number("2007-05-06", 402)
    for person in (kept, struck):
        numbered(person, number, system)
    with little.acting("test.doubt", system):
        for person in (kept, struck):
            Doubt.objects.create(
                county=person.county, area=person.area, household=person.household, person=person, rule="R02c",
                field="id_number", text="两地登记", facts_mac=b"1", raised_at=little.clock.now(),
            )  # fmt: skip
    cases = [
        opened("duplicate", person.household, person=person, code=person.code, reason="between_counties", by=system)
        for person in (kept, struck)
    ]
    decided(cases, "settle_by_city", system, keep=cases[0].pk)

    assert Membership.objects.get(person=struck).left_reason == "06"
    assert Membership.objects.get(person=kept).until is None
    assert set(Doubt.objects.values_list("state", flat=True)) == {"confirmed"}
    people = snapshot.frame("people", dt.date(2017, 12, 31), 2017, [kept.household_id])
    assert people.filter(person_id=kept.pk)["is_duplicated"].to_list() == [False]


def test_who_is_lost_counts_no_more_for_income_and_is_found_again(made, system):
    household = named("刘长锁")
    decided(opened("lost_contact", household, by=system), "mark", system)
    assert set(PersonYear.objects.filter(household=household, year=2017).values_list("residence", flat=True)) == {"08"}
    assert Membership.objects.filter(household=household, until=None).count() == 2, "nobody is struck off"

    decided(opened("lost_contact", household, by=system), "resume", system)
    assert set(PersonYear.objects.filter(household=household, year=2017).values_list("residence", flat=True)) == {"01"}


def test_a_correction_sets_one_field_right_and_the_log_keeps_the_old_value(made, system):
    household = named("李秀英")
    year = HouseholdYear.objects.get(household=household, year=2017)
    case = opened(
        "correction", household, by=system, table="household_year", row=year.pk, field="house_grade", value="1"
    )
    assert answer("change_is_told", case, system).outcome is True
    decided(case, "correct", system)

    year.refresh_from_db()
    assert year.house_grade == "1"
    secret = opened("correction", household, by=system, table="person", row=head_of(household).pk, field="name",
                    told={"value": "李秀英（女）"})  # fmt: skip
    decided(secret, "correct", system)
    assert head_of(household).name == "李秀英（女）"


# Villages and counties


def test_a_village_exits_in_its_year_and_in_those_after(made, system):
    decided(opened("village_exit", area=little.HERE, by=system, opened_on=dt.date(2016, 11, 1)), "exit", system)

    years = dict(VillageYear.objects.filter(area=little.HERE).values_list("year", "exited_year"))
    assert years == {2016: 2016, 2017: 2016}
    told = queries.village_list(little.HERE, dt.date(2017, 12, 31))
    assert (told.decided.level, told.decided.year, told.historical) == ("village", 2016, None)


def test_a_county_exits(made, system, actor):
    decided(opened("county_exit", area="410325", by=system), "exit", system)
    assert queries.county_list("410325", dt.date(2017, 12, 31)).decided.document == "县贫组〔2017〕9 号"
    with within(actor(little.HERE, "village_worker")):
        assert queries.place_decisions("410325").count() == 1, "a village knows what became of its county"


def test_a_village_without_a_standard_met_is_told_what_is_missing(made, system):
    case = opened("village_exit", area=little.HERE, by=system)
    told = answer("village_standard", case, system)
    assert told.outcome is None
    assert "通村公路硬化" in told.missing
    Village.objects.get(area=little.HERE)


def test_a_household_that_leaves_the_city_leaves_the_register_and_no_case_is_opened(made, system):
    household = named("刘长锁")
    moved = opened("household_move", household, by=system, reason="out_of_city", to_place="郑州市")
    assert answer("target_is_told", moved, system).outcome is True
    decided(moved, "move_across", system)

    assert members_on(household) == []
    assert list(CaseFile.objects.values_list("pk", flat=True)) == [moved.pk]
    assert HouseholdDecision.objects.get().kind == "moved"
