"""How many households were changed since a closing: read from the end of the change log, by its own numbers."""

from django.db.models import Count

from luoshu.core import rewrapping
from luoshu.core.models import Act, Change
from luoshu.core.scope import Actor, within

# Facts of a household; doubts, verdicts and uploads are not.
TABLES = ("household", "household_year", "person", "person_year", "membership", "pairing")
MOST = 50_000  # changes that are looked through; beyond it nobody waits for the exact number

# The first change after a closing, by its number and time: once there is one it stays the first.
_firsts = {}


def households_since(closing, actor):
    """Households within the actor's reach with a fact written since the closing; None when too many to count."""
    with within(Actor.system("定版以后的改动", area=closing.area)):
        newest = Change.objects.order_by("-id").values_list("id", "act_id").first()
        first = newest and _first(closing, *newest)
    if not first:
        return 0
    if newest[0] - first >= MOST:
        return None
    rows = Change.objects.visible_to(actor).filter(id__gte=first, table_name__in=TABLES)
    if same := _without_facts(closing):
        rows = rows.exclude(act_id__in=same)
    return rows.aggregate(n=Count("household_id", distinct=True))["n"]


def _without_facts(closing):
    """The acts since the closing that sealed rows with another key and changed no fact."""
    with within(Actor.system("定版以后的改动", area=closing.area)):
        rows = Act.objects.filter(action=rewrapping.ACTION, at__gt=closing.closed_at)
        return list(rows.values_list("id", flat=True))


def _first(closing, newest, act):
    """The first change of an act begun after the closing; None when the newest change is older."""
    key = closing.id, closing.closed_at
    if key not in _firsts:
        before = Act.objects.filter(at__lte=closing.closed_at).order_by("-id").values_list("id", flat=True).first() or 0
        if act <= before:
            return None
        _firsts[key] = _halved(newest, before)
    return _firsts[key]


def _halved(newest, before):
    """The first change of a later act: both are numbered as they are written, and the log has no index by act."""
    low, high = 1, newest
    while low < high:
        middle = (low + high) // 2
        number, act = Change.objects.filter(id__gte=middle).order_by("id").values_list("id", "act_id").first()
        low, high = (low, middle) if act > before else (number + 1, high)
    return low
