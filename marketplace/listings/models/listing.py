"""A listing: an offer to license in one channel, and the facts its workflow asks it for."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import Organisation
from marketplace.kit import clock
from marketplace.kit.db import Versioned, enum_column
from marketplace.kit.files import file_column, name_column
from marketplace.kit.moment import Moment
from marketplace.listings.models import facts
from marketplace.listings.models.parts import ListingConsent, ListingPatent, ListingVersion
from marketplace.listings.rules import bars
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeePlan
from marketplace.workflows.listing_states import EDITABLE, LIVE, OPEN, PUBLIC, ListingState
from marketplace.workflows.parties import Party

if TYPE_CHECKING:
    from marketplace.patents.models import Patent

PREFIX = {Channel.STATUTORY: "KF", Channel.PLATFORM: "PT"}


def number_of(channel: Channel, created_at: datetime, listing_id: int) -> str:
    """KF-2026-000123 · PT-2026-000123."""
    return f"{PREFIX[channel]}-{created_at.year}-{listing_id:06d}"


class Listing(Versioned):
    """An offer to license, in one channel for ever.

    What stands here is the draft; what the world sees is the newest `ListingVersion`.
    quota, slots_left: how many licences in all and how many are left; None without a limit (always in STATUTORY)
    declaration_file:  the form as it was filed, SHA-256
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
    announcement_file: Mapped[str | None] = file_column()
    announcement_name: Mapped[str] = name_column()
    declaration_file: Mapped[str | None] = file_column()
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    suspended_because: Mapped[str] = mapped_column(String(60), default="")  # code of a bar that arose later
    checked_at: Mapped[datetime | None] = mapped_column(Moment)  # when the bars were last judged by themselves
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)

    holder: Mapped[Organisation] = relationship()
    entries: Mapped[list[ListingPatent]] = relationship(order_by="ListingPatent.position", cascade="all, delete-orphan")
    versions: Mapped[list[ListingVersion]] = relationship(order_by="ListingVersion.number")
    consents: Mapped[list[ListingConsent]] = relationship(order_by="ListingConsent.id", cascade="all, delete-orphan")

    def party_organisations(self) -> Mapping[Party, int | None]:
        return {Party.HOLDER: self.holder_id}

    @property
    def number(self) -> str:
        return number_of(self.channel, self.created_at, self.id)

    @property
    def patents(self) -> "list[Patent]":
        return [entry.patent for entry in self.entries]

    @property
    def title(self) -> str:
        return self.entries[0].patent.title if self.entries else ""

    @property
    def plain(self) -> str:
        """What it does, in one plain sentence."""
        return next((patent.plain for patent in self.patents if patent.plain), "")

    @property
    def current(self) -> ListingVersion | None:
        """The version the world sees."""
        return self.versions[-1] if self.versions else None

    @property
    def plan(self) -> FeePlan | None:
        """The draft's fee plan."""
        return FeePlan.from_json(self.fee_plan) if self.fee_plan else None

    @property
    def is_open(self) -> bool:
        """May be accepted now."""
        return self.state in OPEN and not self.suspended_because and self.slots_left != 0

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_public(self) -> bool:
        """Has a page that anyone may read."""
        return self.state in PUBLIC and bool(self.versions)

    @property
    def is_editable(self) -> bool:
        """A draft; or an offer that is out, whose next version may be written meanwhile."""
        if self.channel is Channel.PLATFORM and self.state in {ListingState.PUBLISHED, ListingState.PAUSED}:
            return True
        return self.state in EDITABLE

    @property
    def last_day(self) -> date | None:
        """The last day on which it can stay open: the first end of a patent, or a declaration's own term."""
        days = [patent.expires_on for patent in self.patents if patent.expires_on]
        if self.channel is Channel.STATUTORY and self.announced_on and self.term_months:
            days.append(clock.add_months(self.announced_on, self.term_months))
        return min(days, default=None)

    def verdicts(self) -> tuple[bars.Verdict, ...]:
        """Every rule on the draft as it would be published today."""
        return bars.judge(facts.draft_facts(self, clock.today()))

    def standing_verdicts(self) -> tuple[bars.Verdict, ...]:
        """Every rule today on the version that is out."""
        return bars.judge(facts.standing_facts(self, clock.today()))

    # guards of the workflows
    @property
    def clears_the_bars(self) -> bool:
        return bool(self.term_months) and bars.may_publish(self.verdicts(), self.over_cap_reason)

    @property
    def holder_is_verified(self) -> bool:
        return self.holder.is_verified

    @property
    def office_checks_offers(self) -> bool:
        return self.needs_office_check

    @property
    def office_leaves_offers(self) -> bool:
        return not self.needs_office_check

    @property
    def has_version(self) -> bool:
        return bool(self.versions)

    @property
    def has_announcement(self) -> bool:
        return bool(self.declaration_no and self.announced_on and self.announcement_file)

    @property
    def has_withdrawal_date(self) -> bool:
        return self.withdrawn_on is not None

    @property
    def is_past_term(self) -> bool:
        last_day = self.last_day
        return last_day is not None and last_day < clock.today()
