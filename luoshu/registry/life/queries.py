"""What goes on after exit because of a paper, and what is still to be supplied, told or stopped about it."""

from datetime import timedelta

from luoshu.core import clock
from luoshu.registry.models import ContinuedPolicy

SOON = 30  # days before the end in which a household is told


def continued(household):
    """The policies of a household that papers end, running or stopped, the latest exit first."""
    return ContinuedPolicy.objects.filter(household=household).order_by("-exited_on", "policy")


def running(actor, area=""):
    """Those of every household the actor sees that have not stopped."""
    rows = ContinuedPolicy.objects.visible_to(actor).filter(stopped_on=None).select_related("household")
    return rows.filter(area__gte=area, area__lt=f"{area}:") if area else rows


def to_supply(actor, area=""):
    """Running without a known end: somebody has to bring the paper."""
    return running(actor, area).filter(until=None).order_by("area", "exited_on")


def to_tell(actor, area="", on=None):
    """Ending soon, or over, and the household was not told."""
    day = (on or clock.today()) + timedelta(days=SOON)
    return running(actor, area).filter(until__lte=day, told_on=None).order_by("until")


def to_stop(actor, area="", on=None):
    """Over, and the household was told."""
    return running(actor, area).filter(until__lt=on or clock.today(), told_on__isnull=False).order_by("until")
