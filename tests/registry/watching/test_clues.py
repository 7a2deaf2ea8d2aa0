"""Clues: raised, found in records, verified within their term, closed with proof until the facts change."""

from datetime import date

import pytest
from django.db import IntegrityError

from luoshu.core.acts import acting
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.models import Act
from luoshu.core.scope import within
from luoshu.registry.models import Clue, HouseholdYear, RosterHousehold
from luoshu.registry.watching import actions, opening, queries
from tests.registry.watching import world as made

pytestmark = pytest.mark.django_db


def raised(world, by, name="李秀英", **told):
    facts = {"kind": "accident", "found_by": "visited", "text": "车祸住院", "household": world[name]} | told
    return actions.raise_clue(by=by, **facts)


def untrue(clue, by, **told):
    facts = {"finding": "untrue", "reason": "入户看了，没有这回事", "proof": "照片 3 号"} | told
    return actions.verify_clue(clue=clue, by=by, **facts)


def test_records_of_two_years_make_clues_of_exited_households_alone(world, cast, seen):
    found = actions.find_clues(year=2021, by=cast("county_register"))

    told = {(clue.household.head_name, clue.kind) for clue in seen(Clue.objects.select_related("household"))}
    assert told == {("王改花", "medical_bill"), ("张守田", "damaged_house"), ("杨根旺", "income_fall")}
    assert (found.found, found.new) == (3, 3)


def test_found_again_nothing_is_new(world, cast, seen):
    actions.find_clues(year=2021, by=cast("county_register"))
    again = actions.find_clues(year=2021, by=cast("city_office"))

    assert (again.found, again.new) == (4, 1)  # the other county's household, which the county does not reach
    assert len(seen(Clue.objects.all())) == 4


def test_a_clue_says_what_the_record_said_and_when_it_is_due(world, cast, today):
    with today(2022, 3, 1):
        actions.find_clues(year=2021, by=cast("county_register"))
        with within(cast("county_register")):
            clue = Clue.objects.get(kind="income_fall")
    assert clue.value < clue.before
    assert (clue.year, clue.due_on) == (2021, date(2022, 3, 4))
    assert clue.found_by == "records"


def test_closed_as_untrue_it_stays_closed_until_the_facts_change(world, cast, system, seen):
    office = cast("county_register")
    actions.find_clues(year=2021, by=office)
    with within(office):
        first = Clue.objects.get(kind="medical_bill")
    untrue(first, cast("village_worker"))

    assert actions.find_clues(year=2021, by=office).new == 0
    with acting("test.more", system):
        HouseholdYear.objects.filter(household=first.household_id, year=2021).update(medical_spending=3_000_000)
    assert actions.find_clues(year=2021, by=office).new == 1
    with within(office):
        newer = Clue.objects.get(kind="medical_bill", state="open")
    assert (newer.follows_id, newer.value) == (first.id, 3_000_000)


def test_untrue_needs_proof_and_every_finding_a_reason(world, cast):
    clue = raised(world, cast("village_worker"))

    for told in ({"proof": " "}, {"reason": ""}, {"finding": "maybe"}, {"happened_on": date(2999, 1, 1)}):
        with pytest.raises(BadInput):
            untrue(clue, cast("village_worker"), **told)


def test_a_clue_is_verified_once(world, cast):
    clue = raised(world, cast("village_worker"))
    untrue(clue, cast("village_worker"), finding="no_risk", proof="", reason="家里有存款，没有风险")

    with pytest.raises(NotPossible):
        untrue(clue, cast("village_worker"))


def test_a_risk_opens_one_case_and_a_second_clue_joins_it(world, cast, today):
    with today(2021, 9, 6):
        worker = cast("village_worker")
        first, second = raised(world, worker), raised(world, worker, kind="lost_job", text="厂子关门")
        first = actions.verify_clue(clue=first, finding="risk", reason="腿断了不能干活", proof="病历", by=worker)
        second = actions.verify_clue(clue=second, finding="risk", reason="失业", by=worker)
        with within(worker):
            case = CaseFile.objects.get()
    assert first.state == second.state == "opened"
    assert first.case_id == second.case_id == case.pk
    assert (case.kind, case.state, case.reason) == ("monitoring", "verified", "unstable")
    assert case.household_id == world["李秀英"].pk


