"""The files of proofs, unsealed for whoever reaches what they prove; each opening is kept in the log."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from luoshu.core import reads
from luoshu.core.cases import proofs
from luoshu.core.cases.models import Proof
from luoshu.registry import visibility

from . import objections

SHOWN = {"image/jpeg", "image/png", "image/webp", "application/pdf"}


def file(request, number):
    """One file as it came in; pictures and PDF are shown, all else is handed out to be saved."""
    proof = (
        Proof.objects.visible_to(request.actor).select_related("objection").filter(pk=number).exclude(file="").first()
    )
    if proof is None or not sees(request.actor, proof):
        raise Http404
    reads.read(by=request.actor, subject=f"佐证 {proof.pk}", fields=[proof.kind], action="cases.open_proof")
    shown = proof.media_type in SHOWN
    answer = HttpResponse(proofs.content(proof), content_type=proof.media_type if shown else "application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(not shown, f"{proof.kind}-{proof.pk}")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def sees(actor, proof) -> bool:
    """Papers carry names: for those who are shown names; what an objection came with, for those who read it."""
    if visibility.sees(actor, "name") < visibility.FULL:
        return False
    return proof.objection is None or objections.reads_text(actor, proof.objection)
