"""Is this the file both signed?  Signatures, what was added after them, and the registered fingerprints together.

A signature alone is not enough: a file cut back to its first revision still verifies, and so does one with
bytes behind its end. Both the fields and the registered hash have to agree.
"""

import hashlib
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO, NamedTuple

from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import UnacceptableSignerError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError

from marketplace.kit.signing.authority import SAMPLE_MARK
from marketplace.kit.signing.timestamps import certificates
from marketplace.kit.signing.verdict import FieldSeen, Finding

# A contract of ours unpacks to 1 MB; the library alone would let a stream of 400 KB become 256 MB.
UNPACKS_TO = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=16 << 20),
    document_budget=DocumentDecodeBudget(base_allowance=64 << 20, max_ratio=8),
)
END = re.compile(rb"%%EOF\r?\n?")
# A damaged or hostile file fails wherever the parser stumbles first.
DAMAGE = (
    PdfError,
    SignatureValidationError,
    UnacceptableSignerError,
    PathError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    EOFError,
    zlib.error,
)


class Known(NamedTuple):
    """What a file is judged against.

    fields:        names of the fields that a finished document has signed
    registered:    fingerprints of this document's stages, oldest first; the last is the current one
    trusted_roots: PEM certificates
    now:           the instant of signatures that claim none
    """

    fields: Sequence[str]
    registered: Sequence[str]
    trusted_roots: Sequence[str]
    now: datetime


def read(file: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """Answers the findings, worst first, and what was seen in each field. A damaged file is a finding."""
    for loud in ("pyhanko", "pyhanko_certvalidator"):  # a forged file is an answer, not a fault with a traceback
        logging.getLogger(loud).setLevel(logging.CRITICAL)
    known = Known(
        options["fields"], options["registered"], options["trusted_roots"], datetime.fromisoformat(options["now"])
    )
    findings, seen = inspect(file.read(), known)
    yield {"findings": list(findings), "fields": [_plain(field) for field in seen]}


def _plain(field: FieldSeen) -> dict[str, Any]:
    return {**asdict(field), "at": field.at and field.at.isoformat()}


def inspect(pdf: bytes, known: Known) -> tuple[list[Finding], list[FieldSeen]]:
    """As `read`, in this process."""
    digest = hashlib.sha256(pdf).hexdigest()
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False, decode_limits=UNPACKS_TO)
        embedded = {signature.field_name: signature for signature in reader.embedded_regular_signatures}
        present = [name for name, _, _ in enumerate_sig_fields(reader)]
        pages = int(reader.root["/Pages"]["/Count"])
    except DAMAGE:
        return [_damaged(pdf, known.registered)], []
    seen, findings = [], []
    for name in (*known.fields, *(name for name in present if name not in known.fields)):
        field, found = _field(embedded.get(name), name, known, pages)
        seen.append(field)
        findings += found
    findings += _stage(pdf, digest, seen, known, findings)
    return list(dict.fromkeys(sorted(findings, key=ORDER.index))), seen


ORDER = (
    Finding.UNREADABLE,
    Finding.CHANGED,
    Finding.PAGE_ADDED,
    Finding.CHANGED_AFTER_SIGNING,
    Finding.BYTES_APPENDED,
    Finding.EARLIER_REVISION,
    Finding.NOT_OURS,
    Finding.NO_TIME,
    Finding.NOT_SIGNED,
    Finding.NOT_REGISTERED,
    Finding.INCOMPLETE,
    Finding.GENUINE,
)


def _damaged(pdf: bytes, registered: Sequence[str]) -> Finding:
    """A registered file with bytes behind it may not open any more; it is still that file."""
    return Finding.BYTES_APPENDED if _registered_prefix(pdf, registered) else Finding.UNREADABLE


def _field(
    signature: EmbeddedPdfSignature | None, name: str, known: Known, pages: int
) -> tuple[FieldSeen, list[Finding]]:
    if signature is None:
        return FieldSeen(name, signed=False), []
    try:
        return _signed_field(signature, name, known, pages)
    except DAMAGE:
        return FieldSeen(name, signed=True), [Finding.CHANGED]


def _signed_field(
    signature: EmbeddedPdfSignature, name: str, known: Known, pages: int
) -> tuple[FieldSeen, list[Finding]]:
    claimed = signature.self_reported_timestamp or known.now
    context = ValidationContext(
        trust_roots=certificates(tuple(known.trusted_roots)),
        allow_fetching=False,
        moment=claimed,
        revocation_mode="soft-fail",
    )
    status = validate_pdf_signature(signature, context, context)
    stamp = status.timestamp_validity
    has_time = bool(stamp and stamp.valid and stamp.trusted and abs((stamp.timestamp - claimed).total_seconds()) <= 300)
    subject = signature.signer_cert.subject.native
    field = FieldSeen(
        name,
        signed=True,
        organisation=_text(subject, "organization_name"),
        uscc=_text(subject, "serial_number"),
        at=(stamp.timestamp if has_time and stamp else claimed).astimezone(UTC),
        reason=str(signature.sig_object.get("/Reason", "")),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        has_time=has_time,
        is_sample=_text(subject, "organizational_unit_name") == SAMPLE_MARK,
        fingerprint=signature.signer_cert.sha256.hex(),
    )
    return field, _flaws(field, signature, status, pages)


def _flaws(field: FieldSeen, signature: EmbeddedPdfSignature, status: Any, pages: int) -> list[Finding]:
    if not field.intact or status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return [Finding.CHANGED]
    flaws = []
    if not field.trusted:
        flaws.append(Finding.NOT_OURS)
    elif not field.has_time:
        flaws.append(Finding.NO_TIME)
    level = status.modification_level
    if level is None or level > ModificationLevel.FORM_FILLING or not status.docmdp_ok:
        revision = signature.reader.get_historical_root(signature.signed_revision)
        more_pages = pages > int(revision["/Pages"]["/Count"])
        flaws.append(Finding.PAGE_ADDED if more_pages else Finding.CHANGED_AFTER_SIGNING)
    return flaws


def _text(subject: dict[str, Any], key: str) -> str:
    return str(subject.get(key, ""))


def _stage(
    pdf: bytes,
    digest: str,
    seen: Sequence[FieldSeen],
    known: Known,
    flaws: Sequence[Finding],
) -> list[Finding]:
    """Where the file stands among the registered ones, given the flaws of its signatures."""
    registered = known.registered
    signed = [field.field for field in seen if field.signed]
    missing = [name for name in known.fields if name not in signed]
    if digest in registered[:-1]:
        return [Finding.EARLIER_REVISION]
    if flaws:
        return []
    if digest in registered:
        return [Finding.INCOMPLETE if missing else Finding.GENUINE]
    if not signed:
        return [Finding.NOT_SIGNED]
    if _registered_prefix(pdf, registered[-1:]):
        return [Finding.BYTES_APPENDED]
    return [Finding.NOT_REGISTERED, *([Finding.NOT_SIGNED] if missing else [])]


def _registered_prefix(pdf: bytes, registered: Sequence[str]) -> bool:
    """Whether the file begins with a whole registered one.  Each revision of a PDF ends in an end mark."""
    wanted, running, last = set(registered), hashlib.sha256(), 0
    for end in END.finditer(pdf):
        # With or without its line end: writers differ.
        for stop in sorted({end.start() + 5, end.start() + 6, end.end()}):
            if last < stop <= end.end():
                running.update(pdf[last:stop])
                last = stop
                if running.copy().hexdigest() in wanted:
                    return True
    return False
