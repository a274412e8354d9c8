"""`flask jobs`: look at the jobs, try one again, and work them off."""

import signal

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from marketplace.kit.db import db
from marketplace.kit.errors import Missing
from marketplace.kit.jobs import actions, alone, running
from marketplace.kit.jobs.models import Job, JobState
from marketplace.kit.jobs.reconcile import GRACE_SECONDS
from marketplace.kit.jobs.reconcile import reconcile as drive_again
from marketplace.kit.transactions import transaction

jobs = AppGroup("jobs", help="Effects and deadlines. 后台任务与期限。")
SHOWN = (
    "kind", "subject_kind", "subject_id", "status", "attempts", "crashes", "in_flight", "due_at", "touched_at",
    "done_at", "run_id",
)  # fmt: skip


@jobs.command("list")
@click.option("--status", type=click.Choice([state.value for state in JobState]), default=None)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def listed(status: str | None, limit: int) -> None:
    """How many jobs there are in each state, then the most urgent ones."""
    counts = db.session.execute(select(Job.status, func.count()).group_by(Job.status)).all()
    click.echo("  ".join(f"{state.value} {count}" for state, count in counts) or "no jobs · 没有任务")
    rows = select(Job).order_by(Job.due_at).limit(limit)
    if status is not None:
        rows = rows.where(Job.status == JobState(status))
    for job in db.session.scalars(rows):
        click.echo(f"{job.status.value:<9} {job.due_at:%Y-%m-%d %H:%M:%S}Z  tries {job.attempts:>2}  {job.key}")


@jobs.command()
@click.argument("key")
def show(key: str) -> None:
    """Everything about one job."""
    job = db.session.get(Job, key)
    if job is None:
        raise click.ClickException(f"no job {key} · 没有这个任务")
    for name in SHOWN:
        click.echo(f"{name:<13} {getattr(job, name)}")
    click.echo(f"{'payload':<13} {', '.join(sorted(job.payload)) or '-'}")  # names only: letters are private
    if job.error:
        click.echo(job.error)


@jobs.command()
@click.argument("key")
def retry(key: str) -> None:
    """Start again with a parked job, or hurry one that waits."""
    try:
        with transaction():
            state = actions.retry(key).status
    except Missing as error:
        raise click.ClickException(error.message.en) from error
    click.echo(f"{key}: {state.value}")


@jobs.command("run")
@click.argument("key")
@click.option("--claimed", is_flag=True, hidden=True, help="by the process that waits for this one")
def run_one(key: str, claimed: bool) -> None:
    """Do one job that is due, in this process."""
    if claimed:
        alone.end_with_parent()
        running.run_claimed(key)
    else:
        click.echo(f"{key}: {'carried out · 已办' if running.run(key) else 'not due · 还没到时候'}")


@jobs.command()
@click.option("--grace", default=GRACE_SECONDS, show_default=True, help="seconds a job may be late")
def reconcile(grace: int) -> None:
    """Drive again what the engine dropped."""
    click.echo(f"{drive_again(grace_seconds=grace, leased=False)} driven again · 已重新安排")


@jobs.command()
def work() -> None:
    """Do jobs until stopped: as many of these on PostgreSQL as you like, one at a time on SQLite."""
    from marketplace.kit.jobs.engine import Engine  # other commands need not load the engine

    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # before any thread starts, so that only sigwait sees them
    engine = Engine(current_app._get_current_object()).start()  # type: ignore[attr-defined]
    click.echo("working · 开始处理后台任务")
    signal.sigwait(stops)
    engine.stop()
