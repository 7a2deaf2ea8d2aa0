"""The key that signs checkpoints: Ed25519, kept beside the other keys, its public half handed to whoever watches."""

import os
from base64 import b64encode
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from luoshu.core import database, place
from luoshu.core.errors import NotReady
from luoshu.core.signing import is_signed, written_key

__all__ = ["is_signed", "name", "private", "public", "sign"]
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


@cache
def private():
    """The signing key, from LUOSHU_LOG_KEY (PEM) or from var/keys/log.pem, which is drawn the first time."""
    text = os.environ.get("LUOSHU_LOG_KEY") or _from_file()
    try:
        return serialization.load_pem_private_key(text.encode(), password=None)
    except ValueError as error:
        raise NotReady("日志的签名密钥读不出来", "请放回备份的 var/keys/log.pem 或正确设置 LUOSHU_LOG_KEY。") from error


def _from_file():
    file = database.var() / "keys" / "log.pem"
    if file.exists():
        return file.read_text()
    place.make_folder(file.parent, 0o700)
    return place.write_once(file, Ed25519PrivateKey.generate().private_bytes(*PEM).decode())


@cache
def public():
    """The public key as notes name it: name+id+base64, the form of C2SP signed notes."""
    raw = private().public_key().public_bytes(*RAW)
    return written_key(f"luoshu/{sha256(raw).hexdigest()[:12]}", raw)


def name():
    """The name of this log: the first line of each of its checkpoints."""
    return public().split("+")[0]


def sign(text):
    """The signature line of a note."""
    name, number, _key = public().split("+", 2)
    return f"— {name} {b64encode(bytes.fromhex(number) + private().sign(text.encode())).decode()}\n"
