"""Deals, the documents printed for them and the signatures on those."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.kit import clock
from marketplace.kit.db import Row, Versioned, enum_column
from marketplace.kit.files import file_column, name_column
from marketplace.kit.moment import Moment
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.patents.models import Patent
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.parties import Party


class DocumentKind(StrEnum):
    CONTRACT = "contract"
    CONFIRMATION = "confirmation"
    NOTICE = "notice"


class Deal(Versioned):
    """One licence, from acceptance to its end. The terms are frozen at its birth and never change.

    terms, terms_hash: the canonical snapshot (contracts/rules/snapshot.py) and its SHA-256
    sign_by:           last day for both signatures (PLATFORM)
    hold_until:        last day on which the place is kept for a licensee that is not verified; None once it is, or was
    verification_id:   26 random characters; what /v/<id> and the QR point to
    to_be_confirmed:   a free statutory licence, effective by notice alone (待核实)
    """

    __tablename__ = "deals"
    __table_args__ = (
        Index("ix_deals_licensor_id_state", "licensor_id", "state"),
        Index("ix_deals_licensee_id_state", "licensee_id", "state"),
        Index(
            "uq_deals_running",
            "listing_id",
            "licensee_id",
            unique=True,
            sqlite_where=text("running"),
            postgresql_where=text("running"),
        ),
        Index(  # a licensee that is not verified holds one place, whoever clicks twice at once
            "uq_deals_held",
            "licensee_id",
            unique=True,
            sqlite_where=text("running AND hold_until IS NOT NULL"),
            postgresql_where=text("running AND hold_until IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    channel: Mapped[Channel] = enum_column(Channel)
    state: Mapped[DealState] = enum_column(DealState)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    listing_version_id: Mapped[int] = mapped_column(ForeignKey("listing_versions.id"))
    licensor_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    licensee_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    running: Mapped[bool] = mapped_column(Boolean, default=True)  # not in a final state: one a listing and licensee
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    terms_hash: Mapped[str] = mapped_column(String(64))
    verification_id: Mapped[str] = mapped_column(String(26), unique=True)
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sign_by: Mapped[date | None] = mapped_column(Date)
    hold_until: Mapped[date | None] = mapped_column(Date)
    notice_received_at: Mapped[datetime | None] = mapped_column(Moment)
    notice: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_fen: Mapped[int | None] = mapped_column(BigInteger)
    voucher_file: Mapped[str | None] = file_column()
    voucher_name: Mapped[str] = name_column()
    effective_on: Mapped[date | None] = mapped_column(Date)
    effective_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    to_be_confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)

    listing: Mapped[Listing] = relationship()
    licensor: Mapped[Organisation] = relationship(foreign_keys=[licensor_id])
    licensee: Mapped[Organisation] = relationship(foreign_keys=[licensee_id])
    entries: Mapped[list["DealPatent"]] = relationship()
    documents: Mapped[list["Document"]] = relationship(order_by="Document.created_at")
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.signed_at")

    def party_organisations(self) -> Mapping[Party, int | None]:
        return {Party.LICENSOR: self.licensor_id, Party.LICENSEE: self.licensee_id}

    @property
    def number(self) -> str:
        return f"XK-{clock.beijing(self.accepted_at).year}-{self.id:06d}"

    @property
    def title(self) -> str:
        return str(self.terms["patents"][0]["title"])

    @property
    def fee_plan(self) -> FeePlan:
        return FeePlan.from_json(self.terms["fee_plan"])

    @property
    def due_at_start_fen(self) -> int:
        return self.fee_plan.due_at_start_fen

    def document(self, kind: DocumentKind, language: str) -> "Document | None":
        return next((d for d in self.documents if d.kind is kind and d.language == language), None)

    @property
    def last_day(self) -> date | None:
        """The last day it counted, once it is over: a term that ran out is noticed on the day after."""
        return min((day for day in (self.ended_on, self.ends_on) if day and self.ended_on), default=None)

    @property
    def is_held(self) -> bool:
        """Whether the place is kept only until the licensee is verified."""
        return self.running and self.hold_until is not None and not self.licensee.is_verified

    @property
    def turn_ends_on(self) -> date | None:
        """The day until which somebody must act: the last one to be verified while it is held, else to sign."""
        days = [self.hold_until if self.is_held else None, self.sign_by]
        return min((day for day in days if day), default=None)

    @property
    def was_unverified(self) -> bool:
        """Whether the platform had not verified the licensee when the terms were frozen; it never changes."""
        return self.terms.get("licensee_verified") is False

    # guards of the workflows
    @property
    def has_contract(self) -> bool:
        return self.document(DocumentKind.CONTRACT, "zh") is not None

    @property
    def is_past_signing(self) -> bool:
        return self.sign_by is not None and clock.today() > self.sign_by

    @property
    def is_past_term(self) -> bool:
        return self.ends_on is not None and clock.today() > self.ends_on

    @property
    def is_past_hold(self) -> bool:
        return self.is_held and self.hold_until is not None and clock.today() > self.hold_until

    @property
    def licensee_is_verified(self) -> bool:
        return self.licensee.is_verified

    @property
    def has_true_parties(self) -> bool:
        """Whether both are still called as the contract prints them: a name may be mended before it is verified."""
        return all(
            self.terms[side][name] == value
            for side, party in (("licensor", self.licensor), ("licensee", self.licensee))
            for name, value in party.identity.items()
        )

    @property
    def can_be_signed(self) -> bool:
        return self.licensor.is_verified and self.licensee.is_verified and not self.listing.suspended_because

    @property
    def is_in_free_period(self) -> bool:
        """Before the free months are over; what triggers payment earlier ends it too, once it is reported."""
        use_first = self.fee_plan.use_first
        if use_first is None or self.effective_on is None:
            return False
        return clock.today() <= clock.add_months(self.effective_on, use_first.free_months)

    @property
    def has_voucher(self) -> bool:
        return self.voucher_file is not None and self.paid_on is not None and self.paid_fen is not None

    @property
    def owes_nothing_at_start(self) -> bool:
        return self.due_at_start_fen == 0


class DealPatent(Row):
    __tablename__ = "deal_patents"
    __table_args__ = (UniqueConstraint("deal_id", "patent_id"),)

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)

    patent: Mapped[Patent] = relationship()


class Document(Row):
    """A printed document. Once it exists it is never rendered again; each signature adds a revision.

    public_id:       26 random characters, its address
    unsigned_sha256: of the file as printed
    sha256:          of the newest revision, the one to hand out
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("deal_id", "kind", "language"),)

    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"))
    kind: Mapped[DocumentKind] = enum_column(DocumentKind)
    language: Mapped[str] = mapped_column(String(2))
    unsigned_sha256: Mapped[str] = file_column()
    sha256: Mapped[str] = file_column()
    pages: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Moment)

    revisions: Mapped[list["Revision"]] = relationship(order_by="Revision.id")


class Revision(Row):
    """Every file a document has been: as printed, after the first signature, after the last."""

    __tablename__ = "document_revisions"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    sha256: Mapped[str] = file_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Signature(Row):
    """One party's signature on a contract: who, by which mandate, with which certificate, when."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("document_id", "party"),)

    deal_id: Mapped[int] = mapped_column(ForeignKey("deals.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    party: Mapped[Party] = enum_column(Party)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    signer_name: Mapped[str] = mapped_column(String(60))
    mandate: Mapped[str] = mapped_column(String(60))
    certificate_serial: Mapped[str] = mapped_column(String(64))
    document_sha256: Mapped[str] = file_column()
    signed_at: Mapped[datetime] = mapped_column(Moment)
