"""The standards of a household, a village and a county as check lists: records, proof, suppliers, history apart."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshu.core.errors import BadInput, NotAllowed, NotPossible
from luoshu.core.roles import ROLES
from luoshu.core.scope import within
from luoshu.engine.single import all_known, any_known
from luoshu.policy import standards as policy_standards
from luoshu.registry import explanations
from luoshu.registry.models import (
    Evidence,
    ExternalFigure,
    Household,
    HouseholdDecision,
    HouseholdYear,
    PersonYear,
    Verdict,
    Village,
    VillageYear,
)
from luoshu.registry.standards import actions, queries, requirements
from luoshu.registry.standards.weighing import combined, weighed
from tests.web import little

ON = dt.date(2017, 12, 31)
OUTCOMES = st.sampled_from([True, False, None])
FINDINGS = st.sampled_from([None, "met", "not_met", "unclear"])


@pytest.fixture
def made(db, system):
    """The little register, everybody insured, with its newest closing; inside the city's reach."""
    with within(system):
        little.make(system)
        yield insured(system)


def insured(by):
    """Everybody is fully insured; the register closed again."""
    cover = {"has_employee_insurance": False, "has_serious_illness_insurance": True, "has_medical_aid": True}
    with little.acting("test.insured", by):
        PersonYear.objects.update(**cover)
        return [little.close(ON, by)]


def named(name):
    return Household.objects.get(head_name=name)


def line(check_list, name):
    return next(each for each in check_list.items if each.name == name)


def checked(household, by, finding="met", items=("is_housing_secured",), **more):
    given = {"subject": "household", "year": 2017, "standard": "household_exit", "kind": "house_report"}
    given |= {
        "items": list(items),
        "checked_on": dt.date(2017, 11, 2),
        "checker": "县住建局 周工",
        "document": "鉴字 12 号",
    }
    return actions.record_evidence(households=[household.id], finding=finding, by=by, **{**given, **more})


# What the records say


def test_the_list_says_what_the_judge_said_of_every_household(made):
    for verdict in Verdict.objects.filter(closing=made[-1]).select_related("household"):
        told = queries.household_list(verdict.household, ON)
        bits = {name: verdict.met & made[-1].bit(name) for name in made[-1].checks}
        assert {each.name: each.outcome is True for each in told.items} == {
            each.name: bool(bits[each.name]) for each in told.items
        }
        assert (told.outcome is True) == bool(bits["may_exit"])


def test_an_unverified_house_keeps_a_household_in_and_says_who_can_help(made):
    told = queries.household_list(named("李秀英"), ON)

    (missing,) = told.missing
    assert (told.outcome, missing.name, missing.standing) == (None, "is_housing_secured", "unverified")
    assert missing.supplier.area == "410325"
    assert missing.supplier.titles == ["行业部门"]
    assert "鉴定" in missing.ask["zh"]


def test_a_dangerous_house_is_not_met_whatever_else_is_known(made):
    told = queries.household_list(named("张守田"), ON)

    assert told.outcome is False
    assert line(told, "is_housing_secured").value_text == "D级"


def test_the_line_is_that_of_the_year_also_when_decided_in_january(made):
    late = queries.household_list(named("王改花"), dt.date(2018, 1, 20))

    assert (late.year, late.on) == (2017, ON)
    assert line(late, "is_income_stable").threshold_text == "6,416 元"


def test_a_year_nobody_recorded_is_not_yet_verified(made):
    told = queries.household_list(named("王改花"), dt.date(2018, 12, 1), year=2018)

    assert told.outcome is None
    assert {each.outcome for each in told.items} <= {None, True}
    assert line(told, "is_income_stable").outcome is None


# Proof beside the records


def test_a_proof_is_shown_with_its_checker_and_day(made, system):
    checked(named("王改花"), system)

    proved = line(queries.household_list(named("王改花"), ON), "is_housing_secured")
    assert (proved.standing, proved.outcome) == ("proved", True)
    assert (proved.proof.checker, proved.proof.checked_on) == ("县住建局 周工", dt.date(2017, 11, 2))


def test_a_proof_does_not_fill_what_nobody_entered(made, system):
    checked(named("李秀英"), system)

    told = line(queries.household_list(named("李秀英"), ON), "is_housing_secured")
    assert (told.standing, told.outcome) == ("unrecorded", None)


def test_what_the_checker_found_wrong_blocks_though_the_record_is_fine(made, system):
    checked(named("王改花"), system, finding="not_met")

    told = queries.household_list(named("王改花"), ON)
    assert told.outcome is False
    assert line(told, "is_housing_secured").standing == "refuted"


