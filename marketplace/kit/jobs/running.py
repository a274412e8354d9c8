"""One run of one job: claim in a transaction, act outside, finish in a transaction."""

import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from sqlalchemy import select, update

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.jobs import kinds
from marketplace.kit.jobs.actions import locked, redrive
from marketplace.kit.jobs.models import Job, JobState
from marketplace.kit.transactions import rollback, transaction

MOST_ATTEMPTS = 12
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
EARLY_SECONDS = 2  # two nodes' clocks may differ by this much
LONGEST_ERROR = 4000  # characters kept of a failure
WORTH_ANOTHER = frozenset({"SOMEBODY_WAS_QUICKER"})  # refused steps that may succeed next time


@dataclass(frozen=True)
class Claim:
    key: str
    kind: str
    payload: dict[str, Any]
    attempts: int


def pause_seconds(attempts: int) -> int:
    """How long to wait after the n-th failed attempt: 5 s, doubled each time, an hour at most."""
    return int(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1)))


def _claim(key: str, run_id: str | None) -> Claim | None:
    """Take a job for one attempt, or nothing if it is not due, not waiting, or this run was replaced."""
    with transaction():
        job = db.session.get(Job, key, with_for_update=True, populate_existing=True)
        if job is None or not job.is_queued or (run_id is not None and job.run_id != run_id):
            return None
        now = clock.now()
        if job.due_at > now + timedelta(seconds=EARLY_SECONDS if run_id else 0):
            if run_id is not None:
                redrive(job, job.due_at)
            return None
        if job.attempts >= MOST_ATTEMPTS:
            job.status, job.done_at = JobState.PARKED, now
            return None
        job.attempts, job.touched_at, job.progress_permille = job.attempts + 1, now, 0
        return Claim(job.key, job.kind, dict(job.payload), job.attempts)


def _finish(claim: Claim, result: Any) -> None:
    with transaction():
        job = locked(claim.key)
        if not job.is_queued:  # cancelled meanwhile, or a repeat of this run was quicker
            return
        written = kinds.kind(claim.kind).finish
        if written is not None:
            written(job, result)
        job.status, job.done_at, job.error, job.progress_permille = JobState.DONE, clock.now(), "", 1000


def _note(claim: Claim, error: BaseException) -> None:
    """Write down what went wrong and when to try again; a step that is no longer open is not tried again."""
    with transaction():
        job = locked(claim.key)
        if not job.is_queued:
            return
        job.error = "".join(traceback.format_exception(error))[-LONGEST_ERROR:]
        now = clock.now()
        if isinstance(error, StepRefused) and error.code not in WORTH_ANOTHER:
            job.status, job.done_at = JobState.CANCELLED, now
        elif claim.attempts >= MOST_ATTEMPTS:
            job.status, job.done_at = JobState.PARKED, now
        else:
            redrive(job, now + timedelta(seconds=pause_seconds(claim.attempts)))


class _FailureNoted(AbstractContextManager[None]):
    """Whatever a job raises belongs in its row, not in the engine; only the end of the process passes through."""

    def __init__(self, claim: Claim, *, strict: bool) -> None:
        self.claim, self.strict = claim, strict

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            return False
        rollback()
        _note(self.claim, error)
        return not self.strict


def run(key: str, run_id: str | None = None, *, strict: bool = False) -> bool:
    """Do one job now, if it is due: a failure is noted in the row and comes back later.

    run_id: the engine's run; a run that was replaced does nothing. None: by hand
    strict: raise the failure too, after noting it (tests)
    Returns whether an attempt was made. Raises Missing for an unknown key only when it vanishes half-way.
    """
    claim = _claim(key, run_id)
    if claim is None:
        return False
    with _FailureNoted(claim, strict=strict):
        act = kinds.kind(claim.kind).act
        result = act({**claim.payload, "key": claim.key}) if act is not None else None
        rollback()
        _finish(claim, result)
    return True


def progress(key: str, permille: int) -> None:
    """Say from inside an act how far it is, for the page that waits."""
    with transaction():
        db.session.execute(update(Job).where(Job.key == key).values(progress_permille=permille, touched_at=clock.now()))


def _next(until: datetime, tried: set[tuple[str, datetime]]) -> tuple[str, datetime] | None:
    waiting = select(Job.key, Job.due_at).where(Job.status == JobState.QUEUED, Job.due_at <= until)
    rows = db.session.execute(waiting.order_by(Job.due_at, Job.created_at, Job.key))
    found = next(((key, due_at) for key, due_at in rows if (key, due_at) not in tried), None)
    rollback()
    return found


def drain(until: datetime | None = None, *, strict: bool = True) -> int:
    """Run every job that is due, and those they cause, one after another in this thread.

    until:  play the time from now to this instant, each job at its own moment; default: now, the clock untouched
    strict: stop at the first failure and raise it
    Returns how many attempts were made. Commit before calling: it begins its own transactions.
    """
    tried: set[tuple[str, datetime]] = set()
    attempts = 0
    while (found := _next(until or clock.now(), tried)) is not None:
        key, due_at = found
        tried.add(found)
        at_its_time = clock.at(max(due_at, clock.now())) if until is not None else nullcontext()
        with at_its_time:
            attempts += run(key, strict=strict)
    return attempts
