"""What is written out for a deal: contract, notice, confirmation; and the signatures put on the contract."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from cryptography import x509
from flask import current_app

from marketplace.accounts.models import User
from marketplace.accounts.queries import platform_keys
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.contracts.rules.blanks import Effect
from marketplace.contracts.rules.notice_sheet import NoticeSheet, build_notice
from marketplace.contracts.rules.sheet import LicenceSheet, build_sheet
from marketplace.contracts.rules.snapshot import Terms, terms_from_json, terms_hash, terms_to_json
from marketplace.kit import clock, files, pdf, reading, signing
from marketplace.workflows.parties import Party

FIELDS = {Party.LICENSEE: "sig-licensee", Party.LICENSOR: "sig-licensor"}
TEMPLATES = {
    DocumentKind.CONTRACT: "documents/contracts/licence.html",
    DocumentKind.CONFIRMATION: "documents/contracts/licence.html",
    DocumentKind.NOTICE: "documents/contracts/notice.html",
}
LANGUAGES = ("zh", "en")
EDITIONS = {"zh": "（中文，以此为准）", "en": " (English, for reading)"}
ATTACHMENT = "contract.json"


@dataclass(frozen=True)
class SignedFile:
    """A contract with one signature more, made outside the transaction.

    base_sha256: the file that was signed; it must still be the newest
    """

    base_sha256: str
    sha256: str
    certificate_serial: str


@dataclass(frozen=True)
class NoticeFacts:
    products: str
    starts_on: date
    received_at: datetime


@dataclass(frozen=True)
class PrintOrder:
    """Everything a document is printed from: plain values, no row.

    verification_id: what /v/<id> points to
    """

    kind: DocumentKind
    terms: Terms
    verification_id: str
    effect: Effect | None = None
    notice: NoticeFacts | None = None


@dataclass(frozen=True)
class PrintedFile:
    language: str
    sha256: str
    pages: int


def order_for(deal: Deal, kind: DocumentKind) -> PrintOrder:
    effect = None
    if kind is DocumentKind.CONFIRMATION and deal.notice_received_at is not None:
        effect = Effect(clock.day(deal.notice_received_at), deal.paid_on)
    notice = None
    if kind is DocumentKind.NOTICE and deal.notice_received_at is not None:
        starts_on = date.fromisoformat(deal.notice["starts_on"])
        notice = NoticeFacts(deal.notice["products"], starts_on, deal.notice_received_at)
    return PrintOrder(kind, terms_from_json(deal.terms), deal.verification_id, effect, notice)


def verify_address(verification_id: str, snapshot_hash: str) -> str:
    """What the QR says: the page that verifies, and the platform's own signature over id and terms."""
    token = signing.seal_token(verification_id, snapshot_hash, platform_keys().qr_key)
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    return f"{base}/v/{verification_id}?s={token}"


def short_address(verification_id: str) -> str:
    return f"{current_app.config['SETTINGS'].public_url.rstrip('/')}/v/{verification_id}"


def html(order: PrintOrder, language: str) -> tuple[str, str]:
    """A document's HTML and title; the page a person reads and the PDF are made from the same sheet."""
    fingerprint = terms_hash(order.terms)
    proof = {
        "verify_url": short_address(order.verification_id),
        "short_code": order.verification_id,
        "fingerprint": fingerprint,
        "qr": signing.qr_image(verify_address(order.verification_id, fingerprint)),
    }
    sheet: LicenceSheet | NoticeSheet
    if order.notice is not None:
        sheet = build_notice(
            order.terms,
            language,
            number=f"{order.terms.deal}-N",
            products=order.notice.products,
            starts_on=order.notice.starts_on,
            sent_on=clock.day(order.notice.received_at),
            received_at=order.notice.received_at,
            **proof,
        )
    else:
        sheet = build_sheet(order.terms, language, effect=order.effect, **proof)
    template = current_app.jinja_env.get_template(TEMPLATES[order.kind])
    return template.render(sheet=sheet), f"{sheet.title} {order.terms.deal}{EDITIONS[language]}"


def print_files(order: PrintOrder) -> list[PrintedFile]:
    """Print every language edition into the store, for `actions.keep_document` to register.

    The same order gives the same bytes. The Chinese edition carries both signature fields and the frozen terms as an
    attachment.
    Slow: outside any transaction.
    """
    created = datetime.combine(order.terms.agreed_on, time(0), UTC)
    attachment = (ATTACHMENT, terms_to_json(order.terms).encode())
    printed = []
    for language in LANGUAGES:
        body, title = html(order, language)
        sheet = pdf.render(body, css="contract", title=title, created=created, attachment=attachment)
        content = sheet.pdf
        if order.kind is DocumentKind.CONTRACT and language == "zh":
            content = signing.prepare(content, {name: sheet.boxes[name] for name in FIELDS.values()})
        printed.append(PrintedFile(language, files.put(content), sheet.pages))
    return printed


def sign_contract(deal: Deal, party: Party, by: User) -> SignedFile:
    """The contract with this party's signature, in the store, for the step to register. Slow: outside any transaction.

    Raises LookupError when the contract is not printed yet.
    """
    document = deal.document(DocumentKind.CONTRACT, "zh")
    if document is None:
        raise LookupError("the contract is not printed yet")
    keys = platform_keys()
    identity = keys.identity_of(by.organisation)
    at = clock.now()
    signed = signing.sign(
        files.content(document.sha256),
        FIELDS[party],
        identity.key,
        identity.certificate,
        keys.authority.chain,
        timestamper=keys.timestamper(at),
        reason=deal.number,
        name=by.name,
        seal_text=by.organisation.name,
        at=at,
        sample=by.organisation.sample,
    )
    serial = x509.load_pem_x509_certificate(identity.certificate.encode()).serial_number
    return SignedFile(document.sha256, files.put(signed), f"{serial:x}")


def inspect(content: bytes, registered: list[str], asker: reading.Asker) -> signing.Verdict:
    """Judge an uploaded contract against the files it has been, oldest first. One of them is known by its SHA-256.

    Raises Busy.
    """
    sha256 = files.fingerprint(content)
    if sha256 in registered[:-1]:
        return signing.Verdict((signing.Finding.EARLIER_REVISION,), (), sha256)
    if sha256 in registered:
        return inspect_stored(sha256, registered)
    return signing.inspect(content, **_known(registered), asker=asker)


def inspect_stored(sha256: str, registered: list[str]) -> signing.Verdict:
    """As `inspect`, for our own file: judged once for what it holds, and read again at every call."""
    return signing.inspect_once(files.content(sha256), **_known(registered))


def _known(registered: list[str]) -> dict[str, Any]:
    roots = platform_keys().authority.trusted_roots
    return {"fields": sorted(FIELDS.values()), "registered_sha256s": registered, "trusted_roots": roots}
