"""Electronic signatures on PDFs: authority, keys at rest, seals, signing, inspection, the QR's own signature.

Knows no database and no request: keys, certificates and registered fingerprints are passed in.
"""

from marketplace.kit.signing import lengths
from marketplace.kit.signing.authority import Authority, Credential
from marketplace.kit.signing.fields import prepare, sign
from marketplace.kit.signing.inspection import inspect
from marketplace.kit.signing.kept import inspect_once
from marketplace.kit.signing.keys import KeyUnreadable, key_mark, lock, lock_key, relock, unlock, unlock_key
from marketplace.kit.signing.qr import check_token, qr_image, qr_svg, seal_token
from marketplace.kit.signing.timestamps import StandInTimestamper
from marketplace.kit.signing.verdict import MEANING, FieldSeen, Finding, Verdict

__all__ = [
    "MEANING",
    "Authority",
    "Credential",
    "FieldSeen",
    "Finding",
    "KeyUnreadable",
    "StandInTimestamper",
    "Verdict",
    "check_token",
    "inspect",
    "inspect_once",
    "key_mark",
    "lock",
    "lock_key",
    "prepare",
    "qr_image",
    "qr_svg",
    "relock",
    "seal_token",
    "sign",
    "unlock",
    "unlock_key",
]

lengths.install()
