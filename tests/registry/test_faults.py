"""The table of rules: complete, documented, and each of the kinds that the sheets can hold is planted in a test."""

from pathlib import Path

import yaml

from luoshu.policy.fields import sheet
from luoshu.registry.faults import blanks, policy_doubts, policy_rules, rules
from luoshu.registry.faults_page import page

ROOT = Path(__file__).parents[2]
TESTS = Path(__file__).parent


def test_more_than_forty_kinds_are_told_apart():
    assert len(rules()) > 100
    assert len({rule.title for rule in rules().values()}) == len(rules())
    assert all(rule.title and rule.remedy.endswith(("。", "）")) for rule in rules().values())


def test_the_page_is_made_from_the_table():
    assert (ROOT / "docs" / "faults.md").read_text(encoding="utf-8") == page()


def test_every_doubt_of_the_policy_is_shown_at_a_cell_or_told_elsewhere():
    raw = yaml.safe_load((ROOT / "luoshu" / "registry" / "rules.yaml").read_text(encoding="utf-8"))
    doubts = {rule.name for rule in policy_rules() if rule.kind == "doubt"}
    assert doubts == set(raw["policy"]) | set(raw["elsewhere"])
    assert not set(raw["policy"]) & set(raw["elsewhere"])
    known = {rule.name: rule for rule in policy_rules()}
    for doubt in policy_doubts():
        of = "person" if doubt.relation else known[doubt.name].of
        assert doubt.field in sheet(of).by_name
    for of, field in blanks().values():
        assert field in sheet(of).by_name
