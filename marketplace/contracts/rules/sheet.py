"""The contract as plain values, ready to be printed or read on a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from marketplace.contracts.rules import wording
from marketplace.contracts.rules.blanks import Effect, conditions, values
from marketplace.contracts.rules.clauses import (
    Clause,
    ClauseText,
    DocumentText,
    Language,
    document_text,
    fill,
    filled,
    holds,
)
from marketplace.contracts.rules.snapshot import PartyTerms, PatentTerms, Terms
from marketplace.kit.money import capital, yuan
from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan

DOCUMENTS = {Channel.PLATFORM: "ordinary_deal", Channel.STATUTORY: "open_licence_deal"}
PARTY_LINES = ("uscc", "representative", "address", "contact", "phone", "email", "bank", "account")
SHORT_FINGERPRINT = 32
SIGNS_A_MINUTE = {"zh": 500, "en": 1200}
NOT_GIVEN = "／"
"""How a contract strikes out what is left empty, so that nothing can be written in later."""


class Fact(NamedTuple):
    label: str
    value: str


class PatentRow(NamedTuple):
    order: str
    title: str
    kind: str
    number: str
    main_ipc: str
    patentees: str
    filed_on: str
    granted_on: str
    expires_on: str


class SheetParty(NamedTuple):
    """box_id: where the seal goes, found again in the printed file."""

    role: str
    name: str
    facts: tuple[Fact, ...]
    box_id: str


@dataclass(frozen=True)
class LicenceSheet:
    """A contract or confirmation in one language; `labels` are the fixed words around the values.

    takes_seals: the Chinese text of a contract is sealed by both; a translation or a confirmation has no room for seals
                 that would stay empty
    seal_note:   where the seals are instead, on a translation
    """

    language: Language
    lang: str
    title: str
    subtitle: str
    notice: str
    head_name: str
    head_number: str
    is_sample: bool
    takes_seals: bool
    seal_note: str
    created: str
    labels: Mapping[str, str]
    cover: tuple[Fact, ...]
    preamble: tuple[str, ...]
    clauses: tuple[Clause, ...]
    annexes: tuple[Clause, ...]
    patents: tuple[PatentRow, ...]
    parties: tuple[SheetParty, ...]
    verify_url: str
    short_code: str
    fingerprint: str
    short_fingerprint: str
    qr: str


def grouped(text: str) -> str:
    """Groups of four: 0c6d71fe → 0c6d 71fe."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def money(amount_fen: int) -> Words:
    """The amount in figures and in capital numerals."""
    return Words(
        f"人民币{yuan(amount_fen)}元（大写：{capital(amount_fen)}）",
        f"RMB {yuan(amount_fen)} (in capital numerals: {capital(amount_fen)})",
    )


def language_of(locale: str) -> Language:
    return "en" if locale.startswith("en") else "zh"


def build_sheet(
    terms: Terms,
    language: str,
    *,
    verify_url: str,
    short_code: str,
    fingerprint: str,
    qr: str = "",
    effect: Effect | None = None,
) -> LicenceSheet:
    """The contract (platform) or confirmation (statutory) printed from frozen terms.

    language:    "zh" or "en"; a locale such as "zh_CN" will do
    verify_url:  the address behind the QR code · short_code: what a person types there
    fingerprint: hash of the terms, in hexadecimal
    qr:          the QR code as a data: address
    effect:      when notice and payment arrived, once known; statutory only
    Raises RuleBroken for a fee plan that cannot be read, LookupError for an unknown version of the clauses.
    """
    chosen = language_of(language)
    plan = FeePlan.from_json(terms.fee_plan)
    text = document_text(terms.clauses_version, DOCUMENTS[terms.channel], chosen)
    given, asked = values(terms, chosen, effect), conditions(terms, plan, effect)
    inserts = {"fee_clause": tuple(getattr(words, chosen) for words in terms.fee_clause)}
    is_contract = terms.channel is Channel.PLATFORM
    sample = f" · {text.labels['sample']}" if terms.sample else ""
    return LicenceSheet(
        language=chosen,
        lang={"zh": "zh-CN", "en": "en"}[chosen],
        title=text.title,
        subtitle=text.subtitle,
        notice=text.notice,
        head_name=f"{text.title}（{text.subtitle}）" if chosen == "zh" else f"{text.title} ({text.subtitle})",
        head_number=terms.deal + sample,
        is_sample=terms.sample,
        takes_seals=is_contract and chosen == "zh",
        seal_note=text.labels["sealed_on"] if is_contract and chosen == "en" else "",
        created=terms.agreed_on.isoformat(),
        labels=text.labels,
        cover=_cover(terms, plan, text.labels, chosen, effect),
        preamble=tuple("".join(piece.words for piece in filled(line, given)) for line in text.preamble),
        clauses=tuple(fill(clause, given, asked, inserts) for clause in text.clauses),
        annexes=tuple(fill(annex, given, asked, inserts) for annex in _annexes(text, asked)),
        patents=tuple(patent_row(n, patent, text.labels, chosen) for n, patent in enumerate(terms.patents, start=1)),
        parties=(
            _party(terms.licensor, "licensor", text.labels),
            _party(terms.licensee, "licensee", text.labels),
        ),
        verify_url=verify_url,
        short_code=short_code,
        fingerprint=grouped(fingerprint),
        short_fingerprint=grouped(fingerprint[:SHORT_FINGERPRINT]),
        qr=qr,
    )


