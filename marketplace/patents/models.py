"""Patents and the dated facts about them: owners, register events, encumbrances, evaluation report, annuities."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kit.db import Row, Versioned, enum_column
from marketplace.kit.files import file_column, name_column
from marketplace.kit.moment import Moment
from marketplace.patents.rules.kinds import PatentKind
from marketplace.patents.rules.register import EncumbranceKind, EventKind, ReportConclusion

__all__ = [
    "Encumbrance",
    "EncumbranceKind",
    "EvaluationReport",
    "EventKind",
    "ImportStatus",
    "Patent",
    "PatentChange",
    "PatentEvent",
    "PatentImport",
    "PatentImportRemark",
    "PatentKind",
    "PatentOwner",
    "RemarkKind",
    "ReportConclusion",
]


class ImportStatus(StrEnum):
    CHECKING = "checking"  # the file is being read; nothing of it is kept yet
    PREVIEWED = "previewed"  # waits for somebody to say yes
    LOADING = "loading"
    DONE = "done"  # final
    FAILED = "failed"  # final: the file cannot be read


class RemarkKind(StrEnum):
    """Why a row of an uploaded table is not taken."""

    WRONG = "wrong"  # to be mended
    NOT_YOURS = "not_yours"  # another's patent
    KNOWN = "known"  # stands here already, the same


class Patent(Versioned):
    """One patent as the register knows it.

    number: canonical application number "201710013739.X"; the patent number is "ZL" + this
    holder_id: the organisation here that manages it; None while it stands in the catalogue as a mere fact
    expires_on: last day of protection by kind and filing date
    annuity_paid_year: the last patent year whose annuity is paid; None when unknown
    """

    __tablename__ = "patents"
    __table_args__ = (Index("ix_patents_holder_id_number", "holder_id", "number"),)

    number: Mapped[str] = mapped_column(String(14), unique=True)
    publication_number: Mapped[str] = mapped_column(String(20), default="", index=True)
    kind: Mapped[PatentKind] = enum_column(PatentKind)
    title: Mapped[str] = mapped_column(String(400))
    abstract: Mapped[str] = mapped_column(Text, default="")
    plain: Mapped[str] = mapped_column(String(400), default="")  # one plain sentence of what it does
    main_ipc: Mapped[str] = mapped_column(String(20), default="")
    ipc_all: Mapped[str] = mapped_column(Text, default="")  # joined with ;
    filed_on: Mapped[date | None] = mapped_column(Date)
    granted_on: Mapped[date | None] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)
    inventors: Mapped[str] = mapped_column(Text, default="")  # joined with ;
    province: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    annuity_paid_year: Mapped[int | None] = mapped_column(Integer)
    sample: Mapped[bool] = mapped_column(Boolean, default=False)
    source: Mapped[str] = mapped_column(String(120), default="")
    row_hash: Mapped[str] = mapped_column(String(64), default="")  # of the imported row: same again changes nothing
    created_at: Mapped[datetime] = mapped_column(Moment)

    owners: Mapped[list["PatentOwner"]] = relationship(order_by="PatentOwner.position", cascade="all, delete-orphan")
    events: Mapped[list["PatentEvent"]] = relationship(order_by="PatentEvent.happened_on, PatentEvent.id")
    encumbrances: Mapped[list["Encumbrance"]] = relationship(order_by="Encumbrance.starts_on")
    report: Mapped["EvaluationReport | None"] = relationship(uselist=False)


class PatentOwner(Row):
    """A registered owner and its share; the name is the register's, word for word."""

    __tablename__ = "patent_owners"
    __table_args__ = (UniqueConstraint("patent_id", "position"),)

    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    share_ppm: Mapped[int | None] = mapped_column(Integer)


class PatentEvent(Row):
    __tablename__ = "patent_events"
    __table_args__ = (UniqueConstraint("patent_id", "kind", "happened_on"),)

    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"))
    kind: Mapped[EventKind] = enum_column(EventKind)
    happened_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(400), default="")


class Encumbrance(Row):
    """Something that rests on a patent from a day until a day (None: until lifted)."""

    __tablename__ = "encumbrances"

    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    kind: Mapped[EncumbranceKind] = enum_column(EncumbranceKind)
    party: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    consent_on: Mapped[date | None] = mapped_column(Date)
    consent_file: Mapped[str | None] = file_column()  # the pledgee's written consent
    consent_name: Mapped[str] = name_column()

    def is_in_force(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class EvaluationReport(Row):
    __tablename__ = "evaluation_reports"

    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), unique=True)
    number: Mapped[str] = mapped_column(String(40), default="")
    issued_on: Mapped[date] = mapped_column(Date)
    conclusion: Mapped[ReportConclusion] = enum_column(ReportConclusion)
    file: Mapped[str | None] = file_column()
    file_name: Mapped[str] = name_column()


class PatentChange(Row):
    """Who changed what of a patent, and when; written with the change, never altered.

    what:   event, encumbrance, lifted, report, annuity, plain or imported
    user_id: None when a command or the seed did it
    """

    __tablename__ = "patent_changes"

    patent_id: Mapped[int] = mapped_column(ForeignKey("patents.id"), index=True)
    what: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(400), default="")
    after: Mapped[str] = mapped_column(String(400), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class PatentImport(Versioned):
    """An uploaded table of patents: what was in it, what was good, how far it has come.

    good_rows:  new ones and changed ones, to be taken
    done_rows:  good rows that were gone through; a run that was cut off goes on from there
    """

    __tablename__ = "patent_imports"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    file: Mapped[str] = file_column()
    file_name: Mapped[str] = name_column()
    total_rows: Mapped[int] = mapped_column(Integer, default=0)
    good_rows: Mapped[int] = mapped_column(Integer, default=0)
    known_rows: Mapped[int] = mapped_column(Integer, default=0)
    bad_rows: Mapped[int] = mapped_column(Integer, default=0)
    other_rows: Mapped[int] = mapped_column(Integer, default=0)
    done_rows: Mapped[int] = mapped_column(Integer, default=0)
    new_rows: Mapped[int] = mapped_column(Integer, default=0)
    changed_rows: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[ImportStatus] = enum_column(ImportStatus, default=ImportStatus.CHECKING)
    failure_zh: Mapped[str] = mapped_column(String(400), default="")
    failure_en: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)


class PatentImportRemark(Row):
    """What is to be said about a row of an uploaded table."""

    __tablename__ = "patent_import_remarks"
    __table_args__ = (Index("ix_patent_import_remarks_import_id_kind", "import_id", "kind"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("patent_imports.id"))
    kind: Mapped[RemarkKind] = enum_column(RemarkKind)
    line: Mapped[int] = mapped_column(Integer)
    column_name: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    zh: Mapped[str] = mapped_column(String(400))
    en: Mapped[str] = mapped_column(String(400))
