"""A machine that does anything to cases of all kinds, rightly and wrongly, beside the little model of the oracle."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from luoshu.core import clock
from luoshu.core.cases import actions
from luoshu.core.cases.given import NewProof, Subject, Votes
from luoshu.core.cases.models import CaseFile, CaseStep, Notice, Objection
from luoshu.core.errors import NotAllowed, NotPossible
from luoshu.core.scope import within
from tests.core.cases import oracle

VILLAGE, TOWNSHIP, COUNTY = "410324104203", "410324104000", "410324000000"
AREAS = {"village": VILLAGE, "county": COUNTY}
DIGITS = {"household": 12, "village": 12, "township": 9, "county": 6, "city": 4, "province": 4, "state": 4}
BASES = [date(2014, 6, 2), date(2016, 9, 22), date(2018, 3, 1), date(2020, 6, 1), date(2022, 9, 26), date(2026, 3, 2)]
LEVELS = ["village", "township", "county"]
ASKED = ["is_poor", "exit_standard", "monitoring_bars", "change_is_told", "risk_lifted"]
NAMED = {"ok": None, "not allowed": NotAllowed, "not possible": NotPossible}


def paper(name, on):
    return NewProof(name, on, kept_at="档案柜")


class Machine(RuleBasedStateMachine):
    """`cast` {name: Actor}, `answers` (the register's) and `done` (its effects) are set on the class by the test."""

    cast, answers, done, seen, tally = {}, {}, [], set(), Counter()
    serial = 0

    @initialize(base=st.sampled_from(BASES), data=st.data())
    def begin(self, base, data):
        self.today, self.cases, self.related = base, [], set()
        self.answers.clear()
        self.names = sorted(self.cast)
        for _ in range(3):
            self._some_case(data)

    def at(self):
        return clock.standing_at(datetime.combine(self.today, time(10), clock.ZONE))

    def tries(self, expected, call):
        """Run it today; what comes of it is what the oracle says. The result, or None when refused."""
        wanted = NAMED[expected]
        self.tally[expected] += 1
        result, got = None, None
        with self.at():
            try:
                result = call()
            except (NotAllowed, NotPossible) as refusal:
                got = refusal
        assert wanted is (got and type(got)), f"expected {expected}, got {got!r}"
        return result

    @rule(days=st.integers(1, 12), name=st.sampled_from(ASKED), answer=st.sampled_from([True, True, None, False]))
    def time_passes(self, days, name, answer):
        """And what the register says changes."""
        self.today += timedelta(days=days)
        self.answers[name] = answer

    @rule(data=st.data())
    def open(self, data):
        self._some_case(data)

    def _some_case(self, data):
        in_force = [key for key, (table, _) in oracle.TABLES.items()
                    if VILLAGE.startswith(table["place"]) and table["since"] <= self.today
                    and self.today <= (table.get("until") or date.max)]  # fmt: skip
        nearest = {}
        for kind, variant in in_force:
            known = nearest.get(kind)
            if known is None or len(oracle.TABLES[kind, variant][0]["place"]) > len(
                oracle.TABLES[kind, known][0]["place"]
            ):
                nearest[kind] = variant
        kind = data.draw(st.sampled_from(sorted(nearest)))
        table, raw = oracle.TABLES[kind, nearest[kind]]
        step = data.draw(st.sampled_from([name for name, each in table["steps"].items() if not each.get("from")]))
        fitting = table["steps"][step].get("reasons") or sorted(raw.get("reasons") or [""])
        reason = data.draw(st.sampled_from(fitting))
        Machine.serial += 1
        household = Machine.serial if raw["subject"] in ("household", "person") else None
        who = self._who(data, table["steps"][step])
        area = AREAS.get(raw["subject"], VILLAGE)
        case = oracle.Case(kind, nearest[kind], reason, area, household, self.today, who)
        self._open(data, case, step, table["steps"][step], Machine.serial)

    def _open(self, data, case, name, said, serial):
        has_papers = data.draw(st.sampled_from([True, True, True, False]))
        actor = self.cast[case.opener]
        attempt = self._attempt(name, case.opener, self.today, has_papers, True)
        case.since = self.today
        expected = self._opening(case, said, attempt)
        proofs = [paper(each, self.today) for each in oracle.papers(said, case.reason)] if has_papers else []
        subject = Subject(f"K{serial}", case.area, household_id=case.household)
        told = {"kind": case.kind, "step": name, "reason": case.reason, "happened_on": self.today, "by": actor}
        found = self.tries(
            expected,
            lambda: actions.open_cases(subjects=[subject], new_proofs=proofs, document_no="第1号", **told),
        )
        if found is not None:
            case.number = found.done[0]
            case.state = said["to"]
            case.steps.append((name, case.opener, self.today))
            self.cases.append(case)
            self.check(case)

    def _opening(self, case, said, attempt):
        if not case.area.startswith(attempt.reach) or attempt.role not in oracle.recorders(said):
            return "not allowed"
        if oracle.tied(case, said, attempt):
            return "not allowed"
        case.state = next(iter(case.table["states"]))
        met = oracle.fulfilled(case, said, attempt)
        case.state = ""
        return "ok" if met else "not possible"

    def _who(self, data, said):
        able = [name for name in self.names if self.cast[name].role in oracle.recorders(said)]
        return data.draw(st.sampled_from((able * 4 + self.names) if able else self.names))

    def _attempt(self, step, who, day, has_papers, has_number, meeting=False, agreed=None, objected=False):
        actor = self.cast[who]
        return oracle.Attempt(step, who, actor.role, actor.area, day, self.today, has_papers, has_number, meeting,
                              agreed, 35, self.answers, self.related, objected)  # fmt: skip

    def _open_case(self, data):
        return data.draw(st.sampled_from([case for case in self.cases if case.is_open]))

    def some_open(self):
        return any(case.is_open for case in getattr(self, "cases", []))

    @precondition(some_open)
    @rule(data=st.data())
    def one_step(self, data):
        self._forward(data)

    @precondition(some_open)
    @rule(data=st.data())
    def another_step(self, data):
        self._forward(data)

    @precondition(some_open)
    @rule(data=st.data(), times=st.integers(2, 5))
    def some_steps(self, data, times):
        for _ in range(times):
            if self.some_open():
                self._forward(data)

    def _forward(self, data):
        """Whatever a case waits for, or something else."""
        case = self._open_case(data)
        rightly = data.draw(st.integers(0, 7)) > 0
        if rightly and case.objections:
            self._answer(data, case)
            return
        if rightly and "notice" in case.place and not case.is_drafted:
            self._post(case, data.draw(st.sampled_from([0, 0, 0, 3])))
        elif rightly and "notice" in case.place and case.posted and not case.is_proved:
            self._prove(case, data.draw(st.sampled_from([True, True, True, False])))
        else:
            self._try_step(data, case)

    def _try_step(self, data, case):
        table = case.table
        ways = [name for name in table["steps"] if case.state in oracle.sources(table, name) and name != "lapse"]
        name = data.draw(st.sampled_from(ways * 5 + sorted(table["steps"])))
        said = table["steps"][name]
        who = self._who(data, said)
        day = data.draw(st.sampled_from([self.today] * 6 + [self.today + timedelta(days=n) for n in (-5, -1, 1)]))
        has_papers = data.draw(st.sampled_from([True] * 5 + [False]))
        has_number = data.draw(st.booleans())
        agreed = data.draw(st.sampled_from([35, 35, 20, 18, 17, None])) if said.get("votes") else None
        meets = bool(said.get("votes"))
        self._step(case, name, said, self._attempt(name, who, day, has_papers, has_number, meets, agreed))

    def _step(self, case, name, said, attempt):
        meeting = self._meeting(said, min(attempt.day, self.today)) if attempt.meeting else None
        kinds = oracle.papers(said, case.reason) if attempt.has_papers else []
        along = {
            "meeting": meeting, "votes": Votes(attempt.agreed) if attempt.agreed is not None else None,
            "document_no": "第2号" if attempt.has_number else "",
            "new_proofs": [paper(each, min(attempt.day, self.today)) for each in kinds],
        }  # fmt: skip
        row, by = CaseFile(pk=case.number), self.cast[attempt.who]
        expected = oracle.verdict(case, attempt)
        found = self.tries(
            expected, lambda: actions.take_step(cases=[row], step=name, happened_on=attempt.day, by=by, **along)
        )
        if found is not None:
            case.goes(name, attempt.who, attempt.day)
            Machine.seen.add((case.kind, case.variant, name))
            self.check(case)

    def _meeting(self, said, on):
        organ = said["organ"]
        area = VILLAGE[: DIGITS[oracle.level(said)]].ljust(12, "0")
        with self.at():
            return actions.hold_meeting(
                organ=organ, area=area, held_on=on, entitled=42, present=35, by=self.cast["city"]
            )

    def _post(self, case, late):
        by = self.cast["city"]
        (notice,) = self.tries("ok", lambda: actions.draft_notices(cases=[CaseFile(pk=case.number)], by=by))
        case.is_drafted = True
        start = self.today - timedelta(days=late)
        expected = "ok" if start >= case.since else "not possible"
        first = [paper("photograph_first_day", start)]
        done = self.tries(
            expected,
            lambda: actions.post_notice(
                notice=notice, posted_on=start - timedelta(days=1), place="公开栏", by=by, new_proofs=first
            ),
        )
        if done is None:
            self.tries("ok", lambda: actions.withdraw_notice(notice=notice, reason="日期写错", by=by))
            case.is_drafted = False
        else:
            case.posted, case.ends = start, oracle.last_day(start, case.place["notice"]["days"])
        self.check(case)

    def _prove(self, case, patient):
        if patient:
            self.today = max(self.today, case.ends)
        with within(self.cast["city"]):
            notice = Notice.objects.get(lines__case_id=case.number, state="posted", posted_on=case.posted)
        last = [paper("photograph_last_day", self.today)]
        expected = "ok" if self.today >= case.ends else "not possible"
        done = self.tries(
            expected,
            lambda: actions.prove_posting(
                notice=notice, taken_down_on=self.today, by=self.cast["city"], new_proofs=last
            ),
        )
        case.is_proved = done is not None

    @precondition(some_open)
    @rule(data=st.data(), what=st.sampled_from(["_object", "_object", "_answer", "_relate", "_keep_out", "_die"]))
    def something_else(self, data, what):
        getattr(self, what)(data, self._open_case(data))

    def _object(self, data, case):
        told = {"text": "不同意", "source": "visit", "received_on": self.today, "by": self.cast["city"]}
        made = self.tries("ok", lambda: actions.raise_objection(case=CaseFile(pk=case.number), **told))
        rule = case.place.get("notice")
        case.objections.append((made.pk, rule["answers"] if rule else "township", self.today))
        self.check(case)

    def _answer(self, data, case):
        if not case.objections:
            return
        is_upheld = data.draw(st.booleans())
        number, organ, _ = case.objections[0]
        who = self._who(data, {"organ": organ})
        expected, step = self._answering(case, organ, who, is_upheld)
        report = [paper("investigation_report", self.today)] if is_upheld else []
        found = self.tries(
            expected,
            lambda: actions.decide_objection(
                objection=Objection(pk=number), is_upheld=is_upheld, decided_on=self.today, answer="已核查",
                by=self.cast[who], new_proofs=report,
            ),
        )  # fmt: skip
        if found is not None:
            case.objections.pop(0)
            if step:
                case.goes(step, who, max(self.today, case.since))
            self.check(case)

    def _answering(self, case, organ, who, is_upheld):
        role = self.cast[who].role
        deciders = {"township_reviewer", "county_register", "county_director", "city_office"}
        if role not in deciders or role not in oracle.ORGANS[organ]["recorders"]:
            return "not allowed", None
        if (case.household, who) in self.related or who == case.opener:
            return "not allowed", None
        if not is_upheld:
            return "ok", None
        table = case.table
        ways = [name for name in table["steps"] if table["steps"][name].get("objected")
                and case.state in oracle.sources(table, name)]  # fmt: skip
        if not ways:
            return "not possible", None
        attempt = self._attempt(ways[0], who, max(self.today, case.since), True, False, objected=True)
        held, case.objections = case.objections, case.objections[1:]
        expected = oracle.verdict(case, attempt)
        case.objections = held
        return expected, ways[0]

    def _relate(self, data, case):
        level = data.draw(st.sampled_from(LEVELS))
        if case.household is None:
            return
        who = data.draw(st.sampled_from(self.names))
        told = {"household_id": case.household, "area": VILLAGE, "organ_level": level, "relation": "兄弟"}
        self.tries(
            "ok",
            lambda: actions.declare_relative(
                name=f"{who}{level}", since=date(2014, 1, 1), user_id=self.cast[who].user_id,
                by=self.cast["city"], **told,
            ),
        )  # fmt: skip
        self.related |= {(case.household, who), (case.household, level)}

    def _keep_out(self, data, case):
        who = data.draw(st.sampled_from(self.names))
        row = self._row(case)
        told = {"name": who, "why": "relative", "deputy_name": "代办人", "user_id": self.cast[who].user_id}
        self.tries("ok", lambda: actions.recuse(case=row, by=self.cast["city"], **told))
        case.out.add(who)

    def _die(self, data, case):
        if case.household is None or self.today < case.since or "worker" in case.out or data.draw(st.booleans()):
            return
        proofs = [paper("death_paper", self.today)]
        told = {"happened_on": self.today, "by": self.cast["worker"], "new_proofs": proofs}
        ended = self.tries("ok", lambda: actions.lapse_cases(households=[case.household], **told))
        assert ended == 1
        case.goes("lapse", "worker", self.today)
        self.check(case)

    def _row(self, case):
        with within(self.cast["city"]):
            return CaseFile.objects.get(pk=case.number)

    def check(self, case):
        """The row is what the model says, and every event is there, in order."""
        row = self._row(case)
        final = case.place.get("final", "")
        assert (row.state, row.outcome, row.is_open) == (case.state, final, not final)
        assert row.open_objections == len(case.objections)
        assert set(row.marks) == case.marks
        assert row.opens_on == (case.ends + timedelta(days=1) if case.ends and not final else None)
        with within(self.cast["city"]):
            rows = CaseStep.objects.filter(case_id=case.number).order_by("pk")
            kept = list(rows.values_list("step", "actor", "happened_on"))
        assert kept == case.steps

    @invariant()
    def effects_follow_steps(self):
        """No effect without its step: the register was told as often as the steps say."""
        told = [
            case.table["steps"][step]["effect"]
            for case in getattr(self, "cases", ())
            for step, *_ in case.steps
            if case.table["steps"][step].get("effect")
        ]
        numbers = {case.number for case in getattr(self, "cases", ())}
        assert sorted(told) == sorted(name for name, number in self.done if number in numbers)
