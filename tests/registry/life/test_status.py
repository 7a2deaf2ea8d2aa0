"""Exit, return, a wrong exit undone and removal: what the register then says, and what stays of before."""

import datetime as dt

from luoshu.core.models import Change
from luoshu.registry import closings, snapshot
from luoshu.registry.models import (
    ContinuedPolicy,
    Household,
    HouseholdDecision,
    HouseholdYear,
    Membership,
    PersonYear,
)
from luoshu.registry.standards import actions, queries
from tests.registry.life.deciding import DAY, answer, decided, little, named, opened


def year_of(household, year=2017):
    return HouseholdYear.objects.get(household=household, year=year)


def exited(name, by, **options):
    """A household exited by a case of ours."""
    household = named(name)
    case = opened("household_exit", household, by=by, **options)
    decided(case, "exit", by)
    household.refresh_from_db()
    return household, case


def test_a_household_is_prepared_and_then_exits_with_its_year_and_who_decided(made, system):
    household = named("刘长锁")
    case = opened("household_exit", household, by=system)
    decided(case, "prepare", system)
    household.refresh_from_db()
    assert (household.status, year_of(household).poverty_status, year_of(household).exited_year) == ("2", "2", None)

    decided(case, "exit", system)
    household.refresh_from_db()
    assert (household.status, year_of(household).poverty_status, year_of(household).exited_year) == ("1", "1", 2017)
    prepared, out = queries.decisions(household).order_by("id")
    assert [(d.kind, d.before, d.after) for d in (prepared, out)] == [("prepared", "0", "2"), ("exited", "2", "1")]
    assert (out.case_id, out.document, out.organ) == (case.pk, "县贫组〔2017〕9 号", "县扶贫办")
    assert not out.is_historical
    assert year_of(household, 2016).poverty_status == "0", "an earlier year stays"


def test_an_exit_proposed_in_december_and_announced_in_january_is_of_december(made, system):
    household = named("刘长锁")
    case = opened("household_exit", household, by=system)
    decided(case, "exit", system, on=dt.date(2018, 1, 12))

    assert year_of(household).exited_year == 2017
    assert not HouseholdYear.objects.filter(household=household, year=2018).exists()
    assert HouseholdDecision.objects.get().happened_on == dt.date(2018, 1, 12)


def test_a_whole_list_exits_at_once(made, system):
    names = ("刘长锁", "杨根旺", "张守田")
    cases = [opened("household_exit", named(name), by=system) for name in names]
    decided(cases, "exit", system)

    assert {named(name).status for name in names} == {"1"}
    assert dict(HouseholdDecision.objects.values_list("household__head_name", "case_id")) == {
        name: case.pk for name, case in zip(names, cases, strict=True)
    }


def test_who_stays_in_has_the_reason(made, system):
    household = named("李秀英")
    case = opened("household_exit", household, by=system)
    decided(case, "not_met", system, not_exit_reason="01")

    assert year_of(household).not_exit_reason == "01"
    assert year_of(household).poverty_status == "0"


def test_policies_that_papers_end_go_on_until_the_paper_says(made, system):
    household = named("刘长锁")
    with little.acting("test.loan", system):
        HouseholdYear.objects.filter(household=household, year=2017).update(microloan_balance=5_000_000)
        PersonYear.objects.filter(household=household, year=2017).update(public_posts=0, schooling="03")
    exited("刘长锁", system)

    policy = ContinuedPolicy.objects.get(household=household)
    assert (policy.policy, policy.exited_on, policy.until, policy.stopped_on) == ("microloan", DAY, None, None)


def test_a_return_opens_the_household_again_with_its_history(made, system):
    household, _ = exited("刘长锁", system)
    case = opened("return_to_poverty", household, by=system, opened_on=dt.date(2018, 6, 1))
    decided(case, "return", system, on=dt.date(2018, 7, 1))
    household.refresh_from_db()

    assert (household.status, household.status_year) == ("3", 2018)
    assert year_of(household, 2018).exited_year is None
    assert year_of(household, 2017).exited_year == 2017, "it had exited in 2017: that stays"
    assert [d.kind for d in queries.decisions(household)] == ["returned", "exited"]
    frame = snapshot.frame("households", dt.date(2018, 12, 31), 2018, [household.pk]).to_dicts()[0]
    assert (frame["poverty_status"], frame["exited_year"], frame["main_cause"]) == ("3", None, "08")


