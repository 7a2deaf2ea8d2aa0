"""A real browser before the real pages: Chromium of this machine, pages served over the application's role."""

import os
import shutil

import pytest

from luoshu.core.scope import within
from tests.web import little
from tests.web.conftest import person, person_without_register

CHROMIUM = os.environ.get("LUOSHU_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PASSWORD = "a-long-enough-password"
# Playwright's own event loop runs in the thread of the test, where Django would else refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

__all__ = ["chromium", "closings", "log_in", "page", "person", "person_without_register"]


@pytest.fixture
def closings(transactional_db, system):
    """The two closings of the little register, committed: the server reads them on its own connection."""
    with within(system):
        return little.make(system)


@pytest.fixture(autouse=True)
def own_names(settings):
    """Static files as they are now, not as they were last collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A page at the size of an office desk; any message of the content policy or script error fails the test."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    # A fragment still on its way would meet the tables while they are emptied.
    page.wait_for_load_state("networkidle")
    context.close()
    assert complaints == []


def enter(page, name):
    """Fill in the door's form and go in."""
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def log_in(page, person):
    """Log in through the door as one of the cast."""

    def go_in(name):
        person(name, PASSWORD)
        page.goto("/login")
        enter(page, name)
        page.wait_for_url("**/")
        return page

    return go_in