def test_the_newest_check_counts_and_a_later_one_is_not_known_before(made, system):
    checked(named("王改花"), system, finding="not_met")
    checked(named("王改花"), system, checked_on=dt.date(2017, 11, 20))

    assert queries.household_list(named("王改花"), ON).outcome is True
    assert queries.household_list(named("王改花"), dt.date(2017, 11, 10)).outcome is False


def test_a_withdrawn_proof_counts_no_more_and_stays_readable(made, system):
    checked(named("王改花"), system, finding="not_met")
    actions.withdraw_evidence(evidence=Evidence.objects.get(), reason="认错了户", by=system)

    assert queries.household_list(named("王改花"), ON).outcome is True
    assert queries.every_evidence(named("王改花")).get().withdrawn_reason == "认错了户"


def test_an_edition_may_demand_a_proof_of_each_item(made, system, monkeypatch):
    found = policy_standards.standard("household_exit")
    strict = policy_standards.Edition(dt.date(2017, 1, 1), "试", True, found.editions[0].items, proved=True)
    changed = policy_standards.Standard(
        found.name, found.zh, found.en, "household", "all", (*found.editions, strict), found.verdict
    )
    for module in (queries, requirements):
        monkeypatch.setattr(module, "standard", lambda name: changed)
    household = named("王改花")

    assert queries.household_list(household, ON).outcome is None
    assert requirements.of_households("household_exit", [household.id], ON)[household.id].outcome is None
    assert queries.household_list(household, dt.date(2016, 12, 31)).outcome is True, "earlier years keep their edition"
    checked(household, system, items=[item.rule for item in strict.items])
    assert queries.household_list(household, ON).is_proved
    assert requirements.of_households("household_exit", [household.id], ON)[household.id].outcome is True


@given(recorded=OUTCOMES, finding=FINDINGS)
def test_no_finding_makes_an_outcome_better_than_the_records(recorded, finding):
    order = {False: 0, None: 1, True: 2}
    outcome = weighed(recorded, finding).outcome

    assert order[outcome] <= order[recorded]
    assert outcome is recorded or finding in ("not_met", "unclear")
    assert weighed(recorded, "not_met").outcome is False
    assert weighed(recorded, finding, is_proof_needed=True).outcome is not True or finding == "met"


@given(outcomes=st.lists(OUTCOMES, min_size=1))
def test_an_unknown_never_turns_into_met(outcomes):
    known = [each for each in outcomes if each is not None]
    assert combined("all", outcomes) is (False if False in known else None if None in outcomes else True)
    assert combined("any", outcomes) is (True if True in known else None if None in outcomes else False)
    assert combined("all", outcomes) is all_known(outcomes)
    assert combined("any", outcomes) is any_known(outcomes)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"items": []}, "哪些项目"),
        ({"items": ["is_broadband_here"]}, "哪些项目"),
        ({"kind": "historical"}, "没有这种佐证"),
        ({"kind": "hearsay"}, "没有这种佐证"),
        ({"finding": "perhaps"}, "核查结果"),
        ({"checker": "  "}, "核查人"),
        ({"checked_on": dt.date(2999, 1, 1)}, "还没有到"),
        ({"checked_on": dt.date(2016, 12, 30)}, "证明不了"),
        ({"standard": "village_exit"}, "不是这一类对象"),
    ],
)
def test_evidence_that_proves_nothing_is_refused(made, system, wrong, said):
    with pytest.raises(BadInput, match=said):
        checked(named("王改花"), system, **wrong)
    assert not Evidence.objects.exists()


RECORDERS = {
    "village_worker", "first_secretary", "clerk", "township_reviewer", "county_register", "county_director",
    "city_office", "bureau", "bureau_education", "bureau_health", "bureau_welfare", "bureau_finance", "evaluator",
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"public"}))
def test_who_may_record_what_a_checker_found(made, actor, role):
    household = named("王改花")
    if role in RECORDERS:
        assert checked(household, actor("410325", role)) == 1
    else:
        with pytest.raises(NotAllowed):
            checked(household, actor("410325", role))


def test_nobody_records_about_a_household_out_of_reach(made, actor):
    with pytest.raises(NotAllowed, match="管辖范围"):
        checked(named("赵国强"), actor("410325", "county_register"))


# Many at once


