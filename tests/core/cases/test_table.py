"""The procedures as data: every pair of state, step and role against a second reading; what may not be loaded."""

from datetime import date
from itertools import product

import pytest
import yaml

from luoshu.core.cases import engine
from luoshu.core.cases.hooks import Answer
from luoshu.core.cases.procedure_gaps import gaps
from luoshu.core.errors import NotAllowed
from luoshu.core.roles import ROLES
from luoshu.policy import procedures, states_page
from luoshu.policy.procedures import kind, kinds, read
from tests.core.cases import oracle

DAY = date(2016, 9, 1)
VARIANTS = [variant for each in kinds().values() for variant in each.variants]
NAMES = [f"{variant.kind}/{variant.name}" for variant in VARIANTS]


def met(step, state, reason, is_objected):
    """Everything a step could ask for, at hand."""
    return engine.Facts(
        state=state,
        since=DAY,
        reason=reason,
        marks=frozenset(step.after),
        evidence=frozenset(procedures.listed("evidence")),
        answers={name: Answer(True) for name in step.needs},
    ), {"vote": (3, 3), "quorate": True, "in_objection": is_objected}


@pytest.mark.parametrize("variant", VARIANTS, ids=NAMES)
def test_every_state_step_and_role_is_as_the_table_says(variant):
    table, raw = oracle.TABLES[variant.kind, variant.name]
    states = [*table["states"], ""]
    for state, name, role in product(states, table["steps"], [*ROLES, "system"]):
        said, step = table["steps"][name], variant.steps[name]
        for reason in raw.get("reasons") or [""]:
            facts, more = met(step, state, reason, bool(said.get("objected")))
            refusal = engine.refusal(variant, step, facts, engine.Try(DAY, DAY, role, **more))
            from_here = state in oracle.sources(table, name) if said.get("from") else state == ""
            fits = not said.get("reasons") or reason in said["reasons"]
            may = role == "system" or role in oracle.recorders(said)
            assert (refusal is None) == (from_here and fits and may), (state, name, role, reason)
            assert isinstance(refusal, NotAllowed) == (not may), (state, name, role)


@pytest.mark.parametrize("variant", VARIANTS, ids=NAMES)
def test_a_variant_is_read_as_it_is_written(variant):
    table, raw = oracle.TABLES[variant.kind, variant.name]
    assert (variant.since, variant.until, variant.place) == (table["since"], table.get("until"), table["place"])
    assert set(variant.states) == set(table["states"])
    assert set(variant.steps) == set(table["steps"])
    for name, said in table["steps"].items():
        step = variant.steps[name]
        assert (step.to, set(step.sources)) == (said.get("to", ""), set(oracle.sources(table, name)))
        assert set(step.not_by) == set(oracle.barred(said))
        for reason in raw.get("reasons") or [""]:
            assert [each[0] for each in step.proof(reason)] == oracle.papers(said, reason)


def test_every_step_that_decides_about_a_household_keeps_out_who_proposed_it():
    """A body above the village never has its decision recorded by who put the case forward or is related."""
    for variant in VARIANTS:
        if kind(variant.kind).subject != "household":
            continue
        for step in variant.steps.values():
            decides = step.effect in {
                "register_household", "exit_household", "return_household", "undo_exit", "remove_household",
                "start_watching", "lift_risk",
            }  # fmt: skip
            if decides:
                assert {"helper", "relative"} <= set(step.not_by), (variant.kind, variant.name, step.name)
                before = [each for each in variant.steps.values() if step.sources[0] == each.to or each is step]
                assert any("proposer" in each.not_by for each in [*before, *_approvals(variant)])


def _approvals(variant):
    return [step for step in variant.steps.values() if step.organ.startswith(("county", "township", "city"))]


def test_exits_need_the_standard_known_and_met():
    for variant in kind("household_exit").variants:
        assert all("exit_standard" in variant.steps[name].needs for name in ("verify", "approve", "exit"))
    for name, need in (("village_exit", "village_standard"), ("county_exit", "county_standard")):
        assert all(need in variant.steps["exit"].needs for variant in kind(name).variants)


def test_nothing_named_is_missing_and_the_pages_are_fresh():
    assert list(gaps()) == []
    assert states_page.stale() == [], "run: luoshu procedures publish"


def test_what_is_not_verified_says_so():
    for variant in VARIANTS:
        assert variant.source.strip()
        assert variant.verified is False or "待核" not in variant.source


