"""A whole list at once: the number of statements does not grow with it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshu.core.cases import actions
from luoshu.core.cases.given import Subject, Votes
from luoshu.core.cases.models import CaseFile, CaseStep
from luoshu.core.errors import NotPossible
from luoshu.core.scope import within
from luoshu.policy.procedures import kind
from tests.core.cases.walking import VILLAGE, paper
from tests.scale import scale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_the_end_of_2016")]
D = date(2016, 5, 3)


def proposed(walk, numbers, cast):
    step = kind("household_exit").at(VILLAGE, D).steps["propose"]
    papers = tuple(paper(name, D) for name in ("minutes", "attendance", "vote"))
    meeting = walk.meeting(step, D, cast["worker"])
    actions.attach_proofs(to=meeting, new_proofs=papers, by=cast["worker"])
    subjects = [Subject(f"H{n}", VILLAGE, household_id=n) for n in numbers]
    found = actions.open_cases(
        kind="household_exit", subjects=subjects, happened_on=D, by=cast["worker"], meeting=meeting
    )
    with within(cast["city"]):
        return list(CaseFile.objects.filter(pk__in=found.done))


def test_statements_do_not_grow_with_the_list(walk, households, cast):
    counts = []
    for n in (3, scale(30, 1000)):
        with CaptureQueriesContext(
            connection,
        ) as opening:
            cases = proposed(walk, households(n), cast)
        with CaptureQueriesContext(connection) as listing:
            actions.take_step(
                cases=cases, step="list", happened_on=D, by=cast["reviewer"], document_no="政〔2016〕3号",
                new_proofs=[paper("minutes", D)],
            )  # fmt: skip
        with within(cast["city"]):
            assert CaseFile.objects.filter(state="listed").count() == sum(c for c, *_ in counts) + n
        counts.append((n, len(opening), len(listing)))
    assert counts[0][1:] == counts[1][1:]


def test_some_of_a_list_are_refused_and_the_others_go_on(walk, households, cast, register):
    numbers = households(4)
    cases = [walk.step(walk.step(case, "list", D), "prepare", D) for case in proposed(walk, numbers, cast)]
    register["exit_standard"] = {numbers[1]: None, numbers[2]: False}
    on = date(2016, 11, 1)
    papers = [paper("standard_sheet", on)]
    done = actions.take_step(cases=cases, step="verify", happened_on=on, by=cast["register"], new_proofs=papers)
    assert set(done.done) == {cases[0].pk, cases[3].pk}
    assert "还没有核实" in str(done.refused[cases[1].pk])
    assert "不符合" in str(done.refused[cases[2].pk])
    with within(cast["city"]):
        assert CaseStep.objects.filter(step="verify").count() == 2


def test_what_is_not_for_lists_is_done_one_by_one(walk, households, cast):
    cases = proposed(walk, households(2), cast)
    with pytest.raises(NotPossible, match="一件一件"):
        actions.take_step(cases=cases, step="send_back", happened_on=D, by=cast["reviewer"], document_no="退1号")
    with pytest.raises(NotPossible, match="2000"):
        actions.take_step(cases=cases * 1001, step="list", happened_on=D, by=cast["reviewer"])


def test_votes_may_differ_within_one_meeting(walk, households, cast):
    cases = [walk.open("identification", n, D) for n in households(2)]
    cases = [walk.step(walk.step(case, "visit", D), "compare", D) for case in cases]
    step = kind("identification").at(VILLAGE, D).steps["deliberate"]
    meeting = walk.meeting(step, D, cast["worker"], 40, 30)
    papers = [paper(name, D) for name in ("minutes", "attendance", "vote")]
    actions.attach_proofs(to=meeting, new_proofs=papers, by=cast["worker"])
    votes = {cases[0].pk: Votes(28, 2), cases[1].pk: Votes(15, 15)}
    found = actions.take_step(
        cases=cases, step="deliberate", happened_on=D, by=cast["worker"], meeting=meeting, votes=votes
    )
    assert found.done == (cases[0].pk,)
    assert "半数" in str(found.refused[cases[1].pk])
