"""Jobs without the engine: rows, due times, failures, cancelling."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.errors import Missing, StepRefused
from marketplace.kit.jobs import kinds
from marketplace.kit.jobs.reconcile import take_lease
from marketplace.kit.jobs.running import MOST_ATTEMPTS, pause_seconds
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import RUNG, and_fail, effects, make_database, small_app

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path, JOBS_INLINE=True)
    make_database(app)
    RUNG.clear()
    with app.app_context(), clock.at(NOON):
        yield app


def add(kind: str, key: str, **rest: object) -> None:
    with transaction():
        jobs.enqueue(kind, key, **rest)  # type: ignore[arg-type]


def row(key: str) -> jobs.Job:
    db.session.rollback()
    return db.session.get_one(jobs.Job, key, populate_existing=True)


def test_a_job_acts_outside_and_finishes_once(app: Flask, tmp_path: Path) -> None:
    add("test_effect", "effect:1", payload={"folder": str(tmp_path)})
    assert jobs.drain() == 1
    assert jobs.run("effect:1") is False
    assert (effects(tmp_path), RUNG) == (["effect:1"], [("effect:1", "effect:1")])
    assert (row("effect:1").status, row("effect:1").progress_permille) == (jobs.JobState.DONE, 1000)


def test_the_same_key_twice_is_one_job(app: Flask) -> None:
    add("test_timer", "timer:1", subject=("deal", 7))
    add("test_timer", "timer:1", subject=("deal", 8))
    assert jobs.drain() == 1
    assert RUNG == [("timer:1", "7")]


def test_an_unknown_kind_is_refused_when_it_is_added(app: Flask) -> None:
    with pytest.raises(KeyError):
        add("test_nothing", "nothing:1")


def test_a_timer_waits_for_its_time(app: Flask) -> None:
    add("test_timer", "timer:1", due_at=NOON + timedelta(days=15))
    assert jobs.drain() == 0
    assert jobs.run("timer:1") is False
    with clock.at(NOON + timedelta(days=15)):
        assert jobs.run("timer:1") is True
    assert row("timer:1").status is jobs.JobState.DONE


def test_drain_until_plays_years_in_order(app: Flask) -> None:
    add("test_timer", "timer:late", due_at=NOON + timedelta(days=900))
    add("test_chain", "chain:early", due_at=NOON + timedelta(days=30))
    assert jobs.drain(NOON + timedelta(days=800)) == 2
    assert [key for key, _ in RUNG] == ["chain:early", "chain:early:next"]
    assert row("chain:early").done_at == NOON + timedelta(days=30)
    assert row("timer:late").is_queued


def test_leaving_a_state_cancels_its_deadlines(app: Flask) -> None:
    for key, subject in (("a", ("deal", 7)), ("b", ("deal", 7)), ("c", ("deal", 8))):
        add("test_timer", key, subject=subject)
    add("test_chain", "d", subject=("deal", 7))
    with transaction():
        assert jobs.cancel(("deal", 7), ("test_timer",)) == 2
    jobs.drain()
    assert [key for key, _ in RUNG] == ["c", "d", "d:next"]


def test_a_deadline_can_move(app: Flask) -> None:
    add("test_timer", "timer:1")
    with transaction():
        assert jobs.reschedule("timer:1", NOON + timedelta(days=1)) is True
    assert jobs.drain() == 0
    assert jobs.drain(NOON + timedelta(days=2)) == 1
    with transaction():
        assert jobs.reschedule("timer:1", NOON) is False


def test_a_replaced_run_does_nothing(app: Flask) -> None:
    add("test_timer", "timer:1")
    with transaction():
        jobs.reschedule("timer:1", NOON)
    assert jobs.run("timer:1", "timer:1") is False
    assert jobs.run("timer:1", row("timer:1").run_id) is True


def test_a_failure_is_noted_and_comes_back_later_and_later(app: Flask) -> None:
    add("test_failure", "failure:1", payload={"address": "192.0.2.1"})
    assert jobs.drain(strict=False) == 1
    assert "nobody answers at 192.0.2.1" in row("failure:1").error
    assert row("failure:1").due_at == NOON + timedelta(seconds=5)
    assert [pause_seconds(n) for n in (1, 2, 3, 11, 12)] == [5, 10, 20, 3600, 3600]


def test_a_job_that_fails_too_often_is_parked_until_a_person_retries_it(app: Flask) -> None:
    add("test_failure", "failure:1", payload={"address": "192.0.2.1"})
    assert jobs.drain(NOON + timedelta(days=2), strict=False) == MOST_ATTEMPTS
    assert row("failure:1").status is jobs.JobState.PARKED
    with transaction():
        jobs.retry("failure:1")
    assert (row("failure:1").status, row("failure:1").attempts) == (jobs.JobState.QUEUED, 0)


def test_tests_see_the_failure_itself(app: Flask) -> None:
    add("test_failure", "failure:1", payload={"address": "192.0.2.1"})
    with pytest.raises(OSError, match="nobody answers"):
        jobs.drain()


def test_a_step_that_is_no_longer_open_cancels_its_job(app: Flask) -> None:
    add("test_refused", "refused:1")
    assert jobs.run("refused:1") is True
    assert row("refused:1").status is jobs.JobState.CANCELLED
    add("test_refused", "refused:2")
    with pytest.raises(StepRefused):
        jobs.drain()


def test_a_job_of_a_kind_no_longer_known_fails_visibly(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    add("test_timer", "timer:1")
    monkeypatch.delitem(kinds._KINDS, "test_timer")
    jobs.drain(strict=False)
    assert "KeyError" in row("timer:1").error


def test_nothing_is_left_of_a_rolled_back_job(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError):
        and_fail(lambda: jobs.enqueue("test_timer", "timer:1"))
    with pytest.raises(Missing), transaction():
        jobs.reschedule("timer:1", NOON)


def test_one_lease_at_a_time(app: Flask) -> None:
    assert take_lease("reconcile", 60) is True
    assert take_lease("reconcile", 60) is False
    with clock.at(NOON + timedelta(seconds=61)):
        assert take_lease("reconcile", 60) is True


def test_two_acts_for_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="two acts"):
        jobs.job("test_effect")(lambda payload: None)


def test_the_commands_list_show_and_retry(app: Flask) -> None:
    add("test_failure", "failure:1", payload={"address": "192.0.2.1"})
    jobs.run("failure:1")
    runner = app.test_cli_runner()
    assert "queued 1" in runner.invoke(args=["jobs", "list", "--status", "queued"]).output
    shown = runner.invoke(args=["jobs", "show", "failure:1"]).output
    assert "attempts      1" in shown
    assert "OSError" in shown
    assert "queued" in runner.invoke(args=["jobs", "retry", "failure:1"]).output
    assert runner.invoke(args=["jobs", "show", "nobody"]).exit_code == 1
    assert runner.invoke(args=["jobs", "retry", "nobody"]).exit_code == 1
    assert row("failure:1").attempts == 0
