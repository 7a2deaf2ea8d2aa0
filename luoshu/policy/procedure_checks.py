"""What a procedure may not be: dead ends, unreachable states, unknown names, terms without states."""

from __future__ import annotations

from itertools import pairwise

SUBJECTS = ("household", "person", "village", "county")
TIES = {"proposer", "recorder", "helper", "relative"}
FINALS = ("done", "refused", "withdrawn", "lapsed")


def check(kind, organs, known) -> list[str]:
    """The faults of a kind of case, one sentence each; nothing when it holds together."""
    faults = [] if kind.subject in SUBJECTS else [f"subject {kind.subject}"]
    if len({each.name for each in kind.variants}) != len(kind.variants) or not kind.variants:
        faults.append("variants need a name each")
    faults += _overlaps(kind)
    for variant in kind.variants:
        found = [*_states(variant, organs, known), *_steps(variant, kind, organs, known), *_ways(variant)]
        faults += [f"{variant.name}: {fault}" for fault in found]
    return faults


def _overlaps(kind):
    """Two variants of one place in force on one day."""
    by_place = sorted(kind.variants, key=lambda each: (each.place, each.since))
    for first, second in pairwise(by_place):
        if first.place == second.place and (first.until is None or first.until >= second.since):
            yield f"{first.name} and {second.name} are in force at once"
    for each in kind.variants:
        if each.until and each.until < each.since:
            yield f"{each.name} ends before it begins"


def _states(variant, organs, known):
    for state in variant.states.values():
        if state.final:
            yield from _final(state)
            continue
        if state.organ not in organs:
            yield f"state {state.name}: unknown organ {state.organ!r}"
        if not (state.does_zh and state.does_en):
            yield f"state {state.name} does not say what happens next"
        if state.notice:
            yield from _notice(variant, state, organs, known)
        for term in (state.wait, state.within, state.notice and state.notice.term):
            if term and (term.days < 1 or term.unit not in ("calendar", "working")):
                yield f"state {state.name}: a term of {term.days} {term.unit} days"


def _final(state):
    if state.final not in FINALS:
        yield f"state {state.name}: final {state.final!r}"
    if state.notice or state.wait or state.within:
        yield f"state {state.name} is final and has a term"


def _notice(variant, state, organs, known):
    rule = state.notice
    if rule.kind not in known["notices"]:
        yield f"state {state.name}: unknown notice {rule.kind!r}"
    if rule.answers not in organs:
        yield f"state {state.name}: unknown organ {rule.answers!r} for objections"
    if state.wait:
        yield f"state {state.name} waits twice"
    yield from (f"state {state.name}: unknown evidence {name!r}" for name in set(rule.proofs) - known["evidence"])
    step = variant.steps.get(rule.upheld)
    if step is None or not step.objected or state.name not in step.sources:
        yield f"state {state.name}: an upheld objection leads nowhere ({rule.upheld!r})"


def _steps(variant, kind, organs, known):
    for step in variant.steps.values():
        here = f"step {step.name}"
        if step.organ not in organs:
            yield f"{here}: unknown organ {step.organ!r}"
        if not step.recorders:
            yield f"{here}: nobody may record it"
        named = {name for each in (*step.evidence, *sum(step.evidence_for.values(), ())) for name in each}
        yield from (f"{here}: unknown evidence {name!r}" for name in sorted(named - known["evidence"]))
        yield from (f"{here}: unknown requirement {name!r}" for name in step.needs if name not in known["requirements"])
        yield from (f"{here}: unknown reason {name!r}" for name in step.reasons if name not in kind.reasons)
        yield from (f"{here}: unknown reason {name!r}" for name in step.evidence_for if name not in kind.reasons)
        yield from (f"{here}: unknown tie {name!r}" for name in step.not_by if name not in TIES)
        if step.effect and step.effect not in known["effects"]:
            yield f"{here}: unknown effect {step.effect!r}"
        if step.votes and step.organ in organs and organs[step.organ].majority is None:
            yield f"{here}: {step.organ} has no majority"
        yield from _places(variant, step, here)


def _places(variant, step, here):
    """From and to what is there; never out of an end; a step that stays leaves a mark."""
    for name in (*step.sources, *([step.to] if step.to else [])):
        if name not in variant.states:
            yield f"{here}: unknown state {name!r}"
    if any(variant.states[name].final for name in step.sources if name in variant.states):
        yield f"{here} leads out of an end"
    if not step.to and not step.marks:
        yield f"{here} leads nowhere"
    if step.opens and not step.to:
        yield f"{here} opens into nothing"
    marks = {each.marks for each in variant.steps.values() if each.marks}
    yield from (f"{here}: nothing sets the mark {name!r}" for name in step.after if name not in marks)


def _ways(variant):
    """Every state is reached from an opening, and from every state an end is reached without an upheld objection."""
    if not variant.opening():
        yield "nothing opens it"
    ways = {(s, step.to) for step in variant.steps.values() for s in step.sources if step.to}
    reached = _spread({step.to for step in variant.opening()}, ways)
    yield from (f"state {name} is unreachable" for name in variant.states if name not in reached)
    plain = {(s, step.to) for step in variant.steps.values() if not step.objected for s in step.sources if step.to}
    back = {(after, before) for before, after in plain}
    ends = {name for name, state in variant.states.items() if state.final == "done"}
    ended = _spread(ends, back)
    for name, state in variant.states.items():
        if not state.final and name not in ended:
            yield f"state {name} is a dead end"
    if not ends:
        yield "it never ends well"


def _spread(start, ways):
    found, fresh = set(start), set(start)
    while fresh:
        fresh = {after for before, after in ways if before in fresh} - found
        found |= fresh
    return found
