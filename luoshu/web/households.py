"""Households: the list that every figure opens, and the way to one household's page and history."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from luoshu.core import permissions
from luoshu.core.exports import reading
from luoshu.policy.codes import codes
from luoshu.registry import counts, lists, one_household, visibility
from luoshu.registry.models import Household

from . import case_opening, exports, formats, frame, histories, household_page, links, places, verdicts, words
from .paging import Column, page_of, sorted_columns

# What a list sorts by: the column of the verdict behind each key.
SORTS = {
    "place": "area",
    "name": "household__name_key",
    "code": "household__code",
    "status": "status",
    "members": "people",
    "income": "income_per_head",
    "cause": "main_cause",
    "missing": "missing",
}


COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Row:
    """A household in a list."""

    code: str
    head_name: str
    place: str
    status: str
    members: int | None
    income: int | None
    cause: str
    lacks: list
    judged: bool
    href: str


def row_of(verdict, closing, names, actor) -> Row:
    """A household as its verdict at a closing tells it (a row of `lists.rows`), as far as the reader may see it."""
    name = visibility.shown(actor, "name", verdict.household__head_name)
    told = visibility.sees_cause(actor, verdict.main_cause)
    is_known = visibility.sees(actor, "income") == visibility.FULL
    return Row(
        verdict.household__code,
        name or (verdict.household__code if verdict.household__head_name else _("户主不详")),
        names.get(places.trimmed(verdict.area), verdict.area),
        words.label("poverty_status", verdict.status),
        verdict.people,
        verdict.income_per_head if is_known else None,
        words.label("poverty_cause", verdict.main_cause) if told else "·",
        lacking(verdict, closing),
        True,
        links.household(verdict.household__code, closing),
    )


def lacking(verdict, closing) -> list[tuple[str, str]]:
    """The exit conditions a household still poor does not meet; those out of poverty are asked the same."""
    standard = _standard(tuple(closing.checks))
    failed = tuple(name for name, bit in standard if verdict.failed & bit)
    return words.lacks(failed, tuple(name for name, bit in standard if not (verdict.failed | verdict.met) & bit))


@lru_cache(maxsize=16)
def _standard(checks):
    return [(name, 1 << checks.index(name)) for name in words.STANDARD if name in checks]


def listing(request):
    """Households by filter, sorted, in pages; the address is permanent."""
    seal = frame.sealed(request)
    filters = asked(request)
    area = filters["area"] or places.of_duty(request.actor)
    known = places.names(area)
    if area not in known or not places.may_list(request.actor, area):
        raise Http404
    about = {**seal, "filters": filters, "path": [*places.path(area, request.actor), {"name": _("户")}], "here": "02"}
    if seal["closing"] is None:
        return render(request, "no_closing.html", {**about, "heading": _("户")})
    closing = seal["closing"].record
    within = filters["area"] if request.actor.rolls else area
    check_sees(request.actor, filters)
    rows = ordered(lists.verdicts(closing, request.actor, within, filters, filters["q"]), filters["sort"])
    about |= {"heading": heading(filters, known[area]), "said": said(filters)}
    about["may_export"] = permissions.may(request.actor, "registry.export_households")
    if request.GET.get("as") in ("csv", "xlsx"):
        return _export(
            request,
            about["heading"],
            [row_of(v, closing, known, request.actor) for v in lists.rows(rows).iterator(5000)],
            closing,
        )
    page = page_of(rows.values_list("id", flat=True), request)
    shown = [row_of(verdict, closing, known, request.actor) for verdict in lists.among(page, request.actor)]
    about |= {"page": page, "rows": shown, "columns": columns(filters["sort"], request.actor)}
    narrowed = any(filters[key] for key in (*lists.KEYS, "q"))
    about["bulk_kinds"] = case_opening.in_bulk(request.actor, area)
    about |= {"fields": fields(filters), "narrowed": narrowed, "unfiltered": links.households(closing, area)}
    return render(request, "households.html", about)


def asked(request) -> dict:
    """The filter in the address. What is not understood is left out rather than guessed."""
    found = {key: request.GET.get(key, "") for key in ("area", *lists.KEYS, "q", "sort")}
    found["area"] = places.trimmed(found["area"]) if found["area"].isdigit() else ""
    for key in ("identified", "exited", "missing"):
        found[key] = found[key] if found[key].isdigit() else ""
    found["check"] = found["check"] if found["check"] in KNOWN else ""
    found["outcome"] = found["outcome"] if found["outcome"] in words.OUTCOMES else ("not" if found["check"] else "")
    found["q"] = found["q"].strip()
    return found


KNOWN = {
    *words.STANDARD, "may_exit", "has_no_labour", "any", *(f"eligible_{name}" for name in counts.PROGRAMMES)
}  # fmt: skip


# What a list is sorted by tells it: class of personal data by sort key.
SORTED_CLASSES = {"name": "name", "income": "income"}


def check_sees(actor, filters):
    """Refuse what would tell by order or by choice what the reader is not shown."""
    if data := SORTED_CLASSES.get(filters["sort"].lstrip("-")):
        visibility.check_sees(actor, data)
    if filters["doubt"]:
        visibility.check_sees(actor, "doubt", visibility.COUNT)
    causes = visibility.TELLING_CAUSES if filters["sort"].lstrip("-") == "cause" else {filters["cause"]}
    if not all(visibility.sees_cause(actor, cause) for cause in causes):
        visibility.check_sees(actor, "health", visibility.YES_NO)
        visibility.check_sees(actor, "disability", visibility.YES_NO)


def ordered(rows, sort):
    """Sorted as asked, the unknown last, and always the same way among equals."""
    column = SORTS.get(sort.lstrip("-"))
    if column is None:
        return rows.order_by("area", "household")
    field = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(field, "area", "household")


def heading(filters, place) -> str:
    """What the list is, in one line."""
    what = words.STATUSES.get(filters["status"])
    return (
        _("%(place)s%(what)s户") % {"place": place, "what": what} if what else _("%(place)s在册户") % {"place": place}
    )


def said(filters) -> str:
    """The rest of the filter in words."""
    parts = []
    if filters["check"]:
        parts.append(words.outcome(filters["check"], filters["outcome"]))
    if filters["cause"]:
        parts.append(words.label("poverty_cause", filters["cause"]))
    told = {
        "doubt": _("有疑点"),
        "helper": _("没有帮扶责任人"),
        "certificate": _("有人证件待核"),
        "identified": _("%(n)s年识别") % {"n": filters["identified"]},
        "exited": _("%(n)s年脱贫") % {"n": filters["exited"]},
        "missing": _("还差%(n)s项") % {"n": filters["missing"]},
    }
    parts += [text for key, text in told.items() if filters[key]]
    if filters["q"]:
        parts.append(_("查“%(q)s”") % {"q": filters["q"]})
    return formats.listed(str(part) for part in parts)


def fields(filters) -> list[dict]:
    """The filter's drop-downs."""
    checks = {
        "any": _("任一项"),
        **{name: words.check(name) for name in (*words.STANDARD, "may_exit", "has_no_labour")},
    }
    if filters["check"] and filters["check"] not in checks:
        checks[filters["check"]] = words.check(filters["check"])
    causes = {item.code: words.label("poverty_cause", item.code) for item in codes("poverty_cause").items}
    every = (
        ("status", _("脱贫属性"), _("全部"), words.STATUSES),
        ("cause", _("主要致贫原因"), _("全部"), causes),
        ("check", _("看哪一项"), _("不限"), checks),
        ("outcome", _("结果"), _("不限"), words.OUTCOMES),
    )
    return [
        {
            "name": name,
            "title": title,
            "any": any_,
            "value": filters[name],
            "options": [{"value": value, "title": text} for value, text in options.items()],
        }
        for name, title, any_, options in every
    ]


