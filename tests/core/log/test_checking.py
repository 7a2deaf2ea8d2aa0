"""`luoshu verify` says what is wrong with the log and with rows that were written past it."""

import random
import re

import pytest

from luoshu.core.log import checking, sequencing
from tests.core.log import city
from tests.core.log.tampering import ASLEEP, Tamperer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]
# What touches files only is the closings' own check; a log made anew is told by the checkpoint kept outside.
WAYS = {
    "change_act": "被改过",
    "change_change": "被改过",
    "flip_a_bit_before": "被改过",
    "delete_entry": "不见了",
    "renumber_entry": "不见了",
    "flip_a_bit_of_a_leaf": "被改过",
    "swap_entries": "被改过",
    "slip_an_entry_in": "插在日志里",
    "add_an_entry": "与日志不符",
    "remove_leaves": "缺口|不符",
    "edit_a_checkpoint": "检查点",
    "remove_a_checkpoint": "接不上",
    "write_past_the_log": "绕过日志|与最后一次",
    "cover_up_by_an_honest_change": "没有记录",
    "leave_a_trigger_off": "不在工作",
    "empty_a_table": "不见了|不符|退回|不在",
    "fork": "退回到以前|已签发的检查点不符",
    "go_back": "退回到以前|与已签发的检查点不符",
}


@pytest.fixture
def past(system, superuser, tmp_path):
    city.give_past(superuser, system)
    closings = [city.closed(tmp_path, "2015-12-31", system)]
    for phase in range(3):
        city.grow(system, phase, rolls=2)
    return closings


def told(superuser, tamper=None):
    """What is found wrong after `tamper`, which is undone."""
    found = []
    with superuser.transaction(force_rollback=True):
        city.see_all(superuser)
        superuser.execute(ASLEEP)
        if tamper:
            tamper()
        checking.run(superuser, lambda held, text: found.append((held, text)))
    return [text for held, text in found if not held]


def test_an_untouched_register_holds(past, superuser):
    assert told(superuser) == []


def test_every_way_is_found(past, superuser):
    for seed, (way, words) in enumerate(WAYS.items()):
        tamperer = Tamperer(superuser, random.Random(seed), past)
        found = told(superuser, getattr(tamperer, way))
        assert re.search(words, "\n".join(found)), f"{way}: {found}"


def test_a_changed_node_is_found(past, superuser, system):
    with superuser.transaction():
        superuser.execute(ASLEEP)
        superuser.execute("update log_node set hash = sha256('other')")
    sequencing.catch_up()

    assert any("中间节点" in text for text in told(superuser))
