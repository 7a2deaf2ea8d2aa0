"""The procedures walked end to end through the actions, with what practice adds: objections, refusals, deaths."""

from datetime import date, datetime

import pytest

from luoshu.core import clock
from luoshu.core.cases import actions, queries
from luoshu.core.cases.given import NewProof, Subject, Votes
from luoshu.core.cases.models import CaseStep, Notice, Objection, Proof
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.scope import within
from tests.core.cases.walking import VILLAGE, after, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_the_end_of_2016")]
D = date(2016, 9, 1)


def to_first_notice(walk, household, on=D):
    case = walk.open("identification", household, on)
    for name in ("visit", "compare", "deliberate", "verify", "post_first"):
        case = walk.step(case, name, on)
    return case


def test_identification_from_the_application_to_the_register(walk, households, register):
    case = to_first_notice(walk, households(1)[0])
    assert (case.variant, case.state, case.level) == ("henan-2016", "first_notice", "village")

    first = walk.notice([case], date(2016, 9, 20))
    assert first.ends_on == date(2016, 9, 27)
    case = walk.step(case, "review", after(first))
    case = walk.step(case, "post_second", after(first), by=walk.cast["secretary"])
    second = walk.notice([case], date(2016, 9, 30))
    assert second.ends_on == date(2016, 10, 8)
    assert "国庆节" in second.counted["text"]
    case = walk.step(case, "approve", after(second))
    case = walk.step(case, "announce", after(second))
    third = walk.notice([case], after(second), by=walk.cast["register"])
    case = walk.step(case, "register", after(third))

    assert (case.state, case.outcome, case.is_open) == ("registered", "done", False)
    assert register["done"] == [("register_household", case.household_id)]


def test_the_term_must_pass_and_be_proved(walk, households, cast):
    case = to_first_notice(walk, households(1)[0])
    with pytest.raises(NotPossible, match="还没有张贴"):
        walk.step(case, "review", date(2016, 9, 20))
    (notice,) = actions.draft_notices(cases=[case], by=cast["worker"])
    with pytest.raises(NotPossible, match="首日照片"):
        actions.post_notice(notice=notice, posted_on=date(2016, 9, 20), place="村口", by=cast["worker"])
    photo = paper("photograph_first_day", date(2016, 9, 22))
    notice = actions.post_notice(
        notice=notice, posted_on=date(2016, 9, 20), place="村口", by=cast["worker"], new_proofs=[photo]
    )
    assert notice.ends_on == date(2016, 9, 29), "the term counts from the proof, not from what is said"
    with pytest.raises(NotPossible, match="期限未满"):
        walk.step(case, "review", date(2016, 9, 29))
    with pytest.raises(NotPossible, match="公示末日照片"):
        walk.step(case, "review", date(2016, 9, 30))
    early = paper("photograph_last_day", date(2016, 9, 25))
    with pytest.raises(NotPossible, match="末日照片"):
        actions.prove_posting(notice=notice, taken_down_on=date(2016, 9, 29), by=cast["worker"], new_proofs=[early])
    last = paper("photograph_last_day", date(2016, 9, 29))
    actions.prove_posting(notice=notice, taken_down_on=date(2016, 9, 29), by=cast["worker"], new_proofs=[last])
    assert walk.step(case, "review", date(2016, 9, 30)).state == "reviewed"


def test_an_objection_holds_one_household_and_the_list_goes_on(walk, households, cast):
    cases = [to_first_notice(walk, household) for household in households(3)]
    notice = walk.notice(cases, date(2016, 9, 20))
    held = cases[1]
    objection = actions.raise_objection(
        text="这家在城里有房", source="visit", received_on=date(2016, 9, 22), by=cast["worker"], case=held,
        notice=notice, name="李某", contact="13800000000",
    )  # fmt: skip
    on = after(notice)
    found = actions.take_step(
        cases=cases, step="review", happened_on=on, by=cast["reviewer"], new_proofs=[paper("minutes", on)]
    )
    assert set(found.done) == {cases[0].pk, cases[2].pk}
    assert "异议" in str(found.refused[held.pk])

    report = [paper("investigation_report", on)]
    actions.decide_objection(
        objection=objection, is_upheld=True, decided_on=on, answer="已核实有城镇住房", by=cast["reviewer"],
        new_proofs=report,
    )  # fmt: skip
    assert walk.fresh(held.pk).state == "struck"
    assert [walk.fresh(case.pk).state for case in (cases[0], cases[2])] == ["reviewed", "reviewed"]


