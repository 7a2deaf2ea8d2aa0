"""Intake on pages: send a workbook, see what was held, mend a cell, withdraw with a reason."""

import io
import os
import time

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.registry.models import HeldHousehold, Household, Upload
from luoshu.web import jobs, tasks

from . import books


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def officer(db, person_without_register):
    """The county's director, and a register with nothing in it."""
    return person_without_register("director")


def send(client, path):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/intake", {"files": [file], "mapping": "own"})


def work_off(user):
    """What the worker does with the jobs that wait."""
    actor = actor_of(user)
    for waiting in jobs.of(actor):
        if waiting.state == jobs.WAITING:
            tasks.take_in(by=actor, token=waiting.token)
    return actor


@pytest.fixture
def held(client, officer, tmp_path):
    """One held household of a faulty workbook, sent through the page."""
    client.force_login(officer)
    send(client, books.faulty(tmp_path))
    with within(work_off(officer)):
        return HeldHousehold.objects.get()


def test_workbook_is_taken_in_as_its_sender(client, officer, tmp_path):
    client.force_login(officer)

    assert send(client, books.honest(tmp_path)).status_code == 302
    assert "排队等着" in client.get("/intake").content.decode()
    with within(work_off(officer)):
        upload = Upload.objects.get()

    assert (upload.accepted, upload.held, upload.loaded_by) == (3, 0, "director")
    assert "收下3户，待改0户" in client.get(f"/intake/uploads/{upload.id}").content.decode()
    assert "hx-trigger" not in client.get("/intake/jobs").content.decode()


def test_the_file_is_gone_once_it_was_taken_in_or_refused(client, officer, tmp_path):
    client.force_login(officer)
    wrong = tmp_path / "报告.xlsx"
    wrong.write_bytes(b"%PDF-1.4 not a workbook")
    for path in (books.faulty(tmp_path), wrong):
        send(client, path)
    assert sorted(path.suffix for path in jobs.root().glob("*/*")) == [".json", ".json", ".sealed", ".sealed"]

    actor = work_off(officer)

    assert [path.name for path in jobs.root().glob("*/*")] == [jobs.NOTE] * 2
    token = jobs.of(actor)[0].token
    tasks.take_in(by=actor, token=token)  # the queue may hand out a job twice
    assert jobs.found(token).state in (jobs.DONE, jobs.FAILED)


def test_faulty_cell_stands_where_it_was_with_what_to_do(client, held):
    html = client.get(f"/intake/uploads/{held.upload_id}").content.decode()

    assert "收下2户，待改1户" in html
    assert f'<td class="bad">{books.BAD}</td>' in html
    assert "户表3行" in html
    assert f'value="{books.BAD}"' in html


def mend(client, held, value):
    change = {"sheet": "household", "row": 3, "field": "wage_income", "value": value}
    return client.post(f"/intake/held/{held.id}/mend", change, headers={"HX-Request": "true"})


def test_mended_cell_brings_the_household_in(client, officer, held):
    html = mend(client, held, "5000").content.decode()

    assert "已改好并收下" in html
    with within(actor_of(officer)):
        assert Household.objects.filter(code=held.code).exists()
        assert HeldHousehold.objects.get().state == "mended"


def test_cell_mended_wrongly_keeps_what_was_typed(client, officer, held):
    html = mend(client, held, "六千").content.decode()

    assert 'value="六千"' in html
    with within(actor_of(officer)):
        assert HeldHousehold.objects.get().state == "open"


def test_cell_that_is_not_there_is_refused(client, held):
    change = {"sheet": "household", "row": "x", "field": "wage_income", "value": "1"}

    assert client.post(f"/intake/held/{held.id}/mend", change).status_code == 400


def test_withdrawing_needs_a_reason(client, officer, held):
    address = f"/intake/held/{held.id}/withdraw"

    refused = client.post(address, {"reason": " "}, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "撤回要写原因" in refused.content.decode()

    client.post(address, {"reason": "重复填报"}, headers={"HX-Request": "true"})
    assert "重复填报" in client.get(f"/intake/uploads/{held.upload_id}").content.decode()


def test_held_household_comes_back_as_a_workbook(client, held):
    answer = client.get(f"/intake/uploads/{held.upload_id}/held.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["户表"]
    assert sheet.max_row == 2
    assert books.BAD in [cell.value for cell in sheet[2]]


def test_template_can_be_downloaded(client, officer):
    client.force_login(officer)

    answer = client.get("/intake/template")

    assert "户表" in openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames


def test_file_that_cannot_be_read_says_why(client, officer, tmp_path):
    client.force_login(officer)
    path = tmp_path / "报告.xlsx"
    path.write_bytes(b"%PDF-1.4 not a workbook")
    send(client, path)
    work_off(officer)

    html = client.get("/intake").content.decode()

    assert "没有收下" in html
    assert "报告.xlsx" in html


def test_no_file_is_told_beside_the_field(client, officer):
    client.force_login(officer)

    answer = client.post("/intake", {"mapping": "national"})

    assert answer.status_code == 422
    assert "没有选文件" in answer.content.decode()
    assert '<option value="national" selected>' in answer.content.decode()


@pytest.mark.parametrize("address", ["/intake/uploads/{0.upload_id}", "/intake/uploads/{0.upload_id}/held.xlsx"])
def test_upload_of_elsewhere_does_not_exist(client, held, person_without_register, address):
    client.force_login(person_without_register("neighbour"))

    assert client.get(address.format(held)).status_code == 404
    assert client.post(f"/intake/held/{held.id}/mend", {}).status_code == 404


def test_who_may_not_load_is_refused(client, person_without_register, tmp_path):
    client.force_login(person_without_register("leader"))

    assert send(client, books.honest(tmp_path)).status_code == 403


NAMES = [
    "../../etc/passwd", "..", "a/b/../c.xlsx", "\\\\server\\x.xlsx", "x\r\nSet-Cookie: a=b.xlsx", "\x00.xlsx",
    "名" * 250 + ".xlsx", "<img src=x onerror=alert(1)>.xlsx", "410399198001011234的一家.xlsx", "\u202excod.xlsx",
    "COM1", ".htaccess", "-rf", " ",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_whatever_a_file_is_called_it_lies_under_a_name_of_ours(client, officer, name):
    client.force_login(officer)
    waiting = jobs.receive(ContentFile(b"not a workbook", name), "own", actor_of(officer))

    assert sorted(path.name for path in waiting.folder.iterdir()) == [jobs.CONTENT, jobs.NOTE]
    assert waiting.path.resolve().parent == waiting.folder.resolve()
    assert len(waiting.file_name) <= jobs.LONGEST_NAME
    assert "410399198001011234" not in waiting.file_name
    work_off(officer)
    assert jobs.found(waiting.token).state == jobs.FAILED
    assert "<img" not in client.get("/intake").content.decode()


def test_jobs_of_long_ago_are_swept_and_those_that_wait_stay(client, officer, tmp_path):
    client.force_login(officer)
    for _ in range(2):
        send(client, books.honest(tmp_path))
    old, new = jobs.of(actor_of(officer))
    long_ago = time.time() - (jobs.FORGOTTEN + 1) * 86400
    os.utime(old.folder, (long_ago, long_ago))

    assert jobs.sweep() == 1

    assert (old.folder.exists(), new.path.exists()) == (False, True)
