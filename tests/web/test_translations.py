"""The English catalogue: complete, and quick to say what is not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.template import engines
from django.utils import translation

from luoshu.core.errors import BadInput, Refusal
from luoshu.registry import faults, policies
from luoshu.web import fault_words, refusals, translations

from . import little

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/area/410325",
        "/households?status=poor",
        "/households?status=poor&check=has_no_labour&outcome=not",
        f"/households/{little.HERE}0002",
        f"/households/{little.HERE}0003",
        f"/households/{little.HERE}0003/history",
        "/villages",
        "/intake",
        "/me",
    ],
)
def test_english_page_has_no_chinese_but_names(english, page):
    html = english("office").get(page).content.decode()

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


@pytest.fixture
def in_english():
    translations.compile_catalogs()
    with translation.override("en"):
        yield


def test_refusals_are_told_in_english_with_their_values(in_english, actor):
    with pytest.raises(Refusal) as refused:
        policies.check_can_close(actor("410325100", "township_reviewer"))

    assert refusals.of(refused.value).startswith("Your present posting may not close the register. Please ask")
    assert refusals.told("缺少「户编号」、「年度」列") == "Column 「户编号」、「年度」 is missing"
    assert refusals.told("张守田不在家") == "张守田不在家"


def test_refusal_with_a_sentence_inside_another_is_told_whole(in_english):
    told = refusals.told("请删去多余的行列和图片，按县分开。请用 WPS 或 Excel 打开后“另存为 xlsx”再导入。")

    assert not HAN.search(told)
    assert told.endswith("save as xlsx and load that.")


def test_refusals_stay_as_they_are_in_chinese():
    assert refusals.of(BadInput("没有这一格", "请刷新页面再改。")) == "没有这一格。请刷新页面再改。"


@pytest.mark.parametrize("rule", faults.rules())
def test_every_fault_is_told_in_english(in_english, rule):
    known = faults.rules()[rule]
    kept = re.compile("[是否]|本人或户主|无劳动力|返贫|「[^」]*」")

    assert not HAN.search(kept.sub("", fault_words.problem(rule, known.title)))
    assert not HAN.search(kept.sub("", fault_words.remedy(rule, known.remedy)))


def test_fault_in_english_shows_the_cell_and_the_rows_like_it(in_english):
    assert fault_words.problem("M03", "“六千”读不成数", "六千") == "Not a number: 六千"
    assert fault_words.remedy("M19", "请核对，只留一行或改正编号。（见第 3、7 行）").endswith("(rows 3, 7)")


def test_fault_in_chinese_says_all_it_knows():
    assert fault_words.problem("M03", "“六千”读不成数", "六千") == "“六千”读不成数"


@pytest.mark.parametrize(
    ("call", "word"),
    [("True", "达标"), ("False", "不达标"), ("None False", "未核实"), ("True False", "是"), ("False False", "否")],
)
def test_a_standard_is_met_and_a_condition_holds(call, word):
    shown = engines["django"].from_string("{% load components %}{% outcome " + call + " %}").render()

    assert re.sub("<[^>]+>", "", shown) == word


def test_the_catalogue_is_compiled_before_the_pages_are_set_up():
    done = subprocess.run([sys.executable, "-c", "import luoshu.web.assets"], capture_output=True, text=True, cwd=ROOT)

    assert done.returncode == 0, done.stderr
