"""The written notice that takes up an open licence (Patent Law art. 51(1)), as plain values for printing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.blanks import values
from marketplace.contracts.rules.clauses import document_text, filled
from marketplace.contracts.rules.sheet import (
    NOT_GIVEN,
    PARTY_LINES,
    SHORT_FINGERPRINT,
    Fact,
    SheetParty,
    grouped,
    language_of,
)
from marketplace.contracts.rules.snapshot import Terms
from marketplace.kit import clock
from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel

NO_BANK = PARTY_LINES[:6]


@dataclass(frozen=True)
class NoticeSheet:
    """The notice in one language; printed with the same head and foot as a contract."""

    lang: str
    title: str
    notice: str
    head_name: str
    head_number: str
    is_sample: bool
    labels: Mapping[str, str]
    addressee: str
    facts: tuple[Fact, ...]
    statements: tuple[str, ...]
    party: SheetParty
    verify_url: str
    short_code: str
    short_fingerprint: str
    qr: str


def build_notice(
    terms: Terms,
    language: str,
    *,
    number: str,
    products: str,
    starts_on: date,
    sent_on: date,
    received_at: datetime | None = None,
    payment: str = "",
    verify_url: str = "",
    short_code: str = "",
    fingerprint: str = "",
    qr: str = "",
) -> NoticeSheet:
    """The notice for an open licence on the announced terms.

    products:    what the licensee will make, or the process it will use
    received_at: when it entered the holder's system (aware); its row is left out without one
    payment:     the way of paying chosen where several are announced; the announced clause without one
    verify_url … qr as for a contract; no verification foot without verify_url
    Raises ValueError off the statutory channel.
    """
    if terms.channel is not Channel.STATUTORY or terms.listing.announced_on is None:
        raise ValueError("a notice takes up an announced declaration")
    chosen = language_of(language)
    text = document_text(terms.clauses_version, "open_licence_notice", chosen)
    labels, given = text.labels, values(terms, chosen)
    party = terms.licensee
    lines = tuple(Fact(labels[name], getattr(party, name).strip() or NOT_GIVEN) for name in NO_BANK)
    if not terms.licensee_verified:
        lines = (*lines, Fact(labels["identity"], wording.UNVERIFIED.say(chosen)))
    rows = {
        "number": wording.same(number),
        **_announced(terms, labels["join"]),
        "products": wording.same(products.strip() or NOT_GIVEN),
        "term": wording.months(terms.licence.term_months),
        "payment": wording.same(payment.strip()) if payment.strip() else wording.fee(terms),
        "starts_on": wording.day(starts_on),
        "sent_on": wording.day(sent_on),
    }
    if received_at is not None:
        rows["received_at"] = _instant(received_at)
    return NoticeSheet(
        lang={"zh": "zh-CN", "en": "en"}[chosen],
        title=text.title,
        notice=text.notice,
        head_name=text.title,
        head_number=number + (f" · {labels['sample']}" if terms.sample else ""),
        is_sample=terms.sample,
        labels=labels,
        addressee=terms.licensor.name,
        facts=tuple(Fact(labels[name], words.say(chosen)) for name, words in rows.items()),
        statements=tuple("".join(piece.words for piece in filled(line, given)) for line in text.preamble),
        party=SheetParty(labels["licensee"], party.name, lines, "sig-licensee"),
        verify_url=verify_url,
        short_code=short_code,
        short_fingerprint=grouped(fingerprint[:SHORT_FINGERPRINT]),
        qr=qr,
    )


def _announced(terms: Terms, join: str) -> dict[str, Words]:
    patent, listing = terms.patents[0], terms.listing
    return {
        "deal": wording.same(terms.deal),
        "declaration_no": wording.same(listing.declaration_no or ""),
        "announced_on": wording.day(listing.announced_on) if listing.announced_on else wording.same(NOT_GIVEN),
        "patent_title": wording.same(patent.title),
        "patent_number": wording.same(patent.number),
        "patentees": wording.same(join.join(patent.patentees)),
    }


def _instant(moment: datetime) -> Words:
    """Beijing time, to the second."""
    local = clock.beijing(moment)
    said = wording.day(local.date())
    return Words(f"{said.zh} {local:%H:%M:%S}（北京时间）", f"{said.en}, {local:%H:%M:%S} (Beijing time)")
