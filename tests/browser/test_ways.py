"""The ways people go through the pages, in a real browser: keyboard, links, files, language, telephone."""

import re
from threading import Thread

import pytest

from luoshu.core import jobs
from luoshu.web import translations
from tests.browser.conftest import enter
from tests.web import books, little

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def heading(page):
    return page.locator("h1").inner_text()


def test_drill_from_the_citys_figure_to_a_households_evidence(log_in):
    page = log_in("office")
    assert "总体目标" in heading(page)

    page.get_by_text("查看数据表").first.click()
    page.get_by_role("link", name="嵩县").click()
    assert heading(page).startswith("嵩县")
    page.get_by_role("link", name="城关镇").click()
    page.get_by_role("link", name="上仓村").click()
    assert "上仓村" in heading(page)
    page.get_by_role("link", name="张守田").click()

    assert "张守田户" in heading(page)
    assert page.get_by_role("heading", name="现在不能退出").is_visible()
    check = page.locator("#check-is_housing_secured")
    assert check.get_by_text("不达标").is_visible()
    assert check.get_by_text("D级").first.is_visible()
    page.get_by_text("共1条，原值都留着").wait_for()


def test_a_figure_opens_the_list_it_counts(log_in):
    page = log_in("office")
    said = page.locator(".stat .figure a").first.inner_text()

    page.locator(".stat .figure a").first.click()

    assert "未脱贫户" in heading(page)
    assert said.startswith("10")
    assert page.locator("tbody tr").count() == 5


def test_map_is_drawn_and_opens_a_county(log_in):
    page = log_in("office")
    page.locator(".chart--map canvas").wait_for()
    box = page.locator(".chart--map").bounding_box()

    page.mouse.click(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.68)

    page.wait_for_url("**/area/410325*")


def send_faulty(page, tmp_path):
    """Upload the faulty workbook through the page and open its result."""
    page.get_by_role("link", name="导入").first.click()
    page.get_by_label("工作簿，可以一次选几个").set_input_files(books.faulty(tmp_path))
    page.get_by_role("button", name="上传").click()
    page.get_by_text("排队等着").wait_for()

    worker = Thread(target=jobs.run_worker, kwargs={"wait": False})
    worker.start()
    page.get_by_role("link", name="看结果").click(timeout=60_000)
    worker.join()
    page.wait_for_url("**/intake/uploads/*")
    page.wait_for_load_state()  # scripts attach last


def test_upload_with_a_fault_and_mend_it(log_in, tmp_path):
    page = log_in("director")
    send_faulty(page, tmp_path)

    assert heading(page) == "收下2户，待改1户"
    assert page.evaluate("document.activeElement.className") == "errors"
    mend(page, "六千")
    assert page.get_by_label("工资性收入改成").input_value() == "六千"
    mend(page, "6000")
    page.get_by_text("已改好并收下").wait_for()


def mend(page, value):
    """Type into the faulty cell, send it, and wait until the answer stands in its place."""
    page.get_by_label("工资性收入改成").fill(value)
    page.evaluate("document.querySelector('.held').dataset.old = '1'")
    page.get_by_role("button", name="改好这一格").click()
    page.locator(".held:not([data-old])").wait_for()


def test_what_was_typed_survives_a_lost_session(log_in, tmp_path):
    page = log_in("director")
    send_faulty(page, tmp_path)
    page.get_by_label("工资性收入改成").fill("6000")

    page.context.clear_cookies(name="sessionid")
    page.reload()
    enter(page, "director")
    page.wait_for_url("**/intake/uploads/*")
    page.wait_for_load_state()

    assert page.get_by_label("工资性收入改成").input_value() == "6000"


def test_lost_session_comes_back_to_the_same_page(log_in):
    page = log_in("office")
    page.goto(f"/households/{little.HERE}0002")
    page.context.clear_cookies(name="sessionid")
    page.reload()

    assert "/login?next=" in page.url
    enter(page, "office")
    assert "张守田户" in heading(page)


def test_switch_the_language_and_back(log_in):
    translations.compile_catalogs()
    page = log_in("office")
    page.goto("/area/410325")

    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/area/410325")
    assert page.get_by_role("heading", name="Townships").is_visible()
    page.get_by_role("button", name="中文").click()
    assert page.get_by_role("heading", name="各乡镇").is_visible()


PAGES = ["/", "/area/410325", "/households?status=poor", f"/households/{little.HERE}0002", "/intake", "/me"]


@pytest.mark.parametrize("width", [PHONE, {"width": 320, "height": 700}])
def test_telephone_scrolls_no_page_sideways(log_in, width):
    page = log_in("office")
    page.set_viewport_size(width)
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], address


def test_first_screen_fits_an_office_desk(log_in):
    page = log_in("director")

    assert page.locator(".desk").bounding_box()["y"] < 768


def test_a_household_prints_on_few_pages_and_says_that_the_data_are_made_up(log_in, settings):
    settings.LUOSHU_DEMO = True
    page = log_in("office")
    page.goto(f"/households/{little.HERE}0002", wait_until="networkidle")

    page.emulate_media(media="print")
    assert page.locator(".demo").is_visible()
    assert page.locator("#check-is_housing_secured .work").is_visible()
    assert not page.locator(".more-checks").is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 3


def test_every_field_has_a_name_and_every_page_one_heading(log_in):
    page = log_in("office")
    for address in PAGES:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        assert page.evaluate(NAMELESS) == [], address


NAMELESS = """[...document.querySelectorAll('input:not([type=hidden]), select, button, a')]
  .filter(e => !(e.labels && e.labels.length) && !e.getAttribute('aria-label') && !e.textContent.trim())
  .map(e => e.outerHTML)"""


def test_keyboard_reaches_the_content_first(log_in):
    page = log_in("office")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")

    assert re.search(r"#main$", page.url)
