"""The door in a real browser: a code, a security key, a form that outlives its session; and axe on all of it."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from luoshu.core import clock, second_factor
from luoshu.core.models import Account
from luoshu.web import translations
from tests.browser.conftest import PASSWORD, enter
from tests.browser.test_accessibility import DESK, PHONE, violations
from tests.browser.test_ways import send_faulty

pytestmark = pytest.mark.browser
PAGES = ["/me", "/me/security", "/me/security/app", "/me/security/key", "/me/security/password", "/permissions"]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def code(secret, steps=0):
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + steps))


def set_up(page):
    """Set an app up on the pages; returns its secret."""
    page.goto("/me/security")
    page.get_by_role("link", name="启用手机验证码").click()
    secret = page.locator("li .code").inner_text().replace(" ", "")
    assert page.locator(".square").evaluate("e => e.naturalWidth") > 100
    page.get_by_label("验证码").fill(code(secret, -1))
    page.get_by_role("button", name="启用").click()
    return secret


def test_set_an_app_up_and_log_in_with_it(log_in):
    page = log_in("director")
    secret = set_up(page)
    recovery = page.locator("ol.codes li").all_inner_texts()
    assert len(recovery) == 10
    page.goto("/me")
    page.get_by_role("button", name="退出登录").click()
    enter(page, "director")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="登录").click()
    page.get_by_text("验证码不对，或者已经用过").wait_for()
    assert violations(page) == []
    page.get_by_label("验证码").fill(code(secret))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")

    page.goto("/me")
    page.get_by_role("button", name="退出登录").click()
    enter(page, "director")
    page.get_by_label("验证码").fill(recovery[0])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


def test_a_security_key_is_added_and_opens_the_door(log_in):
    page = log_in("director")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    page.goto("/me/security/key")
    page.get_by_label("给它起个名").fill("办公室的UKey")
    page.get_by_role("button", name="添加", exact=True).click()
    page.get_by_text("只显示这一次").wait_for()
    page.goto("/me/security")
    assert page.get_by_role("cell", name="办公室的UKey").is_visible()

    page.get_by_role("button", name="退出登录").click()
    enter(page, "director")
    page.wait_for_url("**/login/factor")
    assert violations(page) == []
    page.get_by_role("button", name="用安全密钥").click()
    page.wait_for_url("**/")
    assert page.locator("h1").is_visible()

    page.goto("/login/again?next=/me")
    page.get_by_role("button", name="用安全密钥").click()
    page.wait_for_url("**/me")


def test_where_a_factor_is_required_the_first_log_in_leads_to_it(page, person, settings):
    settings.LUOSHU_SECOND_FACTOR = "required"
    person("director", PASSWORD)
    page.goto("/login")
    enter(page, "director")
    page.get_by_text("请先启用第二因素").wait_for()
    assert violations(page) == []
    set_up(page)
    assert violations(page) == []
    page.get_by_role("link", name="收好了").click()
    page.goto("/")
    assert page.locator(".desk").is_visible()


def test_what_was_typed_outlives_an_expired_session_and_goes_with_the_log_out(log_in, tmp_path):
    page = log_in("director")
    send_faulty(page, tmp_path)
    form = page.url
    page.get_by_label("工资性收入改成").fill("6000")
    with clock.standing_at(clock.now() + timedelta(minutes=20)):
        page.get_by_role("button", name="改好这一格").click()
        page.wait_for_url("**/login?next=*")
        assert page.get_by_text("没有交的内容还留在本机").is_visible()
        enter(page, "director")
        page.wait_for_url(form)
        assert page.get_by_label("工资性收入改成").input_value() == "6000"
        page.get_by_label("工资性收入改成").fill("6001")
        page.goto("/me")
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/login")
        assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_of_the_account_breaks_the_guidelines(log_in, size):
    page = log_in("director")
    page.set_viewport_size(size)
    found = []
    for address in [*PAGES, "/login/again"]:
        page.goto(address, wait_until="networkidle")
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address

    assert found == []


def test_no_english_page_of_the_account_breaks_them_or_speaks_chinese(log_in):
    translations.compile_catalogs()
    page = log_in("director")
    second_factor.add_app(Account.objects.get(), secret := generate_totp_secret(), code(secret))
    page.get_by_role("button", name="English").click()
    found = []
    for address in [*PAGES[1:2], *PAGES[3:], "/login/again"]:
        page.goto(address, wait_until="networkidle")
        found += violations(page)
        assert page.evaluate(CHINESE) == [], address

    assert found == []


CHINESE = """[...document.querySelectorAll('main *')]
  .filter(e => !e.children.length && /[\\u4e00-\\u9fff]/.test(e.textContent)).map(e => e.textContent.trim())"""
