"""Walking cases through their courses, day by day, with their meetings, proofs, notices, objections and recusals."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count

from luoshu.core import clock
from luoshu.core.cases import actions
from luoshu.core.cases.given import NewProof, Votes
from luoshu.core.cases.models import CaseFile, Meeting
from luoshu.core.errors import Refusal
from luoshu.core.scope import within
from luoshu.demo.life.plan import CLOSED, DRAFTED, LEFT, OBJECTED
from luoshu.policy.procedures import kind, organs
from luoshu.policy.terms import Term
from luoshu.policy.terms import count as counted

OF_A_MEETING = {"minutes", "attendance", "vote"}
DIGITS = {"household": 12, "village": 12, "township": 9, "county": 6, "city": 4, "province": 2, "state": 0}
ENTITLED, PRESENT, AGREED, BARELY = 42, 35, 31, 18
HOUR = dt.time(16, 30)
UNCLE = "陈守田"  # of no real village: related to one household of each list
OBJECTIONS = ("有邻居说这一户在县城有房，请核实。", "反映收入算得不对，请再核。", "说家里有人领工资，请查一查。")


class Agenda:
    """What happens on which day, the earliest first; the clock stands at the hour of its entry."""

    def __init__(self):
        self.waiting, self.order, self.numbers = [], count(), Counter()

    def add(self, day, do, late=0):
        """`do(day)` on the day, entered `late` days after it."""
        heappush(self.waiting, (day, next(self.order), late, do))

    def number(self, organ, year):
        """The next number of a document of an organ in a year."""
        self.numbers[organ, year] += 1
        return f"{organ}〔{year}〕{self.numbers[organ, year]}号"

    def run(self):
        """Everything, until nothing is left to happen."""
        while self.waiting:
            day, _, late, do = heappop(self.waiting)
            entered = dt.datetime.combine(day + dt.timedelta(days=late), HOUR, clock.ZONE)
            with clock.standing_at(entered):
                do(day)


@dataclass
class Tour:
    """Cases of one kind that begin together in one village: each with its course and whom it is about.

    `late`: entered so many days after each step; `gaps`: days before a step that takes longer; `before`: what is done
    on the day just before a step (cases, day, cast); `instead`: what takes a step in another way (cases, day, cast);
    `on`: the day before which a step is not taken; `given`: told to effects.
    """

    kind: str
    cast: object
    start: dt.date
    members: list
    late: int = 0
    gaps: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)
    instead: dict = field(default_factory=dict)
    on: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)


class Walk:
    """One tour on the agenda."""

    def __init__(self, tour, agenda):
        self.tour, self.agenda = tour, agenda
        self.variant = kind(tour.kind).at(tour.cast.area, tour.start)
        self.courses = {}
        self.meetings, self.opens, self.related = {}, {}, set()

    def begin(self, day):
        """Open the cases, those of the same reason and step together."""
        for (reason, name), alike in grouped(self.tour.members, lambda each: (each[0].reason, each[0].steps[0])):
            step, by = self.variant.steps[name], self.tour.cast.recorder(self.variant.steps[name])
            meeting, proofs = self._papers(step, reason, day, by)
            opened = self._open(alike, step=step, reason=reason, day=day, by=by, meeting=meeting, proofs=proofs)
            self.courses |= opened
            self.onward(list(opened), 1, day)

    def _open(self, alike, *, step, reason, day, by, meeting, proofs):
        """{case id: course} of those that could be opened."""
        told = {"step": step.name, "reason": reason, "meeting": meeting, "new_proofs": proofs}
        subjects = [subject for _, subject in alike]
        origins = {subject.detail.get("origin") for subject in subjects}
        opened = {}
        for origin in origins:
            of_it = [subject for subject in subjects if subject.detail.get("origin") == origin]
            case = self._case(origin) if origin else None
            done = self._try(
                step, actions.open_cases, kind=self.tour.kind, subjects=of_it, happened_on=day, by=by, origin=case,
                document_no=self._number(step, day), given=self.tour.given, **told,
            )  # fmt: skip
            by_code = {subject.code: course for course, subject in alike}
            opened |= {case.pk: by_code[case.code] for case in self._cases(done)}
        return opened

    def onward(self, ids, done, day):
        """The cases have taken `done` steps: those that go on wait for a notice, a term, or a few days."""
        for state, alike in grouped(ids, lambda each: self._state(self.courses[each].steps[:done])):
            going = [each for each in alike if len(self.courses[each].steps) > done]
            left = [each for each in alike if len(self.courses[each].steps) == done]
            rule = self.variant.states[state].notice
            if rule and all(each in self.opens for each in alike):  # a parallel step while the notice hangs
                self._later(going, done, max(self.opens[each] for each in alike))
            elif rule:
                self.agenda.add(day + dt.timedelta(days=1), partial(self.hang, rule, going, left, done), self.tour.late)
            elif going:
                self._later(going, done, self._after(state, day))

    def _later(self, going, done, day):
        for name, alike in grouped(going, lambda each: self.courses[each].steps[done]):
            then = max(day + dt.timedelta(days=self.tour.gaps.get(name, 0)), self.tour.on.get(name, day))
            self.agenda.add(then, partial(self.take, name, alike, done), self.tour.late)

    def _after(self, state, day):
        wait = self.variant.states[state].wait
        return counted(day, wait).opens if wait else day + dt.timedelta(days=2)

    def hang(self, rule, going, left, done, day):
        """Draft the notices, hang those that go on or are objected to; some objections are answered while it hangs."""
        by = self.tour.cast.poster(rule.place)
        for each in left:
            if self.courses[each].ending == DRAFTED:
                self._try(None, actions.draft_notices, cases=self._cases([each]), by=by)
        objected = [each for each in left if self.courses[each].ending == OBJECTED]
        hung = going + objected
        drafted = hung and self._try(None, actions.draft_notices, cases=self._cases(hung), by=by)
        if not drafted:
            return
        ends = counted(day, Term(rule.term.days, rule.term.unit)).ends
        for notice in drafted:
            first = [photograph("photograph_first_day", day)] if rule.proofs else []
            notice = self._try(None, actions.post_notice, notice=notice, posted_on=day, place="公开栏", by=by,
                               new_proofs=first) or notice  # fmt: skip
            ends = notice.ends_on or ends
            if going:
                self.agenda.add(ends, partial(self.prove, notice, by), self.tour.late)
        self._object(objected, going, day)
        self.opens |= dict.fromkeys(going, ends + dt.timedelta(days=1))
        if going:
            self._later(going, done, ends + dt.timedelta(days=1))

    def prove(self, notice, by, day):
        last = [photograph("photograph_last_day", day)]
        self._try(None, actions.prove_posting, notice=notice, taken_down_on=day, by=by, new_proofs=last)

    def _object(self, objected, going, day):
        """An objection that stays open for each of `objected`; of three that go on, one rejected and one withdrawn."""
        for each in objected:
            self.agenda.add(day + dt.timedelta(days=1), partial(self.object_to, each, None), self.tour.late)
        whole = [each for each in going if self.courses[each].ending == CLOSED]
        if len(whole) > 2:
            for each, outcome in zip(whole, ("rejected", "withdrawn"), strict=False):
                self.agenda.add(day + dt.timedelta(days=1), partial(self.object_to, each, outcome), self.tour.late)

    def object_to(self, case_id, outcome, day):
        """Somebody objects to a case; answered, taken back, or left open."""
        (case,) = self._cases([case_id])
        cast = self.tour.cast
        by, text = cast.poster("township"), OBJECTIONS[case_id % len(OBJECTIONS)]
        name = "" if case_id % 3 else "王先生"
        objection = self._try(None, actions.raise_objection, text=text, source="visit", received_on=day, by=by,
                              case=case, name=name, contact="")  # fmt: skip
        if objection is None or outcome is None:
            return objection
        if outcome == "withdrawn":
            by = cast.answering(objection.organ)
            self._try(None, actions.withdraw_objection, objection=objection, decided_on=day, by=by)
        else:
            self._answer(objection, day, is_upheld=outcome == "upheld")
        return objection

    def _answer(self, objection, day, is_upheld):
        answer = "经入户和部门核对，情况属实。" if is_upheld else "经入户和部门核对，情况不属实。"
        proof = NewProof("investigation_report", day, kept_at="乡镇档案室")
        by = self.tour.cast.answering(objection.organ)
        self._try(None, actions.decide_objection, objection=objection, is_upheld=is_upheld, decided_on=day,
                  answer=answer, by=by, new_proofs=[proof])  # fmt: skip

    def take(self, name, ids, done, day):
        """Take a step for those whose next it is."""
        step = self.variant.steps[name]
        if hook := self.tour.before.get(name):
            hook(self._cases(ids), day, self.tour.cast)
        if name in self.tour.instead:
            taken = self.tour.instead[name](self._cases(ids), day, self.tour.cast)
        elif step.objected:
            taken = [each for each in ids if self.object_to(each, "upheld", day)]
        elif name == "vote_struck":
            taken = [each for each in ids if self._strike(each, day)]
        else:
            taken = self._take(step, ids, day)
        if step.to:
            for each in taken:
                self.opens.pop(each, None)
        if taken:
            self.onward(taken, done + 1, day)

    def _take(self, step, ids, day):
        taken, by = [], self.tour.cast.recorder(step)
        for reason, alike in grouped(ids, lambda each: self.courses[each].reason):
            for cases in [alike] if step.bulk else [[each] for each in alike]:
                meeting, proofs = self._papers(step, reason, day, by)
                if step.votes:
                    self.meetings |= dict.fromkeys(cases, meeting)
                    self._keep_out(cases, meeting, by, day)
                taken += self._try(
                    step, actions.take_step, cases=self._cases(cases), step=step.name, happened_on=day, by=by,
                    meeting=meeting, votes=self._votes(step, cases), document_no=self._number(step, day),
                    new_proofs=proofs, given=self.tour.given,
                ) or ()  # fmt: skip
        return taken

    def _votes(self, step, cases):
        if not step.votes:
            return None
        close = [each for each in cases if "vote_struck" in self.courses[each].steps]
        return {each: Votes(BARELY if each in close else AGREED, 2, 1) for each in cases}

    def _keep_out(self, cases, meeting, by, day):
        """In a list of three a member of the meeting is related to the second household, and keeps out every time."""
        carried = [each for each in cases[1:] if "vote_struck" not in self.courses[each].steps]
        if len(cases) > 2 and carried and not self.related:
            case = self._case(carried[0])
            if case.household_id is not None:
                self._try(None, actions.declare_relative, household_id=case.household_id, area=case.area, name=UNCLE,
                          organ_level="village", relation="叔侄", since=day, by=by, duty="村民代表")  # fmt: skip
                self.related.add(case.pk)
        for case in self._cases(self.related.intersection(cases)):
            self._try(None, actions.recuse, case=case, name=UNCLE, why="relative", deputy_name="马松林", by=by,
                      meeting=meeting)  # fmt: skip

    def _strike(self, case_id, day):
        """The vote of one who should have kept out is struck, and the majority with it."""
        by = self.tour.cast.recorder(self.variant.steps["vote_struck"])
        (case,) = self._cases([case_id])
        found = self._try(None, actions.recuse, case=case, name="卢建平", why="relative", deputy_name="马松林", by=by,
                          meeting=self.meetings[case_id], struck_for=1)  # fmt: skip
        return found is not None and found[1] is False

    def _papers(self, step, reason, day, by):
        """(the meeting that decides or None, the other proofs) of a step."""
        asked = step.proof(reason)
        needs_meeting = step.votes or any(set(each) <= OF_A_MEETING for each in asked)
        meeting = self._meeting(step, day, by) if needs_meeting else None
        of_it = OF_A_MEETING if needs_meeting else set()
        return meeting, [self._proof(step, each, day) for each in asked if not of_it.intersection(each)]

    def _meeting(self, step, day, by) -> Meeting:
        area = self.tour.cast.area[: DIGITS[organs()[step.organ].level]].ljust(12, "0")
        papers = [NewProof(each, day, kept_at="村档案柜") for each in sorted(OF_A_MEETING)]
        facts = {"organ": step.organ, "area": area, "held_on": day, "entitled": ENTITLED, "present": PRESENT}
        return self._try(step, actions.hold_meeting, **facts, by=by, place="村委会", agenda=step.zh, new_proofs=papers)

    def _proof(self, step, choice, day):
        name = "document" if "document" in choice else choice[0]
        number = self._number(step, day) if name == "document" else ""
        return NewProof(
            name, day, kept_at="档案室", document_no=number, witness="何天明" if name == "thumb_print" else ""
        )

    def _number(self, step, day):
        return self.agenda.number(organs()[step.organ].title(day), day.year)

    def _state(self, steps):
        state = ""
        for name in steps:
            state = self.variant.steps[name].to or state
        return state

    def _cases(self, ids):
        with within(self.tour.cast.people["office"]):
            return sorted(CaseFile.objects.filter(pk__in=ids), key=lambda case: case.pk)

    def _case(self, number):
        return self._cases([number])[0]

    def _try(self, at, action, /, **told):
        """What the action gives (numbers of cases where it is a list); a refusal is kept, and those cases stay."""
        try:
            found = action(**told)
        except Refusal as why:
            self.tour.refused.append((self.variant.name, at.name if at else action.__name__, str(why)))
            return None if at is None else ()
        if hasattr(found, "refused"):
            self.tour.refused += [(self.variant.name, at.name, str(why)) for why in found.refused.values()]
            return list(found.done)
        return found


def photograph(name, day):
    """A photograph of a notice, printed out and filed."""
    return NewProof(name, day, kept_at="村档案柜", note="照片，无位置")


def grouped(rows, key):
    """(key, rows) of those alike, in order."""
    found = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())


__all__ = ["LEFT", "Agenda", "Tour", "Walk", "grouped", "photograph"]