def minutes_to_read(sheet: LicenceSheet) -> int:
    """For somebody who reads every clause."""
    speed = SIGNS_A_MINUTE[sheet.language]
    pieces = (
        piece
        for clause in (*sheet.clauses, *sheet.annexes)
        for paragraph in clause.paragraphs
        for piece in paragraph.pieces
    )
    return max(1, round(sum(len(piece.words) for piece in pieces) / speed))


def _annexes(text: DocumentText, asked: Mapping[str, bool]) -> list[ClauseText]:
    return [annex for annex in text.annexes if holds(annex.when, asked)]


def patent_row(order: int, patent: PatentTerms, labels: Mapping[str, str], language: Language) -> PatentRow:
    return PatentRow(
        order=str(order),
        title=patent.title,
        kind=getattr(wording.KINDS[patent.kind], language),
        number=patent.number,
        main_ipc=patent.main_ipc,
        patentees=labels["join"].join(patent.patentees),
        filed_on=patent.filed_on.isoformat(),
        granted_on=patent.granted_on.isoformat(),
        expires_on=patent.expires_on.isoformat(),
    )


def _party(party: PartyTerms, side: str, labels: Mapping[str, str]) -> SheetParty:
    facts = tuple(Fact(labels[name], getattr(party, name).strip() or NOT_GIVEN) for name in PARTY_LINES)
    return SheetParty(labels[side], party.name, facts, f"sig-{side}")


def _cover(
    terms: Terms, plan: FeePlan, labels: Mapping[str, str], language: Language, effect: Effect | None
) -> tuple[Fact, ...]:
    def rows() -> Iterable[tuple[str, Words]]:
        yield "number", wording.same(terms.deal)
        if terms.listing.announced_on:
            yield "declaration_no", wording.same(terms.listing.declaration_no or "")
            yield "announced_on", wording.day(terms.listing.announced_on)
        yield "patents", wording.patents(terms.patents)
        yield "patent_numbers", wording.patents(terms.patents, numbers=True)
        yield "licensor", _cover_party(terms.licensor, labels)
        yield "licensee", _cover_party(terms.licensee, labels)
        if terms.channel is Channel.STATUTORY and not terms.licensee_verified:
            yield "identity", wording.UNVERIFIED
        yield "term", wording.months(terms.licence.term_months)
        yield "due_at_start", money(plan.due_at_start_fen)
        if effect:
            yield "effective_on", wording.day(effect.effective_on)
        yield "agreed_on", wording.day(terms.agreed_on)
        for name in ("recordal", "place", "signed_on"):
            yield name, wording.same(labels[f"{name}_value"])

    return tuple(Fact(labels[name], getattr(words, language)) for name, words in rows())


def _cover_party(party: PartyTerms, labels: Mapping[str, str]) -> Words:
    lines = [party.name]
    for name in ("address", "representative"):
        if getattr(party, name).strip():
            lines.append(f"{labels[name]}{labels['colon']}{getattr(party, name)}")
    return wording.same("\n".join(lines))
