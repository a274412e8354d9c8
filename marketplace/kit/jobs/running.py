"""One run of one job: claim in a transaction, act outside, finish in a transaction.

Attempts are counted when they end in a failure. A process that dies is no failure of what it carried; but a job that
was in flight when two of them died runs alone from then on, and is set aside if it takes that process down too.
"""

import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import select, update

from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused, TooMany
from marketplace.kit.jobs import alone, kinds
from marketplace.kit.jobs.actions import locked, redrive
from marketplace.kit.jobs.models import Job, JobState
from marketplace.kit.transactions import rollback, transaction

MOST_ATTEMPTS = 12
MOST_CRASHES = 2  # processes that may die with a job in flight before it runs alone
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 3600
EARLY_SECONDS = 2  # two nodes' clocks may differ by this much
LONGEST_ERROR = 4000  # characters kept of a failure
WORTH_ANOTHER = frozenset({"SOMEBODY_WAS_QUICKER"})  # refused steps that may succeed next time
TOOK_ALL_DOWN = "Two processes died while they carried this job; the third was its own, and died of it."
NOT_WRITTEN = "The process for this job alone could not begin, or not write what came of it; its log says why."

log = structlog.get_logger("jobs")
_carried: list[str] = []  # keys of the jobs this process carries at the moment


@dataclass(frozen=True)
class Claim:
    key: str
    kind: str
    payload: dict[str, Any]
    is_alone: bool


class NotWritten(RuntimeError):
    """A process for one job alone ended without a result, and not because of the job."""


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
        if job.in_flight and key not in _carried:
            job.crashes += 1
        job.in_flight, job.touched_at, job.progress_permille = True, now, 0
        return _claim_on(job)


def _claim_on(job: Job) -> Claim:
    return Claim(job.key, job.kind, dict(job.payload), job.crashes >= MOST_CRASHES)


def _finish(claim: Claim, result: Any) -> None:
    with transaction():
        job = locked(claim.key)
        job.in_flight = False
        if not job.is_queued:  # cancelled meanwhile, or a repeat of this run was quicker
            return
        written = kinds.kind(claim.kind).finish
        if written is not None:
            written(job, result)
        job.status, job.done_at, job.error, job.progress_permille = JobState.DONE, clock.now(), "", 1000


def _note(key: str, error: BaseException) -> None:
    """Write down what went wrong and when to try again; a step that is no longer open is not tried again."""
    with transaction():
        job = locked(key)
        job.in_flight = False
        if not job.is_queued:
            return
        job.error = "".join(traceback.format_exception(error))[-LONGEST_ERROR:]
        now = clock.now()
        if isinstance(error, StepRefused) and error.code not in WORTH_ANOTHER:
            job.status, job.done_at = JobState.CANCELLED, now
            return
        if isinstance(error, TooMany):  # nobody was free to do it: that is no failure
            redrive(job, now + timedelta(seconds=error.retry_after_seconds))
            return
        job.attempts += 1
        if job.attempts < MOST_ATTEMPTS:
            redrive(job, now + timedelta(seconds=pause_seconds(job.attempts)))
            return
    _set_aside(key)


def _park(key: str) -> Job | None:
    job = locked(key)
    if not job.is_queued:
        return None
    job.in_flight, job.status, job.done_at = False, JobState.PARKED, clock.now()
    return job


class _Contained(AbstractContextManager[None]):
    """Whatever is raised inside is kept in `error`; only the end of the process passes through."""

    error: BaseException | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            return False
        rollback()
        self.error = error
        return True


def _set_aside(key: str) -> None:
    """Park a job, and in the same transaction tell whoever waits for it; it is parked even if telling fails."""
    telling = _Contained()
    with telling, transaction():
        job = _park(key)
        if job is not None:
            log.error("job_set_aside", key=key, kind=job.kind, attempts=job.attempts, crashes=job.crashes)
            kinds.tell_set_aside(job)
    if telling.error is not None:
        log.error("job_sender_not_told", key=key, error="".join(traceback.format_exception(telling.error)))
        with transaction():
            _park(key)


@contextmanager
def _carrying(claim: Claim, *, strict: bool) -> Iterator[None]:
    """While a job is carried; whatever it raises belongs in its row, not in the engine."""
    carrying = _Contained()
    _carried.append(claim.key)
    try:
        with carrying:
            yield
        if carrying.error is not None:
            _note(claim.key, carrying.error)
    finally:
        _carried.remove(claim.key)
    if strict and carrying.error is not None:
        raise carrying.error


def _act(claim: Claim) -> None:
    act = kinds.kind(claim.kind).act
    result = act({**claim.payload, "key": claim.key}) if act is not None else None
    rollback()
    _finish(claim, result)


def _act_alone(claim: Claim, command: list[str]) -> None:
    """Let a process of its own act and finish; here only its end is judged."""
    log.warning("job_runs_alone", key=claim.key, kind=claim.kind)
    fate = alone.carry(command, claim.key)
    if fate is alone.Fate.FAILED:
        raise NotWritten(NOT_WRITTEN)
    if fate is alone.Fate.STOPPED:
        with transaction():
            job = locked(claim.key)
            job.in_flight = False
            if job.is_queued:
                redrive(job, clock.now())
    if fate is alone.Fate.DIED:
        with transaction():
            job = locked(claim.key)
            job.crashes, job.error = job.crashes + 1, TOOK_ALL_DOWN
        _set_aside(claim.key)


def run(key: str, run_id: str | None = None, *, strict: bool = False) -> bool:
    """Do one job now, if it is due: a failure is noted in the row and comes back later.

    run_id: the engine's run; a run that was replaced does nothing. None: by hand
    strict: raise the failure too, after noting it (tests)
    Returns whether an attempt was made. Raises Missing for an unknown key only when it vanishes half-way.
    """
    claim = _claim(key, run_id)
    if claim is None:
        return False
    command = current_app.config["JOBS_ALONE"]
    with _carrying(claim, strict=strict):
        if claim.is_alone and command:
            _act_alone(claim, command)
        else:
            _act(claim)
    return True


def run_claimed(key: str) -> None:
    """In a process of its own: do the job that the parent has claimed."""
    job = db.session.get(Job, key)
    claim = _claim_on(job) if job is not None and job.is_queued and job.in_flight else None
    rollback()
    if claim is not None:
        with _carrying(claim, strict=False):
            _act(claim)


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
