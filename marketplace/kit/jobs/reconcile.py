"""The engine is told of what is due; what it dropped is driven again, what it finished long ago is swept away."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.kit import clock
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.jobs import kinds
from marketplace.kit.jobs.actions import NOT_YET, locked, redrive
from marketplace.kit.jobs.models import Job, JobState, Lease
from marketplace.kit.jobs.store import APPLICATION_VERSION, client, dispatch, is_inline
from marketplace.kit.transactions import rollback, transaction

GRACE_SECONDS = 300  # longer than the longest effect
LEASE_SECONDS = 120
AT_ONCE = 500  # jobs looked at in one round
HANDED_AT_ONCE = 20
KEPT_DAYS = 30  # finished runs in the engine's tables
WAITING = frozenset({"ENQUEUED"})


def take_lease(name: str, seconds: int = LEASE_SECONDS) -> bool:
    """Whether this process may perform a duty now; nobody else gets it before the lease runs out."""
    now = clock.now()
    dialect = sqlite if is_sqlite(db.engine) else postgresql
    with transaction():
        db.session.execute(
            dialect.insert(Lease).values(name=name, until=now - timedelta(seconds=1)).on_conflict_do_nothing()
        )
        mine = update(Lease).where(Lease.name == name, Lease.until < now)
        taken = db.session.execute(mine.values(until=now + timedelta(seconds=seconds)))
        return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def _overdue(before: datetime) -> dict[str, str]:
    """run id → key of the jobs that should have been done by now, and that nothing was heard of since."""
    late = select(Job.run_id, Job.key).where(
        Job.status == JobState.QUEUED,
        Job.run_id != NOT_YET,
        Job.due_at < before,
        or_(Job.touched_at.is_(None), Job.touched_at < before),
    )
    rows = db.session.execute(late.order_by(Job.due_at).limit(AT_ONCE)).all()
    rollback()
    return {run_id: key for run_id, key in rows}


def _taken_back(key: str, run_id: str, before: datetime) -> bool:
    """Whether the job still waits for this run; then the engine is told of it anew. A run that began while we asked
    about it goes on, and nobody does the same beside it."""
    with transaction():
        job = locked(key)
        if not job.is_queued or job.run_id != run_id or (job.touched_at is not None and job.touched_at >= before):
            return False
        redrive(job, job.due_at)
        return True


def hand_over() -> int:
    """Tell the engine of some jobs that are due; until then they are rows of ours alone. Returns how many.

    Only a few at a time: on SQLite everybody who writes waits meanwhile, and what waits with us is as safe as there.
    """
    due = select(Job).where(Job.status == JobState.QUEUED, Job.run_id == NOT_YET, Job.due_at <= clock.now())
    due = due.order_by(Job.due_at).limit(HANDED_AT_ONCE)
    rollback()
    if is_inline() or db.session.execute(due.with_only_columns(Job.key).limit(1)).first() is None:
        rollback()
        return 0
    with transaction():
        jobs = db.session.scalars(due.with_for_update(skip_locked=True)).all()
        for job in jobs:
            job.run_id = f"{job.key}#{secrets.token_hex(4)}"
            dispatch(db.session.connection(), job.key, job.run_id, kinds.queue_of(job.kind))
    return len(jobs)


def reconcile(*, grace_seconds: int = GRACE_SECONDS, leased: bool = True) -> int:
    """Let every overdue job that the engine no longer holds in a queue be handed over anew.

    Returns how many. Covers a lost acknowledgement, a dead node, rows purged, an engine upgraded.
    """
    if is_inline() or (leased and not take_lease("reconcile")):
        return 0
    before = clock.now() - timedelta(seconds=grace_seconds)
    late = _overdue(before)
    if not late:
        return 0
    runs = client().list_workflows(workflow_ids=list(late), load_input=False, load_output=False)
    held = {
        found.workflow_id
        for found in runs
        if found.status in WAITING and found.app_version in (None, APPLICATION_VERSION)
    }
    dropped = {run_id for run_id, key in late.items() if run_id not in held and _taken_back(key, run_id, before)}
    known = [found.workflow_id for found in runs if found.workflow_id in dropped]
    if known:
        client().cancel_workflows(known)
    return len(dropped)


def purge(kept_days: int = KEPT_DAYS) -> int:
    """Sweep finished runs out of the engine's tables; our job rows stay. Returns how many."""
    before = (clock.now() - timedelta(days=kept_days)).isoformat()
    old = client().list_workflows(
        status=["SUCCESS", "ERROR", "CANCELLED"],
        completed_before=before,
        limit=AT_ONCE,
        load_input=False,
        load_output=False,
    )
    if old:
        client().delete_workflows([run.workflow_id for run in old])
    return len(old)
