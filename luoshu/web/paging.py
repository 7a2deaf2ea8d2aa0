"""Tables of pages: pages of rows and columns that sort."""

from dataclasses import dataclass

from django.core.paginator import Paginator

from luoshu.core.exports import reading

PAGE = 50


@dataclass(frozen=True)
class Column:
    """A column's head. `key` is what it sorts by (none: it does not sort), `next` the key of the next click."""

    title: str
    key: str = ""
    css: str = ""
    sub: str = ""
    aria: str = ""
    next: str = ""


def sorted_columns(columns, sort):
    """The same columns, told which one the rows are sorted by: a second click turns the order."""
    found = []
    for column in columns:
        is_here = column.key and sort.lstrip("-") == column.key
        aria = ("descending" if sort.startswith("-") else "ascending") if is_here else ""
        first = f"-{column.key}" if column.css == "n" else column.key
        turned = column.key if sort.startswith("-") else f"-{column.key}"
        found.append(Column(column.title, column.key, column.css, column.sub, aria, turned if is_here else first))
    return found


def page_of(rows, request, size=PAGE):
    """The page asked for; a wrong number gives the nearest page, never an error. Pages of households are counted."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    if getattr(getattr(rows, "model", None), "household_path", None):
        reading.note(request.actor, len(page.object_list))
    return page
