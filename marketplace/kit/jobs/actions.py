"""Adding, cancelling, moving and retrying jobs, always in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.kit import clock
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.errors import Missing
from marketplace.kit.jobs import kinds
from marketplace.kit.jobs.models import Job, JobState
from marketplace.kit.words import Words

Subject = tuple[str, int | str]
NOT_YET = ""  # the run of a job that the engine has not been told of
_ON_SQLITE, _ON_POSTGRESQL = (  # built once: every effect and every deadline goes through it
    dialect.insert(Job.__table__).on_conflict_do_nothing() for dialect in (sqlite, postgresql)
)


@dataclass(frozen=True)
class Order:
    """One job to be added.

    key:     names the job for ever ("mail:deal-7:12"); a second one with the same key does nothing
    subject: what it is about, so that it can be cancelled with it
    payload: plain JSON values
    due_at:  not before this instant (UTC); default at once
    """

    kind: str
    key: str
    subject: Subject = ("", "")
    payload: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def _row(order: Order, now: datetime) -> dict[str, Any]:
    kinds.kind(order.kind)
    return {
        "key": order.key,
        "kind": order.kind,
        "subject_kind": order.subject[0],
        "subject_id": str(order.subject[1]),
        "payload": order.payload,
        "due_at": order.due_at or now,
        "status": JobState.QUEUED,
        "attempts": 0,
        "in_flight": False,
        "crashes": 0,
        "run_id": NOT_YET,
        "created_at": now,
        "error": "",
        "progress_permille": 0,
    }


def enqueue_all(orders: Iterable[Order]) -> None:
    """Add jobs to the caller's transaction; the engine takes them up when they are due, after the commit and never
    after a rollback.

    Raises KeyError for an unknown kind.
    """
    now = clock.now()
    insert = _ON_SQLITE if is_sqlite(db.engine) else _ON_POSTGRESQL
    db.session.connection().execute(insert, [_row(order, now) for order in orders])


def enqueue(
    kind: str,
    key: str,
    *,
    subject: Subject = ("", ""),
    payload: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> str:
    """Add one job, as `enqueue_all`. Returns the key."""
    enqueue_all([Order(kind, key, subject, payload or {}, due_at)])
    return key


def cancel(subject: Subject, kinds: Iterable[str] | None = None) -> int:
    """Cancel the waiting jobs of a subject, of some kinds or of all; a run that wakes up then does nothing.

    Returns how many were cancelled.
    """
    change = (
        update(Job)
        .where(Job.subject_kind == subject[0], Job.subject_id == str(subject[1]), Job.status == JobState.QUEUED)
        .values(status=JobState.CANCELLED, done_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    if kinds is not None:
        change = change.where(Job.kind.in_(tuple(kinds)))
    return int(db.session.execute(change).rowcount)  # type: ignore[attr-defined]


def redrive(job: Job, due_at: datetime) -> None:
    """Let the engine be told of a job anew, at its time; the run it had finds that it is no longer meant, and stops."""
    job.due_at, job.run_id = due_at, NOT_YET


def reschedule(key: str, due_at: datetime) -> bool:
    """Move a waiting job to another instant. False if it no longer waits."""
    job = locked(key)
    if not job.is_queued:
        return False
    redrive(job, due_at)
    return True


def retry(key: str) -> Job:
    """Start again with a job that was parked, or hurry one that waits; done and cancelled ones stay as they are."""
    job = locked(key)
    if job.status in (JobState.QUEUED, JobState.PARKED):
        job.status, job.attempts, job.crashes, job.done_at = JobState.QUEUED, 0, 0, None
        redrive(job, clock.now())
    return job


def locked(key: str) -> Job:
    """The job, locked until the end of the transaction and read afresh. Raises Missing."""
    job = db.session.get(Job, key, with_for_update=True, populate_existing=True)
    if job is None:
        raise Missing(Words(f"没有编号为 {key} 的后台任务。", f"There is no job {key}."))
    return job
