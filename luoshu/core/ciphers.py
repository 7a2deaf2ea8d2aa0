"""The two authenticated ciphers a field can be sealed with, and the known answers that this machine's must give.

AES-256-GCM everywhere; SM4-GCM where commercial cryptography is prescribed. Both answer to
`encrypt(nonce, data, bound)` and `decrypt(nonce, data, bound)`; the tag stands behind the ciphertext, and `InvalidTag`
says that it does not fit.
"""

import functools
import hashlib
import hmac

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from luoshu.core.errors import NotReady

TAG = 16
AES, SM4 = "aes", "sm4"
# The length of a key, in bytes, tells its cipher.
LENGTHS = {AES: 32, SM4: 16}
# What blind indexes and row digests are made with, where a cipher is chosen for the first time.
DIGESTS = {AES: "sha256", SM4: "sm3"}


class SM4GCM:
    """SM4 (GB/T 32907) in Galois counter mode (RFC 8998) with 12-byte nonces and 16-byte tags."""

    def __init__(self, key):
        self.cipher = algorithms.SM4(key)

    def encrypt(self, nonce, data, bound):
        sealing = Cipher(self.cipher, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(bound)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce, data, bound):
        if len(data) < TAG:
            raise InvalidTag
        opening = Cipher(self.cipher, modes.GCM(nonce, data[-TAG:])).decryptor()
        opening.authenticate_additional_data(bound)
        return opening.update(data[:-TAG]) + opening.finalize()


def cipher_of(key):
    """The cipher that a key of this length belongs to; ValueError for any other length."""
    if len(key) == LENGTHS[SM4]:
        return SM4GCM(key)
    if len(key) == LENGTHS[AES]:
        return AESGCM(key)
    raise ValueError("a key has 16 bytes (SM4) or 32 (AES-256)")


# RFC 8998 A.1; NIST SP 800-38D test case 16 of the GCM specification; GB/T 32905 A.1; HMAC-SM3 of (k, abc) by openssl.
SM4_KEY, SM4_NONCE = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
SM4_BOUND = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
SM4_PLAIN = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
SM4_SEALED = bytes.fromhex(
    "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
    "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
)
AES_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308") * 2
AES_NONCE, AES_BOUND = bytes.fromhex("cafebabefacedbaddecaf888"), SM4_BOUND
AES_PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
AES_SEALED = bytes.fromhex(
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
)
SM3_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
SHA256_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@functools.cache
def check_known_answers():
    """Refuse to seal anything on a machine whose ciphers or digests compute something else than their standards say."""
    try:
        right = (
            SM4GCM(SM4_KEY).encrypt(SM4_NONCE, SM4_PLAIN, SM4_BOUND) == SM4_SEALED
            and AESGCM(AES_KEY).encrypt(AES_NONCE, AES_PLAIN, AES_BOUND) == AES_SEALED
            and hashlib.new("sm3", b"abc").hexdigest() == SM3_ABC
            and hashlib.sha256(b"abc").hexdigest() == SHA256_ABC
            and hmac.digest(b"k", b"abc", "sm3") == hmac.new(b"k", b"abc", "sm3").digest()
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotReady("这台机器的密码库没有 SM4 或 SM3", "请换带国密算法的 OpenSSL（3.0 以上）。") from error
    if not right:
        raise NotReady("这台机器的密码算法算出的结果与标准不符", "请停用这台机器，重装密码库后再启动。")
