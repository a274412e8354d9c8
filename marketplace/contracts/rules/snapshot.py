"""The frozen terms of a deal: one canonical JSON text from which the contract is printed and its hash taken."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, cast

from marketplace.contracts.rules.reading import broken, read
from marketplace.kit.words import Words
from marketplace.listings.rules.channel import Channel
from marketplace.patents.rules.kinds import PatentKind

SCHEMA = "jingzhe.terms/1"
MOST_PATENTS = 200
MOST_TERM_MONTHS = 240


class LicenceType(StrEnum):
    ORDINARY = "ordinary"  # 普通许可
    OPEN = "open"  # 开放许可


class Act(StrEnum):
    """What a licensee may do (Patent Law art. 11), in the order a contract lists them."""

    MAKE = "make"
    USE = "use"
    OFFER = "offer"
    SELL = "sell"
    IMPORT = "import"


class Territory(StrEnum):
    CN = "CN"


class Improvements(StrEnum):
    OWNER_IMPROVER = "owner_improver"  # whoever improves owns it (Civil Code art. 875)


class Dispute(StrEnum):
    COURT = "court"
    ARBITRATION = "arbitration"


@dataclass(frozen=True)
class ListingTerms:
    number: str
    version: int
    terms_hash: str
    declaration_no: str | None
    announced_on: date | None


@dataclass(frozen=True)
class PartyTerms:
    name: str
    uscc: str
    address: str
    representative: str
    contact: str
    phone: str
    email: str
    bank: str
    account: str


@dataclass(frozen=True)
class PatentTerms:
    number: str
    title: str
    kind: PatentKind
    patentees: tuple[str, ...]
    filed_on: date
    granted_on: date
    expires_on: date
    main_ipc: str


@dataclass(frozen=True)
class LicenceTerms:
    type: LicenceType
    acts: tuple[Act, ...]
    territory: Territory
    field: str
    sublicence: bool
    term_months: int


@dataclass(frozen=True)
class ConditionTerms:
    materials: str
    support: str
    improvements: Improvements
    audit_times_a_year: int
    audit_notice_days: int
    late_penalty_ppm_a_day: int
    dispute: Dispute
    dispute_body: str
    other: str


@dataclass(frozen=True)
class Terms:
    """Everything a contract is printed from.

    licensee_verified: whether the platform had verified who the licensee is when the terms were frozen
    fee_plan:          the plan's own JSON · fee_clause: what the plan printed
    """

    schema: str
    deal: str
    channel: Channel
    sample: bool
    agreed_on: date
    clauses_version: str
    listing: ListingTerms
    licensor: PartyTerms
    licensee: PartyTerms
    licensee_verified: bool
    patents: tuple[PatentTerms, ...]
    licence: LicenceTerms
    fee_plan: Mapping[str, object]
    fee_clause: tuple[Words, ...]
    conditions: ConditionTerms
    price_includes_vat: bool

    def __post_init__(self) -> None:
        _check_form(self)
        _check_licence(self)
        if self.channel is Channel.STATUTORY:
            _check_open_licence(self)
        elif self.licence.type is not LicenceType.ORDINARY:
            broken("licence.type", "在平台通道只能是普通许可。", "must be ordinary on the platform channel.")
        if self.conditions.dispute is Dispute.ARBITRATION and not self.conditions.dispute_body.strip():
            broken("conditions.dispute_body", "要写明仲裁机构。", "must name the arbitration body.")


def _check_form(terms: Terms) -> None:
    if terms.schema != SCHEMA:
        broken("schema", f"应当是 {SCHEMA}。", f"must be {SCHEMA}.")
    for name, party in (("licensor", terms.licensor), ("licensee", terms.licensee)):
        if not party.name.strip():
            broken(f"{name}.name", "没有填。", "is empty.")
    if not terms.fee_clause:
        broken("fee_clause", "没有内容。", "is empty.")
    if not 1 <= len(terms.patents) <= MOST_PATENTS:
        broken("patents", f"应当有 1 至 {MOST_PATENTS} 件。", f"must be 1 to {MOST_PATENTS}.")
    numbers = [patent.number for patent in terms.patents]
    if len(set(numbers)) != len(numbers):
        broken("patents", "有重复。", "names a patent twice.")


def _check_licence(terms: Terms) -> None:
    acts = terms.licence.acts
    if not acts or list(acts) != [act for act in Act if act in acts]:
        broken("licence.acts", "要有内容、不重复、按法条顺序。", "must be given once each, in the order of the law.")
    if not 1 <= terms.licence.term_months <= MOST_TERM_MONTHS:
        broken("licence.term_months", f"应当是 1 至 {MOST_TERM_MONTHS}。", f"must be 1 to {MOST_TERM_MONTHS}.")
    conditions = terms.conditions
    for name in ("audit_times_a_year", "audit_notice_days", "late_penalty_ppm_a_day"):
        if getattr(conditions, name) < 0:
            broken(f"conditions.{name}", "不能小于零。", "must not be below nought.")


def _check_open_licence(terms: Terms) -> None:
    """An open licence is for one patent, on the announced terms, never passed on (Patent Law art. 12, 50, 51)."""
    if terms.licence.type is not LicenceType.OPEN:
        broken("licence.type", "在法定通道只能是开放许可。", "must be open on the statutory channel.")
    if terms.licence.sublicence:
        broken("licence.sublicence", "在法定通道不能为是。", "must be false on the statutory channel.")
    if len(terms.patents) != 1:
        broken("patents", "在法定通道只能有一件。", "must be exactly one on the statutory channel.")
    if not terms.listing.declaration_no or terms.listing.announced_on is None:
        broken("listing.declaration_no", "和公告日要先填。", "and the announcement date must be there first.")


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples, dates and Words as plain JSON values."""
    if isinstance(value, str | int | None):
        return value
    kind: Any = type(value)
    names = _field_names(kind)
    if names:
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, Words):
        return value.to_json()
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """Of a dataclass; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def terms_to_json(terms: Terms) -> str:
    """The canonical text: keys sorted, no spaces, characters as they are."""
    return _canonical(to_plain(terms))


def _canonical(plain: object) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def terms_hash(terms: Terms) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return plain_hash(to_plain(terms))


def plain_hash(plain: object) -> str:
    """The same, of terms that are plain JSON values already."""
    return hashlib.sha256(_canonical(plain).encode()).hexdigest()


def terms_from_json(source: str | bytes | Mapping[str, object]) -> Terms:
    """The terms, from the JSON text or from its object.

    Raises RuleBroken (TERMS_FORMAT) when a field is missing, unknown, twice there, of the wrong type or against the
    law of its channel.
    """
    if not isinstance(source, str | bytes):
        return _terms(source)
    try:
        return _terms(json.loads(source, object_pairs_hook=_once))
    except (json.JSONDecodeError, UnicodeDecodeError):
        broken("JSON", "读不出来。", "cannot be read.")


def _terms(source: object) -> Terms:
    return cast(Terms, read(Terms, source))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            broken(key, "出现了两次。", "is there twice.")
        found[key] = value
    return found
