"""Passwords by both rules, tries and codes: counted and taken once whichever process asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection

from luoshu.core import accounts, clock, passwords, second_factor, tries
from luoshu.core.errors import BadInput, NotAllowed
from luoshu.core.models import Account, LogInTry, PasswordUsed, RecoveryCode

NOON = datetime(2016, 6, 1, 12, tzinfo=clock.ZONE)
GOOD = "Luo-shui-1957-xi"


@pytest.fixture(autouse=True)
def quick(settings):
    """The rules are tested, not the slowness of the digest."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def account(db):
    return Account.objects.create_user("wangxiaoming", password=GOOD, name="王小明")


@pytest.mark.parametrize(
    ("policy", "password", "problem"),
    [
        ("dengbao", "Ab3-efgh", "太短"),
        ("asvs", "Ab3-efgh", "太短"),
        ("dengbao", "a" * 129, "太长"),
        ("dengbao", "luoshuiluoshui", "种类太少"),
        ("dengbao", "luoshui12345678", "种类太少"),
        ("asvs", "luoshuiluoshui", None),
        ("asvs", "correct horse battery staple", None),
        ("dengbao", "Wangxiaoming-1", "太像"),
        ("asvs", "wangxiaoming-1", "太像"),
        ("asvs", "qwertyuiop123", "太常见"),
        ("dengbao", "Luoshui-2016-x", None),
    ],
)
def test_a_password_keeps_the_rule_that_holds(settings, account, policy, password, problem):
    settings.LUOSHU_PASSWORD_POLICY = policy
    if problem is None:
        passwords.check(password, account)
        return
    with pytest.raises(BadInput, match=problem):
        passwords.check(password, account)


def test_the_last_five_passwords_are_not_taken_again(account):
    for number in range(5):
        passwords.change(account, f"Next-password-{number}")
    for number in range(5):
        with pytest.raises(BadInput, match="用过"):
            passwords.check(f"Next-password-{number}", account)
    passwords.check(GOOD, account)
    assert PasswordUsed.objects.filter(account=account).count() == 5


def test_without_that_rule_an_old_password_may_come_back(settings, account):
    settings.LUOSHU_PASSWORD_POLICY = "asvs"
    passwords.change(account, "Next-password-1")
    passwords.change(account, GOOD)


@pytest.mark.parametrize(
    ("policy", "days", "due"), [("dengbao", 90, False), ("dengbao", 91, True), ("asvs", 400, False)]
)
def test_a_password_is_changed_at_intervals_where_that_is_the_rule(settings, account, policy, days, due):
    settings.LUOSHU_PASSWORD_POLICY = policy
    account.password_since = NOON
    with clock.standing_at(NOON + timedelta(days=days, minutes=-1 if not due else 1)):
        assert passwords.is_due(account) is due


def test_a_password_that_was_given_is_due_at_once_and_the_own_one_is_not(account, system):
    given = accounts.reset_account(account=account, reason="忘了", by=system)
    account.refresh_from_db()
    assert passwords.is_due(account)
    accounts.change_password(account=account, old=given, new="Own-password-1", by=system)
    account.refresh_from_db()
    assert not passwords.is_due(account)
    assert account.check_password("Own-password-1")


def test_nobody_resets_or_disables_themselves_and_only_the_guard_does_it(account, actor, system):
    for doing in (accounts.reset_account, accounts.disable_account):
        with pytest.raises(NotAllowed):
            doing(account=account, reason="试", by=actor("4103", "system_administrator"))
    accounts.disable_account(account=account, reason="离任", by=system)
    account.refresh_from_db()
    assert not account.is_active


# ── tries ──


def test_five_tries_in_a_quarter_of_an_hour_from_one_place(db):
    here, there = tries.key_of("password", "wang", "10.0.0.1"), tries.key_of("password", "wang", "10.0.0.2")
    with clock.standing_at(NOON):
        assert [tries.count(here) for _ in range(7)] == [True] * 5 + [False] * 2
        assert tries.count(there)
    with clock.standing_at(NOON + timedelta(minutes=15, seconds=1)):
        assert tries.count(here)