def columns(sort, actor) -> list[Column]:
    """The heads of the list; those are sorted by that the reader is shown."""
    heads = [
        Column(_("户主"), "name"),
        Column(_("村"), "place"),
        Column(_("脱贫属性"), "status"),
        Column(_("人口"), "members", "n"),
        Column(_("每人纯收入（元）"), "income", "n"),
        Column(_("主要致贫原因"), "cause"),
        Column(_("差什么"), "missing"),
    ]
    hidden = {key for key, data in SORTED_CLASSES.items() if visibility.sees(actor, data) < visibility.FULL}
    if not all(visibility.sees_cause(actor, cause) for cause in visibility.TELLING_CAUSES):
        hidden.add("cause")
    heads = [replace(head, key="") if head.key in hidden else head for head in heads]
    return sorted_columns(heads, sort)


def _export(request, name, rows, closing):
    permissions.check(request.actor, "registry.export_households")
    heads = [_("户编号"), *(column.title for column in columns("", request.actor))]
    body = [
        [r.code, r.head_name, r.place, r.status, r.members, in_yuan(r.income), r.cause, in_words(r.lacks)] for r in rows
    ]
    notes = [_("%(place)s，数据时点%(on)s，定版%(id)s号") % {"place": name, "on": closing.on, "id": closing.id}]
    return exports.file_of(request, f"{name}-{closing.on}", heads, body, notes, marked_by(request.GET.get("sort", "")))


