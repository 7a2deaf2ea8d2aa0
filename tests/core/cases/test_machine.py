"""Random steps over all kinds of case, rightly and wrongly, against the little model; 50,000 of them in the soak."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from luoshu.core.cases import hooks
from luoshu.core.models import Change
from luoshu.core.scope import within
from luoshu.policy.procedures import listed
from tests.core.cases.machine import Machine
from tests.scale import SOAK, scale


@pytest.mark.django_db
def test_no_case_goes_where_the_procedure_does_not_lead(cast, monkeypatch):
    answers, done = {}, []
    for name in listed("requirements"):
        monkeypatch.setitem(hooks.requirements, name, _answer(name, answers))
    for name in listed("effects"):
        monkeypatch.setitem(hooks.effects, name, _note(name, done))
    Machine.cast, Machine.answers, Machine.done = cast, answers, done
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=scale(10, 2000),
            stateful_step_count=40,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(Machine.tally[outcome] > 20 for outcome in ("ok", "not allowed", "not possible")), Machine.tally
    if SOAK:
        assert sum(Machine.tally.values()) >= 50_000
        assert len({kind for kind, *_ in Machine.seen}) == 16
    with within(cast["city"]):
        assert Change.objects.filter(table_name="case_step", op="U").count() == 0
        assert Change.objects.filter(table_name="case_step", op="I").exists()


def _answer(name, answers):
    return lambda cases, on, by: {case.pk: hooks.Answer(answers.get(name, True)) for case in cases}


def _note(name, done):
    return lambda cases, taken: done.extend((name, case.pk) for case in cases)
