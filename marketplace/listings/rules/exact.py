"""Exact arithmetic for money and calendar months; nothing here knows what a fee is."""

from calendar import monthrange
from datetime import date


def half_up(numerator: int, denominator: int) -> int:
    """The quotient to the nearest whole number, halves upward; both arguments are nought or more."""
    return (2 * numerator + denominator) // (2 * denominator)


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter.

    Source: Implementing Rules art. 5.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months_until(start: date, end: date) -> int:
    """The most months n with `months_after(start, n) <= end`; nought when `end` is not after `start`."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months_after(start, max(months, 0)) > end:
        months -= 1
    return max(months, 0)
