"""The platform's keys and each organisation's certificate, read from the database and unlocked for use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app
from sqlalchemy import select

from marketplace.accounts.models import Authority as AuthorityRow
from marketplace.accounts.models import Organisation, SigningIdentity
from marketplace.kit.db import db
from marketplace.kit.errors import Refusal, StepRefused
from marketplace.kit.signing import Authority, KeyUnreadable, StandInTimestamper, unlock, unlock_key
from marketplace.kit.words import Words

CERTIFICATES = ("root", "issuing", "timestamp")
log = structlog.get_logger("keys")
QR = "qr"  # an Ed25519 key without certificate: what the QR of a document is signed with
NO_KEYS = Words("平台还没有签发过证书。", "The platform has not issued a certificate yet.")
NO_IDENTITY = Words("本单位还没有签章证书。", "Your organisation has no certificate to sign with yet.")
KEYS_LOCKED = Words(
    "平台的签章密钥现在打不开，没有签成，合同没有变。我们已经知道。",
    "The platform's signing keys cannot be opened now. Nothing was signed, the contract is as it was. We know of it.",
)
LOCKED_OUT = Words(
    "KEY_ENCRYPTION_KEY 和锁住签章密钥的那一个不同：签章打不开。请换回原来的值，再启动。",
    "KEY_ENCRYPTION_KEY is not the one the signing keys are locked with. Set it to what it was, then start again.",
)
AFTER_VERIFICATION = Words("通过核验时自动签发，请先送审。", "It comes with the verification; send your papers first.")


def master_key() -> str:
    """KEY_ENCRYPTION_KEY, under which every private key is locked."""
    key: str = current_app.config["SETTINGS"].key_encryption_key
    return key


class KeysLocked(Refusal):
    """The master key is not the one that the stored keys were locked with."""

    status, code = 503, "KEYS_LOCKED"
    retry_after_seconds = 3600


@contextmanager
def opening() -> Iterator[None]:
    """Unlocking stored keys inside: raises KeysLocked, and logs it, when they do not open."""
    try:
        yield
    except KeyUnreadable as error:
        log.error("signing keys locked", error=str(error))
        raise KeysLocked(KEYS_LOCKED) from error


@dataclass(frozen=True)
class Identity:
    """What an organisation signs with; the certificate as PEM."""

    key: EllipticCurvePrivateKey
    certificate: str


@dataclass(frozen=True)
class PlatformKeys:
    """The platform's own keys.

    qr_public: checks the address printed as QR. What only checks works without the master key.
    """

    authority: Authority
    qr_locked: str
    qr_public: Ed25519PublicKey

    @property
    def qr_key(self) -> Ed25519PrivateKey:
        """Signs the address printed as QR, and checkpoints of the history. Raises KeysLocked."""
        with opening():
            return Ed25519PrivateKey.from_private_bytes(unlock(self.qr_locked, master_key()))

    def timestamper(self, at: datetime) -> StandInTimestamper:
        """The stand-in time stamps (样例时间戳) of one moment; one for each signature. Raises KeysLocked."""
        authority = self.authority
        with opening():
            key = unlock_key(authority.timestamp_key, master_key())
        return StandInTimestamper(authority.timestamp_pem, authority.chain, key, at)

    def identity_of(self, organisation: Organisation) -> Identity:
        """Raises StepRefused (NO_IDENTITY) when none was issued, KeysLocked."""
        row = signing_identity(organisation.id)
        if row is None:
            raise StepRefused(NO_IDENTITY, code="NO_IDENTITY", cure=AFTER_VERIFICATION)
        with opening():
            return Identity(unlock_key(row.encrypted_key, master_key()), row.certificate.decode())


def signing_identity(organisation_id: int) -> SigningIdentity | None:
    return db.session.scalar(select(SigningIdentity).where(SigningIdentity.organisation_id == organisation_id))


def authority_rows() -> dict[str, AuthorityRow]:
    return {row.name: row for row in db.session.scalars(select(AuthorityRow))}


def has_platform_keys() -> bool:
    return {*CERTIFICATES, QR} <= authority_rows().keys()


def platform_keys() -> PlatformKeys:
    """Raises StepRefused (NO_KEYS) before the first certificate was issued."""
    rows = authority_rows()
    if not {*CERTIFICATES, QR} <= rows.keys():
        raise StepRefused(NO_KEYS, code="NO_KEYS", cure=AFTER_VERIFICATION)
    stored = {f"{name}_pem": rows[name].certificate.decode() for name in CERTIFICATES}
    stored |= {f"{name}_key": rows[name].encrypted_key for name in CERTIFICATES}
    qr_public = Ed25519PublicKey.from_public_bytes(rows[QR].certificate)
    return PlatformKeys(Authority.from_json(stored), rows[QR].encrypted_key, qr_public)


def locked_out() -> Words | None:
    """Why nobody can sign: the stored keys do not open under this master key. None when they do, or there are none."""
    locked = db.session.scalar(select(AuthorityRow.encrypted_key).where(AuthorityRow.name == QR))
    try:
        if locked is not None:
            unlock(locked, master_key())
    except KeyUnreadable:
        return LOCKED_OUT
    return None
