"""Signatures as C2SP signed notes write them: keys as `name+id+base64`, signature lines below a text. Nothing is read.

For whoever holds a public key only, as the portal does; the private key of this installation is in `core.log.keys`.
"""

from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"


def key_id(name, raw):
    """Four bytes that tell which key signed."""
    return sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def written_key(name, raw):
    """A public key as notes name it."""
    return f"{name}+{key_id(name, raw).hex()}+{b64encode(ED25519 + raw).decode()}"


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


def is_key(text):
    """Whether a text is a public key in that form, its number belonging to it."""
    try:
        name, number, material = text.strip().split("+", 2)
        raw = b64decode(material, validate=True)
    except ValueError:
        return False
    return len(raw) == 33 and raw[:1] == ED25519 and key_id(name, raw[1:]).hex() == number
