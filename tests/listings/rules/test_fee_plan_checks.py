"""What a plan may ask: caps on both sides, payment at the start, and sound terms."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.listings.rules.caps import CAPS, Cap, CapOn, cap
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import (
    Combine,
    Condition,
    ConditionKind,
    FeeKind,
    FeePlan,
    Instalment,
    Royalty,
    Rung,
    Severity,
)
from tests.listings.rules.fee_plans import (
    ACCEPTED,
    AFTER_12,
    ENTRY,
    EVERY,
    FIRST_SALE,
    FREE,
    INSTALMENTS,
    LUMP,
    MOCK,
    ROYALTY,
    WAN,
    use_first,
)

STATUTORY, PLATFORM = Channel.STATUTORY, Channel.PLATFORM
CAP_FEN = 2_000_000_000


def codes(plan: FeePlan, channel: Channel = PLATFORM, term_months: int = 60) -> list[str]:
    return [finding.code for finding in plan.check(channel, term_months)]


@pytest.mark.parametrize("plan", EVERY)
def test_sound_plans_pass_on_the_platform(plan: FeePlan) -> None:
    assert codes(plan) == []


LEVEL = (Instalment(0, CAP_FEN // 2), Instalment(6, CAP_FEN // 2))


@pytest.mark.parametrize(
    ("at_cap", "above", "field"),
    [
        # 审查指南 3.3: 以固定费用标准支付的，一般不高于2000万元
        (replace(LUMP, amount_fen=CAP_FEN), replace(LUMP, amount_fen=CAP_FEN + 1), "amount_fen"),
        (
            FeePlan(FeeKind.INSTALMENTS, instalments=LEVEL),
            FeePlan(FeeKind.INSTALMENTS, instalments=(*LEVEL, Instalment(9, 1))),
            "instalments",
        ),
        (replace(ENTRY, entry_fee_fen=CAP_FEN), replace(ENTRY, entry_fee_fen=CAP_FEN + 1), "entry_fee_fen"),
        # The minimum of five years counts as fixed.
        (
            replace(ENTRY, royalty=Royalty(20_000, minimum_fen_a_year=(CAP_FEN - 500_000) // 5)),
            replace(ENTRY, royalty=Royalty(20_000, minimum_fen_a_year=(CAP_FEN - 500_000) // 5 + 1)),
            "royalty.minimum_fen_a_year",
        ),
        # 净销售额提成一般不高于20%, on every rung
        (replace(ENTRY, royalty=Royalty(200_000)), replace(ENTRY, royalty=Royalty(200_100)), "royalty.rate_ppm"),
        (
            replace(ENTRY, royalty=Royalty(1, (Rung(WAN, 200_000),))),
            replace(ENTRY, royalty=Royalty(1, (Rung(WAN, 200_001),))),
            "royalty.rungs.0.rate_ppm",
        ),
    ],
)
def test_exactly_at_the_cap_passes_and_above_is_refused_or_asks_for_a_reason(
    at_cap: FeePlan, above: FeePlan, field: str
) -> None:
    assert codes(at_cap, STATUTORY) == []
    (finding,) = above.check(STATUTORY, 60)
    assert (finding.code, finding.severity, finding.field) == ("FEE_OVER_CAP", Severity.BLOCK, field)
    assert finding.article.zh == "专利审查指南第五部分第十一章 3.3"
    (advice,) = above.check(PLATFORM, 60)
    assert (advice.code, advice.needs_reason) == ("FEE_OVER_CAP", True)
    assert "写明理由" in advice.cure.zh


def test_a_cap_of_the_plan_itself_bounds_its_minimum() -> None:
    plan = replace(ENTRY, royalty=Royalty(20_000, minimum_fen_a_year=CAP_FEN // 2, cap_fen=CAP_FEN))
    assert codes(plan, STATUTORY) == []


def test_a_refusal_names_the_value() -> None:
    (finding,) = replace(LUMP, amount_fen=2_000_010_000).check(STATUTORY, 60)
    assert finding.message.zh == "2,000.01 万元，超过开放许可一般不高于的 2,000 万元。"


def test_caps_are_dated() -> None:
    assert cap(CapOn.FIXED_FEN, date(2024, 1, 19)) is None
    assert cap(CapOn.FIXED_FEN, date(2024, 1, 20)) == CAPS[0]
    assert cap(CapOn.PROFIT_PPM).limit == 400_000
    old = Cap(CapOn.PROFIT_PPM, 1, date(2020, 1, 1), date(2024, 1, 19), CAPS[0].article)
    table = (old, *CAPS)
    assert cap(CapOn.PROFIT_PPM, date(2024, 1, 19), table) is old
    assert cap(CapOn.PROFIT_PPM, date(2024, 1, 20), table) is CAPS[2]
    before = date(2023, 1, 1)
    assert replace(LUMP, amount_fen=CAP_FEN + 1).check(STATUTORY, 60, before) == ()
    assert replace(ENTRY, royalty=Royalty(200_001)).check(STATUTORY, 60, before) == ()


@pytest.mark.parametrize(
    ("plan", "cure"),
    [
        # 专利法第五十一条: 以书面方式通知专利权人，并……支付许可使用费后，即获得专利实施许可
        (ROYALTY, "加一笔入门费"),
        (MOCK, "加一笔入门费"),
        (replace(LUMP, use_first=use_first()), "改成入门费加提成"),
        (replace(INSTALMENTS, instalments=(Instalment(1, WAN), Instalment(2, WAN))), "把第一期放在开始时"),
    ],
)
def test_a_statutory_plan_pays_something_at_the_start(plan: FeePlan, cure: str) -> None:
    (finding,) = plan.check(STATUTORY, 60)
    assert (finding.code, finding.severity) == ("NOTHING_PAID_AT_START", Severity.BLOCK)
    assert finding.article.zh == "专利法第五十一条第一款"
    assert cure in finding.cure.zh
    assert codes(plan, PLATFORM) == []


@pytest.mark.parametrize("plan", [FREE, LUMP, INSTALMENTS, ENTRY, replace(ENTRY, use_first=use_first())])
def test_free_fixed_and_entry_plans_are_statutory(plan: FeePlan) -> None:
    assert codes(plan, STATUTORY) == []


def royalty(**values: object) -> FeePlan:
    return replace(ROYALTY, royalty=Royalty(**{"rate_ppm": 30_000, **values}))


def instalments(*rows: tuple[int, int]) -> FeePlan:
    return FeePlan(FeeKind.INSTALMENTS, instalments=tuple(Instalment(*row) for row in rows))


@pytest.mark.parametrize(
    ("plan", "code", "field"),
    [
        (replace(LUMP, amount_fen=0), "AMOUNT_ZERO", "amount_fen"),
        (replace(ENTRY, entry_fee_fen=0), "AMOUNT_ZERO", "entry_fee_fen"),
        (instalments((0, WAN), (12, 0)), "AMOUNT_ZERO", "instalments.1.amount_fen"),
        (instalments((0, WAN)), "INSTALMENTS_TOO_FEW", "instalments"),
        (instalments((3, WAN), (3, WAN)), "INSTALMENTS_ORDER", "instalments.1.after_months"),
        (instalments((0, WAN), (61, WAN)), "INSTALMENT_AFTER_TERM", "instalments.1.after_months"),
        (royalty(rate_ppm=0), "RATE_OUT_OF_RANGE", "royalty.rate_ppm"),
        (royalty(rungs=(Rung(WAN, 0),)), "RATE_OUT_OF_RANGE", "royalty.rungs.0.rate_ppm"),
        (royalty(rungs=(Rung(WAN, 9), Rung(WAN, 8))), "RUNGS_ORDER", "royalty.rungs.1.above_fen"),
        (royalty(rungs=(Rung(0, 9),)), "RUNGS_ORDER", "royalty.rungs.0.above_fen"),
        (royalty(minimum_fen_a_year=2, cap_fen=1), "CAP_BELOW_MINIMUM", "royalty.cap_fen"),
        (royalty(cap_fen=0), "CAP_BELOW_MINIMUM", "royalty.cap_fen"),
        (replace(LUMP, statement_due_days=0), "DAYS_OUT_OF_RANGE", "statement_due_days"),
        (replace(LUMP, statement_due_days=91), "DAYS_OUT_OF_RANGE", "statement_due_days"),
        (replace(LUMP, payment_due_days=181), "DAYS_OUT_OF_RANGE", "payment_due_days"),
        (
            replace(MOCK, use_first=replace(use_first(), exit_notice_days=181)),
            "DAYS_OUT_OF_RANGE",
            "use_first.exit_notice_days",
        ),
    ],
)
def test_unsound_figures_are_found(plan: FeePlan, code: str, field: str) -> None:
    assert (code, field) in [(finding.code, finding.field) for finding in plan.check(PLATFORM, 60)]


def test_edges_of_sound_figures_pass() -> None:
    assert codes(instalments((0, WAN), (60, WAN))) == []
    assert codes(royalty(minimum_fen_a_year=5, cap_fen=5)) == []
    assert codes(royalty(cap_fen=1)) == []
    assert codes(replace(LUMP, statement_due_days=90, payment_due_days=180)) == []


@pytest.mark.parametrize(("term_months", "expected"), [(0, True), (1, False), (240, False), (241, True)])
def test_the_term_is_1_to_240_months(term_months: int, expected: bool) -> None:
    assert ("TERM_OUT_OF_RANGE" in codes(LUMP, term_months=term_months)) is expected


CUM_ZERO = Condition(ConditionKind.CUM_REVENUE)
BLANK = Condition(ConditionKind.MILESTONE, text="  ")
TESTED = Condition(ConditionKind.MILESTONE, text="样机通过验收")
DAY = Condition(ConditionKind.FIXED_DATE, day=date(2028, 1, 1))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (use_first(), []),
        (use_first(DAY, ACCEPTED), []),
        (use_first(free_months=60), ["FREE_MONTHS_OUT_OF_RANGE", "TRIGGER_MISMATCH"]),
        (use_first(FIRST_SALE, DAY, free_months=59), []),
        (use_first(DAY, free_months=0), ["FREE_MONTHS_OUT_OF_RANGE"]),
        (use_first(AFTER_12, free_months=6), ["TRIGGER_MISMATCH"]),
        (use_first(AFTER_12, AFTER_12), ["TRIGGER_TWICE"]),
        (use_first(CUM_ZERO, AFTER_12), ["TRIGGER_VALUE_MISSING"]),
        (use_first(BLANK, AFTER_12), ["TRIGGER_VALUE_MISSING"]),
        (use_first(TESTED, AFTER_12), []),
        (use_first(FIRST_SALE), ["TRIGGER_MAY_NEVER_COME"]),
        (use_first(combine=Combine.LATEST), ["TRIGGER_MAY_NEVER_COME"]),
        (use_first(DAY, AFTER_12, combine=Combine.LATEST), []),
    ],
)
def test_use_first_terms_hold_together(terms: object, expected: list[str]) -> None:
    assert codes(replace(LUMP, use_first=terms)) == expected


def test_a_trigger_without_conditions_is_refused() -> None:
    terms = use_first()
    empty = replace(terms, trigger=replace(terms.trigger, conditions=()))
    assert codes(replace(LUMP, use_first=empty)) == ["TRIGGER_EMPTY"]
