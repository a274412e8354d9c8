"""The written notice that takes up an open licence (Patent Law art. 51(1)), as plain values for printing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.blanks import values
from marketplace.contracts.rules.clauses import document_text, filled
from marketplace.contracts.rules.sheet import NOT_GIVEN, PARTY_LINES, Fact, SheetParty, language_of
from marketplace.contracts.rules.snapshot import Terms
from marketplace.listings.rules.channel import Channel


@dataclass(frozen=True)
class NoticeSheet:
    """The notice in one language."""

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


def build_notice(
    terms: Terms, language: str, *, number: str, products: str, starts_on: date, sent_on: date, payment: str = ""
) -> NoticeSheet:
    """The notice for an open licence on the announced terms.

    products: what the licensee will make, or the process it will use
    payment:  the way of paying it chose, where the declaration offers several; the announced clause without one
    Raises ValueError off the statutory channel.
    """
    if terms.channel is not Channel.STATUTORY or terms.listing.announced_on is None:
        raise ValueError("a notice takes up an announced declaration")
    chosen = language_of(language)
    text = document_text(terms.clauses_version, "open_licence_notice", chosen)
    patent = terms.patents[0]
    rows = (
        ("number", wording.same(number)),
        ("deal", wording.same(terms.deal)),
        ("declaration_no", wording.same(terms.listing.declaration_no or "")),
        ("announced_on", wording.day(terms.listing.announced_on)),
        ("patent_title", wording.same(patent.title)),
        ("patent_number", wording.same(patent.number)),
        ("patentees", wording.same(text.labels["join"].join(patent.patentees))),
        ("products", wording.same(products.strip() or NOT_GIVEN)),
        ("term", wording.months(terms.licence.term_months)),
        ("payment", wording.same(payment.strip()) if payment.strip() else wording.fee(terms)),
        ("starts_on", wording.day(starts_on)),
        ("sent_on", wording.day(sent_on)),
    )
    given = values(terms, chosen)
    sample = f" · {text.labels['sample']}" if terms.sample else ""
    licensee = terms.licensee
    lines = tuple(Fact(text.labels[name], getattr(licensee, name).strip() or NOT_GIVEN) for name in PARTY_LINES[:6])
    return NoticeSheet(
        lang={"zh": "zh-CN", "en": "en"}[chosen],
        title=text.title,
        notice=text.notice,
        head_name=text.title,
        head_number=number + sample,
        is_sample=terms.sample,
        labels=text.labels,
        addressee=terms.licensor.name,
        facts=tuple(Fact(text.labels[name], words.say(chosen)) for name, words in rows),
        statements=tuple("".join(piece.words for piece in filled(line, given)) for line in text.preamble),
        party=SheetParty(text.labels["licensee"], licensee.name, lines, "sig-licensee"),
    )