def marked_by(sort) -> exports.Marked:
    """Households of one village that are alike in what they are sorted by could stand in any order."""
    at = {"name": 1, "code": 0, "status": 3, "members": 4, "income": 5, "cause": 6, "missing": 7}
    column = at.get(sort.lstrip("-"), 2)
    return exports.Marked(lambda row: row[0], lambda row: (row[column], row[2]))


def in_yuan(fen) -> Decimal | None:
    """Fen as yuan for a spreadsheet, to the fen."""
    return None if fen is None else Decimal(fen) / 100


def in_words(lacks) -> str:
    """What a household lacks, in one cell."""
    return formats.listed(text for _kind, text in lacks)


def found(actor, code) -> Household:
    """The household of that code within the reader's reach; any other does not exist for them."""
    rows = Household.objects.visible_to(actor).filter(code=code, county__in=counties(actor, code))
    household = rows.first()
    if household is None:
        raise Http404
    return household


def counties(actor, code) -> set[str]:
    """Where a household of that code may be; codes are unique in one county, whose index then finds it at once."""
    here = places.of_duty(actor)[:COUNTY_DIGITS]
    if len(here) == COUNTY_DIGITS:
        return {code[:COUNTY_DIGITS], here}
    return {code[:COUNTY_DIGITS], *(known for known in places.names(here) if len(known) == COUNTY_DIGITS)}


def household(request, code):
    """One household: the verdict first."""
    seal, actor = frame.sealed(request), request.actor
    closing = seal["closing"] and seal["closing"].record
    told = one_household.told(code, counties(actor, code), actor, closing, seal["closings"])
    if told is None:
        raise Http404
    reading.note(actor, 1)
    return render(request, "household.html", {**seal, **household_page.context(told, seal, actor)})


def checks(request, code):
    """What else was judged of the household: a fragment for the page, a page of its own without script."""
    seal, household = frame.sealed(request), found(request.actor, code)
    closing = seal["closing"] and seal["closing"].record
    shown = closing and verdicts.rest(household, closing, request.actor)
    path = [
        *places.path(household.area, request.actor),
        {"name": household_page.title_of(household, request.actor), "href": links.household(code)},
        {"name": _("其他研判")},
    ]
    template = "_checks.html" if "HX-Request" in request.headers else "checks.html"
    return render(request, template, {**seal, "checks": shown, "path": path, "here": "02"})


def history(request, code):
    """Every change of the household and its people; a fragment for the page, a page of its own without script."""
    household = found(request.actor, code)
    events = histories.of(household, request.actor)
    shown = histories.placed(events[:50], code)
    path = [
        *places.path(household.area, request.actor),
        {"name": household_page.title_of(household, request.actor), "href": links.household(code)},
        {"name": _("变更记录")},
    ]
    template = "_history.html" if "HX-Request" in request.headers else "history.html"
    return render(request, template, {"events": shown, "total": len(events), "path": path})
