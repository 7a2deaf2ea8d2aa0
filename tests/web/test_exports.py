"""Every file that leaves is counted, marked, logged, and runs nothing where it is opened."""

import csv
import io
import random
from datetime import date

import openpyxl
import pytest
from django.urls import get_resolver

from luoshu.core.exports import marks
from luoshu.core.models import Account, Act, Export, ReadingDay
from luoshu.core.postings import actor_of
from luoshu.core.scope import within
from luoshu.registry import held_workbook, intake, template
from luoshu.registry.models import Upload
from luoshu.registry.sheets import read
from luoshu.registry.validation import validate
from luoshu.web import exports
from tests.registry import made as books
from tests.scale import scale

from . import books as village_books
from . import little

STARTS = (*exports.RISKY, "\r\n", " =", "\u3000＝", "'=", '"=')
BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://a","b")', "SUM(A1:A9)", 'DDE("a")', "户主", "1e5", "")
FORM = Export(id=7, name="名单", kind="xlsx")
# Files that hold nothing of the register and are not counted.
FREE = {"intake/template"}


def corpus(count=2000):
    """Strings that one spreadsheet or another would run, by every start."""
    chance = random.Random(20160201)
    return [chance.choice(STARTS) + chance.choice(BODIES) + str(chance.randrange(10**6)) for _ in range(count)]