def test_an_objection_that_is_not_upheld_lets_its_household_go_on(walk, households, cast):
    case = to_first_notice(walk, households(1)[0])
    notice = walk.notice([case], date(2016, 9, 20))
    objection = actions.raise_objection(
        text="不该评", source="visit", received_on=date(2016, 9, 22), by=cast["worker"], case=case
    )
    with pytest.raises(NotAllowed, match="办结"):
        actions.decide_objection(
            objection=objection, is_upheld=False, decided_on=D, answer="查无此事", by=cast["worker"]
        )
    actions.decide_objection(
        objection=objection, is_upheld=False, decided_on=date(2016, 9, 25), answer="查无此事", by=cast["reviewer"]
    )
    assert walk.step(case, "review", after(notice)).state == "reviewed"
    with within(cast["reviewer"]):
        assert Objection.objects.get().state == "rejected"


def exit_to(walk, household, last):
    """An exit by Henan's procedure up to and with the step `last`."""
    case = walk.open("household_exit", household, date(2016, 5, 3))
    days = {"list": date(2016, 5, 10), "prepare": date(2016, 5, 20)}
    for name in ("list", "prepare", "verify", "accept", "post"):
        case = walk.step(case, name, days.get(name, date(2016, 11, 1)))
        if name == last:
            break
    return case


def test_an_exit_is_held_for_an_unverified_house_and_then_refused_by_the_household(walk, households, register):
    register["exit_standard"] = None
    household = households(1)[0]
    with pytest.raises(NotPossible, match=r"还没有核实.*可由"):
        exit_to(walk, household, "verify")
    with within(walk.cast["city"]):
        case = CaseStep.objects.latest("pk").case
    assert case.state == "prepared"
    register["exit_standard"] = True
    case = walk.step(case, "verify", date(2016, 11, 2))
    case = walk.step(case, "refuse_to_sign", date(2016, 11, 3))
    assert (case.state, case.outcome) == ("not_accepted", "refused")
    assert register["done"][-1] == ("keep_in", household)


def test_an_exit_by_all_its_steps(walk, households, register):
    case = exit_to(walk, households(1)[0], "post")
    notice = walk.notice([case], date(2016, 11, 7))
    for name in ("review", "approve", "file", "announce"):
        case = walk.step(case, name, after(notice))
    last = walk.notice([case], after(notice), by=walk.cast["register"])
    case = walk.step(case, "exit", after(last))
    assert case.outcome == "done"
    assert [name for name, _ in register["done"]] == ["prepare_exit", "exit_household"]


def test_a_death_in_the_middle_ends_what_is_open(walk, households, cast):
    first, second = households(2)
    case, other = exit_to(walk, first, "verify"), exit_to(walk, second, "verify")
    on = date(2016, 11, 4)
    ended = actions.lapse_cases(
        happened_on=on, by=cast["worker"], households=[first], new_proofs=[paper("death_paper", on)]
    )
    assert ended == 1
    assert (walk.fresh(case.pk).outcome, walk.fresh(other.pk).outcome) == ("lapsed", "")


def test_nobody_approves_what_they_proposed(walk, households, cast, system):
    case = walk.open("identification", households(1)[0], D, by=cast["reviewer"])
    for name in ("visit", "compare", "deliberate", "verify", "post_first"):
        case = walk.step(case, name, D, by=cast["worker"])
    notice = walk.notice([case], date(2016, 9, 20))
    with pytest.raises(NotAllowed, match="提出的人不能"):
        walk.step(case, "review", after(notice), by=cast["reviewer"])
    assert walk.step(case, "review", after(notice), by=cast["colleague"]).state == "reviewed"


def test_a_relative_hands_the_case_to_a_deputy(walk, households, cast):
    household = households(1)[0]
    case = to_first_notice(walk, household)
    notice = walk.notice([case], date(2016, 9, 20))
    actions.declare_relative(
        household_id=household, area=VILLAGE, name="王审核", organ_level="township", relation="姐弟",
        since=date(2014, 1, 1), by=cast["worker"], user_id=cast["reviewer"].user_id,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="亲属"):
        walk.step(case, "review", after(notice), by=cast["reviewer"])
    with within(cast["reviewer"]):
        assert case in list(queries.waiting_for(cast["reviewer"], after(notice)))
    actions.recuse(
        case=case, name="王审核", why="relative", deputy_name="李同事", by=cast["reviewer"],
        user_id=cast["reviewer"].user_id, deputy_id=cast["colleague"].user_id,
    )  # fmt: skip
    with within(cast["reviewer"]):
        assert list(queries.waiting_for(cast["reviewer"], after(notice))) == []
        assert list(queries.handed_over(cast["reviewer"])) == [case]
    with within(cast["colleague"]):
        assert list(queries.waiting_for(cast["colleague"], after(notice))) == [case]
    assert walk.step(case, "review", after(notice), by=cast["colleague"]).state == "reviewed"


