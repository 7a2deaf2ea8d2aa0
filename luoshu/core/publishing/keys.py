"""The key to which the portal seals what people write: X25519, drawn here, whose private half never leaves."""

import os
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from luoshu.core import database, place
from luoshu.core.errors import NotReady
from luoshu.core.sealed_box import public_of

PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@cache
def private():
    """The private key, from LUOSHU_BOX_KEY (PEM) or from var/keys/box.pem, which is drawn the first time."""
    text = os.environ.get("LUOSHU_BOX_KEY") or _from_file()
    try:
        return serialization.load_pem_private_key(text.encode(), password=None)
    except ValueError as error:
        raise NotReady("门户信件的密钥读不出来", "请放回备份的 var/keys/box.pem 或正确设置 LUOSHU_BOX_KEY。") from error


def public():
    """The public half, as bundles name it."""
    return public_of(private())


def _from_file():
    file = database.var() / "keys" / "box.pem"
    if file.exists():
        return file.read_text()
    place.make_folder(file.parent, 0o700)
    return place.write_once(file, X25519PrivateKey.generate().private_bytes(*PEM).decode())
