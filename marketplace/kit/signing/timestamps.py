"""A stand-in for a time stamp authority. It proves nothing about time to outsiders, and its certificate says so."""

from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, keys, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.sign.general import (
    as_signing_certificate_v2,
    simple_cms_attribute,
)
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore


class StandInTimestamper(DummyTimeStamper):
    """样例时间戳: answers with the time it is given, signed on P-256 by the platform itself.

    A deployment replaces it by pyHanko's HTTPTimeStamper and a trusted authority's address.
    """

    def __init__(self, cert_pem: str, chain: tuple[str, ...], key: EllipticCurvePrivateKey, at: datetime) -> None:
        self.key = key
        super().__init__(
            certificates((cert_pem,))[0], private_key_info(key), certs_to_embed=certificate_store(chain), fixed_dt=at
        )

    def _sign_tst_info(self, tst_info_data: bytes, md_algorithm: str, dt: datetime) -> tuple[bytes, Any]:
        digest = hashes.Hash(hashes.SHA256())
        digest.update(tst_info_data)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),  # type: ignore[no-untyped-call]
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(dt)})),  # type: ignore[no-untyped-call]
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self.tsa_cert)),  # type: ignore[no-untyped-call]
                simple_cms_attribute("message_digest", digest.finalize()),  # type: ignore[no-untyped-call]
            ]
        )
        return self.key.sign(attributes.dump(), ECDSA(hashes.SHA256())), attributes

    def _build_signed_data(
        self, tst_info_data: bytes, md_algorithm: str, signature: bytes, signed_attrs: Any
    ) -> dict[str, Any]:
        signed: dict[str, Any] = super()._build_signed_data(tst_info_data, md_algorithm, signature, signed_attrs)
        signed["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        return signed


def certificate_store(pems: tuple[str, ...]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(certificates(pems))
    return store


def certificates(pems: tuple[str, ...]) -> list[x509.Certificate]:
    """PEM texts as the certificates pyHanko wants, in order."""
    return list(load_certs_from_pemder_data("\n".join(pems).encode()))


def private_key_info(key: EllipticCurvePrivateKey) -> keys.PrivateKeyInfo:
    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(plain)
