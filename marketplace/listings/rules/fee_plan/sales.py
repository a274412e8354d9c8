"""What a buyer expects to sell, and from which month on a plan makes it pay."""

from dataclasses import dataclass
from datetime import date

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.listings.rules.exact import half_up, whole_months_until
from marketplace.listings.rules.fee_plan.saying import months
from marketplace.listings.rules.fee_plan.use_first import Combine, Condition, ConditionKind, UseFirst


def _refuse(field: str, zh: str, en: str) -> RuleBroken:
    return RuleBroken(Words(zh, en), code="SALES_PLAN", field=field)


@dataclass(frozen=True)
class SalesPlan:
    """Net sales by licence year, spread evenly over the months in which the buyer sells.

    sales_fen:        one figure a licence year; missing years are nought, years after the term do not count
    first_sale_month: 1 is the first month of the licence; None: the first month of the first year with sales
    starts_on:        first day of the licence, needed only to place a FIXED_DATE
    confirmed_month:  when milestone or acceptance happens; None: when the free months end
    Raises RuleBroken for negative figures, a month below 1, and sales in a year before the first sale.
    """

    sales_fen: tuple[int, ...] = ()
    first_sale_month: int | None = None
    starts_on: date | None = None
    confirmed_month: int | None = None

    def __post_init__(self) -> None:
        if any(sales < 0 for sales in self.sales_fen):
            raise _refuse("sales_fen", "销售额不能小于 0。", "Sales cannot be below nought.")
        for field in ("first_sale_month", "confirmed_month"):
            month = getattr(self, field)
            if month is not None and month < 1:
                raise _refuse(field, "月份从 1 数起。", "Months count from 1.")
        first = self.first_sale_index
        if first is not None and any(self.sales_fen[: first // 12]):
            raise _refuse(
                "first_sale_month",
                f"第 {first + 1} 个月才卖出第一笔，之前的年份却写了销售额。",
                f"The first sale is in month {first + 1}, yet an earlier year has sales.",
            )

    @property
    def first_sale_index(self) -> int | None:
        """Month of the first sale counted from 0, None when nothing is sold."""
        if self.first_sale_month is not None:
            return self.first_sale_month - 1
        return next((year * 12 for year, sales in enumerate(self.sales_fen) if sales), None)

    def in_year(self, year: int) -> int:
        return self.sales_fen[year] if year < len(self.sales_fen) else 0

    def selling_months(self, year: int, term_months: int) -> range:
        first = self.first_sale_index or 0
        return range(max(first, year * 12), min(year * 12 + 12, term_months))

    def payable(self, year: int, term_months: int, start: int) -> int:
        """The part of the year's sales that falls into months from `start` on; half up to fen."""
        selling = self.selling_months(year, term_months)
        if not selling:
            return 0
        payable = len(range(max(selling.start, start), selling.stop))
        return half_up(self.in_year(year) * payable, len(selling))

    def month_reaching(self, fen: int, term_months: int) -> int | None:
        """First month by whose end cumulative sales reach `fen`."""
        before = 0
        for year in range(-(-term_months // 12)):
            selling, sales = self.selling_months(year, term_months), self.in_year(year)
            if selling and sales and before + sales >= fen:
                count = -(-(max(fen - before, 1) * len(selling)) // sales)
                return selling[count - 1]
            before += sales if selling else 0
        return None


def trigger_month(use_first: UseFirst, sales: SalesPlan, term_months: int) -> int | None:
    """Month, counted from 0, in which payment begins; None when that is not within the term."""
    found = [_month_of(one, use_first, sales, term_months) for one in use_first.trigger.conditions]
    known = [month for month in found if month is not None]
    if not known or (use_first.trigger.combine is Combine.LATEST and len(known) < len(found)):
        return None
    month = min(known) if use_first.trigger.combine is Combine.EARLIEST else max(known)
    return month if month < term_months else None


def _month_of(one: Condition, use_first: UseFirst, sales: SalesPlan, term_months: int) -> int | None:
    if one.kind is ConditionKind.AFTER_MONTHS:
        return one.months
    if one.kind is ConditionKind.FIRST_SALE:
        return sales.first_sale_index
    if one.kind is ConditionKind.CUM_REVENUE:
        return sales.month_reaching(one.fen, term_months)
    if one.day is not None and sales.starts_on is not None:
        return whole_months_until(sales.starts_on, one.day)
    if one.kind is not ConditionKind.FIXED_DATE and sales.confirmed_month is not None:
        return sales.confirmed_month - 1
    return use_first.free_months


def assumptions(use_first: UseFirst, sales: SalesPlan) -> tuple[Words, ...]:
    """What the simulation takes for granted because the buyer has not said."""
    free = months(use_first.free_months)
    said: list[Words] = []
    for one in use_first.trigger.conditions:
        confirmed = one.kind in (ConditionKind.MILESTONE, ConditionKind.ACCEPTANCE_CONFIRMED)
        if (confirmed and sales.confirmed_month is None) or (one.day is not None and sales.starts_on is None):
            said.append(
                Words(
                    f"“{one.plain().zh}”按先用满 {free.zh}时算。",
                    f"We assume that {one.plain().en} after {free.en} of free use.",
                )
            )
    return tuple(said)
