"""How many households were changed since a closing: read from the end of the change log, by its own numbers."""

from dataclasses import dataclass
from time import monotonic

from luoshu.core import rewrapping, statements
from luoshu.core.models import Act, Change
from luoshu.core.scope import Actor, within

# Facts of a household; doubts, verdicts and uploads are not.
TABLES = ("household", "household_year", "person", "person_year", "membership", "pairing")
COUNT = """
select count(distinct household_id) from change
where id >= %(first)s and table_name = any (%(tables)s::text[]) and act_id <> all (%(without)s::bigint[])
  and (area >= %(low)s and area < %(high)s
    or household_id in (select household_id from roll_household where roll_id = any (%(rolls)s::bigint[])))"""
MOST = 50_000  # changes that are looked through; beyond it nobody waits for the exact number

# How long what was seen of the log of everybody holds, in seconds: each look costs more than the page's own count.
SEEN = 2


@dataclass(frozen=True)
class Span:
    """What is known of the log after a closing: its first change (which stays the first), the newest, when it was seen.

    `without_facts` are the acts that changed no fact.
    """

    first: int | None
    newest: int
    without_facts: tuple[int, ...]
    at: float


_spans = {}


def households_since(closing, actor):
    """Households within the actor's reach with a fact written since the closing; None when too many to count."""
    span = _span(closing, actor)
    if not span.first:
        return 0
    if span.newest - span.first >= MOST:
        return None
    asked = {"first": span.first, "tables": list(TABLES), "without": list(span.without_facts)}
    return statements.rows(COUNT, {**asked, "low": actor.low, "high": actor.high, "rolls": list(actor.rolls)})[0][0]


def _span(closing, actor):
    """The span after a closing, looked up anew when it is old or the actor sees a change that it does not know."""
    key = closing.id, closing.closed_at
    span = _spans.get(key)
    if span is None or monotonic() - span.at > SEEN or (span.first is None and _sees_more(span, actor)):
        span = _spans[key] = _looked_up(closing, span and span.first)
    return span


def _sees_more(span, actor):
    return Change.objects.visible_to(actor).filter(id__gt=span.newest).exists()


def _looked_up(closing, first):
    with within(Actor.system("定版以后的改动", area=closing.area)):
        newest = Change.objects.order_by("-id").values_list("id", "act_id").first()
        first = first or (_first(closing, *newest) if newest else None)
        return Span(first, newest[0] if newest else 0, _without_facts(closing) if first else (), monotonic())


def _without_facts(closing):
    """The acts since the closing that sealed rows with another key and changed no fact."""
    return tuple(Act.objects.filter(action=rewrapping.ACTION, at__gt=closing.closed_at).values_list("id", flat=True))


def _first(closing, newest, act):
    """The first change of an act begun after the closing; None when the newest change is older."""
    before = Act.objects.filter(at__lte=closing.closed_at).order_by("-id").values_list("id", flat=True).first() or 0
    return _halved(newest, before) if act > before else None


def _halved(newest, before):
    """The first change of a later act: both are numbered as they are written, and the log has no index by act."""
    low, high = 1, newest
    while low < high:
        middle = (low + high) // 2
        number, act = Change.objects.filter(id__gte=middle).order_by("id").values_list("id", "act_id").first()
        low, high = (low, middle) if act > before else (number + 1, high)
    return low
