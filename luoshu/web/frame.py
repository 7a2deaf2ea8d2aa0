"""What every page needs: who reads it, the chapters, the closing it speaks of."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from luoshu.core import standing
from luoshu.core.log import witness
from luoshu.core.permissions import may
from luoshu.registry import changes, closings
from luoshu.registry.policies import can_load

from . import places

LEVELS = {6: "county", 9: "township", 12: "village"}
CHAPTERS = ("01", "02", "03", "04", "05")


@dataclass(frozen=True)
class Shown:
    """The closing a page speaks of, the policy that judged it, how many households changed since (None: too many)."""

    id: int
    on: object
    year: int
    policy: str
    changed: int | None
    record: object


def chapter_names() -> dict[str, str]:
    """The five precisions, as short as the navigation wants them."""
    return dict(zip(CHAPTERS, (_("目标"), _("对象"), _("措施"), _("保障"), _("考核")), strict=True))


def frame(request):
    """Context processor: the reader, what may be done, the chapters, whether this is demo data."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "is_demo": getattr(settings, "LUOSHU_DEMO", False),
        "alarm": standing.alarm(),
        "unwitnessed": may(actor, "core.watch") and not settings.LUOSHU_DEMO and witness.is_overdue(),
        "may_load": actor is not None and can_load(actor),
        "chapters": [{"no": no, "name": name, "href": f"/#{no}"} for no, name in chapter_names().items()],
    }


def level(actor) -> str:
    """Whose first screen: city, county, township, village or, with listed households only, helper."""
    if not actor.whole:
        return "helper"
    return LEVELS.get(len(places.of_duty(actor)), "city")


def sealed(request):
    """The context of the seal: the closing asked for, or the newest (None before the first), and all there are."""
    listed = closings.listed(request.actor)
    asked = request.GET.get("closing", "")
    record = next((c for c in listed if str(c.id) == asked), listed[0] if listed else None)
    kept = [(k, v) for k, v in request.GET.items() if k not in ("closing", "page")]
    return {"closing": record and shown(record, request.actor), "closings": listed, "kept": kept}


def short(version) -> str:
    """A policy version as one reads it: its name and the first digits of its digest."""
    name, _at, digest = (version or "").partition("@")
    return f"{name}@{digest[:7]}" if digest else name


def shown(record, actor) -> Shown:
    """A closing as the seal tells it."""
    changed = changes.households_since(record, actor)
    return Shown(record.id, record.on, record.year, short(record.policy_version), changed, record)