def test_many_at_once_say_what_each_list_says(made, system):
    checked(named("王改花"), system, finding="not_met")
    households = list(Household.objects.all())
    many = requirements.of_households("household_exit", [each.id for each in households], ON, 2017)

    for each in households:
        told = queries.household_list(each, ON)
        assert many[each.id].outcome is told.outcome
        assert set(many[each.id].missing) == {entry.title for entry in told.missing if entry.outcome is told.outcome}


def test_identification_by_either_bar_says_what_the_rule_says(made):
    households = list(Household.objects.all())
    many = requirements.of_households("identification", [each.id for each in households], ON, 2017)

    for each in households:
        told = explanations.told(each, made[-1], None, ("may_register",)).checks[0]
        assert many[each.id].outcome is told.outcome


# History apart


def test_an_exit_before_the_system_is_apart_with_its_organ_and_document(made, actor):
    household = named("王改花")
    assert queries.household_list(household, ON).is_unexplained

    office = actor("410325", "county_register")
    given = {"area": "410325", "year": 2017, "organ": "县脱贫攻坚领导小组", "document": "县贫组〔2017〕9 号"}
    assert actions.recognise_history(**given, happened_on=dt.date(2017, 12, 20), by=office) == 1
    assert actions.recognise_history(**given, happened_on=dt.date(2017, 12, 20), by=office) == 0

    told = queries.household_list(household, ON)
    assert (told.historical.organ, told.historical.document) == ("县脱贫攻坚领导小组", "县贫组〔2017〕9 号")
    assert told.decided is None
    assert not told.is_unexplained
    assert HouseholdDecision.objects.get().household_id == household.id


def test_history_needs_a_document_and_the_county(made, actor):
    given = {"area": "410325", "year": 2017, "organ": "县里", "happened_on": dt.date(2017, 12, 20)}
    with pytest.raises(BadInput, match="文件"):
        actions.recognise_history(**given, document=" ", by=actor("410325", "county_register"))
    with pytest.raises(NotAllowed):
        actions.recognise_history(**given, document="一号", by=actor("410325", "village_worker"))
    with pytest.raises(NotAllowed, match="管辖范围"):
        actions.recognise_history(**given, document="一号", by=actor("410328", "county_register"))


# A village: 1 + 7 + 2

FACILITIES = {
    "has_paved_road": True, "has_bus": True, "has_safe_water": True, "has_power": True, "has_broadcast": True,
    "has_culture_centre": True, "has_clinic": True, "doctors": 1, "has_broadband": True, "has_industry": True,
    "collective_income": 5_000_000,
}  # fmt: skip


def fitted(by, **other):
    with little.acting("test.village", by):
        VillageYear.objects.filter(area=little.HERE, year=2017).update(**{**FACILITIES, **other})


def test_a_village_with_everything_and_few_poor_may_leave(made, system):
    fitted(system)
    told = queries.village_list(little.HERE, ON)

    assert told.outcome is True
    assert line(told, "is_poverty_rate_low").value_text == "1.20%", "3 households of 2 people are poor, of 500"
    assert [each.group["zh"] for each in told.items].count("七项设施") == 8, "seven, and the bus that only counts where"


def test_a_rate_of_exactly_two_per_cent_is_enough_and_a_person_more_is_not(made, system):
    fitted(system, population_total=300)
    assert queries.village_list(little.HERE, ON).outcome is True
    fitted(system, population_total=299)
    assert line(queries.village_list(little.HERE, ON), "is_poverty_rate_low").outcome is False


@pytest.mark.parametrize("lacking", [name for name in FACILITIES if name != "has_bus"])
def test_each_facility_that_nobody_verified_blocks(made, system, lacking):
    fitted(system, **{lacking: None})

    told = queries.village_list(little.HERE, ON)
    assert told.outcome is None
    assert len(told.missing) == 1


def test_a_bus_is_only_looked_at_and_a_doctor_is_needed(made, system):
    fitted(system, has_bus=False)
    assert queries.village_list(little.HERE, ON).outcome is True
    fitted(system, doctors=0)
    assert queries.village_list(little.HERE, ON).outcome is False


def test_an_inspection_against_the_record_blocks_a_village(made, actor, system):
    fitted(system)
    given = {"subject": "village", "area": little.HERE, "year": 2017, "standard": "village_exit", "kind": "inspection"}
    given |= {"items": ["is_road_paved"], "finding": "not_met", "checked_on": ON, "checker": "县交通局"}
    actions.record_evidence(**given, by=actor("410325", "bureau"))

    assert queries.village_list(little.HERE, ON).outcome is False