SMALL = """
kind: small
zh: 小事
en: Small
subject: village
variants:
- name: first
  since: 2016-01-01
  verified: true
  source: test
  states:
    asked: {zh: 已提出, en: Asked, organ: township, does: {zh: 审核, en: Reviewed}}
    noticed: {zh: 公示, en: Posted, organ: township, does: {zh: 办结, en: Settled},
      notice: {kind: township_notice, days: 7, place: township, answers: township, upheld: strike}}
    done: {zh: 办结, en: Done, final: done}
    struck: {zh: 不办, en: Struck, final: refused}
  steps:
    ask: {zh: 提出, en: Ask, to: asked, organ: village_committee}
    post: {zh: 公示, en: Post, from: [asked], to: noticed, organ: township}
    settle: {zh: 办结, en: Settle, from: [noticed], to: done, organ: township}
    strike: {zh: 异议成立, en: Strike, from: [noticed], to: struck, organ: township, objected: true}
"""


def small():
    return yaml.safe_load(SMALL)


def spoil(where, key, value=None):
    """The small procedure with one thing changed: at a path of keys, set or taken away."""
    raw = small()
    place = raw["variants"][0]
    for name in where:
        place = place[name]
    if value is None:
        del place[key]
    else:
        place[key] = value
    return yaml.safe_dump(raw, allow_unicode=True)


def test_the_small_procedure_holds_together():
    assert set(read(SMALL).variants[0].steps) == {"ask", "post", "settle", "strike"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (spoil(("steps",), "settle"), "state noticed is a dead end"),
        (spoil(("steps", "post"), "to", "asked"), "state noticed is unreachable"),
        (spoil(("steps",), "ask"), "nothing opens it"),
        (spoil(("states", "asked"), "organ", "nobody"), "unknown organ 'nobody'"),
        (spoil(("steps", "post"), "organ", "nobody"), "unknown organ 'nobody'"),
        (spoil(("steps", "post"), "evidence", ["minuets"]), "unknown evidence 'minuets'"),
        (spoil(("steps", "post"), "needs", ["luck"]), "unknown requirement 'luck'"),
        (spoil(("steps", "post"), "effect", "fly"), "unknown effect 'fly'"),
        (spoil(("steps", "post"), "not_by", ["cousin"]), "unknown tie 'cousin'"),
        (spoil(("steps", "post"), "to", "elsewhere"), "unknown state 'elsewhere'"),
        (spoil(("steps", "post"), "recorders", []), "nobody may record it"),
        (spoil(("steps", "post"), "after", ["compared"]), "nothing sets the mark 'compared'"),
        (spoil(("steps", "settle"), "from", ["noticed", "done"]), "leads out of an end"),
        (spoil(("steps", "post"), "votes", True) .replace("organ: township", "organ: evaluator"), "has no majority"),
        (spoil(("states", "asked"), "does"), "does not say what happens next"),
        (spoil(("states", "noticed", "notice"), "days", -1), "a term of -1"),
        (spoil(("states", "noticed", "notice"), "kind", "shout"), "unknown notice 'shout'"),
        (spoil(("states", "noticed", "notice"), "upheld", "settle"), "an upheld objection leads nowhere"),
        (spoil(("states", "done"), "final", "over"), "final 'over'"),
        (spoil(("states", "done"), "within", {"days": 3}), "is final and has a term"),
        (spoil((), "until", date(2015, 1, 1)), "ends before it begins"),
        (SMALL.replace("subject: village", "subject: weather"), "subject weather"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_not_loaded(text, told):
    with pytest.raises(ValueError, match="small") as refused:
        read(text)
    assert told in str(refused.value)


def test_two_variants_in_force_at_once_are_an_error():
    raw = small()
    raw["variants"].append({**raw["variants"][0], "name": "second", "since": date(2017, 1, 1)})
    with pytest.raises(ValueError, match="first and second are in force at once"):
        read(yaml.safe_dump(raw, allow_unicode=True))


def test_the_nearest_place_and_the_day_decide():
    raw = small()
    first = raw["variants"][0] | {"until": date(2016, 12, 31)}
    later = {"name": "later", "based_on": "first", "since": date(2017, 1, 1), "verified": True, "source": "test"}
    henan = {"name": "henan", "based_on": "first", "place": "41", "since": date(2016, 6, 1), "verified": True,
             "source": "test", "until": date(2016, 12, 31)}  # fmt: skip
    raw["variants"] = [first, later, henan]
    found = read(yaml.safe_dump(raw, allow_unicode=True))
    assert found.at("410324", date(2016, 5, 31)).name == "first"
    assert found.at("410324", date(2016, 6, 1)).name == "henan"
    assert found.at("370100", date(2016, 6, 1)).name == "first"
    assert found.at("410324", date(2017, 1, 1)).name == "later"
    with pytest.raises(LookupError):
        found.at("410324", date(2015, 12, 31))
