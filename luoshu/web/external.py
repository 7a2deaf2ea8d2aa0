"""The source card of an external figure ◇: where it comes from, since it cannot be opened down to households."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshu.registry.models import ExternalFigure

from . import places, words


def figure(request, name):
    """All values of one external figure within the reader's reach, newest first."""
    rows = list(ExternalFigure.objects.filter(name=name).order_by("-as_of", "area"))
    if not rows:
        raise Http404
    shown = [
        {
            "place": place_of(row),
            "value": value_of(row),
            "unit": words.unit(row.unit),
            "as_of": row.as_of,
            "source": row.source,
        }
        for row in rows
    ]
    path = [*places.path(request.actor.area, request.actor), {"name": _("外部数据")}]
    return render(request, "external_figure.html", {"heading": _(name), "figures": shown, "path": path})


def value_of(row) -> str:
    """The value as its source wrote it."""
    return f"{row.value.normalize():,f}"


def told(row) -> str:
    """A value with its place."""
    return f"{place_of(row)} {value_of(row)} {words.unit(row.unit)}".rstrip()


def place_of(row) -> str:
    """Whose figure it is: a place of ours, or one above the city."""
    return {"00": _("全国"), "41": _("全省")}.get(row.area) or places.name(row.area)


def href(name) -> str:
    """The address of the source card."""
    return reverse("external_figure", args=[name])