def cells(content):
    """Every cell of every sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_no_string_becomes_a_formula_in_a_list():
    texts = corpus()
    rows = [[text, text] for text in texts]

    found = cells(exports._xlsx(["甲", "乙"], rows, texts[:3], FORM))

    assert {cell.data_type for cell in found} == {"s"}
    assert len(found) == 2 * len(texts) + 5
    told = exports._csv(["甲", "乙"], rows, texts[:3], FORM).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(told, newline="")):
        assert all(not cell.startswith(exports.RISKY) for cell in row), row


def test_no_string_becomes_a_formula_in_the_workbook_to_mend(tmp_path):
    texts = corpus(300)
    book = books.honest()
    first = book["household"][0]
    book["household"] = [first | {"户主姓名": text, "工资性收入": text} for text in texts]
    told = read(books.write_csv(tmp_path / "in", book))

    checked = validate(told, villages=books.VILLAGES, known_households=set(), on=date(2017, 1, 5))
    held_workbook.write(told, checked, tmp_path / "held.xlsx")

    found = cells((tmp_path / "held.xlsx").read_bytes())
    assert len(found) > 1000
    assert "f" not in {cell.data_type for cell in found}


def test_the_empty_form_runs_nothing(tmp_path):
    template.write(tmp_path / "form.xlsx")

    assert "f" not in {cell.data_type for cell in cells((tmp_path / "form.xlsx").read_bytes())}


def test_long_numbers_stay_text():
    rows = [["41039910120100001", "410399198001011234", "6228480012345678901", 12]]

    line = list(csv.reader(io.StringIO(exports._csv(["a"] * 4, rows, ["b"], FORM).decode("utf-8-sig"))))[-1]
    sheet = cells(exports._xlsx(["a"] * 4, rows, ["b"], FORM))[-4:]

    assert line == [f"{each}\t" for each in rows[0][:3]] + ["12"], "a spreadsheet takes a number before a tab for text"
    assert [(cell.value, cell.data_type) for cell in sheet[:3]] == [(each, "s") for each in rows[0][:3]]


def addresses(upload):
    """Every address of the program, with values put in for those that the little register has."""
    known = {"<area:code>": little.HERE[:9], "<str:code>": f"{little.HERE}0001", "<str:name>": "x"}
    for pattern in get_resolver().url_patterns[0].url_patterns:
        address = str(pattern.pattern)
        for hole, value in {**known, "<int:number>": str(upload)}.items():
            address = address.replace(hole, value)
        yield address


@pytest.fixture
def held(as_, tmp_path, system):
    """The director, logged in, and an upload with a household to mend."""
    client = as_("director")
    intake.load(village_books.faulty(tmp_path), by=actor_of(Account.objects.get(username="director")))
    with within(system):
        return client, Upload.objects.latest("id").id


def test_every_address_that_answers_with_a_file_logs_it(held, system):
    client, upload = held
    files = {}
    for address in addresses(upload):
        for query in ("", "?as=csv", "?as=xlsx"):
            client.force_login(Account.objects.get(username="director"))
            answer = client.get(f"/{address}{query}")
            if "attachment" in answer.get("Content-Disposition", ""):
                files[address + query] = answer

    assert len(files) >= 8, sorted(files)
    for address, answer in files.items():
        if address.partition("?")[0] in FREE:
            continue
        assert exports.NUMBER in answer, address
        with within(system):
            record = Export.objects.get(id=answer[exports.NUMBER])
        assert record.user.username == "director"
        again = client.get(f"/exports/{record.id}/file")
        assert again.content == answer.content, address
        assert len(record.sha256) == 64


def test_the_mark_tells_who_took_the_file_and_when(as_):
    client = as_("director")

    text = client.get("/households?as=csv").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/households?as=xlsx").content))

    assert "director（县扶贫办主任，嵩县）" in text
    assert "导出编号" in text
    assert book.properties.description.startswith(exports.NUMBER)
    assert "导出编号" in book.active.oddFooter.left.text


def names(count):
    """Rows of a list of people: number, name, village, sorted by village."""
    return [(f"4103991012{n // 30:02}{n:05}", f"户主{n}", f"{n // 30}村") for n in range(count)]


def test_a_leaked_piece_tells_its_export_and_accuses_no_other():
    chance, count = random.Random(7), scale(40, 300)
    rows, found, accused = names(1500), 0, 0
    numbers = list(range(1, scale(100, 1000)))
    for _ in range(count):
        number = chance.choice(numbers)
        copy = marks.ordered(rows, number, lambda row: row[0], lambda row: row[2])
        start = chance.randrange(len(copy) - 300)
        piece = [row[0] for row in copy[start : start + 300] if chance.random() > 0.25][:200]
        traced = marks.trace(piece, numbers)
        found += [each.number for each in traced] == [number]
        accused += any(each.number != number for each in traced)

    assert (found >= 0.99 * count, accused) == (True, 0)


def test_a_list_in_its_plain_order_accuses_nobody():
    assert marks.trace([row[0] for row in names(400)], range(1, scale(2000, 10_000))) == []
    assert marks.trace([row[0] for row in names(30)], range(1, 100)) == []


def test_a_list_over_the_quota_is_asked_for_released_and_downloaded(as_, person, system, monkeypatch):
    monkeypatch.setattr(exports.actions.kept, "left_today", lambda by: 1)
    client = as_("reviewer")
    asked = client.get("/households?as=csv")
    assert (asked.status_code, "Content-Disposition" in asked) == (409, False)
    assert "没有写用途" in client.post("/households?as=csv", {"reason": " "}).content.decode()

    sent = client.post("/households?as=csv", {"reason": "与医保名单比对"})

    assert (sent.status_code, sent["Location"]) == (302, "/exports")
    assert "等待批准" in client.get("/exports").content.decode()
    with within(system):
        number = Export.objects.get().id
    assert client.get(f"/exports/{number}/file").status_code == 409
    assert client.post(f"/exports/{number}/decide", {"is_released": "yes"}).status_code == 403
    client.force_login(person_named("director", person))
    assert "与医保名单比对" in client.get("/exports").content.decode()
    assert client.get(f"/exports/{number}/file").status_code == 404, "only its maker downloads it"
    client.post(f"/exports/{number}/decide", {"is_released": "yes"})
    client.force_login(person_named("reviewer", person))
    assert client.get(f"/exports/{number}/file").content.startswith("\ufeff".encode())


def person_named(name, person):
    """One of the cast, made once."""
    return Account.objects.filter(username=name).first() or person(name)


def test_a_copy_for_the_person_is_a_logged_file(as_, system):
    client = as_("director")
    code = f"{little.HERE}0001"
    assert "谁提出的" in client.get(f"/households/{code}/copy").content.decode()
    assert client.post(f"/households/{code}/copy?as=xlsx", {"reason": " "}).status_code == 422

    answer = client.post(f"/households/{code}/copy?as=xlsx", {"reason": "申请 12"})

    values = {cell.value for cell in cells(answer.content)}
    assert {"王改花", "工资性收入", "收入和支出"} <= values
    with within(system):
        assert Act.objects.get(action="registry.copy_household").subject == code
        assert Export.objects.get(id=answer[exports.NUMBER]).rows > 20


def test_the_page_of_what_is_kept_is_for_everybody_in_both_languages(db, client):
    assert "加密保存" in client.get("/privacy").content.decode()
    client.cookies["django_language"] = "en"
    assert "Document numbers" in client.get("/privacy").content.decode()


def test_paging_through_lists_is_counted_and_a_chapter_of_figures_is_not(as_, system):
    client = as_("director")
    client.get("/")
    with within(system):
        assert not ReadingDay.objects.exists()

    client.get("/households")
    client.get(f"/households/{little.HERE}0001")

    with within(system):
        assert ReadingDay.objects.get().records == 5 + 1
