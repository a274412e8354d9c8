"""Listings in both channels, their frozen versions, the patents in them and the consents they rest on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.kit.db import Row, Versioned, enum_column
from marketplace.kit.moment import Moment
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import Patent
from marketplace.workflows.listing_states import LIVE, OPEN, ListingState
from marketplace.workflows.parties import Party

PREFIX = {Channel.STATUTORY: "KF", Channel.PLATFORM: "PT"}


class Listing(Versioned):
    """An offer to license, in one channel for ever.

    What stands here is the draft; what the world sees is the newest `ListingVersion`.
    quota, slots_left: how many licences in all and how many are left; None without a limit (always in STATUTORY)
    """

    __tablename__ = "listings"
    __table_args__ = (Index("ix_listings_holder_id_state", "holder_id", "state"), {"sqlite_autoincrement": True})

    channel: Mapped[Channel] = enum_column(Channel)
    state: Mapped[ListingState] = enum_column(ListingState, default=ListingState.DRAFT)
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    fee_plan: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    term_months: Mapped[int | None] = mapped_column(Integer)
    acts: Mapped[list[str]] = mapped_column(JSON, default=list)
    field: Mapped[str] = mapped_column(String(200), default="")
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    small_only: Mapped[bool] = mapped_column(Boolean, default=False)
    quota: Mapped[int | None] = mapped_column(Integer)
    slots_left: Mapped[int | None] = mapped_column(Integer)
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    contact_email: Mapped[str] = mapped_column(String(120), default="")
    fee_basis_note: Mapped[str] = mapped_column(Text, default="")
    other_matters: Mapped[str] = mapped_column(Text, default="")
    over_cap_reason: Mapped[str] = mapped_column(String(400), default="")
    needs_office_check: Mapped[bool] = mapped_column(Boolean, default=False)  # the setting when it was begun
    commitment: Mapped[bool] = mapped_column(Boolean, default=False)
    declaration_no: Mapped[str] = mapped_column(String(60), default="")
    announced_on: Mapped[date | None] = mapped_column(Date)
    announcement_file: Mapped[str | None] = mapped_column(String(64))
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    suspended_because: Mapped[str] = mapped_column(String(60), default="")  # code of a bar that arose later
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)

    holder: Mapped[Organisation] = relationship()
    entries: Mapped[list["ListingPatent"]] = relationship(
        order_by="ListingPatent.position", cascade="all, delete-orphan"
    )
    versions: Mapped[list["ListingVersion"]] = relationship(order_by="ListingVersion.number")
    consents: Mapped[list["ListingConsent"]] = relationship()

    def party_organisations(self) -> Mapping[Party, int | None]:
        return {Party.HOLDER: self.holder_id}

    @property
    def number(self) -> str:
        return f"{PREFIX[self.channel]}-{self.created_at.year}-{self.id:06d}"

    @property
    def patents(self) -> list[Patent]:
        return [entry.patent for entry in self.entries]

    @property
    def title(self) -> str:
        return self.entries[0].patent.title if self.entries else ""

    @property
    def current(self) -> "ListingVersion | None":
        """The version the world sees."""
        return self.versions[-1] if self.versions else None

    @property
    def is_open(self) -> bool:
        """May be accepted now."""
        return self.state in OPEN and not self.suspended_because and self.slots_left != 0

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    # guards of the workflows
    @property
    def has_announcement(self) -> bool:
        return bool(self.declaration_no and self.announced_on)

    @property
    def office_checks_offers(self) -> bool:
        return self.needs_office_check

    @property
    def office_leaves_offers(self) -> bool:
        return not self.needs_office_check

    @property
    def holder_is_verified(self) -> bool:
        return self.holder.is_verified

    @property
    def has_version(self) -> bool:
        return bool(self.versions)

    @property
    def has_withdrawal_date(self) -> bool:
        return self.withdrawn_on is not None


class ListingPatent(Row):
    """A patent in a listing. While live, a patent stands in at most one listing of each channel."""

    __tablename__ = "listing_patents"
    __table_args__ = (
        UniqueConstraint("listing_id", "patent_id"),
        Index(
            "uq_listing_patents_live",
            "patent_id",
            "channel",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    channel: Mapped[Channel] = enum_column(Channel)
    position: Mapped[int] = mapped_column(Integer, default=0)
    live: Mapped[bool] = mapped_column(Boolean, default=True)

    patent: Mapped[Patent] = relationship(lazy="joined")


class ListingVersion(Row):
    """What was published, frozen. A deal keeps the version it was made from.

    terms: fee plan, fee clause, term, licence, conditions, patents (numbers and titles) as canonical JSON values
    """

    __tablename__ = "listing_versions"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"))
    number: Mapped[int] = mapped_column(Integer)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    terms_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class ListingConsent(Row):
    """Written consent of a co-owner or a pledgee, with the scanned paper."""

    __tablename__ = "listing_consents"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # co_owner | pledgee
    name: Mapped[str] = mapped_column(String(200))
    given_on: Mapped[date] = mapped_column(Date)
    file: Mapped[str] = mapped_column(String(64))
