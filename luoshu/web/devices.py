"""Devices on which an account has been before: from there its holder gets in while somebody else guesses elsewhere."""

import secrets as randomness

from luoshu.core import tries

from . import origin

HALF_A_YEAR = 180 * 24 * 3600
SALT = "luoshu.device"


def _name(username) -> str:
    """The cookie of one account: several people use one office's machine."""
    return f"device_{tries.key_of('device', username.casefold()).hex()[:16]}"


def remember(request, response, username):
    """The account has been here, all the way in."""
    name = _name(username)
    value = request.get_signed_cookie(name, default=None, salt=SALT, max_age=HALF_A_YEAR) or randomness.token_hex(16)
    options = {"max_age": HALF_A_YEAR, "httponly": True, "samesite": "Lax", "secure": request.is_secure()}
    response.set_signed_cookie(name, value, salt=SALT, **options)


def key_of(request, kind, username):
    """Under what the tries of this account from here are counted."""
    device = request.get_signed_cookie(_name(username), default=None, salt=SALT, max_age=HALF_A_YEAR)
    return tries.key_of(kind, username.casefold(), f"device {device}" if device else origin.source(request))
