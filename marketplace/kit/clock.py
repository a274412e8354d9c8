"""What time it is, and when a period ends (Implementing Rules, art. 5); tests and training rooms may set the time."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from marketplace.kit import reference

BEIJING = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


class Pace(NamedTuple):
    """A clock of its own: it showed `shown` when it really was `real`, and runs `speed` times as fast."""

    real: datetime
    shown: datetime
    speed: float


class Deadline(NamedTuple):
    """The last day (inclusive); provisional while that year's public holidays are not published."""

    last_day: date
    provisional: bool


_pace: Pace | None = None


def now() -> datetime:
    """This instant in UTC, by the clock in use."""
    real = datetime.now(UTC)
    return real if _pace is None else (_pace.shown + (real - _pace.real) * _pace.speed).astimezone(UTC)


def beijing(instant: datetime) -> datetime:
    """An aware instant as Beijing reads it. Raises ValueError without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(BEIJING)


def day(instant: datetime) -> date:
    """The Beijing day of an instant."""
    return beijing(instant).date()


def today() -> date:
    """Today in Beijing, whatever zone the server lives in."""
    return day(now())


def start_of(some_day: date) -> datetime:
    """The first instant of a Beijing day, in UTC."""
    return datetime.combine(some_day, time.min, BEIJING).astimezone(UTC)


def end_of(some_day: date) -> datetime:
    """The first instant after a Beijing day, in UTC: when a deadline has passed."""
    return start_of(some_day + _DAY)


def run(shown: datetime | None, *, real: datetime | None = None, speed: float = 1.0) -> None:
    """Let this process keep its own time, or with None the real one again.

    shown: what the clock reads at the instant `real` (default: now)
    real:  give all processes of a sandbox the same one, and they agree
    speed: 1440 plays a day in a minute; 0 stands still
    """
    global _pace
    _pace = None if shown is None else Pace(real or datetime.now(UTC), beijing(shown), speed)


@contextmanager
def at(moment: datetime | date, speed: float = 0.0) -> Iterator[None]:
    """Inside the block it is `moment` (a day: 09:00 in Beijing), standing still unless `speed` is given."""
    global _pace
    before = _pace
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9), BEIJING)
    run(moment, speed=speed)
    try:
        yield
    finally:
        _pace = before


@cache
def _days_off(year: int) -> tuple[frozenset[date], frozenset[date], bool]:
    """Days off and worked weekend days of a year, and whether they are settled: published, or long past."""
    published = reference.holidays()
    if year in published:
        return published[year].days_off, published[year].worked, True
    return frozenset(holidays.country_holidays("CN", years=year)), frozenset(), year < max(published)


def is_published(year: int) -> bool:
    """Whether the public holidays of `year` are settled; a later year is only projected."""
    return _days_off(year)[2]


def is_working_day(some_day: date) -> bool:
    """No weekend and no public holiday, or a weekend day worked in exchange."""
    off, worked, _ = _days_off(some_day.year)
    return some_day in worked or (some_day.weekday() < 5 and some_day not in off)


def next_working_day(some_day: date) -> date:
    """`some_day` if it is one, else the first after it."""
    while not is_working_day(some_day):
        some_day += _DAY
    return some_day


def working_day_before(some_day: date) -> date:
    """The last working day before `some_day`."""
    earlier = some_day - _DAY
    while not is_working_day(earlier):
        earlier -= _DAY
    return earlier


def add_months(some_day: date, months: int) -> date:
    """The same-numbered day `months` later, or that month's last day when it is shorter.

    Source: Implementing Rules of the Patent Law, art. 5.
    """
    year, month = divmod(some_day.year * 12 + some_day.month - 1 + months, 12)
    return date(year, month + 1, min(some_day.day, monthrange(year, month + 1)[1]))


def deadline(start: date, *, months: int = 0, days: int = 0, working_days: int = 0) -> Deadline:
    """The last day of a period that begins with `start`; the start day itself does not count.

    Give one of months, days (calendar) or working_days. A last day on a day off moves to the next working day.
    Raises ValueError unless exactly one is above nought.
    Source: Implementing Rules of the Patent Law, art. 5.
    """
    if sorted((months > 0, days > 0, working_days > 0)) != [False, False, True] or min(months, days, working_days) < 0:
        raise ValueError("give one of months, days or working_days")
    if working_days:
        last_day = start
        for _ in range(working_days):
            last_day = next_working_day(last_day + _DAY)
        return Deadline(last_day, not is_published(last_day.year))
    nominal = add_months(start, months) if months else start + timedelta(days=days)
    last_day = next_working_day(nominal)
    return Deadline(last_day, not (is_published(nominal.year) and is_published(last_day.year)))
