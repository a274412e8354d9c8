"""Jobs are rows of ours alone; the engine is told of each when it is due, a few at a time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.jobs.actions import NOT_YET
from marketplace.kit.jobs.reconcile import HANDED_AT_ONCE, hand_over
from marketplace.kit.jobs.store import client
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import make_database, small_app

LATER = timedelta(days=15)


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


def test_the_engine_is_told_of_a_deadline_on_its_day_and_once(app: Flask) -> None:
    with transaction():
        jobs.enqueue("test_timer", "timer:far", due_at=clock.now() + LATER)
    assert (hand_over(), run_of("timer:far"), told()) == (0, NOT_YET, 0)
    with clock.at(clock.now() + LATER - timedelta(seconds=1)):
        assert hand_over() == 0
    with clock.at(clock.now() + LATER):
        assert (hand_over(), hand_over()) == (1, 0)
    assert run_of("timer:far").startswith("timer:far#")
    assert told() == 1


def test_deadlines_missed_while_nobody_worked_are_handed_over_a_few_at_a_time(app: Flask) -> None:
    count = HANDED_AT_ONCE + 5
    with transaction():
        for number in range(count):
            jobs.enqueue("test_timer", f"timer:{number}", due_at=clock.now() + LATER)
    with clock.at(clock.now() + timedelta(days=30)):
        assert [hand_over() for _ in range(3)] == [HANDED_AT_ONCE, 5, 0]
    assert told() == count


def test_a_job_moved_to_another_day_is_ours_alone_again(app: Flask) -> None:
    with transaction():
        jobs.enqueue("test_timer", "timer:1")
    assert hand_over() == 1
    before = run_of("timer:1")
    with transaction():
        assert jobs.reschedule("timer:1", clock.now() + LATER) is True
    assert run_of("timer:1") == NOT_YET
    assert jobs.run("timer:1", before) is False, "the run of before finds that it is no longer meant"


def test_nothing_is_handed_over_where_jobs_are_only_rows(app: Flask) -> None:
    app.config["JOBS_INLINE"] = True
    with transaction():
        jobs.enqueue("test_timer", "timer:1")
    assert (hand_over(), run_of("timer:1")) == (0, NOT_YET)
