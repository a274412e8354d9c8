"""The history: one row a step, never changed, one hash chain for each object."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kit.db import Row
from marketplace.kit.files import file_list_column
from marketplace.kit.moment import Moment


class StepTaken(Row):
    """Who did what to which object, as whom, when, why, on which facts and documents.

    subject_kind, subject_id: the object ("open_licence_deal", 12)
    facts:     what the step was about, canonical JSON; no personal data beyond names
    documents: SHA-256 of each document the step rests on
    hash:      SHA-256 over all other columns and the object's previous hash
    """

    __tablename__ = "steps_taken"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "seq"),
        UniqueConstraint("request_key"),
        Index("ix_steps_taken_organisation_id_at", "organisation_id", "at"),
    )

    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Integer)
    seq: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(32))
    party: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Integer)
    actor_name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int | None] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(2000), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    documents: Mapped[list[str]] = file_list_column()
    request_key: Mapped[str | None] = mapped_column(String(80))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
