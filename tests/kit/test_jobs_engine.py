"""Jobs with the real engine on SQLite: at once after the commit, never after a rollback, and after kill -9."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, update

from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.errors import StepRefused
from marketplace.kit.jobs.actions import NOT_YET
from marketplace.kit.jobs.engine import Engine
from marketplace.kit.jobs.reconcile import hand_over, purge, reconcile
from marketplace.kit.jobs.running import pause_seconds
from marketplace.kit.jobs.store import client, engine_url
from marketplace.kit.transactions import SOMEBODY_WAS_QUICKER, transaction
from tests.kit.jobs_app import and_fail, effects, make_database, small_app
from tests.kit.kill_jobs import play
from tests.waiting import HANG_SECONDS, until


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path)
    make_database(app)
    with app.app_context():
        yield app


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    engine = Engine(app).start()
    assert engine.ready.wait(HANG_SECONDS)
    yield engine
    engine.stop()


def happens(folder: Path, key: str) -> bool:
    return until(lambda: key in effects(folder))


def status(key: str) -> jobs.JobState:
    db.session.rollback()
    return db.session.get_one(jobs.Job, key, populate_existing=True).status


def settles(key: str) -> jobs.JobState:
    until(lambda: status(key) is not jobs.JobState.QUEUED)
    return status(key)


def test_an_effect_follows_the_commit_and_never_a_rollback(app: Flask, engine: Engine, tmp_path: Path) -> None:
    payload = {"folder": str(tmp_path)}
    with pytest.raises(ZeroDivisionError):
        and_fail(lambda: jobs.enqueue("test_effect", "effect:undone", payload=payload))
    with transaction():
        jobs.enqueue("test_effect", "effect:kept", payload=payload)
        jobs.enqueue("test_effect", "effect:kept", payload=payload)
        jobs.enqueue("test_effect", "effect:cancelled", subject=("deal", 1), payload=payload)
        jobs.cancel(("deal", 1))
    assert happens(tmp_path, "effect:kept")
    assert settles("effect:kept") is jobs.JobState.DONE
    with transaction():
        jobs.enqueue("test_effect", "effect:last", payload=payload)
    assert settles("effect:last") is jobs.JobState.DONE
    assert effects(tmp_path) == ["effect:kept", "effect:last"]


def test_a_timer_fires_when_it_is_due(app: Flask, engine: Engine, tmp_path: Path) -> None:
    due_at = clock.now() + timedelta(seconds=1.5)
    with transaction():
        jobs.enqueue("test_effect", "effect:1", payload={"folder": str(tmp_path)}, due_at=due_at)
        jobs.enqueue("test_effect", "effect:far", payload={"folder": str(tmp_path)}, due_at=due_at + timedelta(days=1))
    assert settles("effect:1") is jobs.JobState.DONE
    done_at = db.session.get_one(jobs.Job, "effect:1", populate_existing=True).done_at
    assert done_at is not None
    assert done_at >= due_at
    assert effects(tmp_path) == ["effect:1"]


def test_a_failed_job_waits_for_its_next_attempt(app: Flask, engine: Engine) -> None:
    with transaction():
        jobs.enqueue("test_failure", "failure:1", payload={"address": "192.0.2.1"})

    def failed() -> jobs.Job | None:
        db.session.rollback()
        job = db.session.get_one(jobs.Job, "failure:1", populate_existing=True)
        return job if job.error else None

    assert until(failed)
    job = failed()
    assert job is not None
    assert job.attempts >= 1
    assert job.status is jobs.JobState.QUEUED
    assert job.touched_at is not None
    assert job.due_at >= job.touched_at + timedelta(seconds=pause_seconds(job.attempts))


def test_a_dropped_run_is_driven_again_and_a_waiting_one_left_alone(app: Flask, tmp_path: Path) -> None:
    long_ago = clock.now() - timedelta(hours=1)
    keys = ("effect:dropped", "effect:waits")
    with transaction():
        for key in keys:
            jobs.enqueue("test_effect", key, payload={"folder": str(tmp_path)})
        db.session.execute(update(jobs.Job).values(due_at=long_ago))
    assert hand_over() == 2
    runs = {key: db.session.get_one(jobs.Job, key, populate_existing=True).run_id for key in keys}
    db.session.rollback()
    client().cancel_workflows([runs["effect:dropped"]])
    assert reconcile() == 1
    assert reconcile() == 0  # somebody has just done it: the lease is taken
    left = {key: db.session.get_one(jobs.Job, key, populate_existing=True).run_id for key in keys}
    assert left == {"effect:dropped": NOT_YET, "effect:waits": runs["effect:waits"]}
    db.session.rollback()
    engine = Engine(app).start()
    assert happens(tmp_path, "effect:dropped")
    assert happens(tmp_path, "effect:waits")
    assert {settles(key) for key in runs} == {jobs.JobState.DONE}
    engine.stop()
    assert purge() == 0
    assert purge(kept_days=-1) > 0


def test_a_run_that_begins_while_it_is_asked_about_is_not_doubled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        jobs.enqueue("test_timer", "timer:1", due_at=clock.now() - timedelta(hours=1))
    hand_over()
    run_id = db.session.get_one(jobs.Job, "timer:1", populate_existing=True).run_id
    db.session.rollback()
    listed = client().list_workflows

    def begins_meanwhile(**asked: Any) -> Any:
        with transaction():
            db.session.execute(update(jobs.Job).values(touched_at=clock.now()))
        runs = listed(**asked)
        for run in runs:
            run.status = "PENDING"
        return runs

    monkeypatch.setattr(client(), "list_workflows", begins_meanwhile)
    assert reconcile() == 0
    assert db.session.get_one(jobs.Job, "timer:1", populate_existing=True).run_id == run_id


def test_a_refusal_does_not_end_the_engine(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    def refuse_once() -> int:
        if not refused:
            refused.append(True)
            raise StepRefused(SOMEBODY_WAS_QUICKER)
        return hand_over()

    monkeypatch.setattr("marketplace.kit.jobs.engine.hand_over", refuse_once)
    engine = Engine(app).start()
    with transaction():
        jobs.enqueue("test_effect", "effect:1", payload={"folder": str(tmp_path)})
    assert happens(tmp_path, "effect:1")
    assert refused == [True]
    engine.stop()


def test_a_second_engine_waits_for_the_first(app: Flask, engine: Engine, tmp_path: Path) -> None:
    second = Engine(small_app(tmp_path)).start()
    assert not second.ready.wait(1)
    second.stop()
    assert not second.ready.is_set()


def test_the_engine_keeps_to_its_tables(app: Flask) -> None:
    assert set(inspect(db.engine).get_table_names()) - jobs.ENGINE_TABLES == {"jobs", "leases"} | ours()


def ours() -> set[str]:
    return set(db.metadata.tables)


def test_the_engine_gets_an_address_without_a_driver() -> None:
    assert engine_url("postgresql+psycopg://u:p%40@db/j") == "postgresql://u:p%40@db/j"
    assert engine_url("sqlite:////srv/j.db") == "sqlite:////srv/j.db"


def test_nothing_is_lost_when_the_worker_is_killed_five_times(tmp_path: Path) -> None:
    outcome = play(tmp_path, kills=5)
    assert (outcome.lost, outcome.phantom) == (0, 0)
