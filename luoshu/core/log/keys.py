"""The key that signs checkpoints: Ed25519, kept beside the other keys, its public half handed to whoever watches."""

import os
from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshu.core import database, place
from luoshu.core.errors import NotReady

ED25519 = b"\x01"
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
    name = f"luoshu/{sha256(raw).hexdigest()[:12]}"
    return f"{name}+{key_id(name, raw).hex()}+{b64encode(ED25519 + raw).decode()}"


def name():
    """The name of this log: the first line of each of its checkpoints."""
    return public().split("+")[0]


def key_id(name, raw):
    """Four bytes that tell which key signed."""
    return sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def sign(text):
    """The signature line of a note."""
    name, number, _key = public().split("+", 2)
    return f"— {name} {b64encode(bytes.fromhex(number) + private().sign(text.encode())).decode()}\n"


def is_signed(text, lines, key):
    """Whether one of the signature lines is by `key` (name+id+base64) over `text`."""
    name, number, material = key.strip().split("+", 2)
    public = Ed25519PublicKey.from_public_bytes(b64decode(material)[1:])
    for line in lines:
        words = line.split(" ")
        if len(words) == 3 and words[1] == name and (blob := b64decode(words[2]))[:4].hex() == number:
            try:
                public.verify(blob[4:], text.encode())
                return True
            except InvalidSignature:
                return False
    return False
