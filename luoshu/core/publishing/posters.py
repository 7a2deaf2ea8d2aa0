"""A notice as a sheet to post: PDF/A with all letters embedded, in A3 or A4, with a square code to its public page.

Set by Typst with Noto Sans SC, which comes along, and, for what is not in it, the machine's Noto Sans CJK. PDF/A lets
no letter be missing: one that no font has is printed as its code point in a box, and the sheet says to write it in.
"""

import io
import json
import re
from functools import cache
from pathlib import Path

import segno
import typst
from django.conf import settings

from luoshu.core.errors import BadInput
from luoshu.core.publishing.shown import address, shown

HERE = Path(__file__).parent
PAPERS = ("A3", "A4")
LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
MADE_UP = "演示数据：人、号码和事情都是虚构的"


@cache
def fonts():
    """The fonts that came along and those of the machine."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


def poster(notice, paper="A3", starts=None):
    """(PDF, letters no font has) of a notice; one not yet posted needs `starts`, the day it will hang from."""
    if paper not in PAPERS:
        raise BadInput(f"没有 {paper} 这种纸", f"请选 {'、'.join(PAPERS)}。", place="paper")
    return printed(sheet(shown(notice, starts)), paper)


def printed(sheet, paper):
    """(PDF, letters no font has)."""
    lacking, known = [], fonts()
    while True:
        inputs = {"sheet": json.dumps(_boxed(sheet, lacking)), "paper": paper.lower(), "code": code(sheet["address"])}
        try:
            pdf = typst.compile(HERE / "poster.typ", font_paths=known, sys_inputs=inputs, pdf_standards=["a-2b"])
        except typst.TypstError as error:
            found = LACKING.search(str(error))
            if not found or set(found[1]) <= set(lacking):
                raise
            lacking += [letter for letter in found[1] if letter not in lacking]
        else:
            return pdf, lacking


def code(url):
    """The square code as SVG; empty without an address."""
    if not url:
        return ""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=2)
    return out.getvalue().decode()


def sheet(shown):
    """What stands on the sheet, as the template reads it."""
    word = "公告" if shown.is_announcement else "公示"
    has_villages = any(line.village for line in shown.lines)
    return {
        "heading": word,
        "title": f"{shown.case[0]}　{shown.kind[0]}",
        "place": shown.place,
        "text": shown.text
        or f"经{shown.organ[0]}研究，下列 {len(shown.lines)} 户按“{shown.case[0]}”办理，现予{word}。",
        "term": f"{word}时间：{_day(shown.begins)}至{_day(shown.ends)}",
        "counted": shown.counted[0],
        "columns": ["序号", *(["村"] if has_villages else []), "户主", "村民组", "人数"],
        "lines": [_cells(line, has_villages) for line in shown.lines],
        "ways": ways(shown),
        "promise": "可以署名，也可以不署名；反映人的情况保密。对一户有异议，查清之前只停办这一户，其他户照常办理。",
        "organ": shown.organ[0],
        "dated": _day(shown.begins),
        "address": address(shown.number),
        "footer": " ".join(filter(None, [shown.document_no, f"公示编号 {shown.number}"])),
        "demo": MADE_UP if settings.LUOSHU_DEMO else "",
    }


def _text(shown, word):
    """What is said where the office wrote nothing of its own."""
    return f"经{shown.organ[0]}研究，下列 {len(shown.lines)} 户按“{shown.case[0]}”办理，现予{word}。"


def ways(shown):
    """How to object, a sentence each."""
    told = [f"在{_day(shown.ends)}以前，向{shown.answers[0]}当面、打电话或写信提出。"]
    if settings.LUOSHU_NOTICE_CONTACT:
        told.append(settings.LUOSHU_NOTICE_CONTACT)
    if address():
        told.insert(0, "用手机扫二维码，在网上提出，当场得到回执号，凭回执号查办理结果。")
    return told


def _cells(line, has_villages):
    village = [line.village] if has_villages else []
    return [str(line.number), *village, line.head, line.group, "" if line.members is None else str(line.members)]


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def _boxed(sheet, lacking):
    """The sheet with letters no font has as their code point, to be drawn in a box."""
    if not lacking:
        return sheet
    rare = re.compile(f"([{''.join(map(re.escape, lacking))}])")
    plain = {name: rare.sub(_code_point, value) for name, value in sheet.items() if isinstance(value, str)}
    plain["footer"] += "　方框里是没有字模的字，请照证件手写"
    lines = [[_parts(cell, rare) for cell in line] for line in sheet["lines"]]
    return {**sheet, **plain, "lines": lines, "ways": [rare.sub(_code_point, way) for way in sheet["ways"]]}


def _parts(cell, rare):
    if not rare.search(cell):
        return cell
    parts = [part for part in rare.split(cell) if part]
    return {"parts": [{"rare": bool(rare.match(p)), "text": rare.sub(_code_point, p)} for p in parts]}


def _code_point(found):
    return f"U+{ord(found[0]):04X}"
