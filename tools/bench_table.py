"""What every part of the bench shares: a figure with its target, percentiles, an installation in a temporary folder."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from tests.conftest import fresh_database
from tests.kills.server import Server

DATABASES = ("sqlite", "postgresql")


class Figure(NamedTuple):
    """One line of the table.

    most, least: the target, whichever applies; none: a ratio or a plain fact
    """

    name: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def is_missed(self) -> bool:
        too_high = self.most is not None and self.value > self.most
        return too_high or (self.least is not None and self.value < self.least)

    def line(self) -> str:
        target = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""
        shown = f"{self.value:,.0f}" if abs(self.value) >= 100 else f"{self.value:,.1f}"
        return f"{self.name:<62} {shown:>10} {self.unit:<8} {target:>9} {'missed' if self.is_missed else ''}".rstrip()


def percentiles(taken: list[float]) -> tuple[float, float]:
    """Middle and 95th of 100."""
    cuts = quantiles(taken, n=20, method="inclusive")
    return cuts[9], cuts[18]


def seconds(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun


def middle(act: Callable[[], object], times: int) -> float:
    """Seconds, the median of several."""
    return median(seconds(act) for _ in range(times))


def has_postgres() -> bool:
    return os.environ.get("TEST_DATABASE_URL", "").startswith("postgres")


def databases() -> tuple[str, ...]:
    return DATABASES if has_postgres() else DATABASES[:1]


@contextmanager
def house(database: str, name: str) -> Iterator[Server]:
    """An installation of its own, gone afterwards; not yet served."""
    with TemporaryDirectory(prefix="jingzhe-bench-") as folder:
        url = fresh_database(Path(folder), name) if database == "postgresql" else ""
        server = Server(Path(folder), url)
        try:
            yield server
        finally:
            server.stop()
