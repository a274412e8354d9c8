"""Who may have something read now: on the whole machine one place for strangers, one for newcomers, one for members,
and two for jobs.

A place is a file with a lock on it, so that the processes of one machine share it and a killed one gives it back.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from marketplace.kit.errors import Busy
from marketplace.kit.words import Words

if TYPE_CHECKING:
    from flask import Flask

KEY = "reading_slots"
PAUSE_SECONDS = 0.02


class Asker(StrEnum):
    """On whose behalf something is read."""

    STRANGER = "stranger"  # nobody signed in
    NEWCOMER = "newcomer"  # signed in, of an organisation that nobody has verified
    MEMBER = "member"
    JOB = "job"  # behind the scenes, and commands: nobody waits for the page
    HOUSE = "house"  # our own file, judged once and remembered: needs no place


class Places(NamedTuple):
    """How many may read at once, and how long one waits for a place before being told to come back."""

    number: int
    wait_seconds: float


PLACES = {
    Asker.STRANGER: Places(1, 1),
    Asker.NEWCOMER: Places(1, 1),
    Asker.MEMBER: Places(1, 1),
    Asker.JOB: Places(2, 600),
}
FULL = {
    "busy": Words(
        "正在检查别人送来的文件，轮到您还要几秒钟。什么都没有改动，您填的没有丢。",
        "Another file is being checked; your turn comes in a few seconds. Nothing was changed, what you typed is kept.",
    ),
    "cure": Words(
        "请等十秒，返回上一页再送一次，或者刷新本页重送。",
        "Wait ten seconds, go back and send it again, or reload this page.",
    ),
}


def init_app(app: "Flask", folder: Path) -> None:
    """folder: where the lock files stand, the same for all processes of this site."""
    app.extensions[KEY] = folder


def full() -> Busy:
    return Busy(FULL["busy"], code="READING_BUSY", cure=FULL["cure"])


def _take(folder: Path, asker: Asker, count: int) -> int | None:
    """The lock of a free place, or nothing."""
    for number in range(count):
        handle = os.open(folder / f"{asker.value}-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        return handle
    return None


def _wait(folder: Path, asker: Asker) -> int:
    places = PLACES[asker]
    until = time.monotonic() + places.wait_seconds
    while (handle := _take(folder, asker, places.number)) is None:
        if time.monotonic() >= until:
            raise full()
        time.sleep(PAUSE_SECONDS)
    return handle


def _folder() -> Path | None:
    """Where the locks of this application stand; nothing outside one."""
    from flask import current_app, has_app_context  # a warden imports this room too, and has no use for it

    found: Path | None = current_app.extensions.get(KEY) if has_app_context() else None
    return found


@contextmanager
def held(asker: Asker) -> Iterator[None]:
    """A place to read, given back at the end. Outside an application nobody competes for one.

    Raises Busy when none comes free in time.
    """
    folder = _folder()
    if asker is Asker.HOUSE or folder is None:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True)
    handle = _wait(folder, asker)
    try:
        yield
    finally:
        os.close(handle)
