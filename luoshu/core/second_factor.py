"""The second factor: codes of an app (TOTP, RFC 6238), keys (WebAuthn), and codes for the day the telephone is lost.

Each code is taken once. The step of the last one is kept with the app's secret, so that the same or an earlier one is
refused whichever process asks; a recovery code is deleted by its use. Secrets are sealed to their account.
"""

import secrets as randomness
from base64 import b64decode, b64encode
from hmac import compare_digest
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from luoshu.core import clock
from luoshu.core.errors import NotPossible
from luoshu.core.keys import KEY_ID
from luoshu.core.models import RecoveryCode
from luoshu.core.secrets import blind_index, current_key, open_, seal

PERIOD, DRIFT = 30, 1  # seconds a code stands, and how many of them a telephone's clock may be off
CODES, DIGITS = 10, 10
TOTP, WEBAUTHN = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
PLACE = ("mfa_authenticator", "secret")


def has(account):
    """Whether the account has a second factor."""
    return Authenticator.objects.filter(user=account).exists()


def factors(account):
    """The account's factors, the oldest first."""
    return list(Authenticator.objects.filter(user=account).order_by("created_at", "pk"))


def address(account, secret):
    """What an app reads from the square code."""
    query = urlencode({"secret": secret, "issuer": "洛书"}, quote_via=quote)
    return f"otpauth://totp/{quote(f'洛书:{account.username}')}?{query}"


def add_app(account, secret, code):
    """Take an app in use that shows the right code now; the code itself is thereby used. False for a wrong code."""
    step = _step_of(secret, code)
    if step is None:
        return False
    sealed = b64encode(seal([secret], *PLACE, [account.pk])[0]).decode()
    data = {"secret": sealed, "last": step}
    Authenticator.objects.update_or_create(user=account, type=TOTP, defaults={"data": data})
    return True


def accept(account, code):
    """Whether the code is the account's now: the app's, once, or one of the recovery codes, once."""
    plain = "".join(char for char in code if char.isalnum())
    return _accept_app(account, plain) or _accept_recovery(account, plain)


@transaction.atomic
def _accept_app(account, code):
    app = Authenticator.objects.select_for_update().filter(user=account, type=TOTP).first()
    if app is None:
        return False
    step = _step_of(open_([b64decode(app.data["secret"])], *PLACE, [account.pk])[0], code)
    if step is None or step <= app.data["last"]:
        return False
    app.data["last"], app.last_used_at = step, clock.now()
    app.save(update_fields=["data", "last_used_at"])
    return True


def sealed_with():
    """The ids of the keys that the apps' secrets are sealed with, one for each app."""
    return [b64decode(app.data["secret"])[:KEY_ID].hex() for app in Authenticator.objects.filter(type=TOTP)]


@transaction.atomic
def rewrap():
    """Seal every app's secret with the current key; how many were sealed with another."""
    done = 0
    for app in Authenticator.objects.select_for_update().filter(type=TOTP):
        sealed = b64decode(app.data["secret"])
        if sealed[:KEY_ID] != current_key():
            secret = open_([sealed], *PLACE, [app.user_id])
            app.data["secret"] = b64encode(seal(secret, *PLACE, [app.user_id])[0]).decode()
            app.save(update_fields=["data"])
            done += 1
    return done


def _step_of(secret, code):
    """The step whose code this is, among those that the drift allows; None for a wrong one."""
    now = int(clock.now().timestamp()) // PERIOD
    steps = range(now - DRIFT, now + DRIFT + 1)
    shown = {step: format_hotp_value(hotp_value(secret, step)) for step in steps}
    return next((step for step in steps if compare_digest(shown[step].encode(), code.encode())), None)


def _accept_recovery(account, code):
    return RecoveryCode.objects.filter(account=account, mac=_mac(account, code)).delete()[0] == 1


def _mac(account, code):
    return blind_index([f"{account.pk}\x1f{code}"], "recovery_code")[0]


@transaction.atomic
def draw_recovery_codes(account):
    """Ten new codes, shown once and kept only as keyed digests; earlier ones no longer count."""
    RecoveryCode.objects.filter(account=account).delete()
    codes = ["".join(randomness.choice("0123456789") for _ in range(DIGITS)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(account=account, mac=_mac(account, code)) for code in codes])
    return [f"{code[:5]} {code[5:]}" for code in codes]


def remove(account, number):
    """Take one factor away; returns its kind. NotPossible when it is not the account's."""
    found = Authenticator.objects.filter(user=account, pk=number).first()
    if found is None:
        raise NotPossible("没有这个第二因素", "请刷新页面看看现在的情况。")
    found.delete()
    if not has(account):
        clear(account)
    return found.type


def clear(account):
    """Take every factor away; the next log-in sets one up anew."""
    Authenticator.objects.filter(user=account).delete()
    RecoveryCode.objects.filter(account=account).delete()