def test_the_offices_verification_leaves_the_visit_to_the_village(world, cast, today):
    with today(2021, 9, 6):
        clue = raised(world, cast("county_register"))
        actions.verify_clue(clue=clue, finding="risk", reason="电话核实", by=cast("county_register"))
        with within(cast("county_register")):
            assert CaseFile.objects.get().state == "found"


def test_before_there_was_any_monitoring_it_is_a_return_to_poverty(world, cast, today):
    worker = cast("village_worker")
    with today(2018, 9, 6):
        clue = raised(world, worker)
        on_roster = raised(world, worker, household=None, roster_household=_roster(worker))
        with within(worker):
            told = Clue.objects.select_related("household").get(pk=clue.pk)
        assert opening.procedure_for(told, date(2018, 9, 6))[0] == "return_to_poverty"
        with pytest.raises(NotPossible, match="还没有防返贫监测的程序"):
            actions.verify_clue(clue=on_roster, finding="risk", reason="属实", by=worker)


def _roster(by):
    with within(by):
        return RosterHousehold.objects.get(head_name="周大山")


def test_a_household_of_the_roster_may_have_a_clue(world, cast, today):
    worker = cast("village_worker")
    with today(2021, 9, 6):
        clue = actions.raise_clue(
            kind="disaster", found_by="declared", text="房子塌了", roster_household=_roster(worker), by=worker
        )
        clue = actions.verify_clue(clue=clue, finding="risk", reason="属实", by=worker, group="sudden")
        with within(worker):
            case = CaseFile.objects.get()
    assert (case.code, case.household_id, case.reason) == (f"{made.HERE}R1", None, "sudden")
    assert clue.case_id == case.pk


def test_nobody_raises_or_verifies_beyond_their_reach(world, cast):
    there = world["杨根旺"]
    with pytest.raises(NotAllowed):
        raised(world, cast("village_worker"), household=there)
    clue = raised(world, cast("county_register"), household=there)
    with pytest.raises(Clue.DoesNotExist):
        untrue(clue, cast("village_worker"))


def test_the_text_of_a_clue_holds_no_number_of_a_document(world, cast):
    clue = raised(world, cast("village_worker"), text="本人 410399197203041011 住院")

    assert "19720304" not in clue.text


def test_raising_the_same_twice_is_one_clue(world, cast, seen):
    first, second = (raised(world, cast("village_worker")) for _ in range(2))

    assert first.pk == second.pk
    assert len(seen(Clue.objects.all())) == 1


def test_late_clues_are_those_open_past_their_day(world, cast, today):
    with today(2022, 3, 1):
        clue = raised(world, cast("village_worker"))
    office = cast("county_register")
    for day, late in (((2022, 3, 4), 0), ((2022, 3, 5), 1)):
        with today(*day), within(office):
            assert queries.clues(office, late=True).count() == queries.clue_counts(office)["late"] == late
    with today(2022, 3, 9):
        untrue(clue, cast("village_worker"))  # late, and recorded all the same
        with within(office):
            assert queries.clue_counts(office) == {"open": 0, "late": 0, "due_soon": 0, "opened": 0, "closed": 1}


def test_each_act_is_in_the_log_without_what_was_found(world, cast, seen):
    clue = raised(world, cast("village_worker"))
    untrue(clue, cast("village_worker"))

    acts = {act.action: act for act in seen(Act.objects.filter(action__startswith="registry."))}
    assert {"registry.raise_clue", "registry.verify_clue"} <= set(acts)
    assert acts["registry.raise_clue"].subject == world["李秀英"].code


PROMISES = {
    "clue_about_a_household": {"household_id": None},
    "clue_verified_iff_not_open": {"state": "closed"},
    "clue_opened_with_a_case": {"state": "opened", "finding": "risk", "verified_on": date(2022, 1, 1), "reason": "x"},
    "clue_untrue_with_proof": {"state": "closed", "finding": "untrue", "verified_on": date(2022, 1, 1), "reason": "x"},
}


@pytest.mark.parametrize("constraint", sorted(PROMISES))
def test_the_database_keeps_what_a_clue_promises(world, cast, system, constraint):
    clue = raised(world, cast("village_worker"))

    with pytest.raises(IntegrityError, match=constraint), acting("test.break", system):
        Clue.objects.filter(pk=clue.pk).update(**PROMISES[constraint])


def test_one_open_clue_of_a_kind_about_a_household(world, cast, system):
    clue = raised(world, cast("village_worker"))
    clue.pk = None

    with pytest.raises(IntegrityError, match="clue_open_once"), acting("test.twice", system):
        clue.save(force_insert=True)
