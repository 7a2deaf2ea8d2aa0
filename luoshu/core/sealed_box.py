"""Sealing to a public key (HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM): who seals cannot open it again.

Contents are filled up, so that their length tells little.
"""

from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
BLOCK = 1024  # bytes to whose multiple a content is filled up
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def seal(content, key, purpose):
    """Bytes that only the holder of the private half of `key` (base64) opens, and only for the same `purpose`."""
    filled = content + b"\x80" + b"\0" * (-(len(content) + 1) % BLOCK)
    return SUITE.encrypt(filled, X25519PublicKey.from_public_bytes(b64decode(key)), info=purpose)


def open_(sealed, private, purpose):
    """The content; ValueError when it was not sealed to this key for this purpose, or was changed."""
    try:
        filled = SUITE.decrypt(sealed, private, info=purpose)
    except (InvalidTag, ValueError) as error:
        raise ValueError("not sealed to this key") from error
    content, mark, rest = filled.rpartition(b"\x80")
    if not mark or rest.strip(b"\0"):
        raise ValueError("badly filled")
    return content


def public_of(private):
    """The public half, as base64."""
    return b64encode(private.public_key().public_bytes(*RAW)).decode()


def is_key(text):
    """Whether a text can be a public key."""
    try:
        return len(b64decode(text, validate=True)) == 32
    except ValueError:
        return False
