"""Folders that printers write in: each is held by a lock that ends with its process; what nobody holds is swept."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PREFIX = "jingzhe-pdf-"


class Held(NamedTuple):
    """A folder, and the handle whose lock says that it is in use."""

    path: Path
    handle: int


@contextmanager
def _alone() -> Iterator[Path]:
    """No other process makes or sweeps folders meanwhile. Gives the place where they stand."""
    place = Path(tempfile.gettempdir())
    handle = os.open(place / f"{PREFIX}{os.getuid()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield place
    finally:
        os.close(handle)


def hold() -> Held:
    """A new folder for this process. Those of processes that were killed go first."""
    with _alone() as place:
        for left in place.glob(f"{PREFIX}*/"):
            _sweep(left)
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        handle = os.open(path, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    return Held(path, handle)


def _sweep(folder: Path) -> None:
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return  # somebody else's
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return  # in use
    finally:
        os.close(handle)


def let_go(held: Held) -> None:
    """In a forked process: the folder stays its owner's."""
    os.close(held.handle)


def remove(held: Held) -> None:
    shutil.rmtree(held.path, ignore_errors=True)
    os.close(held.handle)
