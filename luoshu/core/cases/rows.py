"""Writing rows for a whole list in one statement: the cases carry what differs, the step what is the same for all."""

import json

from django.db import connection

from luoshu.core import clock

STEPS = """
insert into case_step (county, area, case_id, household_id, step, before, after, organ, happened_on, entered_at,
  is_late, user_id, actor, role, meeting_id, notice_id, document_no, votes_for, votes_against, votes_abstained, note)
select c.county, c.area, c.id, c.household_id, %(step)s, case when %(opens)s then '' else c.state end,
  coalesce(%(to)s, c.state), %(organ)s, %(happened_on)s, %(now)s, %(is_late)s, %(user)s, %(actor)s, %(role)s,
  %(meeting)s, c.notice_id, %(document_no)s, v.agreed, v.against, v.abstained, %(note)s
from case_file c left join unnest(%(voted)s::bigint[], %(agreed)s::int[], %(against)s::int[], %(abstained)s::int[])
  v (id, agreed, against, abstained) on v.id = c.id
where c.id = any (%(ids)s::bigint[]) order by c.id returning id, case_id"""
PROOFS = """
insert into case_proof (county, area, case_id, household_id, kind, made_on, taken_at, latitude, longitude, document_no,
  kept_at, witness, note, file, sha256, size, media_type, entered_at, user_id)
select c.county, c.area, c.id, c.household_id, %(kind)s, %(made_on)s, %(taken_at)s, %(latitude)s, %(longitude)s,
  %(document_no)s, %(kept_at)s, %(witness)s, %(note)s, %(file)s, %(sha256)s, %(size)s, %(media_type)s, %(now)s, %(user)s
from case_file c where c.id = any (%(ids)s::bigint[]) order by c.id returning id"""
ENTRIES = """
insert into case_notice_entry (county, area, notice_id, case_id, household_id, number, head_name, group_name, members)
select c.county, c.area, %(notice)s, c.id, c.household_id, l.number, l.head_name, l.group_name, l.members
from unnest(%(ids)s::bigint[], %(heads)s::text[], %(groups)s::text[], %(members)s::int[])
  with ordinality l (id, head_name, group_name, members, number) join case_file c on c.id = l.id"""
CASES = """
insert into case_file (id, county, area, code, household_id, person_id, detail, secret_sealed, kind, variant, subject,
  reason, state, organ, level, outcome, opened_on, entered_at, since, closed_on, opens_on, due_on, notice_id,
  open_objections, marks, is_exclusive, proposer_id, deputy_id, origin_id, bundle)
select l.id, left(l.area, 6), l.area, l.code, l.household_id, l.person_id, l.detail::jsonb, l.secret, %(kind)s,
  %(variant)s, %(subject)s, %(reason)s, %(state)s, %(organ)s, %(level)s, %(outcome)s, %(opened_on)s, %(now)s, %(since)s,
  %(closed_on)s, %(opens_on)s, %(due_on)s, null, 0, '{}', %(is_exclusive)s, %(user)s, null, %(origin)s, %(bundle)s
from unnest(%(ids)s::bigint[], %(areas)s::text[], %(codes)s::text[], %(households)s::bigint[], %(persons)s::bigint[],
  %(details)s::text[], %(secrets)s::bytea[]) l (id, area, code, household_id, person_id, detail, secret)"""


def among(rows, ids, column="id"):
    """The rows whose column is one of the numbers: one parameter, however many they are."""
    table = rows.model._meta.db_table
    return rows.extra(where=[f"{table}.{column} = any (%s::bigint[])"], params=[list(ids)])


def write_steps(cases, step, happened_on, by, votes, meeting, document_no, note, opens=False):
    """A row of the step for each case, from what the case's row says before it moves: {case id: step id}."""
    told = {"step": step.name, "to": step.to or None, "organ": step.organ, "happened_on": happened_on, "opens": opens}
    told |= {"now": clock.now(), "is_late": happened_on < clock.today(), "user": by.user_id, "actor": by.name}
    told |= {"role": by.role, "meeting": meeting and meeting.pk, "document_no": document_no, "note": note}
    told |= {"ids": [case.pk for case in cases], **_votes(cases, votes)}
    return {case: number for number, case in _run(STEPS, told, fetch=True)}


def _votes(cases, votes):
    counted = votes if isinstance(votes, dict) else {case.pk: votes for case in cases if votes}
    rows = [(case.pk, counted[case.pk]) for case in cases if counted.get(case.pk)]
    columns = {name: [getattr(vote, name) for _, vote in rows] for name in ("agreed", "against", "abstained")}
    return {"voted": [pk for pk, _ in rows], **columns}


def write_proofs(cases, given, kept, by):
    """A row of the proof for each case; their ids."""
    names = ("kind", "made_on", "taken_at", "latitude", "longitude", "document_no", "kept_at", "witness", "note")
    told = {"file": "", "sha256": "", "size": None, "media_type": "", **kept, "now": clock.now(), "user": by.user_id}
    told |= {name: getattr(given, name) for name in names} | {"ids": [case.pk for case in cases]}
    return [number for (number,) in _run(PROOFS, told, fetch=True)]


def write_entries(notice, cases, lines):
    """The lines of a notice, numbered in the order of the cases."""
    shown = [lines[case.pk] for case in cases]
    told = {"notice": notice.pk, "ids": [case.pk for case in cases], "heads": [line.head_name for line in shown]}
    told |= {"groups": [line.group_name for line in shown], "members": [line.members for line in shown]}
    _run(ENTRIES, told)


def write_cases(cases, by):
    """The rows of new cases, which are alike but for their subjects."""
    first = cases[0]
    same = (
        "kind", "variant", "subject", "reason", "state", "organ", "level", "outcome", "opened_on", "since",
        "closed_on", "opens_on", "due_on", "is_exclusive", "bundle",
    )  # fmt: skip
    told = {name: getattr(first, name) for name in same}
    told |= {"now": clock.now(), "user": by.user_id, "origin": first.origin_id, "ids": [case.pk for case in cases]}
    told |= {"areas": [case.area for case in cases], "codes": [case.code for case in cases]}
    told |= {"households": [case.household_id for case in cases], "persons": [case.person_id for case in cases]}
    told["details"] = [json.dumps(case.detail, ensure_ascii=False, default=str) for case in cases]
    told["secrets"] = [case.secret_sealed for case in cases]
    _run(CASES, told)


def _run(query, told, fetch=False):
    with connection.cursor() as cursor:
        cursor.execute(query, told)
        return cursor.fetchall() if fetch else None
