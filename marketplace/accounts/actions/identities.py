"""Issue what organisations sign with; the platform's own authority is made with the first."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marketplace.accounts.models import Authority as AuthorityRow
from marketplace.accounts.models import Organisation, SigningIdentity
from marketplace.accounts.queries import keys
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.signing import Authority, lock


def prepare_platform_keys() -> None:
    """Make the platform's certificates and its QR key, unless they are there. Of two at once, one is refused."""
    if keys.has_platform_keys():
        return
    master, now = keys.master_key(), clock.now()
    made = Authority.create(master, at=now).to_json()
    rows = [
        AuthorityRow(
            name=name, certificate=made[f"{name}_pem"].encode(), encrypted_key=made[f"{name}_key"], created_at=now
        )
        for name in keys.CERTIFICATES
    ]
    qr_key = Ed25519PrivateKey.generate()
    public = qr_key.public_key().public_bytes_raw()
    rows.append(
        AuthorityRow(
            name=keys.QR,
            certificate=public,
            encrypted_key=lock(qr_key.private_bytes_raw(), master),
            created_at=now,
        )
    )
    db.session.add_all(rows)
    db.session.flush()


def signing_identity(organisation: Organisation) -> SigningIdentity:
    """The organisation's certificate and locked key, issued when it has none."""
    found = keys.signing_identity(organisation.id)
    if found is not None:
        return found
    prepare_platform_keys()
    now = clock.now()
    with keys.opening():
        credential = keys.platform_keys().authority.issue(
            organisation.name, organisation.uscc or "", keys.master_key(), at=now, sample=organisation.sample
        )
    certificate = x509.load_pem_x509_certificate(credential.cert_pem.encode())
    identity = SigningIdentity(
        organisation_id=organisation.id,
        certificate=credential.cert_pem.encode(),
        encrypted_key=credential.locked_key,
        valid_until=clock.day(certificate.not_valid_after_utc),
        created_at=now,
    )
    db.session.add(identity)
    db.session.flush()
    return identity
