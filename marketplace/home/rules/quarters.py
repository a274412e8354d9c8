"""Quarters of the year as people name them: 2026-Q4."""

import re
from datetime import date, timedelta
from typing import NamedTuple

_SPELT = re.compile(r"^(20\d\d)-Q([1-4])$")


class Quarter(NamedTuple):
    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        after = date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)
        return after - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(text: str) -> Quarter | None:
    """The quarter spelt "2026-Q4"; None for anything else."""
    match = _SPELT.match(text)
    return Quarter(int(match.group(1)), int(match.group(2))) if match else None
