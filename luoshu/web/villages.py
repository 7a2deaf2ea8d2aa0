"""The list of villages that a figure of villages opens: those it counted at the closing, with their facilities."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from luoshu.policy.fields import sheet
from luoshu.registry import figures
from luoshu.registry.models import VillageYear

from . import exports, formats, frame, links, places, words
from .paging import Column, page_of, sorted_columns

# What may be looked at alone: the figure that counted those villages, and what they are called.
ONLY = {
    "": ("villages", lazy("有在册户的村")),
    "listed": ("villages_ever_listed", lazy("列入过的贫困村")),
    "left": ("villages_left", lazy("未退出贫困村")),
    "deep": ("villages_deep_left", lazy("未退出的深度贫困村")),
    "exited": ("villages_exited", lazy("已退出贫困村")),
    "exited_now": ("villages_exited_this_year", lazy("本年退出贫困村")),
}
BY_FIGURE = {figure: only for only, (figure, _title) in ONLY.items()}
SORTS = ("households", "poor_households", "poor_people")
FACILITIES = (
    "has_paved_road", "has_bus", "has_safe_water", "has_power", "has_broadcast", "has_culture_centre", "has_clinic",
    "has_broadband", "has_industry",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A village in the list: its figures at the closing, its facilities of that year."""

    code: str
    name: str
    township: str
    sums: dict
    facts: VillageYear | None
    href: str

    @property
    def lacks(self) -> list[tuple[str, str]]:
        """Facilities not there yet, then those never recorded; without any record all are unknown."""
        fields = sheet("village").by_name
        known = {name: getattr(self.facts, name, None) for name in FACILITIES}
        tags = [("not", words.field_title(fields[name])) for name, there in known.items() if there is False]
        unknown = [
            _("%(check)s未核实") % {"check": words.field_title(fields[n])} for n, v in known.items() if v is None
        ]
        return tags + [("unk", text) for text in unknown]

    @property
    def exited(self) -> str:
        """The year in which the village came off the list."""
        return str(self.facts.exited_year) if self.facts and self.facts.exited_year else formats.UNKNOWN

    @property
    def income(self) -> str:
        """What the village as a whole earned in the year."""
        return formats.money(self.facts.collective_income) if self.facts else formats.UNKNOWN


def villages(request):
    """The villages below an area that one figure counted at the closing asked for."""
    seal = frame.sealed(request)
    area, only, q, sort = (request.GET.get(key, "") for key in ("area", "only", "q", "sort"))
    area = places.trimmed(area if area.isdigit() else request.actor.area)
    only, names = only if only in ONLY else "", places.names(area)
    if area not in names or not places.reaches(request.actor, area):
        raise Http404
    what = str(ONLY[only][1])
    about = {**seal, "here": "02", "path": [*places.path(area, request.actor), {"name": what}]}
    about["heading"] = _("%(place)s：%(what)s") % {"place": names[area], "what": what}
    if seal["closing"] is None:
        return render(request, "no_closing.html", about)
    closing = seal["closing"].record
    rows = ordered(counted(closing, area, only, request.actor), q.strip(), sort, names)
    if request.GET.get("as") in ("csv", "xlsx"):
        return _export(request, about["heading"], rows_of(rows, closing, names, request.actor), closing)
    page = page_of(rows, request)
    about |= {"page": page, "rows": rows_of(page, closing, names, request.actor), "columns": columns(sort)}
    about |= {"area": area, "q": q, "sort": sort, "chosen": only, "only": [(key, t) for key, (_n, t) in ONLY.items()]}
    return render(request, "villages.html", about)


def counted(closing, area, only, actor) -> list[tuple[str, dict]]:
    """The villages that the figure counted, with the figures the list shows: what was stored, so both always agree."""
    return list(figures.of_villages(closing, area, actor, ONLY[only][0], SORTS).items())


def ordered(found, q, sort, names) -> list[tuple[str, dict]]:
    """Those whose name has the text, sorted as asked; by place without."""
    kept = sorted((code, sums) for code, sums in found if q in names.get(code, code))
    key = sort.lstrip("-")
    return sorted(kept, key=lambda pair: pair[1][key], reverse=sort.startswith("-")) if key in SORTS else kept


def rows_of(found, closing, names, actor) -> list[Row]:
    """The rows of one page, with the villages' own records of the year."""
    found = list(found)
    records = VillageYear.objects.visible_to(actor).filter(area__in=[code for code, _sums in found], year=closing.year)
    facts = {record.area: record for record in records}
    return [
        Row(code, names.get(code, code), above(code, names), sums, facts.get(code), links.area(code, closing))
        for code, sums in found
    ]


def above(code, names) -> str:
    """The township, with its county where the list goes beyond one: many counties have a 城关镇."""
    return " ".join(names[part] for part in (code[:6], code[:9]) if part in names)


def columns(sort) -> list[Column]:
    """The table's head."""
    heads = [
        Column(_("村")),
        Column(_("乡镇")),
        Column(_("在册户"), "households", "n"),
        Column(_("未脱贫户"), "poor_households", "n"),
        Column(_("未脱贫人口"), "poor_people", "n"),
        Column(_("出列年度"), css="n"),
        Column(_("集体经济收入（元）"), css="n"),
        Column(_("设施还差什么")),
    ]
    return sorted_columns(heads, sort)


def _export(request, name, rows, closing):
    heads = [_("区划代码"), *(column.title for column in columns(""))]
    body = [
        [r.code, r.name, r.township, *(r.sums[key] for key in SORTS), r.exited, r.income, in_words(r)] for r in rows
    ]
    notes = [_("%(place)s，数据时点%(on)s，定版%(id)s号") % {"place": name, "on": closing.on, "id": closing.id}]
    return exports.file_of(request, f"{name}-{closing.on}", heads, body, notes)


def in_words(row) -> str:
    """What a village lacks, in one cell."""
    return formats.listed(text for _kind, text in row.lacks)
