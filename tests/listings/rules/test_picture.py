"""The use-first picture, the buyer's sums, and the key terms in plain lines."""

import pytest

from marketplace.listings.queries.key_terms import key_terms
from marketplace.listings.rules import terms
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Instalment, Royalty
from marketplace.listings.rules.picture import picture
from marketplace.listings.rules.simulator import Scenario, first_months, sales_plan
from tests.listings.rules.fee_plans import EVERY, LUMP, MOCK, use_first

WAN = 1_000_000


def test_the_picture_has_four_parts_with_a_cap_and_three_without() -> None:
    shown = picture(MOCK)
    assert shown is not None
    assert (shown.free.figure.zh, shown.pay.figure.zh) == ("0 元", "3%")
    assert shown.cap is not None
    assert shown.cap.figure.zh == "30 万元"
    assert picture(LUMP) is None
    later = picture(FeePlan(FeeKind.LUMP_SUM, amount_fen=3 * WAN, use_first=use_first()))
    assert later is not None
    assert (later.cap, later.pay.figure.zh) == (None, "3 万元")
    parts = (Instalment(0, WAN), Instalment(12, WAN))
    split = picture(FeePlan(FeeKind.INSTALMENTS, instalments=parts, use_first=use_first()))
    assert split is not None
    assert (split.pay.figure.zh, split.pay.what.zh) == ("2 万元", "分 2 次付")


def test_an_entry_fee_and_no_minimum_are_told_as_they_are() -> None:
    entry = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(20_000), use_first=use_first())
    shown = picture(entry)
    assert shown is not None
    assert (shown.free.figure.zh, shown.free.what.zh) == ("5,000 元", "最多用 12 个月")
    assert shown.free.sentence.zh.startswith("付了入门费就能用。")
    assert shown.pay.sentence.zh.endswith("每季度付一次。")
    assert shown.cap is None
    least = picture(MOCK)
    assert least is not None
    assert least.pay.sentence.zh.endswith("每季度付一次，一年最少 1.2 万元。")


def test_the_mock_market_sums() -> None:
    plan = sales_plan(Scenario(80 * WAN, "ramp", 13), 60)
    assert [sales // WAN for sales in plan.sales_fen] == [0, 80, 120, 150, 150]
    assert MOCK.simulate(plan, 60).total_fen == 15 * WAN


@pytest.mark.parametrize(("growth", "second"), [("flat", 80), ("grow", 96), ("ramp", 120)])
def test_each_growth(growth: str, second: int) -> None:
    assert sales_plan(Scenario(80 * WAN, growth, 1), 24).sales_fen[1] == second * WAN


def test_nothing_sold_and_a_short_term() -> None:
    assert sales_plan(Scenario(0, "flat", 7), 12).first_sale_month is None
    assert first_months(6) == (1, 4)
    assert first_months(1) == (1,)


@pytest.mark.parametrize("plan", EVERY)
def test_key_terms_are_said_of_every_plan(plan: FeePlan) -> None:
    frozen = terms.freeze(
        number="PT-2026-000001",
        version=1,
        channel=Channel.PLATFORM,
        patents=[],
        fee_plan=plan,
        term_months=36,
        acts=["sell", "make"],
        field="泵壳",
        conditions={"materials": "图" * 80, "other": "两行\n文字", "dispute": "arbitration"},
        small_only=True,
        quota=3,
        declaration_no="",
        announced_on=None,
        sample=True,
    )
    said = {term.name.zh: term for term in key_terms(frozen)}
    assert said["范围"].line.zh == "能制造、销售，限中国境内，只用于泵壳"
    assert said["资料"].more.zh == "图" * 80
    assert said["争议"].line.zh.endswith("去仲裁")
    assert {"谁能用", "名额", "其他"} <= said.keys()
