"""Private keys at rest: encrypted under the master key, with a version in front so that the master key can change."""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "v1:"
NONCE_BYTES = 12
PURPOSE = b"jingzhe signing key v1"
MARK_PURPOSE = b"jingzhe mark of the master key v1"


class KeyUnreadable(ValueError):
    """The key was locked under another master key, or altered."""


@lru_cache(maxsize=4)
def _cipher(master: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, None, PURPOSE).derive(master.encode()))


def lock(secret: bytes, master: str) -> str:
    """`secret` encrypted under the master key (KEY_ENCRYPTION_KEY, any strong text), as `v1:` and base64."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + base64.urlsafe_b64encode(nonce + _cipher(master).encrypt(nonce, secret, PURPOSE)).decode()


def unlock(locked: str, master: str) -> bytes:
    """What `lock` was given.

    Raises KeyUnreadable under another master key, after a change of one bit, or for an unknown version.
    """
    if not locked.startswith(VERSION):
        raise KeyUnreadable(f"A locked key begins with {VERSION}")
    try:
        sealed = base64.urlsafe_b64decode(locked[len(VERSION) :])
        return _cipher(master).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE)
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise KeyUnreadable("The key does not open under this KEY_ENCRYPTION_KEY") from error


def relock(locked: str, old_master: str, new_master: str) -> str:
    """The same key under a new master key."""
    return lock(unlock(locked, old_master), new_master)


def key_mark(master: str) -> str:
    """What tells one master key from another, and tells nothing else of it: 32 hexadecimal digits."""
    return HKDF(hashes.SHA256(), 16, None, MARK_PURPOSE).derive(master.encode()).hex()


def new_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


def lock_key(key: EllipticCurvePrivateKey, master: str) -> str:
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return lock(plain, master)


def unlock_key(locked: str, master: str) -> EllipticCurvePrivateKey:
    """Raises KeyUnreadable."""
    key = serialization.load_der_private_key(unlock(locked, master), None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise KeyUnreadable("Not a key on P-256")
    return key
