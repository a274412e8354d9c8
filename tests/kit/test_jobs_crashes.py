"""A process that dies is no failure of the job it carried; a job that takes processes down is set aside."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import jobs
from marketplace.kit.db import db
from marketplace.kit.jobs import alone, running
from marketplace.kit.jobs.alone import Fate
from marketplace.kit.jobs.running import MOST_ATTEMPTS, MOST_CRASHES
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import effects, make_database, small_app
from tests.kit.kill_jobs import until_ready, worker
from tests.waiting import until

KEY = "deadly:1"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path)
    make_database(app)
    with app.app_context():
        yield app


def add(folder: Path, kind: str, key: str = KEY, **more: object) -> None:
    with transaction():
        jobs.enqueue(kind, key, payload={"folder": str(folder), **more})


def row(key: str = KEY) -> jobs.Job:
    db.session.rollback()
    return db.session.get_one(jobs.Job, key, populate_existing=True)


def in_flight_of(crashes: int) -> Callable[[], bool]:
    return lambda: row().in_flight and row().crashes == crashes


def processes_lost(folder: Path) -> int:
    path = folder / "died.txt"
    return len(set(path.read_text().split())) if path.exists() else 0


@pytest.mark.parametrize("how", ["exit", pytest.param("kill", marks=pytest.mark.slow)])
def test_a_job_that_took_two_processes_down_dies_alone_and_its_sender_is_told(
    app: Flask, tmp_path: Path, how: str
) -> None:
    add(tmp_path, "test_deadly", how=how)
    for lost in (1, 2):
        assert worker(tmp_path).wait() != 0
        assert processes_lost(tmp_path) == lost
        assert row().is_queued
    survivor = worker(tmp_path)
    assert until(lambda: f"told:{KEY}" in effects(tmp_path))
    assert survivor.poll() is None
    survivor.terminate()
    assert survivor.wait() == 0
    assert processes_lost(tmp_path) == 3
    assert (row().status, row().attempts, row().crashes, row().in_flight) == (jobs.JobState.PARKED, 0, 3, False)


def killed_with_all_of_its_group(folder: Path, when: Callable[[], bool]) -> None:
    process = worker(folder, start_new_session=True)
    until_ready(folder, process)
    assert until(when)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_a_kill_of_the_whole_group_is_never_the_third_crash(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_patient")
    for crashes in range(3):
        killed_with_all_of_its_group(tmp_path, in_flight_of(crashes))
        assert row().is_queued
    (tmp_path / "go").touch()
    last = worker(tmp_path)
    assert until(lambda: not row().is_queued)
    last.terminate()
    last.wait()
    assert (row().status, row().attempts, row().crashes) == (jobs.JobState.DONE, 0, 3)


@pytest.mark.slow
def test_a_stopped_server_takes_its_child_along_and_sets_nothing_aside(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_patient")
    for _ in range(MOST_CRASHES + 1):
        running._claim(KEY, None)  # and the process dies
    stopped = worker(tmp_path)
    assert until(in_flight_of(MOST_CRASHES + 1))
    stopped.terminate()
    assert stopped.wait() == 0
    assert (row().status, row().crashes, row().in_flight) == (jobs.JobState.QUEUED, MOST_CRASHES + 1, False)


def test_however_many_processes_die_a_job_is_not_given_up(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_effect")
    for _ in range(MOST_ATTEMPTS + 1):
        assert running._claim(KEY, None) is not None
    assert (row().attempts, row().crashes, row().status) == (0, MOST_ATTEMPTS, jobs.JobState.QUEUED)
    assert jobs.run(KEY)
    assert (row().status, effects(tmp_path)) == (jobs.JobState.DONE, [KEY])


def test_a_job_is_parked_even_if_nobody_can_be_told(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_deadly", how="exit", is_told_badly=True)
    for _ in range(MOST_CRASHES + 1):
        running._claim(KEY, None)
    assert jobs.run(KEY)
    assert row().status is jobs.JobState.PARKED
    db.session.rollback()
    assert db.session.get(jobs.Job, f"told:{KEY}") is None  # half of telling is none


def test_a_child_that_cannot_begin_is_a_failure_and_no_crash(app: Flask, tmp_path: Path) -> None:
    app.config["JOBS_ALONE"] = ["/bin/false"]
    add(tmp_path, "test_effect")
    for _ in range(MOST_CRASHES):
        running._claim(KEY, None)
    assert jobs.run(KEY)
    assert (row().status, row().attempts, row().crashes) == (jobs.JobState.QUEUED, 1, MOST_CRASHES)
    assert "NotWritten" in row().error


def test_that_nobody_was_free_is_no_failure(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_busy")
    for _ in range(MOST_ATTEMPTS + 1):
        assert jobs.run(KEY)
        with transaction():
            jobs.reschedule(KEY, row().created_at)
    assert (row().status, row().attempts) == (jobs.JobState.QUEUED, 0)


@pytest.mark.parametrize(
    ("code", "fate"),
    [(0, Fate.DONE), (1, Fate.FAILED), (2, Fate.FAILED), (7, Fate.DIED), (-9, Fate.DIED), (-6, Fate.DIED)]
    + [(-number, Fate.STOPPED) for number in alone.STOPS],
)
def test_how_a_child_ended_is_told_by_its_code(code: int, fate: Fate) -> None:
    assert alone.fate_of(code) is fate


def test_an_orphan_ends_with_its_parent(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_patient")
    running._claim(KEY, None)
    child = subprocess.Popen([*app.config["JOBS_ALONE"], KEY], stdin=subprocess.PIPE)
    assert child.stdin
    child.stdin.close()
    assert child.wait() == 128 + signal.SIGTERM


def test_one_job_is_carried_out_by_hand(app: Flask, tmp_path: Path) -> None:
    add(tmp_path, "test_effect")
    runner = app.test_cli_runner()
    assert "carried out" in runner.invoke(args=["jobs", "run", KEY]).output
    assert "not due" in runner.invoke(args=["jobs", "run", KEY]).output
    assert effects(tmp_path) == [KEY]
