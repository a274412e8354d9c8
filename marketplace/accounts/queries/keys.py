"""The platform's keys and each organisation's certificate, read from the database and unlocked for use."""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select

from marketplace.accounts.models import Authority as AuthorityRow
from marketplace.accounts.models import Organisation, SigningIdentity
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.signing import Authority, StandInTimestamper, unlock, unlock_key
from marketplace.kit.words import Words

CERTIFICATES = ("root", "issuing", "timestamp")
QR = "qr"  # an Ed25519 key without certificate: what the QR of a document is signed with
NO_KEYS = Words("平台还没有签发过证书。", "The platform has not issued a certificate yet.")
NO_IDENTITY = Words("本单位还没有签章证书。", "Your organisation has no certificate to sign with yet.")
AFTER_VERIFICATION = Words("通过核验时自动签发，请先送审。", "It comes with the verification; send your papers first.")


def master_key() -> str:
    """KEY_ENCRYPTION_KEY, under which every private key is locked."""
    key: str = current_app.config["SETTINGS"].key_encryption_key
    return key


@dataclass(frozen=True)
class Identity:
    """What an organisation signs with; the certificate as PEM."""

    key: EllipticCurvePrivateKey
    certificate: str


@dataclass(frozen=True)
class PlatformKeys:
    """The platform's own keys.

    qr_key: signs the address printed as QR; its public half checks it
    """

    authority: Authority
    qr_key: Ed25519PrivateKey

    def timestamper(self, at: datetime) -> StandInTimestamper:
        """The stand-in time stamps (样例时间戳) of one moment; one for each signature."""
        authority = self.authority
        key = unlock_key(authority.timestamp_key, master_key())
        return StandInTimestamper(authority.timestamp_pem, authority.chain, key, at)

    def identity_of(self, organisation: Organisation) -> Identity:
        """Raises StepRefused (NO_IDENTITY) when none was issued."""
        row = signing_identity(organisation.id)
        if row is None:
            raise StepRefused(NO_IDENTITY, code="NO_IDENTITY", cure=AFTER_VERIFICATION)
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
    qr_key = Ed25519PrivateKey.from_private_bytes(unlock(rows[QR].encrypted_key, master_key()))
    return PlatformKeys(Authority.from_json(stored), qr_key)
