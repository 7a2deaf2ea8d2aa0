"""Every page against WCAG 2.2 A and AA by axe-core, at an office desk and on a telephone, in both languages."""

from pathlib import Path

import pytest

from luoshu.core.scope import within
from luoshu.registry import intake
from luoshu.registry.models import Upload
from luoshu.web import translations
from tests.web import books, little

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = f"axe.run(document, {{runOnly: {WCAG}, resultTypes: ['violations']}})"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PAGES = [
    "/", "/area/4103", "/area/410325", "/households?status=poor", "/households?q=%E6%97%A0", "/villages?only=left",
    f"/households/{little.HERE}0002", f"/households/{little.HERE}0003", f"/households/{little.HERE}0001/history",
    f"/households/{little.HERE}0001/personal",
    "/external/农村居民人均可支配收入增幅", "/intake", "/intake/held", "/me", "/cases", "/cases/open", "/notices",
    "/objections", "/clues", "/watched", "/cohorts", "/campaigns", "/standards/410325", f"/standards/{little.HERE}",
    f"/standards/household/{little.HERE}0003",
]  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def violations(page) -> list[str]:
    """What axe finds on the page as it stands, everything unfolded: rule and element."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate(AXE)
    return [
        f"{page.url} {found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for found in page.evaluate(RUN)["violations"]
        for node in found["nodes"]
    ]


def test_axe_finds_what_is_wrong(page):
    page.set_content("<html lang='zh'><title>x</title><main><h1>x</h1><input></main></html>")

    assert any("label" in each for each in violations(page))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_breaks_the_guidelines(log_in, size):
    page = log_in("office")
    page.set_viewport_size(size)
    found = []
    for address in PAGES:
        page.goto(address, wait_until="networkidle")
        found += violations(page)

    assert found == []


def test_no_english_page_breaks_them(log_in):
    translations.compile_catalogs()
    page = log_in("office")
    page.get_by_role("button", name="English").click()
    found = []
    for address in ("/", "/area/410325", f"/households/{little.HERE}0002", "/intake"):
        page.goto(address, wait_until="networkidle")
        found += violations(page)

    assert found == []


@pytest.mark.parametrize("who", ["director", "secretary", "helper"])
def test_no_first_screen_breaks_them(log_in, who):
    page = log_in(who)

    assert violations(page) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_faults_to_mend_break_none(log_in, system, actor, size, tmp_path):
    page = log_in("director")
    intake.load(books.faulty(tmp_path), by=actor("410325"))
    with within(system):
        number = Upload.objects.get().id
    page.set_viewport_size(size)
    found = []
    for address in (f"/intake/uploads/{number}", "/intake/held", "/intake"):
        page.goto(address, wait_until="networkidle")
        found += violations(page)

    assert found == []


def test_the_door_breaks_none(page, closings):
    page.goto("/login")

    assert violations(page) == []
