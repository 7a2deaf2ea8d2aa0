"""The pages of cases: they work for each level, show what each may see, and take the steps they offer."""

from datetime import datetime

import pytest

from luoshu.core import clock
from luoshu.core.cases.models import CaseFile, Meeting
from luoshu.core.scope import within

from . import little

FIRST, THIRD = f"{little.HERE}0001", f"{little.HERE}0004"
NOW = datetime(2018, 1, 3, 9, 0, tzinfo=clock.ZONE)
PAGES = ["/cases", "/cases?view=all&kind=household_exit", "/notices", "/objections", "/clues", "/watched", "/cohorts",
         "/campaigns", "/cases/open", f"/standards/household/{FIRST}", f"/standards/{little.HERE}", "/standards/410325",
         f"/cases/open?kind=household_exit&household={FIRST}"]  # fmt: skip


@pytest.fixture(autouse=True)
def november():
    """The working day the pages are looked at on."""
    with clock.standing_at(NOW):
        yield


@pytest.fixture
def seen(system):
    """What the database holds, seen by Luoshu itself."""

    def look(question):
        with within(system):
            return question()

    return look


@pytest.mark.parametrize("who", ["office", "director", "reviewer", "secretary"])
def test_every_page_works(as_, who):
    client = as_(who)
    wrong = {}
    for page in PAGES:
        answer = client.get(page)
        html = answer.content.decode()
        if answer.status_code not in (200, 404) or (answer.status_code == 200 and html.count("<h1") != 1):
            wrong[page] = answer.status_code
    assert not wrong


MEETING = {
    "happened_on": "2017-12-20", "meeting": "new", "held_on": "2017-12-20", "entitled": "40", "present": "36",
    "meeting_minutes_at": "村档案柜", "meeting_attendance_at": "村档案柜", "meeting_vote_at": "村档案柜",
}  # fmt: skip


def propose(client, *codes):
    return client.post("/cases/open", {"kind": "household_exit", "household": list(codes), **MEETING})


def test_exits_are_proposed_in_bulk_by_one_meeting(as_, seen):
    answer = propose(as_("secretary"), f"{little.HERE}0003", THIRD)

    assert answer.status_code == 200
    assert "立案2件" in answer.content.decode()
    assert seen(lambda: {case.state for case in CaseFile.objects.all()}) == {"proposed"}
    assert seen(Meeting.objects.count) == 1


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_the_field(as_, seen):
    typed = {"kind": "household_exit", "household": THIRD, **MEETING, "present": "", "held_at": "村部会议室"}
    answer = as_("secretary").post("/cases/open", typed)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "村部会议室" in html
    assert 'href="#f-present"' in html
    assert 'id="e-present"' in html
    assert not seen(CaseFile.objects.exists)


def test_a_case_says_what_comes_next_who_has_it_and_until_when(as_, seen):
    client = as_("secretary")
    propose(client, THIRD)
    case = seen(CaseFile.objects.get)
    html = client.get(f"/cases/{case.pk}").content.decode()

    assert "乡镇审核预脱贫名单" in html
    assert "城关镇 乡镇党委政府" in html
    assert str(case.due_on) in html
    assert "补录" in html


def test_the_work_list_is_the_next_ones(as_, seen, person, client):
    propose(as_("secretary"), THIRD)
    case = seen(CaseFile.objects.get)
    client.force_login(person("reviewer"))

    assert f"/cases/{case.pk}" in client.get("/cases").content.decode()
    assert f"/cases/{case.pk}" in client.get("/").content.decode()


def test_a_bulk_step_says_what_was_done_and_what_was_refused(as_, seen, person, client):
    propose(as_("secretary"), f"{little.HERE}0003", THIRD)
    cases = seen(lambda: list(CaseFile.objects.order_by("pk")))
    client.force_login(person("reviewer"))
    numbers = [case.pk for case in cases]
    form = client.post("/cases/step", {"case": numbers, "step": "list"}).content.decode()
    assert "2件" in form
    typed = {"cases": ",".join(map(str, numbers)), "of": "household_exit|henan-2016|proposed", "step": "list",
             "confirmed": "yes", "happened_on": "2018-01-02", "document_no": "城政〔2017〕12号"}  # fmt: skip
    html = client.post("/cases/step", typed).content.decode()

    assert "办了2件，没有办成0件" in html
    assert seen(lambda: set(CaseFile.objects.values_list("state", flat=True))) == {"listed"}


def test_a_case_elsewhere_does_not_exist(as_, seen, person, client):
    propose(as_("secretary"), THIRD)
    case = seen(CaseFile.objects.get)
    client.force_login(person("neighbour"))

    assert client.get(f"/cases/{case.pk}").status_code == 404
