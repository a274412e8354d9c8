"""What a listing is made of: the patents in it, its frozen versions, the consents it rests on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kit.db import Row, enum_column
from marketplace.kit.files import file_column, name_column
from marketplace.kit.moment import Moment
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import Patent

CO_OWNER, PLEDGEE, AGREEMENT = "co_owner", "pledgee", "agreement"


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
    """Written consent of a co-owner or a pledgee, or the co-owners' agreement, with the scanned paper.

    kind:          co_owner | pledgee | agreement
    patent_number: canonical number of the patent the paper names
    """

    __tablename__ = "listing_consents"

    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    patent_number: Mapped[str] = mapped_column(String(14))
    given_on: Mapped[date] = mapped_column(Date)
    file: Mapped[str] = file_column()
    file_name: Mapped[str] = name_column()
