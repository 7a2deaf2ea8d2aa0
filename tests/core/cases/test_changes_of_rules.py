"""A term, a step, a kind: changed as data with a date. Old cases keep the procedure they began with."""

from datetime import date
from pathlib import Path

import pytest
import yaml

import luoshu.policy
from luoshu.core.cases import actions, queries
from luoshu.core.cases.given import Subject
from luoshu.core.errors import NotPossible
from luoshu.core.scope import within
from luoshu.policy import procedures
from tests.core.cases.test_walks import to_first_notice
from tests.core.cases.walking import VILLAGE, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_at_the_end_of_2016")]
FOLDER = Path(luoshu.policy.__file__).parent / "procedures"
NEWS = {
    "name": "henan-2016-10",
    "based_on": "henan-2016",
    "place": "41",
    "since": date(2016, 10, 1),
    "until": date(2020, 12, 31),
    "verified": False,
    "source": "试",
    "states": {
        "first_notice": {"notice": {"days": 10}},
        "checked": {
            "zh": "已抽查", "en": "Spot-checked", "organ": "village_committee", "within": {"days": 5},
            "does": {"zh": "定出推荐名单", "en": "The list is settled"},
        },
    },
    "steps": {
        "spot_check": {
            "zh": "乡镇抽查", "en": "Spot check", "from": ["deliberated"], "to": "checked", "organ": "township",
            "evidence": ["visit_record"],
        },
        "verify": {"from": ["checked"]},
        "not_confirmed": {"from": ["checked"]},
    },
}  # fmt: skip
KIND = """
kind: well
zh: 打井
en: Well
subject: village
variants:
- name: test-2016
  since: 2016-01-01
  verified: false
  source: 试
  states:
    asked: {zh: 已申请, en: Asked, organ: township, does: {zh: 乡镇办理, en: The township settles it}}
    dug: {zh: 已打井, en: Dug, final: done}
  steps:
    ask: {zh: 申请, en: Ask, to: asked, organ: village_committee, evidence: [minutes]}
    dig: {zh: 打井, en: Dig, from: [asked], to: dug, organ: township, evidence: [document]}
"""


@pytest.fixture
def new_rules(monkeypatch):
    """From October there are ten days and a spot check; and there is a new kind of case."""
    raw = yaml.safe_load((FOLDER / "identification.yaml").read_text(encoding="utf-8"))
    raw["variants"][-1]["until"] = date(2016, 9, 30)
    raw["variants"].append(NEWS)
    changed = procedures.read(yaml.safe_dump(raw, allow_unicode=True))
    known = {**procedures.kinds(), changed.name: changed, "well": procedures.read(KIND)}
    monkeypatch.setattr(procedures, "kinds", lambda: known)


@pytest.mark.usefixtures("new_rules")
def test_a_longer_term_and_a_new_step_are_for_new_cases_only(walk, households):
    first, second = households(2)
    old = to_first_notice(walk, first, date(2016, 9, 30))
    new = walk.open("identification", second, date(2016, 10, 8))
    assert (old.variant, new.variant) == ("henan-2016", "henan-2016-10")

    on = date(2016, 10, 10)
    assert walk.notice([old], on).ends_on == date(2016, 10, 17)
    for name in ("visit", "compare", "deliberate"):
        new = walk.step(new, name, on)
    with pytest.raises(NotPossible, match="已评议"):
        walk.step(new, "verify", on)
    for name in ("spot_check", "verify", "post_first"):
        new = walk.step(new, name, on)
    assert walk.notice([new], on).ends_on == date(2016, 10, 20)


@pytest.mark.usefixtures("new_rules")
def test_a_new_kind_is_a_file(walk, cast):
    on = date(2016, 6, 1)
    subject = Subject("V1", VILLAGE, proofs=(paper("minutes", on),))
    found = actions.open_cases(kind="well", subjects=[subject], happened_on=on, by=cast["worker"])
    case = walk.fresh(found.done[0])
    with within(cast["reviewer"]):
        assert case in list(queries.waiting_for(cast["reviewer"]))
    assert walk.step(case, "dig", on).outcome == "done"
