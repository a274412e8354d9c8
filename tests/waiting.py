"""Waiting for what must happen. Nothing is judged by how long it took: the bound is there for what never comes."""

import time
from collections.abc import Callable

HANG_SECONDS = 600  # below the limit of a whole test, so that it is this that is told


def until(happened: Callable[[], object], seconds: float = HANG_SECONDS) -> bool:
    """True as soon as it has happened; False when it never does."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
