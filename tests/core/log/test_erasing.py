"""An erasure takes the past away, leaves the tree as it is, and is itself on record."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from luoshu.core.acts import acting
from luoshu.core.errors import BadInput, NotAllowed
from luoshu.core.log import checking, erasing, store
from luoshu.core.models import Change
from luoshu.core.scope import within
from tests.core.log import city
from tests.core.log.test_tampering import elsewhere, exported, past, verified

__all__ = ["elsewhere", "past"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_log")]


@pytest.fixture
def erased(past, system):
    """A row that was renamed twice, with its past erased."""
    roll = city.enter(system, "某人的")
    city.rename(roll, system)
    roll.name = "匿名"
    city.rename(roll, system)
    city.signed()
    with within(system):
        numbers = erasing.past_of("roll", [roll.pk])
    erasing.forget(changes=numbers, reason="申请 2017-3，批准人某", by=system)
    city.signed()
    return numbers


def wrong(superuser, tamper=None):
    found = []
    with superuser.transaction(force_rollback=True):
        city.see_all(superuser)
        superuser.execute("set local session_replication_role = replica")
        if tamper:
            tamper()
        checking.run(superuser, lambda held, text: found.append((held, text)))
    return [text for held, text in found if not held]


def test_the_past_is_gone_and_the_log_is_whole(past, erased, system, superuser, elsewhere, tmp_path):
    (elsewhere / "witness.txt").write_text(past[1].note)
    exported(superuser, tmp_path / "copy", past[0])
    with within(system):
        kept = Change.objects.filter(id__in=erased).values_list("before", "digest")

        assert len(erased) == 3
        assert set(kept) == {(None, None)}
    code, said = verified(elsewhere, tmp_path / "copy", elsewhere / "witness.txt")
    assert (code, "3 条依申请抹除的" in said) == (0, True), said
    assert wrong(superuser) == []


def test_an_erasure_without_an_act_is_found(past, erased, superuser, elsewhere, tmp_path):
    """Who takes salts away to hide what they changed is found: no act lists it."""

    def hide():
        number = superuser.execute("select id from change where op = 'U' order by id limit 1").fetchone()[0]
        superuser.execute("update change set before = null, digest = null where id = %s", [number])
        first = store.find(superuser, "change", number)[0]
        sql = "update log_leaves set salts = overlay(salts placing %s from %s) where first = %s"
        batch = superuser.execute("select max(first) from log_leaves where first <= %s", [first]).fetchone()[0]
        superuser.execute(sql, [bytes(16), 16 * (first - batch) + 1, batch])

    exported(superuser, tmp_path / "copy", past[0], hide)

    code, said = verified(elsewhere, tmp_path / "copy")
    assert (code, "没有抹除的动作说明" in said) == (1, True), said
    assert any("没有抹除的动作说明" in text for text in wrong(superuser, hide))


def test_a_row_written_past_the_log_after_an_erasure_is_found(erased, superuser):
    def falsify():
        superuser.execute("update roll set name = 'other' where id = (select max(id) from roll)")

    assert any("最后一次改动" in text for text in wrong(superuser, falsify))


def test_an_entry_without_a_leaf_is_not_erased_yet(past, system):
    roll = city.enter(system, "某人的")
    city.rename(roll, system)
    with within(system):
        numbers = erasing.past_of("roll", [roll.pk])

    with pytest.raises(DatabaseError, match="no leaf yet"):
        erasing.forget(changes=numbers, reason="申请", by=system)


def test_only_an_act_of_erasure_erases(past, system):
    with (
        acting("test.other", system),
        pytest.raises(ProgrammingError, match="only an act of erasure"),
        transaction.atomic(),
    ):
        connection.cursor().execute("select luoshu_log_forget(array[1])")


def test_it_needs_a_reason_and_is_nobodys_own_right(past, system, actor):
    with pytest.raises(BadInput):
        erasing.forget(changes=[1], reason=" ", by=system)
    with pytest.raises(NotAllowed):
        erasing.forget(changes=[1], reason="申请", by=actor("4103", "city_office"))
