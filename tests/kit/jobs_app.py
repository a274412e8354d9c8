"""A small application with nothing but a database and jobs, for the tests of the job engine."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from marketplace.kit import jobs
from marketplace.kit.db import db, prepare_engine
from marketplace.kit.errors import StepRefused, TooMany
from marketplace.kit.transactions import transaction
from marketplace.kit.words import Words


def small_app(folder: Path, **config: Any) -> Flask:
    """Its database stands in `folder`, its outside world is the file effects.txt there."""
    app = Flask("small")
    app.config.update(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'small.db'}",
            "MAIL_URL": str(folder / "mail"),
            "FILES_URL": str(folder / "files"),
            "PUBLIC_URL": "https://jingzhe.example",
            "JOBS_ALONE": [sys.executable, "-m", "tests.kit.one_job", str(folder)],
            **config,
        }
    )
    db.init_app(app)
    jobs.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    return app


def make_database(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        jobs.prepare_store(db.engine.url.render_as_string(hide_password=False))


def and_fail(act: Callable[[], object]) -> None:
    """Do something in a transaction that ends badly."""
    with transaction():
        act()
        raise ZeroDivisionError


def effects(folder: Path) -> list[str]:
    path = folder / "effects.txt"
    return path.read_text().split() if path.exists() else []


@jobs.job("test_effect")
def cause_effect(payload: dict[str, Any]) -> str:
    """Leave a line outside: first the beginning of the work, then, slowly, its end."""
    time.sleep(payload.get("seconds", 0))
    with (Path(payload["folder"]) / "effects.txt").open("a") as file:
        file.write(f"{payload['key']}\n")
        file.flush()
        os.fsync(file.fileno())
    return str(payload["key"])


@jobs.job("test_deadly")
def die(payload: dict[str, Any]) -> None:
    """End the process at once, as a reader that asks for too much memory does; the file tells the pids that died."""
    with (Path(payload["folder"]) / "died.txt").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if payload["how"] == "exit":
        os._exit(7)
    os.kill(os.getpid(), signal.SIGKILL)


@jobs.on_set_aside("test_deadly")
def say_so(job: jobs.Job) -> None:
    jobs.enqueue("test_effect", f"told:{job.key}", payload={"folder": job.payload["folder"]})
    if job.payload.get("is_told_badly"):
        raise OSError("nobody can be told")


@jobs.job("test_patient")
def wait_for_go(payload: dict[str, Any]) -> None:
    while not (Path(payload["folder"]) / "go").exists():
        time.sleep(0.02)


@jobs.job("test_busy")
def find_nobody_free(_payload: dict[str, Any]) -> None:
    raise TooMany(Words("都在忙。", "All are busy."))


@jobs.job("test_failure")
def always_fail(payload: dict[str, Any]) -> None:
    raise OSError(f"nobody answers at {payload['address']}")


RUNG: list[tuple[str, str]] = []  # key and result of what was finished


@jobs.finish("test_effect")
def write_result(job: jobs.Job, result: str) -> None:
    RUNG.append((job.key, result))


@jobs.timer("test_timer")
def ring(job: jobs.Job) -> None:
    RUNG.append((job.key, job.subject_id))


@jobs.timer("test_chain")
def ring_and_wind(job: jobs.Job) -> None:
    RUNG.append((job.key, ""))
    jobs.enqueue("test_timer", f"{job.key}:next", due_at=job.due_at)


@jobs.timer("test_refused")
def refuse(_job: jobs.Job) -> None:
    raise StepRefused(Words("已经撤回。", "It was withdrawn."))
