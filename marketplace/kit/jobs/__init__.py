"""Effects and timers: our rows are the truth, the engine carries them out at least once.

@job("contract_pdf", queue="cpu")          # outside any transaction; gets the payload and its "key"
def draw(payload): ...
@finish("contract_pdf")                    # in the transaction that marks the job done
def store(job, result): ...
@timer("signing_lapses")                   # a deadline: only the written part
def lapse(job): ...
@on_set_aside("contract_pdf")              # in the transaction that gives the job up: tell who waits for it
def alarm(job): ...

enqueue("signing_lapses", "signing_lapses:XK-7:3", subject=("deal", 7), due_at=day)
"""

from flask import Flask

from marketplace.kit.jobs.actions import Order, cancel, enqueue, enqueue_all, reschedule, retry
from marketplace.kit.jobs.cli import jobs
from marketplace.kit.jobs.kinds import Kind, finish, job, on_set_aside, timer
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
    "on_set_aside",
    "prepare_store",
    "progress",
    "reschedule",
    "retry",
    "run",
    "timer",
]


def init_app(app: Flask) -> None:
    """`flask jobs …`, and two settings.

    JOBS_INLINE: jobs only become rows (off unless set)
    JOBS_ALONE:  the command that carries out one job in a process of its own, its key is added; none unless set, then
                 even a job that has crashed processes stays in this one
    """
    app.config.setdefault("JOBS_INLINE", False)
    app.config.setdefault("JOBS_ALONE", None)
    app.cli.add_command(jobs)
