"""Posters: every letter printed, nothing shown that must not be, the square code leading to the notice's page."""

import io
from datetime import date

import pypdf
import pytest
import segno

from luoshu.core.cases import actions
from luoshu.core.errors import BadInput, NotPossible
from luoshu.core.publishing import posters
from luoshu.core.publishing.shown import Line, Shown
from luoshu.core.scope import within

RARE = "㛃𬴃䶮龑犇𬭩𪩘𫖯"  # of the Table of General Standard Characters, outside the common planes some of them
UNKNOWN = "\U000323b0"  # newer than any font here
URL = "https://gongshi.example.gov.cn"
MM = 72 / 25.4


@pytest.fixture(autouse=True)
def _address(settings):
    settings.LUOSHU_PORTAL_URL, settings.LUOSHU_NOTICE_CONTACT = URL, "电话 0379-00000000。"


def shown(*heads, **given):
    lines = tuple(Line(number, head, "第三村民组", 4) for number, head in enumerate(heads or ("张某某",), 1))
    told = {
        "number": 17, "area": "410324104203", "place": "栾川县 三川镇 柳子村",
        "kind": ("村级第一次公示", "First notice"),
        "case": ("贫困户识别", "Identification"), "organ": ("柳子村“两委”", "x"), "answers": ("三川镇党委政府", "y"),
        "posted_at": "", "text": "", "document_no": "三政〔2016〕3号", "begins": date(2016, 12, 28),
        "ends": date(2017, 1, 4), "counted": ("当天不算。", "z"), "lines": lines, **given,
    }  # fmt: skip
    return Shown(**told)


def printed(shown, paper="A3"):
    pdf, lacking = posters.printed(posters.sheet(shown), paper)
    return pypdf.PdfReader(io.BytesIO(pdf)), lacking


def words(document):
    return "".join("".join(page.extract_text().split()) for page in document.pages)


TOLD = (
    "公示", "贫困户识别", "栾川县三川镇柳子村", "1张某某第三村民组4", "2李某某第三村民组4", "三川镇党委政府",
    "2016年12月28日至2017年1月4日", "0379-00000000", "三政〔2016〕3号",
)  # fmt: skip


def test_a_poster_tells_who_until_when_and_how_to_object():
    document, lacking = printed(shown("张某某", "李某某"))

    text = words(document)
    for told in TOLD:
        assert told in text
    assert lacking == []


def test_rare_letters_are_printed_from_the_font_that_comes_along(monkeypatch):
    import typst

    alone = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[posters.HERE / "fonts"])
    monkeypatch.setattr(posters, "fonts", lambda: alone)

    document, lacking = printed(shown(f"王{RARE}"))

    assert lacking == []
    assert f"王{RARE}" in words(document)


def test_a_letter_no_font_has_is_printed_as_its_number_and_told():
    document, lacking = printed(shown(f"王{UNKNOWN}某", text=f"为{UNKNOWN}某等户公示"))

    assert lacking == [UNKNOWN]
    assert "王U+323B0某" in words(document)
    assert "为U+323B0某等户公示" in words(document)
    assert "请照证件手写" in words(document)


def test_all_fonts_are_embedded_and_the_sheet_is_archivable():
    document, _ = printed(shown("张某某"))

    for page in document.pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    assert b"<pdfaid:part>2" in document.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize(("paper", "size"), [("A3", (297, 420)), ("A4", (210, 297))])
def test_a_poster_has_the_size_asked_for(paper, size):
    document, _ = printed(shown(), paper)

    box = document.pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == size


def test_a_long_list_repeats_its_head_on_each_sheet_and_numbers_them():
    document, _ = printed(shown(*["陈某某"] * 120))

    pages = ["".join(page.extract_text().split()) for page in document.pages]
    with_lines = [page for page in pages if "陈某某" in page]
    assert len(with_lines) > 2
    assert all("序号户主村民组人数" in page for page in with_lines)
    assert f"第1页，共{len(pages)}页" in pages[0]


def test_the_square_code_is_the_notices_own_page_and_a_link():
    out = io.BytesIO()
    segno.make(f"{URL}/notice/17", error="m", micro=False).save(out, kind="svg", border=2)
    document, _ = printed(shown())

    assert posters.code(f"{URL}/notice/17") == out.getvalue().decode()
    links = [note.get_object()["/A"]["/URI"] for page in document.pages for note in page.get("/Annots", [])]
    assert links == [f"{URL}/notice/17"]


def test_without_a_portal_no_address_is_printed(settings):
    settings.LUOSHU_PORTAL_URL = ""
    document, _ = printed(shown())

    assert "二维码" not in words(document)
    assert not any("/Annots" in page for page in document.pages)


def test_the_demo_says_so_on_its_prints(settings):
    settings.LUOSHU_DEMO = True

    assert "演示数据" in words(printed(shown())[0])


def test_a_posted_notice_prints_its_own_days_and_a_draft_those_it_will_have(noticed, walk, system):
    notice, cases = noticed()
    with within(system):
        pdf, _ = posters.poster(notice)
        assert "2016年12月28日至2017年1月4日" in words(pypdf.PdfReader(io.BytesIO(pdf)))
    actions.withdraw_notice(notice=notice, reason="重贴", by=walk.cast["worker"])
    (draft,) = actions.draft_notices(cases=[walk.fresh(case.pk) for case in cases], by=walk.cast["worker"])
    with within(system):
        pdf, _ = posters.poster(draft, "A4", starts=date(2016, 12, 31))
        assert "2016年12月31日至2017年1月9日" in words(pypdf.PdfReader(io.BytesIO(pdf)))
        with pytest.raises(NotPossible, match="准备张贴的日期"):
            posters.poster(draft)
        with pytest.raises(BadInput):
            posters.poster(draft, "A5", starts=date(2016, 12, 31))
