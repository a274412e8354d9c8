"""Organisations, their sizes by year, and their members."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from marketplace.accounts.rules.kinds import OrganisationKind, SizeClass
from marketplace.accounts.rules.names import comparable
from marketplace.kit.db import Row, Versioned, enum_column
from marketplace.kit.files import file_column, name_column
from marketplace.kit.moment import Moment
from marketplace.workflows.parties import OFFICE_KINDS, Party, Role
from marketplace.workflows.verification import VerificationState

ONE_HOLDER = "state = 'verified' AND kind <> 'person'"  # people share names, organisations must not


class Organisation(Versioned):
    """A party that can hold, grant or take a licence, or an office that watches.

    name_key:   the name as names are compared, kept by the row itself; of those verified, only one has it
    uscc:       unified social credit code, 18 characters; None for a person, and while it is only claimed
    claimed_uscc: a code that another, unverified organisation holds: an office decides whose it is
    claim_paper: SHA-256 of the paper that proves a claim to a code or a name; its name as it was sent
    area_code:  GB/T 2260, six digits, down to the county
    industry:   GB/T 4754 code ("C3562")
    sample:     invented, and shown as 样例 wherever it appears
    """

    __tablename__ = "organisations"
    __table_args__ = (
        Index(
            "uq_organisations_verified_name",
            "name_key",
            unique=True,
            sqlite_where=text(ONE_HOLDER),
            postgresql_where=text(ONE_HOLDER),
        ),
    )

    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[OrganisationKind] = enum_column(OrganisationKind)
    name_key: Mapped[str] = mapped_column(String(400), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    claimed_uscc: Mapped[str] = mapped_column(String(18), default="")
    claim_paper: Mapped[str | None] = file_column()
    claim_paper_name: Mapped[str] = name_column()
    area_code: Mapped[str] = mapped_column(String(6), default="")
    industry: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    legal_representative: Mapped[str] = mapped_column(String(60), default="")
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    contact_email: Mapped[str] = mapped_column(String(120), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")
    sample: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[VerificationState] = enum_column(VerificationState, default=VerificationState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(Moment)

    members: Mapped[list["User"]] = relationship(back_populates="organisation", order_by="User.id")
    sizes: Mapped[list["OrganisationSize"]] = relationship(
        order_by="OrganisationSize.year, OrganisationSize.id", foreign_keys="OrganisationSize.organisation_id"
    )

    @validates("name")
    def _compare_by(self, _column: str, name: str) -> str:
        self.name_key = comparable(name)[:400]
        return name

    def party_organisations(self) -> Mapping[Party, int | None]:
        return {Party.APPLICANT: self.id}

    @property
    def is_office(self) -> bool:
        return self.kind.value in OFFICE_KINDS

    @property
    def watched_area(self) -> str:
        """The first digits of the area codes an office answers for: its city's, or its province's; empty for others."""
        if not self.is_office:
            return ""
        return self.area_code[: 4 if self.kind is OrganisationKind.CITY_OFFICE else 2]

    def answers_for(self, area_code: str) -> bool:
        """Whether this is the office of an area."""
        return bool(self.watched_area) and area_code.startswith(self.watched_area)

    @property
    def is_verified(self) -> bool:
        return self.state is VerificationState.VERIFIED

    @property
    def identity(self) -> dict[str, str]:
        """Who it is, as contracts print it."""
        return {"name": self.name, "uscc": self.uscc or "", "representative": self.legal_representative}

    @property
    def has_identity(self) -> bool:
        """What an office needs to check: code, area, and who represents it."""
        return bool(
            (self.uscc or self.claimed_uscc or self.kind is OrganisationKind.PERSON)
            and self.area_code
            and self.legal_representative
        )

    @property
    def is_small(self) -> bool:
        """Medium, small or micro by its newest dated size row; unknown counts as not small."""
        return bool(self.sizes) and self.sizes[-1].size is not SizeClass.LARGE

    @property
    def size_by_year(self) -> list["OrganisationSize"]:
        """What counts: the newest entry of each year, oldest year first."""
        return list({row.year: row for row in self.sizes}.values())

    @property
    def city_code(self) -> str:
        return f"{self.area_code[:4]}00" if self.area_code else ""


class OrganisationSize(Row):
    """The size class of an organisation in a year, with what it was computed from, who entered it and when.

    Never changed: a later entry of the same year counts instead of it, and both stay.
    """

    __tablename__ = "organisation_sizes"
    __table_args__ = (Index("ix_organisation_sizes_organisation_id_year", "organisation_id", "year"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[int] = mapped_column(Integer)
    employees: Mapped[int | None] = mapped_column(Integer)
    revenue_fen: Mapped[int | None] = mapped_column(BigInteger)
    assets_fen: Mapped[int | None] = mapped_column(BigInteger)
    size: Mapped[SizeClass] = enum_column(SizeClass)
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class User(Versioned):
    """A member of one organisation who can sign in.

    email:         small letters, as the account is found by it
    email_confirmed_at: when a code or a letter showed that the address is theirs; None until then
    former_hashes: earlier passwords, kept only where the security profile bars their return
    """

    __tablename__ = "users"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    email: Mapped[str] = mapped_column(String(120), unique=True)
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(30), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    password_changed_at: Mapped[datetime | None] = mapped_column(Moment)
    former_hashes: Mapped[list[str]] = mapped_column(JSON, default=list)
    role_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(8), default="zh_CN")
    is_active_member: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship(back_populates="members", lazy="joined")

    is_authenticated = True
    is_anonymous = False
    session_token: str = ""  # the session this object was loaded for; set by the sign-in loader

    @property
    def is_active(self) -> bool:
        return self.is_active_member

    def get_id(self) -> str:
        """What the cookie carries: a random session token, never the user's number."""
        return self.session_token

    @property
    def actor_id(self) -> int:
        return self.id

    @property
    def actor_name(self) -> str:
        return self.name

    @property
    def organisation_kind(self) -> str:
        return self.organisation.kind.value

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.role_names)
