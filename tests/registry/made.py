"""An honest small book without one fault, as rows of text by heading, and ways to write it down."""

import csv
import io
from pathlib import Path

import xlsxwriter
import yaml

from luoshu.policy.fields import sheet

VILLAGE, VILLAGE_NAME = "410399101201", "试验村"
VILLAGES = {VILLAGE: VILLAGE_NAME, "410399101202": "对照村"}
COMMON = yaml.safe_load((Path(__file__).parent / "honest.yaml").read_text(encoding="utf-8"))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(birth, number, area="410399"):
    """A resident number with a right check digit; an odd number is a man's."""
    body = f"{area}{birth.replace('-', '')}{number:03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _household(number):
    return COMMON["household"] | {
        "户编号": f"4103991012010000{number}",
        "户主姓名": f"户主{number}",
        "联系电话": f"1390379000{number}",
        "银行账号": f"62300000000000{number:02}",
    }


def _person(household, number, name, relation, birth, sex, **more):
    code = f"4103991012010000{household}"
    order = 100 * household + 2 * number + (1 if sex == "男" else 0)
    own = {"户编号": code, "人编号": f"{code}0{number}", "姓名": name, "性别": sex, "与户主关系": relation}
    return COMMON["person"] | own | {"证件号码": id_number(birth, order), "出生日期": birth} | more


def _family(number):
    return [
        _person(number, 1, f"户主{number}", "本人或户主", "1975-03-02", "男", 务工地点="县外省内", 务工时间="6"),
        _person(number, 2, f"配偶{number}", "配偶", "1977-08-20", "女"),
        _person(
            number,
            3,
            f"孩子{number}",
            "之子",
            "2006-05-11",
            "男",
            文化程度=None,
            在校生状况="小学",
            劳动技能="无劳动力",
        ),
    ]


def honest():
    """Three households of three people, their village and helpers: rows by Chinese heading, by our sheet name."""
    households = [_household(number) for number in (1, 2, 3)]
    return {
        "household": households,
        "person": [person for number in (1, 2, 3) for person in _family(number)],
        "village": [dict(COMMON["village"])],
        "helper": [_helper(number, row["户编号"]) for number, row in enumerate(households, 1)],
    }


def _helper(number, household):
    own = {"帮扶责任人编号": f"B{number}", "帮扶责任人姓名": f"帮扶{number}", "户编号": household}
    return COMMON["helper"] | own | {"证件号码": id_number("1980-01-01", 901 + 2 * number)}


def headings(name, rows):
    """The headings of our form, in its order; and any others that the rows bring."""
    own = [field.zh for field in sheet(name).fields]
    return [*own, *(heading for row in rows for heading in row if heading not in own)]


def write_xlsx(path, book, *, above=(), below=(), sheets=None, numbers=()):
    """Write the book; `above` and `below` are rows of titles and signatures, `numbers` headings written as numbers."""
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False}) as out:
        for name, rows in book.items():
            page = out.add_worksheet((sheets or {}).get(name, sheet(name).sheet))
            titles = list(dict.fromkeys(headings(name, rows)))
            for at, cells in enumerate([*above, titles]):
                page.write_row(at, 0, cells)
            for at, row in enumerate(rows, len(above) + 1):
                for place, title in enumerate(titles):
                    _write(page, at, place, row.get(title), title in numbers)
            for at, cells in enumerate(below, len(above) + 1 + len(rows)):
                page.write_row(at, 0, cells)
    return path


def _write(page, at, place, value, as_number):
    if value is None:
        return
    if as_number:
        page.write_number(at, place, float(value))
    elif isinstance(value, str):
        page.write_string(at, place, value)
    else:
        page.write(at, place, value)


def csv_text(name, rows, mark=","):
    """One sheet as CSV."""
    out = io.StringIO()
    titles = list(dict.fromkeys(headings(name, rows)))
    writer = csv.writer(out, delimiter=mark)
    writer.writerows([titles, *([row.get(title) or "" for title in titles] for row in rows)])
    return out.getvalue()


def write_csv(folder, book, encoding="utf-8-sig"):
    """A folder of CSV, one file per sheet."""
    folder.mkdir(exist_ok=True)
    for name, rows in book.items():
        (folder / f"{sheet(name).sheet}.csv").write_bytes(csv_text(name, rows).encode(encoding))
    return folder


def web_page(book, encoding="gbk"):
    """The sheets as tables of a web page, the way many systems export."""
    tables = []
    for name, rows in book.items():
        titles = list(dict.fromkeys(headings(name, rows)))
        lines = [titles, *([row.get(title) or "" for title in titles] for row in rows)]
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
        tables.append(f"<table><caption>{sheet(name).sheet}</caption>{body}</table>")
    page = f'<html><head><meta charset="{encoding}"></head><body>{"".join(tables)}</body></html>'
    return page.encode(encoding)
