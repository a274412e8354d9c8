"""Uploaded tables of patents and what is to be said about their rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from marketplace.kit import jobs
from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.jobs import Job
from marketplace.kit.paging import Page, page_of
from marketplace.patents.models import ImportStatus, PatentImport, PatentImportRemark, RemarkKind

JOBS = {ImportStatus.CHECKING: "patents_check", ImportStatus.LOADING: "patents_load"}


def patent_import(import_id: int, user: Any) -> PatentImport:
    """An upload of the reader's own organisation. Raises Missing."""
    found = db.session.get(PatentImport, import_id)
    if found is None or found.organisation_id != user.organisation_id:
        raise Missing
    return found


def imports_of(organisation_id: int, limit: int = 5) -> list[PatentImport]:
    """The last uploads of an organisation, newest first."""
    rows = select(PatentImport).where(PatentImport.organisation_id == organisation_id)
    return list(db.session.scalars(rows.order_by(PatentImport.id.desc()).limit(limit)))


def imports_waiting(organisation_id: int) -> list[PatentImport]:
    """Uploads that were looked at and wait for a yes, oldest first."""
    rows = select(PatentImport).where(
        PatentImport.organisation_id == organisation_id,
        PatentImport.status == ImportStatus.PREVIEWED,
        PatentImport.good_rows > 0,
    )
    return list(db.session.scalars(rows.order_by(PatentImport.id)))


def job_of(row: PatentImport) -> Job | None:
    """The job that works on an upload now."""
    kind = JOBS.get(row.status)
    return db.session.get(jobs.Job, f"{kind}:{row.id}") if kind else None


def imports_at_work(organisation_id: int) -> int:
    """How many uploads of an organisation a job is busy with; one whose job was set aside holds nobody up."""
    rows = select(PatentImport).where(
        PatentImport.organisation_id == organisation_id, PatentImport.status.in_(tuple(JOBS))
    )
    found = [job_of(row) for row in db.session.scalars(rows)]
    return sum(job is not None and job.is_queued for job in found)


def remarks(row: PatentImport, kind: RemarkKind, number: int) -> Page:
    """A page of what is to be said about rows, in their order."""
    query = select(PatentImportRemark).where(PatentImportRemark.import_id == row.id, PatentImportRemark.kind == kind)
    return page_of(query.order_by(PatentImportRemark.line, PatentImportRemark.id), number, 50)


def all_remarks(row: PatentImport, kind: RemarkKind) -> Iterator[PatentImportRemark]:
    query = select(PatentImportRemark).where(PatentImportRemark.import_id == row.id, PatentImportRemark.kind == kind)
    yield from db.session.scalars(query.order_by(PatentImportRemark.line, PatentImportRemark.id))
