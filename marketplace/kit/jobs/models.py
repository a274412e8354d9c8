"""Jobs and leases: what is still to be done outside a request, and who may tidy up."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit.db import db, enum_column
from marketplace.kit.moment import Moment


class JobState(StrEnum):
    QUEUED = "queued"  # waits for its time, its turn or its next attempt
    DONE = "done"  # final
    CANCELLED = "cancelled"  # final: nobody needs it any more
    PARKED = "parked"  # set aside: failed too often or kills its process; waits for a person


class Job(db.Model):  # type: ignore[name-defined, misc]
    """One effect or deadline. This row is the truth; the engine only carries it out.

    attempts:  that ended in a failure; one that a dying process cut off is none
    in_flight: an attempt has begun and not ended; found so at the next beginning, the process died with it
    crashes:   how many processes died while they carried it
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_due_at_queued",
            "due_at",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index("ix_jobs_subject", "subject_kind", "subject_id"),
    )

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(64), default="")
    subject_id: Mapped[str] = mapped_column(String(64), default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[JobState] = enum_column(JobState, nullable=False, default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    in_flight: Mapped[bool] = mapped_column(Boolean, default=False)
    crashes: Mapped[int] = mapped_column(Integer, default=0)
    run_id: Mapped[str] = mapped_column(String(240))
    created_at: Mapped[datetime] = mapped_column(Moment)
    touched_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(Text, default="")
    progress_permille: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def is_queued(self) -> bool:
        return self.status is JobState.QUEUED


class Lease(db.Model):  # type: ignore[name-defined, misc]
    """A duty that one process at a time performs, until a moment."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)
