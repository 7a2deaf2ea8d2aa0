"""What happens to an account after it was opened: its password and factors change, it is put out of use."""

import secrets as randomness

from django.db.models import F

from luoshu.core import passwords, policies, second_factor
from luoshu.core.acts import action, note
from luoshu.core.errors import BadInput
from luoshu.core.models import Account

# Without the letters and digits that are taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def end_sessions(account):
    """Whoever is logged in as this account has to log in again, on every device."""
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    account.refresh_from_db(fields=["epoch"])


@action("core.change_password")
def change_password(*, account, old, new, by):
    """The holder chooses a new password; all sessions end with the old one."""
    if not account.check_password(old):
        raise BadInput("原密码不对", "请再试一次；忘了请找安全管理员重设。", place="old")
    passwords.change(account, new)
    note(subject=account.username)


@action("core.add_factor")
def add_app(*, account, secret, code, by):
    """An app that shows codes becomes the holder's second factor."""
    if not second_factor.add_app(account, secret, code):
        raise BadInput("验证码不对", "请看手机上的时间准不准，再输入现在显示的六位数。", place="code")
    note(subject=account.username, kind="totp")


@action("core.remove_factor")
def remove_factor(*, account, number, by):
    """One of the holder's factors is put out of use."""
    note(subject=account.username, kind=second_factor.remove(account, number))


@action("core.draw_recovery_codes")
def draw_recovery_codes(*, account, by):
    """New recovery codes for the holder; returns them, they are kept nowhere in plain."""
    note(subject=account.username)
    return second_factor.draw_recovery_codes(account)


@action("core.reset_account")
def reset_account(*, account, reason, by):
    """For a holder who lost the password or the second factor: returns a password that must be changed at once."""
    policies.check_can_reset(by, account)
    password = one_time_password()
    passwords.keep(account, password, is_given=True)
    second_factor.clear(account)
    end_sessions(account)
    note(subject=account.username)
    return password


@action("core.disable_account")
def disable_account(*, account, reason, by):
    """Put an account out of use at once; what it did stays."""
    policies.check_can_disable(by, account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    note(subject=account.username)


def one_time_password():
    """A password to be told once and changed at the first log-in; it keeps every rule."""
    drawn = "".join(randomness.choice(LETTERS) for _ in range(14))
    return f"{drawn[:7]}-{drawn[7:]}9A"
