"""The portal's pages: without log-in, on any phone, in both languages, nothing typed lost."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from django.test import Client

from luoshu.core import clock
from luoshu.core.receipts import is_receipt, receipt_number
from luoshu.portal import pages, store, urls, writing
from luoshu.web.translations import HAN

PORTAL = Path(pages.__file__).parent
COUNTY, TOWNSHIP, VILLAGE = "410324", "410324104", "410324104203"


@pytest.fixture
def shown(noticed, bundle, portal):
    notice, _ = noticed()
    portal.bring(bundle())
    return notice.pk


def addresses(number):
    """Every address of the portal."""
    given = {"code": VILLAGE, "number": number}
    return ["/" + re.sub(r"<\w+:(\w+)>", lambda hole: str(given[hole[1]]), str(each.pattern)) for each in urls.PAGES]


def test_every_page_opens_without_a_log_in_in_both_languages(shown, portal):
    for prefix in ("", "/en"):
        for address in addresses(shown):
            answer = portal.get(prefix + address)
            assert answer.status_code == 200, address
            assert "login" not in answer.content.decode().lower().replace("log-in", "")


def test_no_page_carries_script_or_style_inline_and_the_policy_forbids_both(shown, portal):
    for address in addresses(shown):
        answer = portal.get(address)
        assert not re.search(r"<script|<style|style=|\son\w+=|javascript:", answer.content.decode())
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy


def test_reading_sets_no_cookie_and_a_form_only_the_one_against_forgery(shown):
    for address in addresses(shown):
        reader = Client()
        reader.get(address)
        has_form = address.endswith(("/object", "/report", "/receipt"))
        assert set(reader.cookies) == ({"csrftoken"} if has_form else set()), address
        if has_form:
            assert reader.cookies["csrftoken"]["httponly"]


def test_notices_are_found_by_area_and_by_name(shown, portal):
    assert "栾川县 <span>1 份" in portal.words("/")
    assert f'href="/area/{TOWNSHIP}"' in portal.words(f"/area/{COUNTY}")
    assert f'href="/notice/{shown}"' in portal.words(f"/area/{TOWNSHIP}")
    assert f'href="/area/{VILLAGE}"' in portal.words("/", q="柳子")
    assert "没有找到" in portal.words("/", q="没有这个村")


def test_a_notice_shows_its_lines_its_term_and_who_hears_objections(shown, portal):
    words = portal.words(f"/notice/{shown}")

    assert words.count('<th scope="row">张某</th>') == 3
    assert "2016年12月28日 – 2017年1月4日" in words
    assert "三川镇党委政府" in words
    assert "28 Dec 2016 – 4 Jan 2017" in portal.words(f"/en/notice/{shown}")


def test_when_its_term_is_over_a_notice_is_gone_from_pages_and_from_the_store(shown, portal, settings):
    with clock.standing_at(datetime(2017, 1, 4, 23, 59, tzinfo=clock.ZONE)):
        assert "今天是最后一天" in portal.words(f"/notice/{shown}")
    with clock.standing_at(datetime(2017, 1, 5, 0, 1, tzinfo=clock.ZONE)):
        answer = portal.get(f"/notice/{shown}")
        assert answer.status_code == 404
        assert "期满就撤下" in answer.content.decode()
        assert portal.client.post(f"/notice/{shown}/object", {"text": "事"}).status_code == 404

    assert store.rows("select count(*) from notice") == [(0,)]


@pytest.mark.parametrize(
    "path", ["/area/410399", "/area/4103", "/area/%27or1", "/notice/99", "/notice/9" + "9" * 30, "/x"]
)
def test_what_is_not_there_is_told_and_leads_back(shown, portal, path):
    answer = portal.get(path)

    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_who_objects_gets_a_receipt_once_however_often_the_form_is_sent(shown, portal):
    path = f"/notice/{shown}/object"
    token = portal.get(path).context["written"]["token"]
    receipts = {portal.client.post(path, {"text": "不符", "token": token}).context["receipt"] for _ in range(3)}

    assert len(receipts) == 1
    assert is_receipt(receipts.pop())
    assert store.rows("select count(*) from letter") == [(1,)]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("text", "", "请写清是什么事"), ("text", "事" * 2001, "最多 2000 个字，现在有 2001 个"),
        ("name", "王" * 61, "最多 60 个字"), ("contact", "1" * 61, "最多 60 个字"), ("line", "9", "请从列出的里面选"),
        ("accused", "city", "请从列出的里面选"),
    ],
)  # fmt: skip
def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(shown, portal, field, typed, told):
    given = {"text": "他家有车", "name": "李某某", "contact": "13800000000", "accused": "village", field: typed}

    answer = portal.write(f"/notice/{shown}/object", **given)

    words = answer.content.decode()
    assert answer.status_code == 400
    assert told in words
    assert "<title>有问题：" in words
    assert all(value in words for name, value in given.items() if name in ("text", "name", "contact"))
    assert store.rows("select count(*) from letter") == [(0,)]


def test_a_place_can_be_reported_about_without_a_notice(shown, portal):
    answer = portal.write(f"/area/{TOWNSHIP}/report", text="有人克扣补助", accused="township")

    assert is_receipt(answer.context["receipt"])


def test_what_is_typed_is_shown_as_text(shown, portal):
    answer = portal.write(f"/notice/{shown}/object", text="<script>alert(1)</script>", name="x" * 61)

    assert "<script>" not in answer.content.decode()


def test_too_many_letters_from_one_place_are_held_and_nothing_typed_is_lost(shown, portal, monkeypatch):
    monkeypatch.setattr(pages, "WRITTEN_AN_HOUR", 2)
    path = f"/notice/{shown}/object"
    statuses = [portal.write(path, text=f"第{n}件").status_code for n in range(4)]
    last = portal.write(path, text="再来一件")

    assert statuses == [200, 200, 429, 429]
    assert "请过一个小时再提" in last.content.decode()
    assert "再来一件" in last.content.decode()
    with clock.standing_at(datetime(2016, 12, 31, 11, 30, tzinfo=clock.ZONE)):
        assert portal.write(path, text="一小时以后").status_code == 200


def test_receipts_cannot_be_tried_out(shown, portal, monkeypatch):
    monkeypatch.setattr(pages, "ASKED_AN_HOUR", 3)
    statuses = [portal.client.post("/receipt", {"number": receipt_number()}).status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]


def test_a_full_store_takes_no_more_and_says_so(shown, portal, monkeypatch):
    monkeypatch.setattr(store, "MOST_LETTERS", 1)
    path = f"/notice/{shown}/object"
    assert portal.write(path, text="一").status_code == 200
    answer = portal.write(path, text="二")

    assert answer.status_code == 503
    assert "现在收不下新的意见" in answer.content.decode()


def test_a_form_of_more_than_a_few_pages_or_with_a_file_is_refused(shown, portal, tmp_path):
    path = f"/notice/{shown}/object"
    big = portal.client.post(path, {"text": "x" * 40_000})
    with (PORTAL / "static/portal.css").open("rb") as file:
        loaded = portal.client.post(path, {"text": "x", "file": file})

    assert (big.status_code, loaded.status_code) == (400, 400)
    assert "这样的内容收不下" in big.content.decode()


def test_before_the_first_bundle_nothing_is_taken_in(portal):
    assert "还没有公示" in portal.words("/")
    assert portal.get(f"/area/{VILLAGE}/report").status_code == 404


def test_a_form_older_than_its_cookie_keeps_what_was_typed(shown, portal):
    strict = Client(enforce_csrf_checks=True)
    for path in (f"/notice/{shown}/object", f"/area/{VILLAGE}/report"):
        answer = strict.post(path, {"text": "写了很久的话", "token": "x" * 22})
        assert answer.status_code == 403
        assert "写了很久的话" in answer.content.decode()
        assert "请再按一次提交" in answer.content.decode()
        hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]
        again = strict.post(path, {"text": "写了很久的话", "token": "x" * 22, "csrfmiddlewaretoken": hidden})
        assert is_receipt(again.context["receipt"])
    assert strict.post("/receipt", {"number": "1"}).status_code == 403


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "这不是回执号"),
        ("1234 5678 9012", "这不是回执号"),
        ("二三", "这不是回执号"),
        ("000000000101", "没有查到"),
    ],
)
def test_a_wrong_receipt_is_told_apart_from_an_unknown_one(shown, portal, number, told):
    assert told in portal.client.post("/receipt", {"number": number}).content.decode()


def test_a_receipt_stands_in_no_address(shown, portal):
    receipt = portal.write(f"/notice/{shown}/object", text="事").context["receipt"]
    words = portal.client.post("/receipt", {"number": receipt}).content.decode()

    assert "等着转给受理的机构" in words
    assert not re.search(rf'(href|action)="[^"]*{receipt}', words)


def test_every_text_has_its_english_and_no_english_is_left_over(shown, portal):
    said = set()
    for file in PORTAL.glob("templates/**/*.html"):
        text = file.read_text()
        said |= set(re.findall(r"""say ["']([^"']+)["']""", text)) | set(re.findall(r'with title="([^"]+)"', text))
        assert not HAN.search(re.sub(r"{%.*?%}|中文", "", text)), file
    for module in (pages, writing, store):
        strings = re.findall(r'"([^"\n]*)"', Path(module.__file__).read_text())
        said |= {text for text in strings if text in english()}
    assert said == set(english())
    assert all(holes(zh) == holes(en) for zh, en in english().items())


def test_every_sentence_a_person_can_get_from_a_form_has_its_english():
    raised = []
    for module in (writing, store):
        raised += re.findall(r'NotPossible\("([^"]+)", "([^"]+)"\)', Path(module.__file__).read_text())

    assert raised
    assert {text for both in raised for text in both} <= set(english())


def english():
    return yaml.safe_load((PORTAL / "words.yaml").read_text())


def holes(text):
    return set(re.findall(r"{(\w+)}", text))


def test_an_english_page_has_no_chinese_but_names_and_the_switch(shown, portal):
    words = portal.words("/en/about")

    assert HAN.findall(words.replace("中文", "")) == []
    assert 'href="/about"' in words
    assert 'href="/en/about"' in portal.words("/about")