def test_without_a_population_the_roster_counts_else_it_is_unknown(made, system):
    fitted(system, population_total=None)
    assert line(queries.village_list(little.HERE, ON), "is_poverty_rate_low").outcome is None
    with little.acting("test.roster", system):
        Village.objects.get(area=little.HERE)
        roster = {"county": "410325", "area": little.HERE, "code": "R1", "head_name": "全村", "size": 400}
        from luoshu.registry.models import RosterHousehold

        RosterHousehold.objects.create(**roster)
    assert line(queries.village_list(little.HERE, ON), "is_poverty_rate_low").value_text == "1.50%"


# A county: three rates and approval

RATES = {"错退率": "0.80", "漏评率": "0.50", "群众认可度": "95.2"}


def supplied(by, area="410325", year=2017, **rates):
    with little.acting("test.rates", by):
        for name, value in rates.items():
            ExternalFigure.objects.create(
                area=area, name=name, value=value, unit="%", source="第三方评估", as_of=dt.date(year, 12, 1),
                entered_at=little.clock.now(),
            )  # fmt: skip


def test_a_county_is_not_yet_verified_until_the_samples_are_in(made, system):
    told = queries.county_list("410325", ON)
    assert (told.outcome, len(told.items), len(told.missing)) == (None, 4, 4)

    supplied(system, **RATES)
    told = queries.county_list("410325", ON)
    assert told.outcome is True
    # 8 poor of 1,000 rural people, 0.5 % of the 990 unregistered, 0.8 % of the 2 exited: 8 + 4.95 + 0.016
    assert line(told, "is_composite_rate_low").value_text == "1.29%"


@pytest.mark.parametrize(("name", "value"), [("错退率", "2.00"), ("漏评率", "2.00"), ("群众认可度", "89.99")])
def test_any_rate_on_the_wrong_side_keeps_a_county_in(made, system, name, value):
    supplied(system, **{**RATES, name: value})
    assert queries.county_list("410325", ON).outcome is False


def test_henan_adds_four_from_2019(made, system):
    with little.acting("test.county", system):
        HouseholdYear.objects.filter(area__startswith="410325", year=2017).update(poverty_status="1")
        village = VillageYear.objects.get(area=little.HERE, year=2017)
        VillageYear.objects.filter(pk=village.pk).update(year=2019, exited_year=2019)
        VillageYear.objects.filter(area=little.THERE, year=2017).update(year=2019)
    day = dt.date(2019, 12, 31)
    supplied(system, year=2019, **RATES)
    told = queries.county_list("410325", day)
    assert len(told.items) == 8
    assert {each.name for each in told.missing} == {
        "is_growth_above_province", "are_services_enough", "is_mechanism_lasting",
    }  # fmt: skip

    supplied(system, year=2019, 农村居民人均可支配收入增幅="9.9")
    supplied(system, area="41", year=2019, 农村居民人均可支配收入增幅="9.6")
    with little.acting("test.yes", system):
        for name in ("基本公共服务接近全省平均", "建立长效脱贫机制"):
            ExternalFigure.objects.create(
                area="410325", name=name, value=1, unit="是否", source="市扶贫办", as_of=day,
                entered_at=little.clock.now(),
            )  # fmt: skip
    assert queries.county_list("410325", day).outcome is True


# The data


def test_every_supplier_is_a_post_there_is_and_every_item_has_words_in_both_languages():
    for name in policy_standards.NAMES:
        for edition in policy_standards.standard(name).editions:
            for item in edition.items:
                assert set(item.roles) <= set(ROLES), item.rule
                assert item.ask["zh"]
                assert item.ask["en"]
                assert item.group["en"]


def test_the_standards_judge_by_the_same_checks_as_the_verdict():
    from luoshu.registry.counts import STANDARD

    items = {item.rule for item in policy_standards.standard("household_exit").at(ON).items}
    assert items == set(STANDARD)


def test_a_place_is_shown_by_its_newest_year_whatever_the_day(made):
    told = queries.village_list(little.HERE)
    assert (told.year, told.on) == (2017, ON)
    assert queries.county_list("410325").year == 2017


def test_a_year_without_rules_is_refused_in_words(made):
    for ask in (lambda: queries.village_list(little.HERE, year=2022), lambda: queries.county_list("410325", year=2022)):
        with pytest.raises(NotPossible, match="没有可用的判定规则"):
            ask()
    with pytest.raises(NotPossible, match="没有可用的判定规则"):
        queries.household_list(named("王改花"), dt.date(2022, 5, 1), year=2022)
