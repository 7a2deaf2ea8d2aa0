"""The English catalogue: complete, and quick to say what is not."""

import re

import pytest
from babel.messages.catalog import Catalog

from luoshu.web import translations

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_text_has_its_english():
    assert translations.missing() == []


def test_template_texts_are_found_in_every_way_of_marking_them():
    source = """{% translate "甲" %}{% translate '乙' as x %}{% include "_x.html" with title=_("丙") %}
    {% blocktranslate trimmed with n=count %}
      共{{ n }}户，100%
    {% endblocktranslate %}"""

    assert translations.template_texts(source) == ["甲", "乙", "丙", "共%(n)s户，100%%"]


def test_missing_names_texts_without_english_and_lost_placeholders(monkeypatch):
    catalog = Catalog("en")
    catalog.add("甲")
    catalog.add("乙%(n)s户", "households")
    catalog.add("丙%(n)s户", "%(n)s households")
    monkeypatch.setattr(translations, "extract", lambda: catalog)
    monkeypatch.setattr(translations, "translated", lambda: catalog)

    assert translations.missing() == ["乙%(n)s户", "甲"]


@pytest.fixture
def english(as_):
    """A reader who switched to English."""
    translations.compile_catalogs()

    def log_in(name):
        client = as_(name)
        client.post("/language", {"language": "en", "next": "/"})
        return client

    return log_in


# What stays Chinese on an English page: names of places and people, and the word-mark.
NAMES = (
    "洛书|中文|封|洛阳市|洛阳高新|嵩县|洛宁县|城关镇|上仓村|陶村|西关社区|陈晓燕|市审计局|统计局|测试|[\u4e00-\u9fff]{2,6}[县区市乡镇村]"
    "|张守田|李秀英|刘长锁|杨根旺|赵国强|王改花|孙志强|.小妹"
)


@pytest.mark.parametrize("page", ["/", "/area/410325", "/households?status=poor", "/intake", "/me"])
def test_english_page_has_no_chinese_but_names(english, page):
    html = english("leader").get(page).content.decode()

    assert '<html lang="en">' in html
    left = HAN.findall(re.sub(NAMES, "", html))
    assert not left, re.findall(r".{0,30}[\u4e00-\u9fff]+.{0,30}", re.sub(NAMES, "", html))


def test_switch_keeps_the_address(as_):
    answer = as_("leader").post("/language", {"language": "en", "next": "/households?status=poor"})

    assert answer.headers["Location"] == "/households?status=poor"


def test_switch_does_not_lead_elsewhere(as_):
    answer = as_("leader").post("/language", {"language": "en", "next": "https://example.org/"})

    assert answer.headers["Location"] == "/"


def test_language_of_the_browser_is_not_asked(as_):
    assert "总体目标" in as_("leader").get("/", headers={"accept-language": "en"}).content.decode()