def test_a_meeting_with_a_relative_needs_the_recusal_and_the_vote_is_counted_again(walk, households, cast):
    household = households(1)[0]
    actions.declare_relative(
        household_id=household, area=VILLAGE, name="赵支书", organ_level="village", relation="叔侄",
        since=date(2014, 1, 1), by=cast["worker"],
    )  # fmt: skip
    case = walk.open("identification", household, D)
    case = walk.step(walk.step(case, "visit", D), "compare", D)
    step = queries.procedure(case).steps["deliberate"]
    meeting = walk.meeting(step, D, cast["worker"], 40, 35)
    with pytest.raises(NotAllowed, match="赵支书"):
        walk.step(case, "deliberate", D, meeting=meeting)
    about = {"case": case, "why": "relative", "deputy_name": "钱副主任", "meeting": meeting, "by": cast["worker"]}
    actions.recuse(name="赵支书", **about)
    case = walk.step(case, "deliberate", D, meeting=meeting, votes=Votes(18, 16))
    assert case.state == "deliberated"
    _, stands = actions.recuse(name="孙委员", struck_for=1, **about)
    assert stands is True, "17 of 33"
    _, stands = actions.recuse(name="周委员", struck_for=1, **about)
    assert stands is False, "16 of 32 is no majority"
    assert walk.fresh(case.pk).state == "applied"


def test_a_meeting_without_quorum_decides_nothing(walk, households, cast):
    case = walk.open("identification", households(1)[0], D)
    case = walk.step(walk.step(case, "visit", D), "compare", D)
    step = queries.procedure(case).steps["deliberate"]
    with pytest.raises(NotPossible, match="到会人数不足"):
        walk.step(case, "deliberate", D, meeting=walk.meeting(step, D, cast["worker"], 60, 39))
    with pytest.raises(NotPossible, match="未过"):
        walk.step(case, "deliberate", D, votes=Votes(17, 18))
    assert walk.step(case, "deliberate", D, votes=Votes(18, 17)).state == "deliberated"


def test_two_dates_and_a_late_entry_with_proof(walk, households, cast):
    with clock.standing_at(datetime(2016, 9, 1, 9, tzinfo=clock.ZONE)):
        case = walk.open("identification", households(1)[0], D)
        with pytest.raises(NotPossible, match="还没有到"):
            walk.step(case, "visit", date(2016, 9, 2), new_proofs=[paper("visit_record", D)])
    with clock.standing_at(datetime(2016, 9, 20, 9, tzinfo=clock.ZONE)):
        with pytest.raises(NotPossible, match="早于上一步"):
            walk.step(case, "visit", date(2016, 8, 31))
        with pytest.raises(NotPossible, match="缺佐证"):
            walk.step(case, "visit", D, new_proofs=())
        case = walk.step(case, "visit", D)
        with pytest.raises(NotPossible, match="补录要有佐证"):
            walk.step(case, "compare", date(2016, 9, 3), document_no="")
        case = walk.step(case, "compare", date(2016, 9, 3), document_no="评议底册3号")
    with within(cast["city"]):
        rows = list(queries.history(case))
        assert [(row.step, row.is_late) for row in rows] == [("apply", False), ("visit", True), ("compare", True)]
        assert queries.case_as_of(case, date(2016, 9, 1)).state == "visited"
        assert queries.case_as_of(case, date(2016, 9, 1), known_on=date(2016, 9, 10)).state == "applied"
        assert queries.case_as_of(case, date(2016, 8, 31)) is None


def test_an_appeal_takes_the_case_up_again_and_links_back(walk, households, cast):
    case = walk.open("identification", households(1)[0], D)
    for name in ("visit", "compare"):
        case = walk.step(case, name, D)
    case = walk.step(case, "turn_down", D)
    assert case.outcome == "refused"
    appeal = walk.open("appeal", case.household_id, date(2016, 9, 5), reason="against_village", origin=case)
    walk.step(appeal, "uphold", date(2016, 9, 12))
    with within(cast["city"]):
        (again,) = list(appeal.following.all())
    assert (again.kind, again.state, again.origin_id) == ("identification", "applied", appeal.pk)


