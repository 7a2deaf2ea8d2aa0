"""What a password must be, by one of two rules that contradict each other: 等保 (the default) or OWASP's ASVS.

GB/T 22239-2019 asks for kinds of characters and a change at intervals; ASVS 5.0 (6.2.5, 6.2.10) forbids asking for
either. `LUOSHU_PASSWORD_POLICY` says which rule holds here.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from luoshu.core import clock
from luoshu.core.errors import BadInput
from luoshu.core.models import PasswordUsed

SHORTEST, LONGEST = 12, 128


@dataclass(frozen=True)
class Rule:
    """`kinds` of characters at least; `days` until it must be changed and how many `kept` back (0: not asked)."""

    kinds: int
    days: int
    kept: int


RULES = {"dengbao": Rule(kinds=3, days=90, kept=5), "asvs": Rule(kinds=1, days=0, kept=0)}
KINDS = (str.isupper, str.islower, str.isdigit, lambda char: not char.isalnum())


def rule():
    """The rule that holds in this installation; LookupError for a name there is not."""
    return RULES[settings.LUOSHU_PASSWORD_POLICY]


def check(password, account):
    """Raise BadInput when the account may not have this password."""
    if len(password) < SHORTEST:
        raise BadInput("密码太短", f"至少 {SHORTEST} 个字符，几个不相干的词连起来最好记。", place="password")
    if len(password) > LONGEST:
        raise BadInput("密码太长", f"最多 {LONGEST} 个字符。", place="password")
    if sum(any(kind(char) for char in password) for kind in KINDS) < rule().kinds:
        raise BadInput("密码里字符的种类太少", "大写字母、小写字母、数字、符号，至少用三类。", place="password")
    if not _passes(UserAttributeSimilarityValidator(("username", "name")), password, account):
        raise BadInput("密码和用户名或姓名太像", "请换一个别人猜不到的。", place="password")
    if not _passes(CommonPasswordValidator(), password, account):
        raise BadInput("这个密码太常见，一猜就中", "请换一个别人猜不到的。", place="password")
    if _was_used(password, account):
        raise BadInput("这个密码不久前用过", f"最近 {rule().kept} 个密码不能再用。", place="password")


def _passes(validator, password, account):
    try:
        validator.validate(password, account)
    except ValidationError:
        return False
    return True


def _was_used(password, account):
    """Whether it is among the last ones, the present one included."""
    if not (rule().kept and account.pk):
        return False
    before = PasswordUsed.objects.filter(account=account).order_by("-until", "-pk")[: rule().kept - 1]
    hashes = [account.password, *before.values_list("password", flat=True)]
    return any(check_password(password, kept) for kept in hashes)


def is_due(account):
    """Whether the account must choose a new password now: it was given one, or has had it for too long."""
    if account.is_password_given:
        return True
    days = rule().days
    return bool(days) and clock.now() - account.password_since > timedelta(days=days)


def change(account, password):
    """Give the account a password of its own choice; the one before is kept, hashed, so that it is not taken again."""
    check(password, account)
    PasswordUsed.objects.create(account=account, password=account.password, until=clock.now())
    keep(account, password, is_given=False)
    old = PasswordUsed.objects.filter(account=account).order_by("-until", "-pk").values_list("pk", flat=True)
    PasswordUsed.objects.filter(pk__in=list(old[max(RULES["dengbao"].kept, rule().kept) :])).delete()


def keep(account, password, is_given):
    """Write the password; one that was given has to be changed at the first log-in."""
    account.set_password(password)
    account.password_since, account.is_password_given = clock.now(), is_given
    account.save(update_fields=["password", "password_since", "is_password_given"])
