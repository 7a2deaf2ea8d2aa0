"""The table of permissions against one written out here by hand; each action and page asks it."""

import pytest

from luoshu.core import permissions
from luoshu.core.cases import policies as _cases  # noqa: F401  (adds its rows)
from luoshu.core.errors import NotAllowed
from luoshu.core.exports import actions as _exports  # noqa: F401  (adds its row)
from luoshu.core.roles import EXCLUSIVE, ROLES
from luoshu.core.scope import Actor
from luoshu.registry import permissions as _registry  # noqa: F401  (adds its rows)

EVERYONE = set(ROLES) - {"public"}
READERS = EVERYONE - {"system_administrator", "security_administrator", "audit_administrator"}
OFFICE = {"county_register", "county_programme", "county_fund", "county_director", "city_office"}
KEEPERS = {"village_worker", "first_secretary", "clerk", "township_reviewer", "county_register"}
LOADERS = KEEPERS | {"county_director", "city_office"}
BUREAUX = {"bureau", "bureau_education", "bureau_health", "bureau_welfare", "bureau_finance"}
WATCH = {"auditor", "discipline", "audit_administrator"}
DECIDERS = {"township_reviewer", "county_register", "county_director", "city_office"}
FINDERS = BUREAUX | {"helper", "hotline_clerk", "evaluator"}
BY_HAND = {
    "core.enter": EVERYONE,
    "core.see_permissions": EVERYONE,
    "core.create_account": {"system_administrator"},
    "core.load_areas": {"system_administrator"},
    "core.appoint": {"security_administrator"},
    "core.disable_account": {"security_administrator"},
    "core.reset_account": {"security_administrator"},
    "core.watch": WATCH,
    "core.export_log": WATCH,
    "core.release_export": {"county_director", "city_office", "security_administrator"},
    "core.add_place": KEEPERS,
    "cases.read": READERS,
    "cases.record": KEEPERS | DECIDERS | FINDERS,
    "cases.hold_meeting": KEEPERS | DECIDERS,
    "cases.post_notice": KEEPERS | DECIDERS,
    "cases.hear_objection": KEEPERS | DECIDERS | FINDERS,
    "cases.answer_objection": DECIDERS,
    "cases.declare_relative": KEEPERS | DECIDERS,
    "registry.read_figures": READERS,
    "registry.read_households": READERS,
    "registry.read_history": READERS,
    "registry.open_field": READERS,
    "registry.export_households": KEEPERS | OFFICE | BUREAUX | {"township_finance", "helper", "auditor", "discipline"},
    "registry.read_intake": LOADERS | OFFICE | {"township_finance", "auditor", "discipline"},
    "registry.load": LOADERS,
    "registry.key_in": {"clerk", "township_reviewer"},
    "registry.correct": LOADERS,
    "registry.decide_doubt": LOADERS,
    "registry.keep_rolls": {"township_reviewer", "county_register", "county_director", "city_office"},
    "registry.record_evidence": LOADERS | BUREAUX | {"evaluator"},
    "registry.recognise_history": {"county_register", "county_director", "city_office"},
    "registry.end_policy": LOADERS,
    "registry.record_figure": {"city_office", "county_register"},
    "registry.close": {"city_office"},
    "registry.copy_household": {"township_reviewer", "county_register", "county_director", "city_office"},
    "registry.erase_person": {"county_director", "city_office"},
    "registry.read_clues": LOADERS | OFFICE | BUREAUX | {"township_finance", "auditor", "discipline", "helper"},
    "registry.raise_clue": LOADERS | BUREAUX | {"helper", "group_head", "hotline_clerk"},
    "registry.verify_clue": KEEPERS,
    "registry.find_clues": {"county_register", "county_director", "city_office"},
    "registry.load_list": BUREAUX | {"county_register", "county_director", "city_office"},
    "registry.settle_match": KEEPERS,
    "registry.visit_monitored": KEEPERS | {"helper"},
    "registry.tell_policy_end": {"township_reviewer", "county_register", "county_director"},
}


def one(role):
    return Actor(name=role, role=role, area="4103")


@pytest.mark.parametrize("name", sorted(permissions.TABLE))
def test_a_permission_is_held_by_exactly_those_roles(name):
    assert {role for role in ROLES if permissions.may(one(role), name)} == BY_HAND[name]


def test_luoshu_itself_may_all_and_nobody_may_nothing():
    assert all(permissions.may(one("system"), name) for name in permissions.TABLE)
    assert not any(permissions.may(None, name) for name in permissions.TABLE)


def test_a_refusal_says_what_and_whom_to_ask():
    with pytest.raises(NotAllowed, match="不能定版。请由市扶贫办办理"):
        permissions.check(one("county_register"), "registry.close")


def test_a_permission_nobody_declared_is_an_error():
    with pytest.raises(LookupError):
        permissions.may(one("auditor"), "registry.fly")


def test_a_role_misspelt_or_a_second_meaning_is_an_error():
    with pytest.raises(ValueError, match="no such roles"):
        permissions.declare(("test.misspelt", "试", {"auditors"}))
    with pytest.raises(ValueError, match="declared twice"):
        permissions.declare(("registry.close", "定版", {"auditor"}))


def test_the_three_administrators_hold_nothing_of_the_register():
    held = {name for name in permissions.TABLE for role in EXCLUSIVE if permissions.may(one(role), name)}

    assert not [name for name in held if not name.startswith("core.")]


def test_no_role_changes_data_and_watches_or_appoints():
    writes = {"registry.load", "registry.correct", "registry.close"}
    guards = {"core.appoint", "core.watch", "core.create_account"}
    for role in ROLES:
        held = {name for name in permissions.TABLE if permissions.may(one(role), name)}
        assert not (held & writes and held & guards), role
    administrators = [{n for n in guards if permissions.may(one(role), n)} for role in sorted(EXCLUSIVE)]
    assert all(len(held) == 1 for held in administrators)