def test_help_comes_first_and_papers_after(walk, households, cast, register):
    with clock.standing_at(datetime(2023, 8, 1, 9, tzinfo=clock.ZONE)):
        on = date(2023, 7, 3)
        case = walk.open("monitoring", households(1)[0], on, step="help_first", reason="sudden")
        assert (case.variant, case.state, case.due_on) == ("henan-2021", "helped_first", date(2023, 7, 18))
        assert register["done"] == [("help_first", case.household_id)]
        for name in ("verify", "authorise", "deliberate", "post"):
            case = walk.step(case, name, on)
        notice = walk.notice([case], on)
        assert notice.ends_on == date(2023, 7, 10), "five days end on Saturday and run on to Monday"
        with pytest.raises(NotPossible, match="县里比对"):
            walk.step(case, "review", after(notice))
        assert case in _waiting(cast["register"], on), "the county compares beside the village's deliberation"
        case = walk.step(case, "compare", date(2023, 7, 5), by=cast["register"])
        assert case.state == "noticed"
        assert case not in _waiting(cast["register"], on)
        case = walk.step(case, "review", after(notice))
        case = walk.step(case, "decide", after(notice), by=cast["director"])
        assert case.state == "watched"


def _waiting(actor, on):
    with within(actor):
        return list(queries.waiting_for(actor, on))


def test_who_cannot_supply_is_told_who_can(walk, households, cast, register):
    case = exit_to(walk, households(1)[0], "prepare")
    register["exit_standard"] = False
    with within(cast["register"]):
        offers = {offer.step.name: offer for offer in queries.steps_open_to(case, cast["register"])}
        elsewhere = queries.steps_open_to(case, cast["city"])
    assert "不符合" in str(offers["verify"].refusal)
    assert offers["verify"].lacking == (("standard_sheet",),)
    assert offers["unprepare"].is_open
    assert all(isinstance(offer.refusal, NotAllowed) for offer in elsewhere)


def test_one_open_case_of_a_kind_and_the_day_decides_the_procedure(walk, households, cast):
    household = households(1)[0]
    walk.open("identification", household, D)
    with pytest.raises(NotPossible, match="没有办结"):
        walk.open("identification", household, D)
    other = walk.open("identification", households(1)[0], date(2015, 6, 1))
    assert other.variant == "national-2014"
    late = Subject("H0", VILLAGE, proofs=(paper("application", D),))
    told = {"kind": "identification", "subjects": [late], "happened_on": date(2021, 6, 1), "by": cast["worker"]}
    with (
        clock.standing_at(datetime(2022, 1, 1, tzinfo=clock.ZONE)),
        pytest.raises(NotPossible, match="没有“贫困户识别”"),
    ):
        actions.open_cases(**told)


def test_files_are_kept_sealed_and_serve_their_step(walk, households, cast):
    from luoshu.core.cases import proofs

    case = walk.open("identification", households(1)[0], D)
    photo = NewProof("visit_record", D, content=b"\xff\xd8 a photograph", media_type="image/jpeg")
    case = walk.step(case, "visit", D, new_proofs=[photo])
    with within(cast["city"]):
        kept = Proof.objects.get(kind="visit_record")
        assert proofs.content(kept) == photo.content
        assert photo.content not in (proofs.folder() / kept.file).read_bytes()
        assert kept.step.step == "visit"
        assert not kept.is_placed


def test_a_subject_out_of_reach_is_refused(walk, cast):
    subject = Subject("H9", "410325101201", household_id=None, proofs=(paper("application", D),))
    with pytest.raises(NotAllowed, match="管辖范围"):
        actions.open_cases(kind="identification", subjects=[subject], happened_on=D, by=cast["worker"])


def test_a_notice_taken_back_makes_its_cases_wait_again(walk, households, cast):
    case = to_first_notice(walk, households(1)[0])
    (notice,) = actions.draft_notices(cases=[case], by=cast["worker"])
    first = [paper("photograph_first_day", date(2016, 9, 20))]
    actions.post_notice(notice=notice, posted_on=date(2016, 9, 20), place="村口", by=cast["worker"], new_proofs=first)
    actions.withdraw_notice(notice=notice, reason="名单写错", by=cast["worker"])
    case = walk.fresh(case.pk)
    assert (case.notice_id, case.opens_on, case.level) == (None, None, "village")
    again = walk.notice([case], date(2016, 10, 10))
    assert walk.step(case, "review", after(again)).state == "reviewed"
    with within(cast["city"]):
        assert set(Notice.objects.values_list("state", flat=True)) == {"withdrawn", "proved"}
