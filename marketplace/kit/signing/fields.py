"""Signature fields: placed for all parties before the first signs, filled one by one."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import (
    PdfResources,
    RawContent,
    ResourceType,
)
from pyhanko.pdf_utils.incremental_writer import (
    IncrementalPdfFileWriter,
)
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.writer import init_xobject_dictionary
from pyhanko.sign import SimpleSigner
from pyhanko.sign.fields import (
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle

from marketplace.kit.pdf import Box
from marketplace.kit.signing.seal import Stamp, draw
from marketplace.kit.signing.timestamps import StandInTimestamper, certificate_store, certificates, private_key_info


class QuietWriter(IncrementalPdfFileWriter):
    """Appends to a file without touching its metadata, under an identifier made from the file itself."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(BytesIO(pdf))
        self._document_id[1] = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])

    def _update_meta(self) -> None:
        # The library would write the present moment and its own name into a PDF/A's metadata.
        return


class TimedSigner(PdfSigner):
    """Writes the time it is given, not the computer's: the platform's clock is a setting."""

    def __init__(self, at: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


def prepare(pdf: bytes, boxes: Mapping[str, Box]) -> bytes:
    """The document with an empty signature field for each box, named as the box. Same bytes in, same bytes out.

    boxes: the signature boxes, as `kit.pdf.render` found them
    """
    writer = QuietWriter(pdf)
    for name, box in sorted(boxes.items()):
        corners = (round(box.x1), round(box.y1), round(box.x2), round(box.y2))
        append_signature_field(writer, SigFieldSpec(name, on_page=box.page, box=corners))
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def sign(
    pdf: bytes,
    field: str,
    key: EllipticCurvePrivateKey,
    cert_pem: str,
    chain: tuple[str, ...],
    *,
    timestamper: TimeStamper,
    reason: str,
    name: str,
    seal_text: str,
    at: datetime,
    sample: bool,
    language: str = "zh_CN",
) -> bytes:
    """Sign one field (PAdES B-T) and stamp its seal.

    pdf:       prepared, perhaps signed by others in other fields
    chain:     certificates above `cert_pem`
    reason:    written into the signature, e.g. the deal's number
    name:      who signs for the organisation
    seal_text: the organisation's registered name
    at:        the moment of signing, aware
    Returns a new revision; what was there stays byte for byte in front.
    """
    fingerprint = x509.load_pem_x509_certificate(cert_pem.encode()).fingerprint(hashes.SHA256()).hex()
    stamp = Stamp(
        seal_text,
        name,
        at,
        f"{fingerprint[:4]} {fingerprint[4:8]} {fingerprint[8:12]}",
        sample,
        isinstance(timestamper, StandInTimestamper),
        language,
    )
    writer = QuietWriter(pdf)
    width, height = _size(writer, field)
    signer = SimpleSigner(certificates((cert_pem,))[0], private_key_info(key), certificate_store(chain))
    about = PdfSignatureMetadata(
        field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason, name=seal_text
    )
    style = StaticStampStyle(
        background=_seal(writer, stamp, width, height),
        background_layout=SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(0, 0, 0, 0)),
        border_width=0,
        background_opacity=1.0,
    )
    out = BytesIO()
    TimedSigner(at, about, signer, timestamper=timestamper, stamp_style=style).sign_pdf(
        writer, existing_fields_only=True, output=out
    )
    return out.getvalue()


def _seal(writer: IncrementalPdfFileWriter, stamp: Stamp, width: float, height: float) -> RawContent:
    """The drawn stamp as one compressed object; outlines are long."""
    ink = _dictionary({"/Type": "/ExtGState", "/BM": "/Multiply"})
    inside = _dictionary({"/ExtGState": _dictionary({"/Ink": ink})})
    drawn = init_xobject_dictionary(draw(stamp, width, height), width, height, inside)
    drawn.compress()  # type: ignore[no-untyped-call]
    resources = PdfResources()  # type: ignore[no-untyped-call]
    resources[ResourceType.XOBJECT][generic.NameObject("/Seal")] = writer.add_object(drawn)
    return RawContent(b"/Seal Do", resources, BoxConstraints(width, height))


def _dictionary(entries: dict[str, Any]) -> generic.DictionaryObject:
    return generic.DictionaryObject(  # type: ignore[no-untyped-call]
        {
            generic.NameObject(key): generic.NameObject(value) if isinstance(value, str) else value
            for key, value in entries.items()
        }
    )


def _size(writer: IncrementalPdfFileWriter, field: str) -> tuple[float, float]:
    for candidate in writer.root["/AcroForm"]["/Fields"]:
        widget = candidate.get_object()
        if str(widget["/T"]) == field:
            left, bottom, right, top = (float(value) for value in widget["/Rect"])
            return right - left, top - bottom
    raise KeyError(field)
