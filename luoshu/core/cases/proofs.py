"""Proofs: files kept sealed, or papers with the place where they are kept; bound to the step they served."""

import json
import uuid
from hashlib import sha256

from django.db import connection

from luoshu.core import clock, database, place, vault
from luoshu.core.cases import rows
from luoshu.core.cases.models import CaseFile, Meeting, Notice, Objection, Proof
from luoshu.core.errors import BadInput
from luoshu.policy.procedures import listed

LARGEST = 20 * 1024 * 1024
# Looked up, not joined: a join of a list with few loose proofs, as the planner thinks, compares each with each.
BIND = """
update case_proof set step_id = (%(steps)s::jsonb ->> case_id::text)::bigint
where case_id = any (%(cases)s::bigint[]) and step_id is null and kind = any (%(kinds)s::text[])"""
OWNERS = {Meeting: "meeting", Notice: "notice", Objection: "objection"}


def attach(owners, proofs, by):
    """Write each proof for each owner (cases, or a meeting, a notice, an objection), its file once; their numbers."""
    written = []
    for given in proofs:
        kept = _kept(given)
        if owners and isinstance(owners[0], CaseFile):
            written += rows.write_proofs(owners, given, kept, by)
        else:
            written += [_row(owner, given, kept, by).pk for owner in owners]
    return written


def _row(owner, given, kept, by):
    names = ("kind", "made_on", "taken_at", "latitude", "longitude", "document_no", "kept_at", "witness", "note")
    facts = {name: getattr(given, name) for name in names}
    of = OWNERS[type(owner)]
    where = {"county": owner.county, "area": owner.area, f"{of}_id": owner.pk}
    return Proof.objects.create(**facts, **where, **kept, entered_at=clock.now(), user_id=by.user_id)


def _kept(given):
    """What the row says of the file; BadInput for a kind nobody knows, for nothing at all, for what is too large."""
    if given.kind not in listed("evidence"):
        raise BadInput(f"没有“{given.kind}”这种佐证", "请从佐证的种类中选择。", place="kind")
    if given.made_on > clock.today():
        raise BadInput("佐证的日期还没有到", "请写形成的日期。", place="made_on")
    if given.content is None:
        if not (given.document_no or given.kept_at or given.note):
            raise BadInput("佐证要有文件，或写明文号和存放处", "请上传文件，或写原件存放在哪里。", place="content")
        return {}
    if not 0 < len(given.content) <= LARGEST:
        raise BadInput("文件是空的，或超过 20 MB", "请压缩后再上传。", place="content")
    name = f"{uuid.uuid4().hex}{vault.SUFFIX}"
    vault.keep(folder() / name, given.content)
    digest = sha256(given.content).hexdigest()
    return {"file": name, "sha256": digest, "size": len(given.content), "media_type": given.media_type}


def content(proof):
    """The bytes of a proof's file, as they came in."""
    return vault.read(folder() / proof.file)


def folder():
    """Where the sealed files lie."""
    return place.make_folder(database.var() / "files" / "proofs", 0o700)


def bind(steps, kinds):
    """The cases' loose proofs of these kinds belong to their steps ({case id: step id}) from now on."""
    if kinds:
        with connection.cursor() as cursor:
            cursor.execute(BIND, {"steps": json.dumps(steps), "cases": list(steps), "kinds": list(kinds)})
