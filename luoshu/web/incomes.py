"""The income chart of a household: each source per head and year, beside the line of that year."""

from datetime import date

from django.utils.translation import gettext as _

from luoshu.policy.parameters import parameter

from . import formats

TRANSFERS = (
    "family_planning_benefit", "minimum_living_benefit", "five_guarantee_benefit", "pension_benefit",
    "ecological_compensation", "other_transfer", "donation_income", "asset_sale_income",
)  # fmt: skip


def chart(years, judged) -> dict:
    """Data of the chart and its sentence; a year without counted members has no per-head income to draw."""
    heads = [judged[y.year].members if y.year in judged else None for y in years]
    parts = [
        (_("工资性"), lambda y: y.wage_income),
        (_("经营性（净）"), lambda y: total(y.business_income, minus=y.business_cost)),
        (_("财产性"), lambda y: y.property_income),
        (_("转移性"), lambda y: total(*(getattr(y, name) for name in TRANSFERS))),
    ]
    drawn = [{"name": n, "values": [per_head(of(y), h) for y, h in zip(years, heads, strict=True)]} for n, of in parts]
    if not any(value is not None for part in drawn for value in part["values"]):
        return {"chart": None}
    lines = [line(y.year) for y in years]
    words = {"line": _("标准线"), "each": _("年，每人（元）")}
    return {
        "chart": {"years": [str(y.year) for y in years], "parts": drawn, "lines": lines, "words": words},
        "said": said(years, judged),
    }


def total(*amounts, minus=None) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [a for a in amounts if a is not None]
    return sum(known) - (minus or 0) if known or minus else None


def per_head(fen, heads) -> float | None:
    """Yuan a head, to draw only: judgements never divide."""
    return None if fen is None or not heads else round(fen / 100 / heads, 2)


def line(year) -> float | None:
    """The exit line of a year in yuan, None where the parameters have none."""
    try:
        return parameter("poverty_line", date(year, 12, 31), purpose="exit", province="41") / 100
    except LookupError:
        return None


def said(years, judged) -> str:
    """The chart in one sentence."""
    known = [(y.year, judged[y.year].income_per_head) for y in years if y.year in judged]
    known = [(year, fen) for year, fen in known if fen is not None]
    if not known:
        return _("每人纯收入按来源，各年对照")
    (first, a), (last, b) = known[0], known[-1]
    told = {"first": first, "a": formats.money(a), "last": last, "b": formats.money(b)}
    return _("每人纯收入%(first)s年%(a)s元，%(last)s年%(b)s元") % told
