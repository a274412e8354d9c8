"""What a plan costs a buyer, year by year, in whole fen, with each year explained."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words
from marketplace.listings.rules.fee_plan.royalty import Owed, Royalty
from marketplace.listings.rules.fee_plan.sales import SalesPlan, assumptions, trigger_month
from marketplace.listings.rules.fee_plan.saying import NOTHING, joined, months, percent, plain

if TYPE_CHECKING:
    from marketplace.listings.rules.fee_plan.plan import FeePlan

TERM_MONTHS_MOST = 240


@dataclass(frozen=True)
class Line:
    """One payable amount of a year and how it came about."""

    fen: int
    how: Words


@dataclass(frozen=True)
class YearCost:
    """One licence year, counted from 1; `due_fen` is the sum of its lines."""

    year: int
    sales_fen: int
    lines: tuple[Line, ...]
    how: Words
    is_capped: bool = False

    @property
    def due_fen(self) -> int:
        return sum(line.fen for line in self.lines)


@dataclass(frozen=True)
class Simulation:
    """years: one row a licence year · cap_left_fen: None without a cap · trigger_month: month from which payment is
    owed, counted from 1, None when it never is · notes: what was assumed.
    """

    years: tuple[YearCost, ...]
    total_fen: int
    first_year_fen: int
    cap_left_fen: int | None
    sentence: Words
    trigger_month: int | None
    notes: tuple[Words, ...]


def simulate(plan: "FeePlan", sales: SalesPlan, term_months: int) -> Simulation:
    """Each payable line is rounded half up to fen; totals are sums of lines.

    Raises RuleBroken outside 1..240 months.
    """
    if not 1 <= term_months <= TERM_MONTHS_MOST:
        message = Words(f"许可期应在 1 到 240 个月之间，现在是 {term_months}。", "The term is 1 to 240 months.")
        raise RuleBroken(message, code="TERM_OUT_OF_RANGE", field="term_months")
    start = 0 if plan.use_first is None else trigger_month(plan.use_first, sales, term_months)
    payments = plan.rules.payments(plan, start)
    count = -(-term_months // 12)
    years: list[YearCost] = []
    for year in range(count):
        due_now = [one for one in payments if min(one.month // 12, count - 1) == year]
        lines = [Line(one.fen, one.how) for one in due_now]
        charged_fen = sum(one.due_fen for one in years) + sum(line.fen for line in lines)
        years.append(_year(plan, sales, term_months, start, year, lines, charged_fen))
    total_fen = sum(year.due_fen for year in years)
    cap_fen = plan.royalty.cap_fen if plan.royalty else None
    cap_left_fen = None if cap_fen is None else max(cap_fen - total_fen, 0)
    return Simulation(
        tuple(years),
        total_fen,
        years[0].due_fen,
        cap_left_fen,
        _sentence(term_months, total_fen, years[0].due_fen, cap_left_fen),
        None if start is None else start + 1,
        assumptions(plan.use_first, sales) if plan.use_first else (),
    )


def _year(
    plan: "FeePlan", sales: SalesPlan, term: int, start: int | None, year: int, lines: list[Line], charged_fen: int
) -> YearCost:
    payable_months = 0 if start is None else len(range(max(year * 12, start), min(year * 12 + 12, term)))
    is_capped = False
    if plan.royalty is not None and start is not None and payable_months:
        payable_fen = sales.payable(year, term, start)
        owed = plan.royalty.owed(payable_fen, payable_months, charged_fen)
        lines = [*lines, Line(owed.fen, _explain(plan.royalty, payable_fen, payable_months, owed))]
        is_capped = owed.is_capped
    how = joined((line.how for line in lines), "；", "; ")
    if not lines:
        how = _nothing_due(plan, payable_months)
    return YearCost(year + 1, sales.in_year(year), tuple(lines), how, is_capped)


def _nothing_due(plan: "FeePlan", payable_months: int) -> Words:
    if plan.use_first is not None and not payable_months:
        return Words("先用期，不付", "free use, nothing to pay")
    return Words("这一年没有要付的", "nothing falls due this year")


def _explain(royalty: Royalty, payable_fen: int, payable_months: int, owed: Owed) -> Words:
    if owed.is_capped and not owed.fen:
        return Words("已经付满封顶，不再付", "the cap is reached, nothing more to pay")
    base, rate = plain(payable_fen), percent(royalty.rate_ppm)
    by_rate = plain(owed.by_rate_fen)
    sum_up = Words(f"{base.zh} × {rate} = {by_rate.zh}", f"{base.en} × {rate} = {by_rate.en}")
    if royalty.rungs:
        sum_up = Words(f"{base.zh} 按分档费率 = {by_rate.zh}", f"{base.en} at the stepped rates = {by_rate.en}")
    least = plain(owed.minimum_fen)
    part = months(payable_months)
    share = Words(f"（按 {part.zh}折算）", f" (for {part.en})") if payable_months < 12 else NOTHING
    minimum = Words(
        f"不到最低 {least.zh}{share.zh}，按最低付", f"less than the minimum of {least.en}{share.en}, so the minimum"
    )
    capped = Words(f"到封顶为止，付 {plain(owed.fen).zh}", f"only up to the cap, {plain(owed.fen).en}")
    return joined((sum_up, minimum if owed.is_minimum else NOTHING, capped if owed.is_capped else NOTHING))


def _sentence(term_months: int, total_fen: int, first_year_fen: int, cap_left_fen: int | None) -> Words:
    years, rest = divmod(term_months, 12)
    term = months(term_months) if rest else Words(f"{years} 年", f"{years} year{'' if years == 1 else 's'}")
    left = NOTHING
    if cap_left_fen is not None:
        left = Words(f"，离封顶还差 {plain(cap_left_fen).zh}", f", {plain(cap_left_fen).en} below the cap")
        if not cap_left_fen:
            left = Words("，已经付满封顶", ", which reaches the cap")
    total, first = plain(total_fen), plain(first_year_fen)
    return Words(
        f"照这样卖，{term.zh}一共付 {total.zh}，头一年 {first.zh}{left.zh}。",
        f"Selling like this you pay {total.en} in {term.en}, {first.en} in the first year{left.en}.",
    )
