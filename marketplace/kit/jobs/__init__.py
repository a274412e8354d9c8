"""Effects and timers: our rows are the truth, the engine carries them out at least once.

@job("contract_pdf", queue="cpu")          # outside any transaction; gets the payload and its "key"
def draw(payload): ...
@finish("contract_pdf")                    # in the transaction that marks the job done
def store(job, result): ...
@timer("signing_lapses")                   # a deadline: only the written part
def lapse(job): ...

enqueue("signing_lapses", "signing_lapses:XK-7:3", subject=("deal", 7), due_at=day)
"""

from flask import Flask

from marketplace.kit.jobs.actions import Order, cancel, enqueue, enqueue_all, reschedule, retry
from marketplace.kit.jobs.cli import jobs
from marketplace.kit.jobs.kinds import Kind, finish, job, timer
from marketplace.kit.jobs.models import Job, JobState, Lease
from marketplace.kit.jobs.running import drain, progress, run
from marketplace.kit.jobs.store import ENGINE_TABLES, prepare_store

__all__ = [
    "ENGINE_TABLES",
    "Job",
    "JobState",
    "Kind",
    "Lease",
    "Order",
    "cancel",
    "drain",
    "enqueue",
    "enqueue_all",
    "finish",
    "init_app",
    "job",
    "prepare_store",
    "progress",
    "reschedule",
    "retry",
    "run",
    "timer",
]


def init_app(app: Flask) -> None:
    """`flask jobs …`, and JOBS_INLINE (off unless set)."""
    app.config.setdefault("JOBS_INLINE", False)
    app.cli.add_command(jobs)
