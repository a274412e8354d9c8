"""Deadlines far away: rows of ours alone, handed to the engine when they come near."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.jobs.actions import AHEAD, NOT_YET
from marketplace.kit.jobs.reconcile import reconcile
from marketplace.kit.jobs.store import client
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import make_database, small_app

FAR = AHEAD + timedelta(minutes=1)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path)
    make_database(app)
    with app.app_context():
        yield app


def run_of(key: str) -> str:
    db.session.rollback()
    return db.session.get_one(jobs.Job, key, populate_existing=True).run_id


def told() -> int:
    return len(client().list_workflows(load_input=False, load_output=False))


def test_the_engine_is_told_of_a_deadline_when_it_comes_near(app: Flask) -> None:
    with transaction():
        jobs.enqueue("test_timer", "timer:far", due_at=clock.now() + FAR)
    assert (run_of("timer:far"), told()) == (NOT_YET, 0)
    reconcile(leased=False)
    assert told() == 0
    with clock.at(clock.now() + FAR - timedelta(minutes=30)):
        assert reconcile(leased=False) == 0
    assert run_of("timer:far").startswith("timer:far#")
    assert told() == 1
    reconcile(leased=False)
    assert told() == 1


def test_many_deadlines_missed_while_nobody_worked_are_all_handed_over(app: Flask) -> None:
    with transaction():
        for number in range(20):
            jobs.enqueue("test_timer", f"timer:{number}", due_at=clock.now() + FAR)
    with clock.at(clock.now() + timedelta(days=30)):
        reconcile(leased=False)
    assert told() == 20


def test_a_deadline_moved_far_away_is_ours_alone_again(app: Flask) -> None:
    with transaction():
        jobs.enqueue("test_timer", "timer:1")
    with transaction():
        assert jobs.reschedule("timer:1", clock.now() + FAR) is True
    assert run_of("timer:1") == NOT_YET
    assert jobs.run("timer:1", "timer:1") is False, "the run of before finds that it is no longer meant"
