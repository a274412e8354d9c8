"""The QR on every printed page: an address, and a signature that a page without our server can check."""

import base64
import binascii
from io import BytesIO

import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = b"jingzhe.qr/1"
MASK = 3  # fixed: choosing the best one costs five times as much, and all of them scan


def qr_svg(url: str, title: str = "") -> str:
    """A QR code as inline SVG; size it in the style sheet, at least 18 mm on paper.

    title: read out by screen readers
    """
    out = BytesIO()
    code = segno.make(url, error="m", mask=MASK, micro=False)
    code.save(out, kind="svg", xmldecl=False, nl=False, border=0, omitsize=True, title=title or None)
    return out.getvalue().decode()


def qr_image(url: str) -> str:
    """A QR code as a data: address for <img>; on pages it is drawn once a document, not once a page."""
    return segno.make(url, error="m", mask=MASK, micro=False).png_data_uri(scale=6, border=0)


def _message(document_id: str, snapshot_hash: str) -> bytes:
    return b"\n".join((PURPOSE, document_id.encode(), snapshot_hash.encode()))


def seal_token(document_id: str, snapshot_hash: str, key: Ed25519PrivateKey) -> str:
    """86 characters that prove the platform printed this document from this snapshot."""
    return _written(key.sign(_message(document_id, snapshot_hash)))


def _written(signature: bytes) -> str:
    return base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def check_token(document_id: str, snapshot_hash: str, token: str, key: Ed25519PublicKey) -> bool:
    """False for another id, another snapshot, another key, or anything that is no token."""
    try:
        signature = base64.b64decode(token + "==", altchars=b"-_", validate=True)
        if _written(signature) != token:  # the same signature spelled another way
            return False
        key.verify(signature, _message(document_id, snapshot_hash))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
