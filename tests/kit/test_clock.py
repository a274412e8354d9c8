"""The clock, and the ends of periods under the Implementing Rules, art. 5."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit import clock
from marketplace.kit.clock import Deadline, add_months, deadline, is_working_day


def test_the_beijing_day_changes_at_sixteen_hours_utc():
    with clock.at(datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 24)
    with clock.at(datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 25)
        assert clock.now().tzinfo is UTC


def test_a_day_stands_for_nine_in_the_morning_and_blocks_nest():
    with clock.at(date(2030, 1, 1)):
        with clock.at(date(2040, 1, 1)):
            assert clock.today().year == 2040
        assert clock.now() == datetime(2030, 1, 1, 1, tzinfo=UTC)
    assert clock.today().year < 2100
    assert clock.start_of(date(2030, 1, 1)) == datetime(2029, 12, 31, 16, tzinfo=UTC)
    assert clock.end_of(date(2029, 12, 31)) == clock.start_of(date(2030, 1, 1))


def test_a_training_room_runs_three_years_in_a_minute():
    start = datetime(2026, 11, 24, tzinfo=UTC)
    try:
        clock.run(start, real=datetime.now(UTC) - timedelta(minutes=1), speed=3 * 365 * 1440)
        assert timedelta(days=1095) <= clock.now() - start < timedelta(days=1300)
    finally:
        clock.run(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_instant_needs_its_zone():
    with pytest.raises(ValueError, match="time zone"):
        clock.beijing(datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_same_numbered_day_or_the_last(start, months, expected):
    assert add_months(start, months) == expected


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        # Guidelines, part V, chapter 7, 2.3: three years from filing; served 15 days after posting; then two months.
        (date(1998, 6, 1), {"months": 36}, Deadline(date(2001, 6, 1), False)),
        (date(2008, 6, 21), {"months": 2}, Deadline(date(2008, 8, 21), False)),
        # National Day and the week around it; 2026-10-10 is a worked Saturday.
        (date(2026, 9, 1), {"months": 1}, Deadline(date(2026, 10, 8), False)),
        (date(2026, 9, 10), {"days": 30}, Deadline(date(2026, 10, 10), False)),
        (date(2026, 9, 30), {"working_days": 3}, Deadline(date(2026, 10, 10), False)),
        # Nobody has published 2027 yet.
        (date(2026, 10, 1), {"months": 3}, Deadline(date(2027, 1, 4), True)),
        (date(2026, 12, 31), {"working_days": 1}, Deadline(date(2027, 1, 4), True)),
    ],
)
def test_periods_end_on_a_working_day(start, period, expected):
    assert deadline(start, **period) == expected


def test_a_posted_letter_is_presumed_served_after_fifteen_days():
    assert date(2008, 6, 6) + timedelta(days=15) == date(2008, 6, 21)


@pytest.mark.parametrize("period", [{}, {"months": 1, "days": 1}, {"days": 0}, {"days": -1}, {"months": 1, "days": -1}])
def test_a_period_is_given_in_one_unit(period):
    with pytest.raises(ValueError, match="give one of"):
        deadline(date(2026, 1, 1), **period)


def test_make_up_days_are_worked():
    assert is_working_day(date(2026, 2, 28))
    assert not is_working_day(date(2026, 10, 5))
    assert not is_working_day(date(2026, 11, 28))
    assert clock.is_published(2026)
    assert clock.is_published(1999)
    assert not clock.is_published(2027)


@given(st.dates(date(1985, 4, 1), date(2060, 1, 1)), st.integers(1, 240))
def test_a_deadline_is_never_early_and_always_a_working_day(start, months):
    end = deadline(start, months=months)
    assert end.last_day >= add_months(start, months)
    assert end.last_day - add_months(start, months) <= timedelta(days=12)
    assert is_working_day(end.last_day)
