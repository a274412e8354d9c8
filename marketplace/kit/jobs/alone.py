"""A process of its own for one job: what takes it down takes nobody else with it."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[3]
HANG_SECONDS = 6 * 3600  # a job that has not ended by then never will
STOPS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})  # what a server is stopped with
PYTHONS_OWN = frozenset({1, 2})  # ended by an exception or a wrong command, not by the job

_one_at_a_time = threading.Lock()
_children: list[subprocess.Popen[bytes]] = []


class Fate(StrEnum):
    """How such a process ended."""

    DONE = "done"  # the job's result or its failure is in its row
    FAILED = "failed"  # the process could not begin, or not write what came of it
    STOPPED = "stopped"  # somebody stopped it, as a server is stopped
    DIED = "died"  # it was killed, or ended itself, while its parent lives: the job took it down


def fate_of(code: int) -> Fate:
    """code: as `subprocess` gives it, -9 for a process ended by signal 9."""
    if code == 0:
        return Fate.DONE
    if -code in STOPS:
        return Fate.STOPPED
    return Fate.FAILED if code in PYTHONS_OWN else Fate.DIED


def carry(command: Sequence[str], key: str) -> Fate:
    """Carry out one job in a child and wait for its end; one child at a time. It stays in our process group, so that
    whoever kills that kills both, and ends when we end."""
    with _one_at_a_time:
        child = subprocess.Popen([*command, key], cwd=ROOT, stdin=subprocess.PIPE)  # noqa: S603
        _children.append(child)
        try:
            return fate_of(child.wait(HANG_SECONDS))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return Fate.DIED
        finally:
            _children.remove(child)
            if child.stdin:
                child.stdin.close()


def stop_children() -> None:
    """Stop what still runs in a child, when this process stops; its job comes back later."""
    for child in list(_children):
        child.terminate()


def end_with_parent() -> None:
    """In the child: be stopped as any process is, and end at once when the parent is gone."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()


def _watch() -> None:
    while os.read(0, 1):
        pass
    os._exit(128 + signal.SIGTERM)
