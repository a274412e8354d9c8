"""Dates as tables hold them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.words import Words
from marketplace.patents.rules.dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "2025-11-26",
        "2025/11/26",
        "2025.11.26",
        "2025年11月26日",
        "20251126",
        "45987",
        "2025-11-26 00:00:00",
        "２０２５－１１－２６",
    ]
    + ["2025/11/26 0:00", "2025-11-26T00:00:00.000"],
)
def test_one_day_in_many_spellings(text):
    assert read_date(text) == date(2025, 11, 26)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026/2/30", "没有 2026/2/30 这一天。"),
        ("20261332", "没有 20261332 这一天。"),
        ("1/2/26", "“1/2/26”可以读成不同的日子，请写成 2026-11-24 这样。"),
        ("1-2-2026", "“1-2-2026”可以读成不同的日子，请写成 2026-11-24 这样。"),
        ("2026-1/2", "“2026-1/2”不是日期，请写成 2026-11-24 这样。"),
        ("２０２６", "“２０２６”不是日期，请写成 2026-11-24 这样。"),
        ("٢٠٢٦-11-24", "“٢٠٢٦-11-24”不是日期，请写成 2026-11-24 这样。"),
    ],
)
def test_a_doubtful_date_is_asked_about(text, reason):
    found = read_date(text)
    assert isinstance(found, Words)
    assert found.zh == reason


@given(st.dates(date(1985, 4, 1), date(2099, 12, 31)))
def test_iso_dates_are_read_as_written(day):
    assert read_date(day.isoformat()) == read_date(f"{day.year}/{day.month}/{day.day}") == day