def test_success_forgets_tries_and_sweeps_old_ones(db):
    here, there = tries.key_of("a"), tries.key_of("b")
    with clock.standing_at(NOON):
        tries.count(there)
    with clock.standing_at(NOON + timedelta(minutes=16)):
        tries.count(here)
        tries.forget(here)
    assert not LogInTry.objects.exists()


def test_the_table_of_tries_names_nobody():
    key = tries.key_of("password", "wangxiaoming", "10.0.0.1")
    assert b"wang" not in key
    assert len(key) == 32


def at_once(function, times):
    """The answers of that many threads, each on its own connection."""

    def one(_):
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_at_once_are_five():
    key = tries.key_of("password", "wang", "10.0.0.1")
    assert sum(at_once(lambda: tries.count(key), 20)) == tries.MOST


# ── codes ──


def code_at(secret, moment, steps=0):
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30 + steps))


@pytest.fixture
def app(account):
    """The secret of the account's app, set up a minute before noon."""
    secret = generate_totp_secret()
    before = NOON - timedelta(minutes=1)
    with clock.standing_at(before):
        assert second_factor.add_app(account, secret, code_at(secret, before))
    return secret


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_stands_for_its_half_minute_and_the_one_beside(account, app, steps, taken):
    with clock.standing_at(NOON):
        assert second_factor.accept(account, code_at(app, NOON, steps)) is taken


def test_a_code_is_taken_once_and_no_earlier_one_after_it(account, app):
    with clock.standing_at(NOON):
        assert second_factor.accept(account, code_at(app, NOON))
        assert not second_factor.accept(account, code_at(app, NOON))
        assert not second_factor.accept(account, code_at(app, NOON, -1))
        assert second_factor.accept(account, code_at(app, NOON, 1))


def test_the_code_that_set_the_app_up_is_used(account):
    secret = generate_totp_secret()
    with clock.standing_at(NOON):
        assert not second_factor.add_app(account, secret, "000000")
        assert second_factor.add_app(account, secret, code_at(secret, NOON))
        assert not second_factor.accept(account, code_at(secret, NOON))


def test_the_secret_is_sealed_to_its_account(account, app):
    kept = Authenticator.objects.get(user=account)
    assert app not in str(kept.data)
    other = Account.objects.create_user("other", password=GOOD, name="别人")
    Authenticator.objects.create(user=other, type="totp", data=kept.data)
    with clock.standing_at(NOON), pytest.raises(Exception, match="does not open"):
        second_factor.accept(other, code_at(app, NOON))


def test_a_recovery_code_is_kept_as_a_digest_and_taken_once(account):
    codes = second_factor.draw_recovery_codes(account)
    kept = [bytes(code.mac) for code in RecoveryCode.objects.all()]
    assert len(set(codes)) == len(kept) == 10
    assert not any(code.replace(" ", "").encode() in mac for code in codes for mac in kept)
    assert second_factor.accept(account, codes[3])
    assert not second_factor.accept(account, codes[3])
    second_factor.draw_recovery_codes(account)
    assert not second_factor.accept(account, codes[4])


def test_a_recovery_code_is_one_accounts_only(account):
    other = Account.objects.create_user("other", password=GOOD, name="别人")
    codes = second_factor.draw_recovery_codes(account)
    assert not second_factor.accept(other, codes[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_at_once_one_code_is_taken_once(kind):
    account = Account.objects.create_user("wang", password=GOOD, name="王")
    secret = generate_totp_secret()
    before = NOON - timedelta(minutes=2)
    with clock.standing_at(before):
        second_factor.add_app(account, secret, code_at(secret, before))
    code = code_at(secret, NOON) if kind == "app" else second_factor.draw_recovery_codes(account)[0]
    with clock.standing_at(NOON):
        assert sum(at_once(lambda: second_factor.accept(account, code), 20)) == 1
