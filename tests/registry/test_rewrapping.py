"""Keys change while the register is read and written; no fact changes with them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection, connections

from luoshu.core import clock, keys, rewrapping, second_factor, secrets
from luoshu.core.acts import acting
from luoshu.core.errors import NotPossible
from luoshu.core.models import Account, Act, Change
from luoshu.core.scope import Actor, within
from luoshu.registry import columns, intake
from luoshu.registry.models import HeldHousehold
from tests.registry.books import book, put, written
from tests.scale import scale

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = Actor.system("换密钥", area="4103")


@pytest.fixture(autouse=True)
def own_ring(tmp_path, monkeypatch):
    """The keys of this test alone: the other tests keep theirs."""
    ring = tmp_path / "ring"
    monkeypatch.setattr(keys, "_file", lambda: ring / "keys.json")


def plain():
    """Every sealed value of the register, opened, with the fingerprint of its row."""
    found = {}
    with within(EVERYWHERE), connection.cursor() as cursor:
        for table, every in rewrapping.columns().items():
            for column in every:
                mac = "to_jsonb(t) ->> 'content_mac'"  # not every table with a secret has a fingerprint
                cursor.execute(f"select id, {column}, {mac} from {table} t where {column} is not null")
                for number, sealed, told in cursor.fetchall():
                    opened = secrets.open_([sealed], table, column, [number])[0]
                    found[table, column, number] = opened, told
    return found


def faulty(phone="13903790001"):
    rows = put(book(), "household", 1, "联系电话", phone)
    return put(rows, "household", 2, "工资性收入", "五千")


def test_every_sealed_column_of_the_register_is_rewrapped():
    known = rewrapping.columns()
    for table, every in columns.SECRETS.items():
        assert {secret.sealed for secret in every.values()} == set(known[table])
    assert known[HeldHousehold._meta.db_table] == ["content_sealed"]


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_rewrapped_all_rows_open_with_the_new_key_and_no_fact_has_changed(load, monkeypatch, cipher):
    load(faulty())
    before, old = plain(), keys.ring().current.hex()
    assert {table for table, _, _ in before} >= {"household", "person", "held_household"}
    monkeypatch.setenv("LUOSHU_CIPHER", cipher)
    new = keys.rotate()

    done = rewrapping.rewrap(EVERYWHERE)

    assert plain() == before
    told = rewrapping.status(EVERYWHERE)
    assert (told[old], sum(told[new].values())) == ({}, len(before))
    assert done == len({(table, number) for table, _, number in before})
    assert rewrapping.rewrap(EVERYWHERE) == 0


def test_the_log_shows_a_rewrap_as_what_it_is(load):
    load(faulty())
    keys.rotate()

    rewrapping.rewrap(EVERYWHERE)

    with within(EVERYWHERE):
        acts = set(Act.objects.filter(action=rewrapping.ACTION).values_list("id", flat=True))
        changes = Change.objects.filter(act_id__in=acts)
        assert {change.op for change in changes} == {"U"}
        assert {change.table_name for change in changes} >= {"household", "person", "held_household"}


def test_a_run_cut_short_goes_on_where_it_was(load):
    load(faulty())
    new = keys.rotate()
    here = Actor.system("换密钥", area="410324")
    with within(here):
        last, done = rewrapping.rewrap_batch(table="person", after=0, most=2, by=here)
    assert (last is not None, done) == (True, 2)

    rewrapping.rewrap(EVERYWHERE)

    assert {name for name, every in rewrapping.status(EVERYWHERE).items() if every} == {new}


def test_keys_change_while_workbooks_come_in(tmp_path, county):
    rounds = scale(4, 25)
    books = [written(tmp_path / str(n), faulty(f"139037{n:05}")) for n in range(rounds)]

    def loading():
        try:
            return [intake.load(path, by=county).accepted for path in books]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(loading)
        turns = 0
        while not coming.done() or turns < 2:
            keys.rotate()
            rewrapping.rewrap(EVERYWHERE)
            turns += 1
        assert coming.result() == [2] * rounds
    rewrapping.rewrap(EVERYWHERE)

    told = rewrapping.status(EVERYWHERE)
    assert {name for name, every in told.items() if every} == {keys.ring().current.hex()}
    phones = {value for (table, column, _), (value, _) in plain().items() if column == "phone_sealed"}
    assert f"139037{rounds - 1:05}" in phones


def test_a_key_is_retired_when_no_row_uses_it(load, monkeypatch):
    load(faulty())
    old = keys.ring().current.hex()
    keys.rotate()
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(NotPossible, match="还封着"):
        rewrapping.retire(old, EVERYWHERE)
    rewrapping.rewrap(EVERYWHERE)
    before = plain()

    rewrapping.retire(old, EVERYWHERE)

    assert bytes.fromhex(old) not in keys.ring().ciphers
    assert plain() == before


def test_the_secrets_of_the_second_factors_are_sealed_anew_too(system):
    with within(system), acting("test.cast", system):
        account = Account.objects.create_user("zhang", name="张三")
    secret = "JBSWY3DPEHPK3PXP"
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    assert second_factor.add_app(account, secret, code)
    old, new = keys.ring().current.hex(), keys.rotate()
    assert rewrapping.status(EVERYWHERE)[old] == {rewrapping.FACTORS: 1}

    assert rewrapping.rewrap(EVERYWHERE) == 1

    assert rewrapping.status(EVERYWHERE)[new] == {rewrapping.FACTORS: 1}
    later = clock.now() + timedelta(seconds=60)
    with clock.standing_at(later):
        code = format_hotp_value(hotp_value(secret, int(later.timestamp()) // 30))
        assert second_factor.accept(account, code)
