"""Files that leave by a page: xlsx and CSV. Every one goes through `handed_out`, which counts, marks and logs it.

CSV is UTF-8 with a mark, so that Excel reads the Chinese; no cell of either is run as a formula, and long numbers stay
text: a spreadsheet would round the last digits of a document's number.
"""

import csv
import io
from dataclasses import dataclass

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from luoshu.core import clock
from luoshu.core.exports import actions, marks
from luoshu.core.models import Export

from . import formats, places, sessions, words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"xlsx": XLSX, "csv": "text/csv"}
NUMBER = "X-Export"
# A cell that begins so is run by one spreadsheet or another, also in full width.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_NUMBER = 11  # digits: what is longer is no amount, and Excel keeps no more than fifteen of it


@dataclass(frozen=True)
class Marked:
    """How the rows of a list of people are told apart (`identity`) and which could stand in any order (`ties`)."""

    identity: object
    ties: object


def file_of(request, name, heads, rows, notes=(), marked=None, people=False):
    """The list that `?as=` asks for as a file; `notes` (closing, filter) stand above it.

    Lists of people are `marked` by the order of their ties; they, and what is about `people` otherwise, ask the reader
    to prove who they are.
    """
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "csv"
    write = _xlsx if kind == "xlsx" else _csv
    heads, rows = [str(head) for head in heads], list(rows)

    def make(made):
        own = marks.ordered(rows, made.id, marked.identity, marked.ties) if marked else rows
        return write(heads, own, [*notes, *demo_note(), visible(made, request.actor)], made)

    return handed_out(request, name, kind, len(rows), make, is_guarded=people or marked is not None)


def handed_out(request, name, kind, rows, make, is_guarded=True):
    """A response with the file that `make` gives for its record; or the page that asks for a reason and a release."""
    if is_guarded and not sessions.is_fresh(request):
        return sessions.to_proof(request)
    reason = request.POST.get("reason", "")
    try:
        made, content = actions.export(name=name, kind=kind, rows=rows, make=make, reason=reason, by=request.actor)
    except actions.AskFirst as asked:
        about = {"name": name, "rows": asked.rows, "left": asked.left, "is_empty": request.method == "POST"}
        return render(request, "export_ask.html", about, status=409)
    return redirect("exports") if made.state == Export.State.WAITING else answer(made, content)


def answer(made, content) -> HttpResponse:
    """The file as a download, with the number of its record."""
    response = HttpResponse(content, content_type=TYPES[made.kind])
    response["Content-Disposition"] = content_disposition_header(True, f"{made.name}.{made.kind}")
    response[NUMBER] = str(made.id)
    return response


def visible(made, actor) -> str:
    """The mark that everybody sees: who took the file, from where, when, and its number."""
    who = formats.bracketed(actor.name, formats.listed([words.role(actor.role), places.name(actor.area)]))
    facts = {"who": who, "at": f"{made.at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}", "n": made.id}
    return _("%(who)s于%(at)s导出，导出编号%(n)s，不得外传") % facts


def demo_note() -> list[str]:
    """The line that stands on every print and file of made-up data."""
    return [_("演示数据，人名、户号和数字都是虚构的。")] if getattr(settings, "LUOSHU_DEMO", False) else []


def plain(value):
    """A text cell of a CSV that no spreadsheet runs as a formula or rounds as a number."""
    if not isinstance(value, str):
        return value
    if value.startswith(RISKY):
        return f"'{value}"
    return f"{value}\t" if value.isdecimal() and len(value) > LONGEST_NUMBER else value


def _csv(heads, rows, notes, _made):
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerows([plain(value) for value in row] for row in (*([note] for note in notes), heads, *rows))
    return f"\ufeff{text.getvalue()}".encode()


def _xlsx(heads, rows, notes, made):
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    stamp(book, made, notes[-1])
    for line, note in enumerate(notes):
        sheet.write(line, 0, note)
    sheet.write_row(len(notes), 0, heads, bold)
    sheet.freeze_panes(len(notes) + 1, 1)
    for line, row in enumerate(rows, len(notes) + 1):
        sheet.write_row(line, 0, row)
    sheet.set_column(0, max(0, len(heads) - 1), 16)
    book.close()
    return memory.getvalue()


def stamp(book, made, line) -> None:
    """The mark below each page of a workbook, and its number among the properties, where few look."""
    book.set_properties({"title": made.name, "comments": f"{NUMBER} {made.id}"})
    book.set_custom_property(NUMBER, made.id, "number")
    for sheet in book.worksheets():
        sheet.set_footer(f"&L{line.replace('&', '&&')}&R&P / &N")
