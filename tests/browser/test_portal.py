"""The way of an objection, on a phone: read the notice, object, carried over, answered, seen. Without any script."""

import re
from datetime import datetime
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

from luoshu.core import clock
from luoshu.core.cases import actions
from tests.core.cases.walking import paper
from tests.portal.conftest import (
    _at_the_end_of_2016,
    bundle,
    cast,
    households,
    noticed,
    objections,
    portal,
    receive,
    register,
    walk,
)

__all__ = [
    "_at_the_end_of_2016", "bundle", "cast", "households", "noticed", "objections", "portal", "receive", "register",
    "walk",
]  # fmt: skip
pytestmark = pytest.mark.browser
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; HLK-AL00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5061 "
    "MMWEBSDK/20230405 MicroMessenger/8.0.35.2360(0x28002339) WeChat/arm64"
)
WIDTH, FINGER = 360, 44  # pixels: an old phone, and what a finger hits


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Nothing is written down of who asked what."""


@pytest.fixture
def phone(chromium, portal):
    """A page of the portal in WeChat's browser on a small phone, scripts off."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Threads, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(
        base_url=f"http://127.0.0.1:{server.server_port}", viewport={"width": WIDTH, "height": 740}, is_mobile=True,
        has_touch=True, user_agent=WECHAT, java_script_enabled=False, locale="zh-CN",
    )  # fmt: skip
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    yield page
    context.close()
    server.shutdown()
    server.server_close()
    # A form sent back with what is wrong in it answers 400, which the browser mentions.
    assert [text for text in complaints if "status of 400" not in text] == []


def fits(page):
    """Nothing sticks out sideways, and whatever is pressed is as large as a finger."""
    for part in page.locator("main > *, table").all():
        box = part.bounding_box()
        assert box is None or box["x"] + box["width"] <= WIDTH
    for control in page.locator("main .button, main button, main input:not([type=hidden]), main select").all():
        assert control.bounding_box()["height"] >= FINGER


def test_from_the_notice_to_the_answer(phone, portal, noticed, bundle, receive, objections, walk):
    _notice, cases = noticed()
    portal.bring(bundle())

    phone.goto("/")
    fits(phone)
    phone.get_by_role("link", name="栾川县").click()
    phone.get_by_role("link", name=re.compile("贫困户识别")).click()
    fits(phone)
    phone.get_by_role("row", name=re.compile("^2")).get_by_role("link").click()
    assert phone.get_by_label("对哪一户").input_value() == "2"
    fits(phone)
    phone.get_by_role("button", name="提交").click()
    assert phone.get_by_text("请写清是什么事").is_visible()
    phone.get_by_label("是什么事").fill("这一户去年在城里买了房")
    phone.get_by_role("button", name="提交").click()
    receipt = phone.locator("#receipt").inner_text()
    fits(phone)

    assert receive(portal.collect()).taken == 1
    (objection,) = objections(receipt=receipt.replace(" ", ""))
    actions.decide_objection(
        objection=objection, is_upheld=True, decided_on=clock.today(), answer="经查属实，不再列入名单。",
        by=walk.cast["reviewer"], new_proofs=[paper("investigation_report", clock.today())],
    )  # fmt: skip
    with clock.standing_at(datetime(2016, 12, 31, 12, tzinfo=clock.ZONE)):
        portal.bring(bundle("second.txt"))

        phone.get_by_role("navigation").get_by_role("link", name="English").click()
        phone.get_by_role("link", name="Look up a receipt").first.click()
        phone.get_by_label("Receipt number").fill(receipt)
        phone.get_by_role("button", name="Look up").click()
        assert phone.get_by_text("Settled: upheld").is_visible()
        assert phone.get_by_text("经查属实，不再列入名单。").is_visible()
        fits(phone)
    assert [walk.fresh(case.pk).state for case in cases] == ["first_notice", "struck", "first_notice"]
