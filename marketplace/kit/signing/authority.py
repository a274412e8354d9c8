"""The platform's certificate authority: a root, an issuing certificate, and the stand-in time stamp authority."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from marketplace.kit.signing.keys import lock_key, new_key, unlock_key

ROOT_DAYS, ISSUING_DAYS, HOLDER_DAYS = 30 * 365, 20 * 365, 5 * 365
SLACK = timedelta(minutes=5)  # clocks of verifiers may be a little behind
SAMPLE_MARK = "样例"
STAND_IN_NAME = "样例时间戳（非可信时间源） Stand-in time stamps"


class Credential(NamedTuple):
    """What one organisation signs with."""

    cert_pem: str
    locked_key: str


@dataclass(frozen=True)
class Authority:
    """Certificates as PEM, keys locked under the master key. Store it as `to_json()`."""

    root_pem: str
    root_key: str
    issuing_pem: str
    issuing_key: str
    timestamp_pem: str
    timestamp_key: str

    @classmethod
    def create(cls, master: str, *, at: datetime, name: str = "惊蛰 Jingzhe") -> Self:
        """A new authority, valid from `at`."""
        root, issuing, stamp = new_key(), new_key(), new_key()
        root_name = _name(f"{name} 根证书 Root CA", name)
        root_cert = _certificate(root_name, root.public_key(), root_name, root, at, ROOT_DAYS, authority_depth=1)
        issuing_cert = _certificate(
            _name(f"{name} 签章 CA", name), issuing.public_key(), root_name, root, at, ISSUING_DAYS, authority_depth=0
        )
        stamp_cert = _certificate(
            _name(STAND_IN_NAME, name), stamp.public_key(), root_name, root, at, ISSUING_DAYS, stamps=True
        )
        return cls(
            _pem(root_cert),
            lock_key(root, master),
            _pem(issuing_cert),
            lock_key(issuing, master),
            _pem(stamp_cert),
            lock_key(stamp, master),
        )

    def issue(
        self, organisation_name: str, uscc: str, master: str, *, at: datetime, sample: bool, days: int = HOLDER_DAYS
    ) -> Credential:
        """A key and certificate for an organisation.

        uscc:   unified social credit code, the certificate's serialNumber attribute
        sample: the certificate's unit says 样例
        """
        issuer = x509.load_pem_x509_certificate(self.issuing_pem.encode())
        key = new_key()
        subject = _name(organisation_name, organisation_name, uscc, SAMPLE_MARK if sample else "")
        cert = _certificate(subject, key.public_key(), issuer.subject, unlock_key(self.issuing_key, master), at, days)
        return Credential(_pem(cert), lock_key(key, master))

    @property
    def chain(self) -> tuple[str, ...]:
        """What travels in a signature beside the holder's own certificate."""
        return (self.issuing_pem, self.root_pem)

    @property
    def trusted_roots(self) -> tuple[str, ...]:
        return (self.root_pem,)

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, str]) -> Self:
        return cls(**stored)


def _name(common: str, organisation: str, serial: str = "", unit: str = "") -> x509.Name:
    # A common name may take 64 bytes, 21 Chinese characters; the organisation attribute holds the full name.
    short = common.encode()[:64].decode(errors="ignore")
    parts = [
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
        (NameOID.SERIAL_NUMBER, serial),
        (NameOID.COMMON_NAME, short),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def _certificate(
    subject: x509.Name,
    public_key: EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: EllipticCurvePrivateKey,
    at: datetime,
    days: int,
    *,
    authority_depth: int | None = None,
    stamps: bool = False,
) -> x509.Certificate:
    is_authority = authority_depth is not None
    builder = (
        x509.CertificateBuilder(issuer, subject, public_key, x509.random_serial_number())
        .not_valid_before(at - SLACK)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(is_authority, authority_depth), critical=True)
        .add_extension(_usage(is_authority, stamps), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(is_authority: bool, stamps: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority and not stamps,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(cert: x509.Certificate) -> str:
    return cert.public_bytes(serialization.Encoding.PEM).decode()
