"""How high an open licence may be priced, as dated rows.

Source: Patent Examination Guidelines (2023), part V chapter 11, 3.3. “Generally not above” is read as a hard limit for
a statutory declaration and as advice that asks for a reason on the platform. Exactly at the limit passes.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from marketplace.kit.words import Words

GUIDELINES_FEES = Words("专利审查指南第五部分第十一章 3.3", "Patent Examination Guidelines, part V ch. 11, 3.3")


class CapOn(StrEnum):
    FIXED_FEN = "fixed_fen"  # lump sum, instalments together, entry fee, guaranteed minimum over the term
    NET_SALES_PPM = "net_sales_ppm"  # every rung of a royalty on net sales
    PROFIT_PPM = "profit_ppm"  # a royalty on profit


@dataclass(frozen=True)
class Cap:
    """One limit and the days it holds; `until` is its last day, None while it holds."""

    on: CapOn
    limit: int
    since: date
    until: date | None
    article: Words


GUIDELINES_2023 = date(2024, 1, 20)
CAPS = (
    Cap(CapOn.FIXED_FEN, 2_000_000_000, GUIDELINES_2023, None, GUIDELINES_FEES),
    Cap(CapOn.NET_SALES_PPM, 200_000, GUIDELINES_2023, None, GUIDELINES_FEES),
    Cap(CapOn.PROFIT_PPM, 400_000, GUIDELINES_2023, None, GUIDELINES_FEES),
)
BASIS_NOTE_MOST_CHARACTERS = 2000


def cap(on: CapOn, day: date | None = None, table: tuple[Cap, ...] = CAPS) -> Cap | None:
    """The limit that holds on `day` (the newest row without one), None when there was none."""
    rows = [row for row in table if row.on is on]
    if day is not None:
        rows = [row for row in rows if row.since <= day and (row.until is None or day <= row.until)]
    return max(rows, key=lambda row: row.since, default=None)
