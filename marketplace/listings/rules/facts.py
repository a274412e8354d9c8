"""What the bars judge: plain values about patents and a listing, as they stand on one day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.patents.rules.kinds import PatentKind


class StatusCode(StrEnum):
    """What the register says happened to a patent."""

    LAPSED = "lapsed"  # annuity not paid
    ABANDONED = "abandoned"
    EXPIRED = "expired"
    RESTORED = "restored"
    INVALID_FULL = "invalid_full"
    INVALID_PARTIAL = "invalid_partial"  # no bar by itself
    SUSPENDED = "suspended"  # 中止, ownership dispute or preservation
    RESUMED = "resumed"


@dataclass(frozen=True)
class StatusEvent:
    code: StatusCode
    on: date


class EncumbranceKind(StrEnum):
    EXCLUSIVE = "exclusive"  # 独占
    SOLE = "sole"  # 排他
    PLEDGE = "pledge"
    PRESERVATION = "preservation"  # 保全
    OTHER = "other"  # anything else that hinders effective use


@dataclass(frozen=True)
class Encumbrance:
    """Something that lies on a patent from its first to its last day; `until` None while the end is not known.

    consent_on: for a pledge, the day of the pledgee's written consent
    note:       whose it is, or what the obstacle is
    """

    kind: EncumbranceKind
    since: date
    until: date | None = None
    note: str = ""
    consent_on: date | None = None

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Annuity(StrEnum):
    PAID = "paid"
    LATE = "late"  # within the six months of grace
    UNPAID = "unpaid"
    UNKNOWN = "unknown"


class Conclusion(StrEnum):
    POSITIVE = "positive"
    PARTLY_NEGATIVE = "partly_negative"  # some claims fail, others stand
    NEGATIVE = "negative"  # the right fails the conditions of grant


@dataclass(frozen=True)
class Consent:
    """A written consent: its date and the canonical number of the patent it names."""

    on: date
    patent_number: str


@dataclass(frozen=True)
class Owner:
    """declares: makes the declaration itself, so its signature is its consent"""

    name: str
    declares: bool = False
    consent: Consent | None = None


@dataclass(frozen=True)
class PatentFacts:
    """One patent. granted_on None: not granted yet. expires_on: last day of its term, None when not known.

    owners_agreement: the co-owners' agreement that lets the declarant act alone
    """

    number: str
    title: str
    kind: PatentKind
    granted_on: date | None
    expires_on: date | None
    owners: tuple[Owner, ...]
    events: tuple[StatusEvent, ...] = ()
    encumbrances: tuple[Encumbrance, ...] = ()
    annuity: Annuity = Annuity.PAID
    annuity_paid_until: date | None = None
    evaluation: Conclusion | None = None
    owners_agreement: Consent | None = None

    def in_force(self, day: date, *kinds: EncumbranceKind) -> tuple[Encumbrance, ...]:
        return tuple(one for one in self.encumbrances if one.kind in kinds and one.is_in_force(day))

    def latest(self, day: date, *codes: StatusCode) -> StatusEvent | None:
        """The last event with one of these codes up to `day`; of two on one day, the later in the list."""
        until_day = [event for event in self.events if event.code in codes and event.on <= day]
        return max(reversed(until_day), key=lambda event: event.on, default=None)


@dataclass(frozen=True)
class Declaration:
    """What the holder writes. Empty is missing.

    commits: the holder promises that the conditions of a declaration are met
    """

    contact: str = ""
    basis_note: str = ""
    other_matters: str = ""
    plain_summary: str = ""
    commits: bool = False


@dataclass(frozen=True)
class ListingFacts:
    """A listing as it would be published on `today`.

    published_on: the day it went public, None before; consents must not be later
    """

    channel: Channel
    today: date
    term_months: int
    patents: tuple[PatentFacts, ...]
    fee_plan: FeePlan | None
    declaration: Declaration
    published_on: date | None = None
