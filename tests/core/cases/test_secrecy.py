"""Who objected stays sealed, a report passes by the accused, and the tied are found wherever they are posted."""

from datetime import date

import pytest
from django.db import connection

from luoshu.core.acts import acting
from luoshu.core.cases import actions, queries, secret
from luoshu.core.cases.given import Subject
from luoshu.core.cases.models import CaseStep, Objection
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.models import Act, Posting, Roll, RollHousehold
from luoshu.core.scope import within
from tests.core.cases.test_walks import D, to_first_notice
from tests.core.cases.walking import VILLAGE, after, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_the_end_of_2016")]


def test_a_report_about_the_village_is_not_seen_in_the_village(cast):
    made = actions.raise_objection(
        text="村支书优亲厚友", source="letter", received_on=D, by=cast["reviewer"], area=VILLAGE, accused="village",
        name="李某", contact="13800000000",
    )  # fmt: skip
    assert (made.kind, made.organ, made.area) == ("report", "township", "410324104000")
    with within(cast["worker"]):
        assert not Objection.objects.exists(), "neither the wall of the program"
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from case_objection")
            assert cursor.fetchone() == (0,), "nor that of the database shows it"
        assert not Act.objects.filter(action="cases.raise_objection").exists()
        assert list(queries.objections_to_answer(cast["worker"])) == []
    with within(cast["reviewer"]):
        (seen,) = queries.objections_to_answer(cast["reviewer"])
        assert secret.words(seen, "text") == "村支书优亲厚友"
        assert secret.words(seen, "name") == "李某"
        assert "李某".encode() not in bytes(seen.name_sealed)


def test_an_objection_is_taken_back_with_those_who_would_answer_it(walk, households, cast):
    case = to_first_notice(walk, households(1)[0])
    made = actions.raise_objection(text="不同意", source="visit", received_on=D, by=cast["worker"], case=case)
    with pytest.raises(NotAllowed, match="另一级"):
        actions.withdraw_objection(objection=made, decided_on=D, by=cast["worker"])
    assert walk.fresh(case.pk).open_objections == 1
    actions.withdraw_objection(objection=made, decided_on=D, by=cast["reviewer"])
    assert walk.fresh(case.pk).open_objections == 0


def test_what_is_personal_in_a_case_is_sealed(walk, cast):
    subject = Subject("N1", VILLAGE, secret={"head_name": "王某"}, proofs=(paper("application", D),))
    done = actions.open_cases(kind="identification", subjects=[subject], happened_on=D, by=cast["worker"]).done
    case = walk.fresh(done[0])
    assert secret.secret_of(case) == {"head_name": "王某"}
    actions.amend_case(case=case, reason="补正人数", by=cast["worker"], detail={"asked": 1}, secret={"people": 3})
    case = walk.fresh(case.pk)
    assert (case.detail, secret.secret_of(case)) == ({"asked": 1}, {"head_name": "王某", "people": 3})
    with pytest.raises(NotAllowed, match="不能补正"):
        actions.amend_case(case=case, reason="改", by=cast["city"], detail={"asked": 2})


def test_a_notice_is_not_amended_while_it_hangs(walk, households, cast):
    case = to_first_notice(walk, households(1)[0])
    walk.notice([case], date(2016, 9, 20))
    actions.amend_case(case=walk.fresh(case.pk), reason="补正", by=cast["reviewer"], detail={"x": 1})
    other = to_first_notice(walk, households(1)[0])
    (notice,) = actions.draft_notices(cases=[other], by=cast["worker"])
    first = [paper("photograph_first_day", date(2016, 12, 30))]
    actions.post_notice(notice=notice, posted_on=date(2016, 12, 30), place="村口", by=cast["worker"], new_proofs=first)
    with pytest.raises(NotPossible, match="公示期间"):
        actions.amend_case(case=walk.fresh(other.pk), reason="补正", by=cast["reviewer"], detail={"x": 1})


def test_a_helper_is_found_by_a_posting_they_do_not_act_in(walk, households, cast, system):
    household = households(1)[0]
    case = to_first_notice(walk, household)
    notice = walk.notice([case], date(2016, 9, 20))
    with within(system), acting("test.roll", system):
        roll = Roll.objects.create(kind="helped", name="某人", county="410324", area="410324")
        RollHousehold.objects.create(roll=roll, household_id=household, county="410324", area="410324")
        helping = {"role": "helper", "county": "410324", "area": VILLAGE, "whole": False, "rolls": [roll.pk]}
        Posting.objects.create(user_id=cast["reviewer"].user_id, since=date(2016, 1, 1), **helping)
    with pytest.raises(NotAllowed, match="帮扶人不能"):
        walk.step(case, "review", after(notice), by=cast["reviewer"])
    assert walk.step(case, "review", after(notice), by=cast["colleague"]).state == "reviewed"


def test_steps_and_proofs_cannot_be_changed_past_the_program(walk, households, cast, system):
    case = walk.open("identification", households(1)[0], D)
    for statement in ("update case_step set happened_on = '2016-01-01'", "delete from case_step",
                      "update case_proof set kind = 'minutes'", "delete from case_file"):  # fmt: skip
        with within(system), pytest.raises(Exception, match=r"permission denied|stay"), acting("test", system):
            connection.cursor().execute(statement)
    with within(cast["city"]):
        assert CaseStep.objects.filter(case=case).count() == 1


def test_as_of_for_a_whole_list(walk, households, cast):
    cases = [walk.open("identification", household, D) for household in households(3)]
    walk.step(cases[0], "visit", date(2016, 9, 5))
    with within(cast["city"]):
        ids = [case.pk for case in cases]
        assert {pk: each.state for pk, each in queries.cases_as_of(ids, date(2016, 9, 4)).items()} == dict.fromkeys(
            ids, "applied"
        )
        assert [each.state for each in queries.cases_as_of(ids, date(2016, 9, 5)).values()].count("visited") == 1
        assert queries.cases_as_of(ids, date(2016, 9, 5), known_on=date(2016, 12, 30)) == {}
