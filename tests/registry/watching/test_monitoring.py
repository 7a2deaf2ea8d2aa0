"""Monitored households: from a clue through the case to the watch, month by month, lifted after six steady ones."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError

from luoshu.core import clock
from luoshu.core.acts import acting
from luoshu.core.cases import actions as cases
from luoshu.core.cases.given import NewProof, Votes
from luoshu.core.cases.models import CaseFile
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.scope import within
from luoshu.policy.procedures import kind
from luoshu.registry.models import Household, Monitored, PersonYear, RosterHousehold
from luoshu.registry.watching import actions, monitoring, queries
from tests.registry.watching.test_clues import raised

pytestmark = pytest.mark.django_db
PROVED = (
    "minutes",
    "attendance",
    "vote",
    "signed_list",
    "document",
    "comparison_report",
    "authorisation",
    "risk_sheet",
)
POSTED = 12  # days a notice hangs: its term, and the days off it runs on over
# The way into the watch, and out of it: step, role, days after the one before.
IN = (
    ("authorise", "village_worker", 0),
    ("deliberate", "village_worker", 1),
    ("compare", "county_register", 0),
    ("post", "village_worker", 0),
    ("notice", "village_worker", 0),
    ("review", "township_reviewer", POSTED + 1),
    ("decide", "county_director", 1),
)
OUT = (
    ("propose_lift", "village_worker", 0),
    ("post_lift", "village_worker", 0),
    ("notice", "village_worker", 0),
    ("review_lift", "township_reviewer", POSTED + 1),
    ("lift", "county_director", 1),
)


@pytest.fixture
def walk(cast, today):
    """Take the steps of a case one after the other; the day of the last."""

    def run(case, steps, day):
        for step, role, days in steps:
            day += timedelta(days)
            with today(day.year, day.month, day.day):
                _step(cast(role), case, step, day)
        return day

    return run


def _step(by, case, step, day):
    with within(by):
        case = CaseFile.objects.get(pk=case.pk)
    if step == "notice":
        _post(by, case, day)
        return
    organ = kind(case.kind).variant(case.variant).steps[step].organ
    meeting = None
    proofs = tuple(NewProof(kind, day, document_no="文 1") for kind in PROVED)
    if organ == "village_assembly":
        meeting = cases.hold_meeting(
            organ=organ, area=case.area, held_on=day, entitled=30, present=25, by=by, new_proofs=proofs
        )
    votes = Votes(24, 1) if meeting else None
    told = {"cases": [case], "step": step, "happened_on": day, "meeting": meeting, "votes": votes}
    cases.take_step(**told, new_proofs=proofs, document_no="文 2", by=by)


def _post(by, case, day):
    (notice,) = cases.draft_notices(cases=[case], by=by)
    cases.post_notice(notice=notice, posted_on=day, place="村务公开栏", by=by, new_proofs=[_photograph("first", day)])
    last = day + timedelta(POSTED)
    with clock.standing_at(datetime(last.year, last.month, last.day, 12, tzinfo=clock.ZONE)):
        cases.prove_posting(notice=notice, taken_down_on=last, by=by, new_proofs=[_photograph("last", last)])


def _photograph(which, day):
    return NewProof(f"photograph_{which}_day", day, content=b"\xff\xd8\xff" + which.encode(), media_type="image/jpeg")


def case_of(clue, by):
    with within(by):
        return CaseFile.objects.get(pk=clue.case_id)


@pytest.fixture
def watched(world, cast, today, walk, seen):
    """A household that was verified, deliberated, noticed and taken into the watch; its case and the day."""

    def make(name="李秀英", day=date(2021, 3, 1), **told):
        worker = cast("village_worker")
        with today(day.year, day.month, day.day):
            about = {"roster_household": told.pop("roster")} if "roster" in told else {"household": world[name]}
            about = {"household": None} | about
            clue = raised(world, worker, **about)
            clue = actions.verify_clue(clue=clue, finding="risk", reason="属实", by=worker, **told)
        case = case_of(clue, worker)
        day = walk(case, IN, day)
        (watch,) = seen(Monitored.objects.filter(case_id=case.pk).select_related("household"))
        return watch, case, day

    return make


def test_a_clue_becomes_a_watch_by_the_procedure(watched, world, seen):
    watch, _case, day = watched()

    assert (watch.household, watch.group, watch.risks) == (world["李秀英"], "unstable", ["accident"])
    assert (watch.since, watch.line) == (day, 600_000)


def test_a_household_never_registered_poor_enters_the_register_as_monitored(watched, world, cast, seen):
    (roster,) = seen(RosterHousehold.objects.filter(head_name="周大山"))
    watch, case, _ = watched(roster=roster, group="sudden")

    assert (watch.group, watch.household.head_name, watch.household.status) == ("sudden", "周大山", None)
    (row,) = seen(RosterHousehold.objects.filter(pk=roster.pk))
    assert row.household_code == watch.household.code
    assert case_of_pk(seen, case.pk).household_id == watch.household_id
    assert len(seen(Household.objects.filter(head_name="周大山"))) == 1


def case_of_pk(seen, pk):
    return seen(CaseFile.objects.filter(pk=pk))[0]


def visits(cast, today, watch, first, count, **told):
    """Visits of so many months, each on its 20th, all well."""
    facts = {"is_above_line": True, "is_secured": True} | told
    for number in range(count):
        month = date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)
        with today(month.year, month.month, 20):
            actions.record_month(
                monitored=watch, month=month, checked_on=month.replace(day=20), by=cast("village_worker"), **facts
            )


def helped(cast, today, watch, day):
    with today(day.year, day.month, day.day):
        actions.record_help(monitored=watch, helped_on=day, by=cast("village_worker"))


def test_six_steady_months_lift_the_risk_by_the_procedure(watched, cast, today, walk, seen):
    watch, case, day = watched()
    helped(cast, today, watch, day + timedelta(5))
    visits(cast, today, watch, date(2021, 3, 1), 6)
    with pytest.raises(NotPossible, match="满 6 个月"):
        walk(case, OUT, date(2021, 9, 5))
    visits(cast, today, watch, date(2021, 9, 1), 1)

    lifted_on = walk(case, OUT, date(2021, 9, 21))
    (watch,) = seen(Monitored.objects.filter(pk=watch.pk))
    assert (watch.lifted_on, watch.lifted_by) == (lifted_on, "helped")
    assert case_of_pk(seen, case.pk).state == "lifted"


@pytest.mark.parametrize(
    ("told", "reason"),
    [({"is_above_line": None}, "未核实|还没有核实"), ({"is_secured": False}, "不符合|未达到")],
)
def test_a_month_not_steady_keeps_it(watched, cast, today, walk, told, reason):
    watch, case, day = watched()
    helped(cast, today, watch, day)
    visits(cast, today, watch, date(2021, 3, 1), 6)
    visits(cast, today, watch, date(2021, 9, 1), 1, **told)

    with pytest.raises(NotPossible, match=reason):
        walk(case, OUT, date(2021, 9, 21))


def test_without_help_nothing_was_lifted_by_help(watched, cast, today, walk):
    watch, case, _ = watched()
    visits(cast, today, watch, date(2021, 3, 1), 7)

    with pytest.raises(NotPossible, match="帮扶措施"):
        walk(case, OUT, date(2021, 9, 21))


def test_a_household_without_any_labour_is_covered_and_never_lifted(watched, cast, today, walk, system):
    watch, case, day = watched()
    with acting("test.labour", system):
        PersonYear.objects.filter(household=watch.household).update(labour="03")
    helped(cast, today, watch, day)
    actions.record_help(monitored=watch, is_covered=True, by=cast("village_worker"))
    visits(cast, today, watch, date(2021, 3, 1), 24)

    with pytest.raises(NotPossible, match="有劳动能力"):
        walk(case, OUT, date(2023, 2, 21))
    with within(cast("county_register")):
        watch = Monitored.objects.get()
        assert (watch.is_covered, watch.lifted_on) == (True, None)


def test_labour_nobody_verified_keeps_it_too(watched, cast, system):
    watch, _, _ = watched()
    for labour, found in (("04", False), (None, None), ("01", True)):
        with acting("test.labour", system):
            PersonYear.objects.filter(household=watch.household).update(labour=labour)
            assert monitoring.has_labour(watch.household) is found


def test_a_month_is_recorded_once_and_corrected_in_place(watched, cast, today, seen):
    watch, _, _ = watched()
    visits(cast, today, watch, date(2021, 4, 1), 1, is_secured=None)
    visits(cast, today, watch, date(2021, 4, 1), 1)

    with within(cast("county_register")):
        (month,) = queries.months(watch)
        assert month.is_secured is True


@pytest.mark.parametrize(
    "told",
    [
        {"month": date(2021, 1, 1), "checked_on": date(2021, 1, 20)},
        {"month": date(2021, 5, 1), "checked_on": date(2021, 4, 20)},
        {"month": date(2021, 5, 1), "checked_on": date(2999, 4, 20)},
    ],
)
def test_a_month_before_the_watch_or_a_visit_before_the_month_is_refused(watched, cast, told):
    watch, _, _ = watched()

    with pytest.raises(BadInput):
        actions.record_month(monitored=watch, is_above_line=True, is_secured=True, by=cast("village_worker"), **told)


def test_sudden_trouble_is_helped_first_and_the_papers_follow(world, cast, today, walk, seen):
    worker, day = cast("village_worker"), date(2021, 3, 1)
    with today(2021, 3, 1):
        clue = raised(world, worker)
        clue = actions.verify_clue(
            clue=clue, finding="risk", reason="车祸，先送医院", by=worker, group="sudden", help_first=True
        )
    case = case_of(clue, worker)
    assert case.state == "helped_first"
    with today(2021, 3, 3):
        visit = (NewProof("visit_record", date(2021, 3, 3), document_no="访 1"),)
        cases.take_step(cases=[case], step="verify", happened_on=date(2021, 3, 3), by=worker, new_proofs=visit)
    walk(case, IN, day + timedelta(3))

    (watch,) = seen(Monitored.objects.all())
    assert (watch.is_helped_first, watch.helped_on, watch.group) == (True, day, "sudden")


def test_a_new_clue_about_a_watched_household_joins_its_case_and_adds_its_risk(watched, world, cast, today, seen):
    watch, case, _ = watched()
    with today(2021, 6, 1):
        clue = raised(world, cast("village_worker"), kind="lost_job", text="厂子关门")
        clue = actions.verify_clue(clue=clue, finding="risk", reason="属实", by=cast("village_worker"))

    assert clue.case_id == case.pk
    assert seen(Monitored.objects.filter(pk=watch.pk))[0].risks == ["accident", "lost_job"]


def test_a_watched_household_is_not_screened_again(watched, world, cast):
    watched("王改花")

    assert actions.find_clues(year=2021, by=cast("county_register")).found == 2


def test_a_household_is_watched_once_at_a_time(watched, system):
    watch, _, _ = watched()

    with acting("test.twice", system), pytest.raises(NotPossible):
        monitoring.start(watch.household, group="unstable", risks=["other"], since=date(2021, 5, 1))
    with pytest.raises(IntegrityError, match="monitored_once"), acting("test.twice", system):
        Monitored.objects.create(
            county=watch.county, area=watch.area, household=watch.household, group="sudden", risks=[], since=watch.since
        )  # fmt: skip


def test_help_that_is_late_is_listed(watched, cast, today):
    watch, _, day = watched()
    office = cast("county_register")
    for days, late in ((30, 0), (31, 1)):
        then = day + timedelta(days)
        with today(then.year, then.month, then.day), within(office):
            assert queries.monitored(office, without_measure_late=True).count() == late
    helped(cast, today, watch, day + timedelta(40))
    with within(office):
        assert queries.monitored(office, without_measure_late=True).count() == 0
        assert queries.monitored_counts(office) == {"unstable": (1, 0), "marginal": (0, 0), "sudden": (0, 0)}


def test_the_group_a_household_looks_like_has_its_reasons(watched, cast):
    watch, _, _ = watched()
    with within(cast("county_register")):
        found = queries.suggestion(cast("county_register"), watch.household, date(2021, 6, 1))

    assert [each.name for each in found.reasons] == ["has_exited", "is_below_line", "is_unsteady", "has_shock"]
    assert found.reasons[0].outcome is True
