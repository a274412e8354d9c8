"""What plans cost: the mock-up's numbers, both sides of every step, and laws that hold for all plans."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kit.errors import RuleBroken
from marketplace.listings.rules.fee_plan import (
    Combine,
    Condition,
    ConditionKind,
    FeePlan,
    Royalty,
    Rung,
    SalesPlan,
)
from tests.listings.rules.fee_plans import (
    ACCEPTED,
    AFTER_12,
    ENTRY,
    FIRST_SALE,
    FREE,
    INSTALMENTS,
    LUMP,
    MOCK,
    ROYALTY,
    WAN,
    plans,
    sales,
    terms,
    use_first,
)

MOCK_SALES = SalesPlan((0, 80 * WAN, 120 * WAN, 150 * WAN, 150 * WAN), first_sale_month=13)


def dues(plan: FeePlan, sales_plan: SalesPlan, term_months: int) -> list[int]:
    return [year.due_fen for year in plan.simulate(sales_plan, term_months).years]


def test_the_offer_of_the_front_window_costs_what_it_says() -> None:
    simulation = MOCK.simulate(MOCK_SALES, 60)
    assert [year.due_fen for year in simulation.years] == [0, 2_400_000, 3_600_000, 4_500_000, 4_500_000]
    assert simulation.sentence.zh == "照这样卖，5 年一共付 15 万元，头一年 0 元，离封顶还差 15 万元。"
    assert (simulation.first_year_fen, simulation.cap_left_fen, simulation.trigger_month) == (0, 15 * WAN, 13)
    assert simulation.years[0].how.zh == "先用期，不付"
    assert simulation.years[1].how.zh == "80 万元 × 3% = 2.4 万元"


def test_the_minimum_counts_when_the_rate_gives_less_and_by_months_after_the_trigger() -> None:
    plan = replace(MOCK, use_first=use_first(FIRST_SALE))
    year = plan.simulate(SalesPlan((WAN,), first_sale_month=7), 12).years[0]
    assert year.due_fen == 600_000
    assert year.how.zh == "1 万元 × 3% = 300 元，不到最低 6,000 元（按 6 个月折算），按最低付"


def test_the_cap_cuts_last_and_then_nothing_more_is_due() -> None:
    simulation = MOCK.simulate(SalesPlan((0, 900 * WAN, 900 * WAN, 900 * WAN), first_sale_month=13), 48)
    assert [year.due_fen for year in simulation.years] == [0, 27 * WAN, 3 * WAN, 0]
    assert [year.is_capped for year in simulation.years] == [False, False, True, True]
    assert simulation.years[2].how.zh.endswith("到封顶为止，付 3 万元")
    assert simulation.years[3].how.zh == "已经付满封顶，不再付"
    assert simulation.sentence.zh.endswith("已经付满封顶。")


def test_an_entry_fee_counts_towards_the_cap() -> None:
    plan = replace(ENTRY, royalty=Royalty(20_000, cap_fen=600_000))
    assert dues(plan, SalesPlan((WAN * 100,)), 24) == [600_000, 0]


@pytest.mark.parametrize(
    ("sales_fen", "expected"),
    [(100 * WAN - 100, 2_999_997), (100 * WAN, 3_000_000), (100 * WAN + 100, 3_000_002), (200 * WAN, 5 * WAN)],
)
def test_only_what_lies_above_a_step_pays_its_rate(sales_fen: int, expected: int) -> None:
    royalty = Royalty(30_000, (Rung(100 * WAN, 20_000),))
    assert royalty.rate_part(sales_fen) == expected
    assert replace(ROYALTY, royalty=royalty).simulate(SalesPlan((sales_fen,)), 12).total_fen == expected


def test_a_period_goes_on_where_the_year_stood() -> None:
    royalty = Royalty(30_000, (Rung(100 * WAN, 20_000),))
    assert royalty.rate_part(60 * WAN, 80 * WAN) == 600_000 + 800_000


@pytest.mark.parametrize(("sales_fen", "expected"), [(49, 0), (50, 1), (149, 1), (150, 2)])
def test_half_a_fen_is_rounded_up(sales_fen: int, expected: int) -> None:
    assert Royalty(10_000).rate_part(sales_fen) == expected


def test_fixed_payments_fall_into_their_years_and_late_ones_into_the_last() -> None:
    assert dues(FREE, SalesPlan((WAN,)), 24) == [0, 0]
    assert dues(LUMP, SalesPlan(), 24) == [6_800_000, 0]
    assert dues(INSTALMENTS, SalesPlan(), 36) == [4 * WAN] * 3
    assert dues(INSTALMENTS, SalesPlan(), 18) == [4 * WAN, 8 * WAN]
    assert LUMP.simulate(SalesPlan(), 24).years[1].how.zh == "这一年没有要付的"
    assert LUMP.simulate(SalesPlan(), 18).sentence.zh.startswith("照这样卖，18 个月一共付 6.8 万元")


def test_sales_of_a_year_are_shared_by_the_months_before_and_after_the_trigger() -> None:
    plan = replace(ROYALTY, use_first=use_first(Condition(ConditionKind.AFTER_MONTHS, 6), free_months=6))
    year = plan.simulate(SalesPlan((120 * WAN,)), 12).years[0]
    assert year.due_fen == 60 * WAN * 3 // 100
    late = plan.simulate(SalesPlan((0, 10), first_sale_month=14), 13)
    assert late.total_fen == 0


FIXED = Condition(ConditionKind.FIXED_DATE, day=date(2027, 3, 1))
REVENUE = Condition(ConditionKind.CUM_REVENUE, fen=100 * WAN)
START = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("conditions", "combine", "plan", "month"),
    [
        ((FIRST_SALE, AFTER_12), Combine.EARLIEST, SalesPlan((WAN,), first_sale_month=5), 5),
        ((FIRST_SALE, AFTER_12), Combine.LATEST, SalesPlan((WAN,), first_sale_month=5), 13),
        ((FIRST_SALE, AFTER_12), Combine.LATEST, SalesPlan(), None),
        ((FIRST_SALE,), Combine.EARLIEST, SalesPlan(), None),
        ((FIRST_SALE,), Combine.EARLIEST, SalesPlan((0, WAN)), 13),
        ((REVENUE,), Combine.EARLIEST, SalesPlan((120 * WAN,)), 10),
        ((REVENUE,), Combine.EARLIEST, SalesPlan((60 * WAN, 80 * WAN)), 18),
        ((REVENUE,), Combine.EARLIEST, SalesPlan((60 * WAN, 39 * WAN)), None),
        ((ACCEPTED,), Combine.EARLIEST, SalesPlan(confirmed_month=4), 4),
        ((ACCEPTED,), Combine.EARLIEST, SalesPlan(), 13),
        ((FIXED,), Combine.EARLIEST, SalesPlan(starts_on=START), 4),
        ((FIXED,), Combine.EARLIEST, SalesPlan(starts_on=date(2028, 1, 1)), 1),
        ((FIXED,), Combine.EARLIEST, SalesPlan(), 13),
        ((Condition(ConditionKind.AFTER_MONTHS, 36),), Combine.EARLIEST, SalesPlan(), None),
    ],
)
def test_the_month_payment_begins(
    conditions: tuple[Condition, ...], combine: Combine, plan: SalesPlan, month: int | None
) -> None:
    fee = replace(LUMP, use_first=use_first(*conditions, combine=combine))
    simulation = fee.simulate(plan, 36)
    assert simulation.trigger_month == month
    assert simulation.total_fen == (0 if month is None else LUMP.amount_fen)


def test_no_instalment_falls_due_when_payment_never_begins() -> None:
    assert dues(replace(INSTALMENTS, use_first=use_first(FIRST_SALE)), SalesPlan(), 12) == [0]


def test_what_is_assumed_is_said() -> None:
    plan = replace(LUMP, use_first=use_first(ACCEPTED, FIXED))
    assert [note.zh for note in plan.simulate(SalesPlan(), 36).notes] == [
        "“试用合用”按先用满 12 个月时算。",
        "“到 2027-03-01”按先用满 12 个月时算。",
    ]
    assert plan.simulate(SalesPlan(confirmed_month=2, starts_on=START), 36).notes == ()
    assert LUMP.simulate(SalesPlan(), 36).notes == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sales_fen": (-1,)}, "sales_fen"),
        ({"first_sale_month": 0}, "first_sale_month"),
        ({"confirmed_month": 0}, "confirmed_month"),
        ({"sales_fen": (1, 1), "first_sale_month": 13}, "first_sale_month"),
    ],
)
def test_a_sales_plan_that_cannot_be_is_refused(values: dict, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        SalesPlan(**values)
    assert refused.value.field == field


@pytest.mark.parametrize("term_months", [0, 241])
def test_a_term_outside_1_to_240_months_is_refused(term_months: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        LUMP.simulate(SalesPlan(), term_months)
    assert refused.value.code == "TERM_OUT_OF_RANGE"


@given(plans(), sales, terms)
def test_the_total_is_the_sum_of_its_lines_and_never_above_the_cap(plan: FeePlan, sold: SalesPlan, term: int) -> None:
    simulation = plan.simulate(sold, term)
    assert simulation.total_fen == sum(line.fen for year in simulation.years for line in year.lines)
    assert all(line.fen >= 0 for year in simulation.years for line in year.lines)
    assert len(simulation.years) == -(-term // 12)
    assert simulation.first_year_fen == simulation.years[0].due_fen
    if plan.royalty and plan.royalty.cap_fen is not None:
        assert simulation.total_fen + simulation.cap_left_fen == plan.royalty.cap_fen


@given(plans(), sales, terms, st.integers(0, 19), st.integers(1, 10**10))
def test_selling_more_never_costs_less(plan: FeePlan, sold: SalesPlan, term: int, year: int, more: int) -> None:
    padded = [*sold.sales_fen, *[0] * (20 - len(sold.sales_fen))]
    padded[year] += more
    assert plan.simulate(replace(sold, sales_fen=tuple(padded)), term).total_fen >= plan.simulate(sold, term).total_fen


@given(plans(), sales, terms)
def test_what_is_due_at_the_start_is_in_the_first_year(plan: FeePlan, sold: SalesPlan, term: int) -> None:
    assert plan.due_at_start_fen <= plan.simulate(sold, term).first_year_fen
    assert plan.due_at_start_fen <= plan.first_year_min_fen


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_both_sides_of_a_step_meet_without_a_jump(step: int, below: int, above: int) -> None:
    royalty = Royalty(50_000, (Rung(step + 1, 10_000),))
    assert royalty.rate_part(step + 2) - royalty.rate_part(step + 1) <= 1
    whole, parts = royalty.rate_part(below + above), royalty.rate_part(below) + royalty.rate_part(above, below)
    assert abs(whole - parts) <= 1


def test_the_least_a_plan_costs() -> None:
    assert [plan.first_year_min_fen for plan in (FREE, LUMP, INSTALMENTS, ROYALTY, MOCK, ENTRY)] == [
        *(0, 6_800_000, 4 * WAN),
        *(0, 0, 500_000),
    ]
    assert MOCK.total_min_fen(60) == 4 * 1_200_000
