"""Bars on what is written: promotional words are marked, missing items named, fees kept to their caps."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.listings.rules import law
from marketplace.listings.rules.bars import BY_CODE, judge, may_publish, promotional_marks
from marketplace.listings.rules.bars.samples import SAMPLE, SAMPLE_PATENT
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.exact import half_up, months_after, whole_months_until
from marketplace.listings.rules.facts import ListingFacts
from marketplace.listings.rules.fee_plan import FeePlan, Severity
from tests.listings.rules.fee_plans import ENTRY, FREE, LUMP, MOCK, ROYALTY

CONTENT = BY_CODE["CONTENT_DEFECT"]


def written(channel: Channel = Channel.STATUTORY, **texts: object) -> ListingFacts:
    return replace(SAMPLE, channel=channel, declaration=replace(SAMPLE.declaration, **texts))


def test_promotional_words_are_marked_where_they_stand() -> None:
    verdict = CONTENT.judge(written(plain_summary="本装置全球领先，稳 赚。"))
    assert verdict.severity is Severity.BLOCK
    assert [(mark.field, mark.start, mark.end, mark.text) for mark in verdict.marks] == [
        ("declaration.plain_summary", 3, 7, "全球领先"),
        ("declaration.plain_summary", 8, 11, "稳 赚"),
    ]
    assert verdict.fields == ("declaration.plain_summary",)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("填补国内空白", 1),
        ("World-Leading and risk-free", 2),
        ("world  leading", 1),
        ("最优解，唯一标识，完整", 0),
        ("", 0),
    ],
)
def test_what_counts_as_promotion(text: str, count: int) -> None:
    assert len(promotional_marks(text)) == count


def test_an_offer_is_only_reminded() -> None:
    verdict = CONTENT.judge(written(Channel.PLATFORM, plain_summary="世界第一"))
    assert verdict.needs_reason
    assert not verdict.blocks
    assert CONTENT.judge(written(Channel.PLATFORM, basis_note="", contact="", commits=False)).passed


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        (written(contact=" "), "declaration.contact", "联系方式"),
        (written(commits=False), "declaration.commits", "承诺"),
        (written(basis_note=" "), "declaration.basis_note", "计算依据和方式的简要说明"),
        (written(basis_note="据" * 2001), "declaration.basis_note", "2001 字"),
        (written(other_matters="仅限本市企业"), "declaration.other_matters", "限制了谁可以用"),
        (replace(SAMPLE, patents=()), "patents", "专利号"),
        (replace(SAMPLE, patents=(replace(SAMPLE_PATENT, owners=()),)), "patents", "姓名或者名称"),
        (replace(SAMPLE, patents=(SAMPLE_PATENT, SAMPLE_PATENT)), "patents", "一份声明只写一件专利"),
        (replace(SAMPLE, fee_plan=None), "fee_plan", "支付方式、标准"),
        (replace(SAMPLE, term_months=0), "term_months", "专利许可期限"),
    ],
)
def test_what_a_declaration_must_say(facts: ListingFacts, field: str, words: str) -> None:
    # 细则第八十五条: 开放许可声明应当写明以下事项
    verdict = CONTENT.judge(facts)
    assert verdict.blocks
    assert field in verdict.fields
    assert words in verdict.message.zh


def test_two_thousand_characters_and_the_territory_of_china_are_fine() -> None:
    assert CONTENT.judge(written(basis_note="据" * 2000)).passed
    assert CONTENT.judge(written(other_matters="仅限中国境内实施")).passed


def priced(plan: FeePlan | None, channel: Channel) -> ListingFacts:
    return replace(SAMPLE, fee_plan=plan, channel=channel)


@pytest.mark.parametrize(
    ("amount_fen", "channel", "expected"),
    [
        (2_000_000_000, Channel.STATUTORY, None),
        (2_000_010_000, Channel.STATUTORY, Severity.BLOCK),
        (2_000_000_000, Channel.PLATFORM, None),
        (2_000_010_000, Channel.PLATFORM, Severity.WARN),
    ],
)
def test_the_cap_blocks_a_declaration_and_warns_an_offer(
    amount_fen: int, channel: Channel, expected: Severity | None
) -> None:
    verdict = BY_CODE["FEE_OVER_CAP"].judge(priced(replace(LUMP, amount_fen=amount_fen), channel))
    assert (None if verdict.passed else verdict.severity) is expected
    if expected:
        assert verdict.fields == ("fee_plan.amount_fen",)


def test_a_listing_without_a_price_has_no_cap_to_pass_but_no_sound_plan() -> None:
    facts = priced(None, Channel.PLATFORM)
    failed = [verdict for verdict in judge(facts) if not verdict.passed]
    assert [(verdict.code, verdict.fields) for verdict in failed] == [("FEE_PLAN_UNSOUND", ("fee_plan",))]
    assert BY_CODE["FEE_OVER_CAP"].judge(facts).message.zh == "费用在上限之内"
    assert BY_CODE["FEE_OVER_CAP"].judge(priced(ENTRY, Channel.PLATFORM)).message.zh == "提成率 2%，在上限之内"


@pytest.mark.parametrize("plan", [ROYALTY, MOCK])
def test_a_plan_that_pays_nothing_at_the_start_belongs_to_the_platform(plan: FeePlan) -> None:
    assert not may_publish(judge(priced(plan, Channel.STATUTORY)))
    assert may_publish(judge(priced(plan, Channel.PLATFORM)))
    assert may_publish(judge(priced(FREE, Channel.STATUTORY)))


def test_a_term_out_of_range_is_told_at_the_term() -> None:
    verdict = BY_CODE["FEE_PLAN_UNSOUND"].judge(replace(SAMPLE, term_months=241))
    assert verdict.fields == ("term_months",)


def test_a_text_that_is_not_shipped_cannot_be_quoted() -> None:
    with pytest.raises(KeyError):
        law.quote(law.Law.RULES, "第一条", "art. 1")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        # 细则第五条: 该月无相应日的，以该月最后一日为期限届满日
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 24), 12, date(2027, 11, 24)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end
    assert whole_months_until(start, end) == months


def test_whole_months_are_counted_down_and_never_below_nought() -> None:
    assert whole_months_until(date(2026, 11, 24), date(2027, 11, 23)) == 11
    assert whole_months_until(date(2026, 11, 24), date(2026, 11, 23)) == 0
    assert whole_months_until(date(2026, 11, 24), date(2020, 1, 1)) == 0
    assert half_up(1, 2) == 1