def test_a_wrong_exit_is_undone_and_the_reported_figures_stay_in_their_closing(made, system):
    household, case = exited("刘长锁", system)
    with little.acting("test.later", system):
        HouseholdYear.objects.create(
            **little.placed(household.area), household=household, area_then=household.area, year=2018,
            poverty_status="1", exited_year=2017, entered_at=little.clock.now(),
        )  # fmt: skip
    with little.acting("test.closed", system):
        reported = little.close(dt.date(2018, 12, 31), system)
    undo = opened("undo_exit", household, by=system, opened_on=dt.date(2019, 5, 1))
    decided(undo, "undo", system, on=dt.date(2019, 6, 1))
    household.refresh_from_db()

    assert household.status == "0"
    assert [(year_of(household, y).poverty_status, year_of(household, y).exited_year) for y in (2017, 2018)] == [
        ("0", None), ("0", None),
    ]  # fmt: skip
    undone = HouseholdDecision.objects.get(kind="undone")
    assert undone.revokes.case_id == case.pk
    assert (undone.year, undone.after) == (2017, "0")
    told = closings.scan(reported, "households").collect().filter(household_id=household.pk).to_dicts()[0]
    assert (told["poverty_status"], told["exited_year"]) == ("1", 2017), "what was reported stays openable"
    assert queries.household_list(household, dt.date(2019, 7, 1), year=2017).decided is None


def test_an_exit_from_before_the_system_can_be_undone_once_its_history_is_told(made, system):
    household = named("王改花")
    told = {"organ": "县脱贫攻坚领导小组", "document": "9 号", "happened_on": DAY, "by": system}
    actions.recognise_history(area="410325", year=2017, **told)
    decided(opened("undo_exit", household, by=system, opened_on=dt.date(2018, 5, 1)), "undo", system)

    assert named("王改花").status == "0"
    assert HouseholdDecision.objects.get(kind="undone").revokes.is_historical


def test_a_removed_household_has_nobody_left_and_nothing_is_deleted(made, system):
    household = named("李秀英")
    before = HouseholdYear.objects.filter(household=household).count()
    decided(opened("removal", household, by=system), "remove", system)

    gone = Membership.objects.filter(household=household)
    assert {(m.until, m.left_reason) for m in gone} == {(DAY, "06")}
    assert HouseholdYear.objects.filter(household=household).count() == before
    assert snapshot.frame("households", dt.date(2017, 12, 31), 2017, [household.pk]).is_empty()
    assert answer("is_registered", opened("removal", household, by=system), system).outcome is False


def test_the_log_keeps_each_row_as_it_was(made, system):
    household, _ = exited("刘长锁", system)

    rows = Change.objects.filter(household_id=household.pk, op="U").order_by("id")
    assert {row.before.get("status") for row in rows if row.table_name == "household"} == {"0"}
    assert {row.before.get("poverty_status") for row in rows if row.table_name == "household_year"} >= {"0"}


def test_what_the_register_answers_about_standing(made, system):
    poor, out = named("刘长锁"), named("王改花")
    asked = {name: opened("household_exit", name, by=system) for name in (poor, out)}
    told = {
        name: [answer(name, asked[each], system).outcome for each in (poor, out)]
        for name in ("is_registered", "is_poor", "is_pre_exit", "has_exited")
    }

    assert told == {
        "is_registered": [True, True], "is_poor": [True, False], "is_pre_exit": [False, False],
        "has_exited": [False, True],
    }  # fmt: skip


def test_a_standard_not_met_or_not_verified_blocks_the_case_and_says_what(made, system):
    told = {
        n: answer("exit_standard", opened("household_exit", named(n), by=system), system) for n in ("王改花", "李秀英")
    }

    assert told["王改花"].outcome is True
    assert (told["李秀英"].outcome, told["李秀英"].missing) == (None, ("住房安全有保障",))
    assert "行业部门" in told["李秀英"].who


def test_a_wrong_exit_is_one_that_did_not_meet_the_standard_then(made, system):
    household = named("王改花")
    case = opened("undo_exit", household, by=system, opened_on=dt.date(2018, 5, 1))
    on = dt.date(2018, 5, 2)
    assert answer("wrong_exit", case, system, on).outcome is False

    given = {"subject": "household", "year": 2017, "standard": "household_exit", "kind": "visit", "checked_on": on}
    given |= {"items": ["is_water_secured"], "finding": "not_met", "checker": "市督查组"}
    actions.record_evidence(households=[household.pk], by=system, **given)
    assert answer("wrong_exit", case, system, on).outcome is True


def test_reopened_households_are_found_by_either_bar(made, system):
    household, _ = exited("赵国强", system)
    case = opened("return_to_poverty", household, by=system)

    assert answer("return_bars", case, system).outcome is True
    assert Household.objects.get(pk=household.pk).status == "1", "asking changes nothing"


def test_who_met_the_standard_and_would_not_sign_stays_in_for_that(made, system):
    household = named("王改花")
    decided(opened("household_exit", household, by=system), "refuse_to_sign", system)

    assert year_of(household).not_exit_reason == "11"
