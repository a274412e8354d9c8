"""Quarters: where they begin and end, and how they are spelt."""

from datetime import date

import pytest

from marketplace.home.rules.quarters import Quarter, quarter_named, quarter_of


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), Quarter(2026, 1)),
        (date(2026, 3, 31), Quarter(2026, 1)),
        (date(2026, 4, 1), Quarter(2026, 2)),
        (date(2026, 12, 31), Quarter(2026, 4)),
    ],
)
def test_a_day_lies_in_its_quarter(day, quarter):
    assert quarter_of(day) == quarter
    assert quarter.first_day <= day <= quarter.last_day


@pytest.mark.parametrize(("number", "last"), [(1, 31), (2, 30), (3, 30), (4, 31)])
def test_a_quarter_ends_on_the_last_day_of_its_third_month(number, last):
    assert Quarter(2026, number).last_day == date(2026, number * 3, last)


@pytest.mark.parametrize("text", ["2026-Q5", "2026Q4", "1999-Q1", "", "2026-Q4; DROP"])
def test_other_spellings_are_no_quarter(text):
    assert quarter_named(text) is None


def test_a_quarter_is_spelt_as_it_is_read():
    assert quarter_named(str(Quarter(2026, 4))) == Quarter(2026, 4)
