"""The process that does the jobs: one holder of a lock on SQLite, any number of workers on PostgreSQL."""

import fcntl
import os
import secrets
import socket
import time
from threading import Event, Thread

import structlog
from dbos import DBOS
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from marketplace.kit.db import db, is_sqlite
from marketplace.kit.errors import Refusal
from marketplace.kit.jobs import kinds
from marketplace.kit.jobs.alone import stop_children
from marketplace.kit.jobs.reconcile import hand_over, purge, reconcile, take_lease
from marketplace.kit.jobs.running import run
from marketplace.kit.jobs.store import APPLICATION, APPLICATION_VERSION, WORKFLOW, our_url, serializer

POLL_SECONDS = 0.2
RECONCILE_SECONDS = 60
PURGE_SECONDS = 7 * 24 * 3600  # one sweep a week, whoever makes it
PURGE_LOOK_SECONDS = 3600
STOP_SECONDS = 10  # a running job may finish
LOCK_POLL_SECONDS = 0.5
THREADS = 16

log = structlog.get_logger("jobs")
_serving: list[Flask] = []


@DBOS.workflow(name=WORKFLOW)
def run_job(key: str) -> None:
    run_id = DBOS.workflow_id
    with _serving[-1].app_context():
        run(key, run_id)


class Engine:
    """Runs jobs in a thread of this process until it is stopped. One at a time in a process."""

    def __init__(self, app: Flask) -> None:
        self.app, self._stop = app, Event()
        self.ready = Event()
        self._next_purge = time.monotonic() + RECONCILE_SECONDS
        self._thread = Thread(target=self._live, name="jobs-engine", daemon=True)

    def start(self) -> "Engine":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Take no new job, let the running ones finish, give the lock to the next process."""
        self._stop.set()
        self._thread.join(STOP_SECONDS + 5)

    def _live(self) -> None:
        with self.app.app_context():
            lock_path = f"{db.engine.url.database}.engine-lock" if is_sqlite(db.engine) else os.devnull
        with open(lock_path, "w") as lock:
            if not self._wait_for(lock.fileno(), needed=lock_path != os.devnull):
                return
            _serving.append(self.app)
            try:
                self._launch()
                self.ready.set()
                self._keep_going()
            finally:
                DBOS.destroy(workflow_completion_timeout_sec=STOP_SECONDS)
                stop_children()
                _serving.remove(self.app)

    def _wait_for(self, lock: int, *, needed: bool) -> bool:
        """On SQLite one process of all runs the jobs; the others wait here to take over within half a second."""
        while needed and not self._stop.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                self._stop.wait(LOCK_POLL_SECONDS)
        return not self._stop.is_set()

    def _launch(self) -> None:
        executor = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        with self.app.app_context():
            url, alone = our_url(), is_sqlite(db.engine)
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": url,
                "application_version": APPLICATION_VERSION,
                "executor_id": executor,
                "serializer": serializer(),
                "run_migrations": False,
                "max_executor_threads": THREADS,
                "log_level": "WARNING",
            }
        )
        DBOS.listen_queues(list(kinds.QUEUES))
        DBOS.launch()
        for queue, at_once in kinds.QUEUES.items():
            DBOS.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS)
        if alone:
            self._adopt(executor)
        log.info("engine_started", executor=executor)

    def _adopt(self, executor: str) -> None:
        """Holding the lock means every other executor is dead: what they left half-done starts again at once."""
        for queue in kinds.QUEUES:
            left = DBOS.list_workflows(status="PENDING", queue_name=queue, load_input=False, load_output=False)
            orphans = [found.workflow_id for found in left if found.executor_id != executor]
            if orphans:
                DBOS.resume_workflows(orphans, queue_name=queue)
                log.info("jobs_adopted", queue=queue, count=len(orphans))

    def _keep_going(self) -> None:
        """Until stopped: what is due is handed over at once, the rest is tidied each minute. A database that is away
        for a while does not end it, nor a row that somebody else changed first."""
        next_tidying = 0.0
        while not self._stop.is_set():
            try:
                with self.app.app_context():
                    hand_over()
                    if time.monotonic() >= next_tidying:
                        next_tidying = time.monotonic() + RECONCILE_SECONDS
                        self._tidy()
            except (SQLAlchemyError, Refusal) as error:
                log.warning("jobs_handing_failed", error=type(error).__name__)
            self._stop.wait(POLL_SECONDS)

    def _tidy(self) -> None:
        driven = reconcile()
        if driven:
            log.warning("jobs_driven_again", count=driven)
        if time.monotonic() >= self._next_purge:
            self._next_purge = time.monotonic() + PURGE_LOOK_SECONDS
            if take_lease("purge", PURGE_SECONDS):
                purge()


_embedded: list[Engine] = []


def start_engine(app: Flask) -> None:
    """Run jobs inside a web process (SQLite). On PostgreSQL that is the part of `flask jobs work`."""
    with app.app_context():
        embedded = is_sqlite(db.engine) and not app.config.get("JOBS_INLINE")
    if embedded and not _embedded:
        _embedded.append(Engine(app).start())


def stop_engine() -> None:
    while _embedded:
        _embedded.pop().stop()
