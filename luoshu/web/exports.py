"""Lists as files: xlsx and CSV (UTF-8 with a mark, so that Excel reads the Chinese)."""

import csv
import io

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")


def file_of(kind, name, heads, rows, notes=()):
    """A response with the whole list; `notes` (closing, filter, demo data) stand above it."""
    write = _xlsx if kind == "xlsx" else _csv
    response = HttpResponse(write(heads, rows, notes), content_type=XLSX if kind == "xlsx" else "text/csv")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response


def demo_note() -> list[str]:
    """The line that stands on every print and file of made-up data."""
    return [_("演示数据，人名、户号和数字都是虚构的。")] if getattr(settings, "LUOSHU_DEMO", False) else []


def plain(value):
    """A text cell that a spreadsheet does not run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _csv(heads, rows, notes):
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerows([plain(value) for value in row] for row in (*([note] for note in notes), heads, *rows))
    return f"\ufeff{text.getvalue()}"


def _xlsx(heads, rows, notes):
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    for line, note in enumerate(notes):
        sheet.write(line, 0, note)
    sheet.write_row(len(notes), 0, heads, bold)
    sheet.freeze_panes(len(notes) + 1, 1)
    for line, row in enumerate(rows, len(notes) + 1):
        sheet.write_row(line, 0, row)
    sheet.set_column(0, max(0, len(heads) - 1), 16)
    book.close()
    return memory.getvalue()
