"""What a buyer types into the simulator, as a sales plan: first selling year, how it goes on, from when."""

from typing import NamedTuple

from marketplace.kit.words import Words
from marketplace.listings.rules.exact import half_up
from marketplace.listings.rules.fee_plan import SalesPlan

WAN_FEN = 1_000_000
DEFAULT_SALES_FEN = 80 * WAN_FEN
GROWTHS = {
    "ramp": Words("先涨后稳", "Rise, then steady"),
    "flat": Words("每年差不多", "Much the same"),
    "grow": Words("每年涨两成", "A fifth more each year"),
}
FIRST_MONTHS = (1, 4, 7, 13, 19, 25)


class Scenario(NamedTuple):
    """first_month: 1 is the first month of the licence"""

    sales_fen: int
    growth: str
    first_month: int


def _factor_ppm(growth: str, year: int) -> int:
    """Of the first selling year's sales, in the year-th selling year (from 0)."""
    if growth == "flat":
        return 1_000_000
    if growth == "grow":
        return 1_000_000 * 6**year // 5**year
    return (1_000_000, 1_500_000, 1_875_000)[min(year, 2)]


def sales_plan(scenario: Scenario, term_months: int) -> SalesPlan:
    """Sales by licence year; nothing before the first sale."""
    years = -(-term_months // 12)
    first = (scenario.first_month - 1) // 12
    sales = tuple(
        0 if year < first else half_up(scenario.sales_fen * _factor_ppm(scenario.growth, year - first), 1_000_000)
        for year in range(years)
    )
    return SalesPlan(sales, first_sale_month=scenario.first_month if scenario.sales_fen else None)


def first_months(term_months: int) -> tuple[int, ...]:
    return tuple(month for month in FIRST_MONTHS if month <= term_months)
