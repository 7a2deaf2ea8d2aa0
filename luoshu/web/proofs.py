"""The proof of an entry of a history, to take away and check elsewhere."""

from django.http import Http404, HttpResponse

from luoshu.core.log import proofs
from luoshu.core.models import Change

from . import households

MOST = 200  # proofs in one file; an act on one household writes a few rows


def proof(request, code, number):
    """The proofs of an act and of what it wrote of this household, as a text that verify.py reads."""
    household = households.found(request.actor, code)
    changes = Change.objects.visible_to(request.actor).filter(household_id=household.id, act_id=number)
    # The join leaves out what a sealed act wrote: the proof would show the act.
    numbers = [change.id for change in changes.select_related("act").order_by("id")[:MOST]]
    texts = [proofs.proof("change", change) for change in numbers]
    if not texts or None in texts:
        raise Http404
    answer = HttpResponse(proofs.proof("act", number) + "".join(texts), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="proof-{number}.txt"'
    return answer
