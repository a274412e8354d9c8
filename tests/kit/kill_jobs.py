"""Kill the process that does the jobs, over and over, and count what is lost.

`python -m tests.kit.kill_jobs --kills N`
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

from marketplace.kit import jobs
from marketplace.kit.db import db
from marketplace.kit.transactions import rollback, transaction
from tests.kit.jobs_app import effects, make_database, small_app

EFFECT_SECONDS = 0.15
JOBS_A_KILL = 12
SETTLE_SECONDS = 600


class Outcome(NamedTuple):
    jobs: int
    lost: int  # not done in the end, or done without the effect
    phantom: int  # effects nobody asked for
    repeated: int  # effects made more than once: allowed, counted


def worker(folder: Path, *, start_new_session: bool = False) -> subprocess.Popen[bytes]:
    """A process that works jobs off until it is killed."""
    command = [sys.executable, "-m", "tests.kit.kill_jobs", "--work", str(folder)]
    return subprocess.Popen(command, start_new_session=start_new_session)


def work(folder: Path) -> None:
    from marketplace.kit.jobs.engine import Engine

    engine = Engine(small_app(folder)).start()
    engine.ready.wait()
    (folder / f"ready-{os.getpid()}").touch()
    signal.sigwait({signal.SIGTERM})
    engine.stop()


def waiting() -> int:
    rollback()
    return db.session.scalar(select(func.count()).where(jobs.Job.status == jobs.JobState.QUEUED)) or 0


def until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    while not (folder / f"ready-{process.pid}").exists():
        if process.poll() is not None:
            raise RuntimeError("the worker ended by itself")
        time.sleep(0.02)


def add_batch(folder: Path, number: int) -> None:
    for index in range(JOBS_A_KILL):
        with transaction():
            jobs.enqueue(
                "test_effect",
                f"effect:{number}:{index}",
                payload={"folder": str(folder), "seconds": EFFECT_SECONDS},
            )


def play(folder: Path, kills: int) -> Outcome:
    """Add jobs, kill the worker in the middle of them, start the next; at the end let one finish."""
    app = small_app(folder)
    make_database(app)
    with app.app_context():
        for number in range(kills):
            process = worker(folder)
            until_ready(folder, process)
            add_batch(folder, number)
            time.sleep(random.uniform(0.05, 0.6))
            process.kill()
            process.wait()
        last = worker(folder)
        deadline = time.monotonic() + SETTLE_SECONDS
        while waiting() and time.monotonic() < deadline:
            time.sleep(0.1)
        last.terminate()
        last.wait(20)
        rows = db.session.execute(select(jobs.Job.key, jobs.Job.status)).all()
        rollback()
    seen = Counter(effects(folder))
    done = {key for key, status in rows if status is jobs.JobState.DONE}
    asked = {f"effect:{number}:{index}" for number in range(kills) for index in range(JOBS_A_KILL)}
    return Outcome(
        jobs=len(asked),
        lost=len(asked - (done & seen.keys())),
        phantom=len(seen.keys() - asked),
        repeated=sum(count - 1 for count in seen.values()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        work(given.work)
        return
    with tempfile.TemporaryDirectory() as folder:
        outcome = play(Path(folder), given.kills)
    sys.stdout.write("  ".join(f"{name} {value}" for name, value in outcome._asdict().items()) + "\n")
    sys.exit(1 if outcome.lost or outcome.phantom else 0)


if __name__ == "__main__":
    main()
