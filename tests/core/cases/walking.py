"""Walking a case: every step with its meeting, its proofs and its notice, by somebody who may."""

from datetime import timedelta

from luoshu.core.cases import actions
from luoshu.core.cases.given import NewProof, Subject, Votes
from luoshu.core.cases.models import CaseFile, Notice
from luoshu.core.scope import within
from luoshu.policy.procedures import kind, organs

VILLAGE = "410324104203"
DIGITS = {"household": 12, "village": 12, "township": 9, "county": 6, "city": 4, "province": 4, "state": 4}


def paper(name, on):
    """A proof that is kept on paper."""
    return NewProof(name, on, kept_at="村档案柜")


class Walk:
    """The officials; `village` has two who take turns, so that nobody approves what they proposed."""

    def __init__(self, cast):
        self.cast = cast

    def who(self, step):
        """Somebody whose role may record the step."""
        found = [actor for actor in self.cast.values() if actor.role in step.recorders]
        return found[0]

    def open(self, of, household, on, step="", reason="", by=None, **more):
        """Open a case about a household; the case."""
        variant = kind(of).at(VILLAGE, on)
        name = step or variant.opening()[0].name
        by = by or self.who(variant.steps[name])
        proofs = [paper(each[0], on) for each in variant.steps[name].proof(reason)]
        subject = Subject(f"H{household}", VILLAGE, household_id=household)
        told = {"step": name, "reason": reason, "new_proofs": proofs, **more}
        done = actions.open_cases(kind=of, subjects=[subject], happened_on=on, by=by, **told).done
        return self.fresh(done[0])

    def step(self, case, name, on, by=None, **more):
        """Take a step with its proofs; the case as it stands then."""
        step = kind(case.kind).variant(case.variant).steps[name]
        by = by or self.who(step)
        more.setdefault("meeting", self.meeting(step, on, by) if step.votes else None)
        more.setdefault("votes", Votes(31) if step.votes else None)
        more.setdefault("new_proofs", [paper(each[0], on) for each in step.proof(case.reason)])
        more.setdefault("document_no", "底册第3页")
        actions.take_step(cases=[case], step=name, happened_on=on, by=by, **more)
        return self.fresh(case.pk)

    def meeting(self, step, on, by, entitled=42, present=35):
        level = organs()[step.organ].level
        area = VILLAGE[: DIGITS[level]].ljust(12, "0")
        facts = {"organ": step.organ, "area": area, "held_on": on, "entitled": entitled, "present": present}
        return actions.hold_meeting(**facts, by=by)

    def notice(self, cases, on, by=None):
        """Draft, post and, after its term, prove a notice for cases; the notice."""
        by = by or self.cast["worker"]
        (notice,) = actions.draft_notices(cases=cases, by=by)
        first = [paper("photograph_first_day", on)]
        notice = actions.post_notice(notice=notice, posted_on=on, place="村务公开栏", by=by, new_proofs=first)
        last = [paper("photograph_last_day", notice.ends_on)]
        return actions.prove_posting(notice=notice, taken_down_on=notice.ends_on, by=by, new_proofs=last)

    def fresh(self, number):
        with within(self.cast["city"]):
            return CaseFile.objects.get(pk=number)

    def fresh_notice(self, number):
        with within(self.cast["city"]):
            return Notice.objects.get(pk=number)


def after(notice):
    """The first day after a notice's term."""
    return notice.ends_on + timedelta(days=1)
