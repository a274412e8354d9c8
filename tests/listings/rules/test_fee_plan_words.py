"""What plans say: sentence, headline, clause, strip, band."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import (
    KINDS,
    Band,
    Combine,
    Condition,
    ConditionKind,
    Cycle,
    FeeKind,
    FeePlan,
    Instalment,
    Royalty,
    Rung,
    Scope,
    Trigger,
    UseFirst,
    band,
)
from marketplace.listings.rules.fee_plan.kinds.base import Kind
from marketplace.listings.rules.fee_plan.saying import plain
from tests.listings.rules.fee_plans import (
    ACCEPTED,
    AFTER_12,
    ENTRY,
    EVERY,
    FREE,
    INSTALMENTS,
    LUMP,
    MOCK,
    ROYALTY,
    WAN,
    plans,
    terms,
    use_first,
)

UNBOUNDED = replace(MOCK, royalty=Royalty(30_000, cap_fen=30 * WAN))
REVENUE = Condition(ConditionKind.CUM_REVENUE, fen=100 * WAN)
TESTED = Condition(ConditionKind.MILESTONE, text="样机通过验收")
DAY = Condition(ConditionKind.FIXED_DATE, day=date(2028, 1, 1))


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (UNBOUNDED, "卖出第一笔，或满 12 个月，先到为准，之后净销售额的 3%，封顶 30 万元"),
        (MOCK, "卖出第一笔，或满 12 个月，先到为准，之后净销售额的 3%，一年最少 1.2 万元，封顶 30 万元"),
        (FREE, "免费，不收许可费"),
        (LUMP, "一次付 6.8 万元"),
        (replace(LUMP, use_first=use_first(ACCEPTED)), "试用合用，之后一次付 6.8 万元"),
        (replace(LUMP, use_first=use_first(AFTER_12, TESTED, combine=Combine.LATEST)),
         "满 12 个月，且做到“样机通过验收”，后到为准，之后一次付 6.8 万元"),
        (replace(LUMP, use_first=use_first(REVENUE, DAY)),
         "累计卖满 100 万元，或到 2028-01-01，先到为准，之后一次付 6.8 万元"),
        (INSTALMENTS, "一共 12 万元，分 3 次付"),
        (ENTRY, "入门费 5,000 元，净销售额的 2%"),
        (replace(ENTRY, royalty=Royalty(20_000, (Rung(100 * WAN, 15_000),))),
         "入门费 5,000 元，净销售额的 2%，一年超过 100 万元的部分 1.5%"),
        (ROYALTY, "净销售额的 3%"),
    ],
)  # fmt: skip
def test_the_sentence(plan: FeePlan, sentence: str) -> None:
    assert plan.sentence().zh == sentence


@pytest.mark.parametrize(
    ("plan", "figure", "what"),
    [
        (MOCK, "0 元", "先用最多 12 个月"),
        (ROYALTY, "3%", "净销售额"),
        (LUMP, "6.8 万元", "一次付清"),
        (INSTALMENTS, "12 万元", "分 3 次付"),
        (FREE, "免费", "不收许可费"),
        (ENTRY, "2%", "净销售额，入门 5,000 元"),
        (replace(ENTRY, use_first=use_first()), "5,000 元", "入门费，先用最多 12 个月"),
    ],
)
def test_the_headline(plan: FeePlan, figure: str, what: str) -> None:
    headline = plan.headline()
    assert (headline.figure.zh, headline.what.zh) == (figure, what)


@pytest.mark.parametrize(
    ("kinds", "combine", "zh", "en", "formal"),
    [
        # Another condition may end the free months earlier, so they are at most so many.
        ("after_months first_sale", Combine.EARLIEST, "先用最多 12 个月", "up to 12 months", "先用期最长为12个月"),
        ("first_sale", Combine.EARLIEST, "先用最多 12 个月", "up to 12 months", "先用期最长为12个月"),
        # Where all conditions must come, the months are the least.
        ("after_months first_sale", Combine.LATEST, "先用至少 12 个月", "at least 12 months", "先用期至少为12个月"),
        # Time alone is a promise.
        ("after_months", Combine.EARLIEST, "先用 12 个月", "12 months", "先用期为12个月"),
        ("after_months", Combine.LATEST, "先用 12 个月", "12 months", "先用期为12个月"),
    ],
)
def test_free_months_promise_no_more_than_the_trigger_does(
    kinds: str, combine: Combine, zh: str, en: str, formal: str
) -> None:
    conditions = tuple(
        Condition(ConditionKind(kind), months=12 if kind == "after_months" else 0) for kind in kinds.split()
    )
    terms = UseFirst(12, Scope.TRIAL, Trigger(combine, conditions))
    plan = FeePlan(FeeKind.LUMP_SUM, amount_fen=6_800_000, use_first=terms)
    assert (terms.span.zh, terms.span.en) == (zh, en)
    assert (plan.headline().what.zh, plan.headline().what.en) == (zh, f"for {en}")
    assert formal in plan.clause()[0].zh
    # Where the months do not start the payment, the clause says what becomes of the use when they are over.
    stops = "先用期届满而付费触发条件尚未成就的，被许可方停止实施许可专利"
    assert (stops in plan.clause()[0].zh) is ("after_months" not in kinds)


@pytest.mark.parametrize(
    ("entry_fen", "minimum_fen", "cap_fen", "inside", "order"),
    [
        (0, 0, 30_000_000, "许可使用费累计达到", "计算时先按费率计算，再适用封顶额"),
        (500_000, 0, 30_000_000, "许可使用费（含入门费）累计达到", "计算时先按费率计算，再适用封顶额"),
        (0, 1_200_000, 30_000_000, "许可使用费（含最低额）累计达到", "最后适用封顶额"),
        (500_000, 1_200_000, 30_000_000, "许可使用费（含入门费和最低额）累计达到", "最后适用封顶额"),
        (0, 1_200_000, None, "最低为人民币12,000.00元", "并取其中较高者；每笔"),
    ],
)
def test_the_clause_names_only_parts_that_the_plan_has(
    entry_fen: int, minimum_fen: int, cap_fen: int | None, inside: str, order: str
) -> None:
    kind = FeeKind.ENTRY_AND_ROYALTY if entry_fen else FeeKind.ROYALTY
    royalty = Royalty(30_000, minimum_fen_a_year=minimum_fen, cap_fen=cap_fen)
    text = clause_text(FeePlan(kind, entry_fee_fen=entry_fen, royalty=royalty))
    assert inside in text
    assert order in text
    assert ("封顶" in text) is (cap_fen is not None)
    assert ("入门费" in text) is bool(entry_fen)


@pytest.mark.parametrize(
    ("fen", "zh"),
    [(0, "0 元"), (500_000, "5,000 元"), (1_200_000, "1.2 万元"), (1_234_567, "12,345.67 元"),
     (10**10, "100,000,000 元")],
)  # fmt: skip
def test_amounts_are_never_rounded(fen: int, zh: str) -> None:
    assert plain(fen).zh == zh


def clause_text(plan: FeePlan, channel: Channel = Channel.PLATFORM) -> str:
    return "\n".join(words.zh for words in plan.clause(channel))


def test_the_clause_of_the_front_window_in_both_languages() -> None:
    zh = clause_text(MOCK)
    assert "在技术验证和产品试制范围内实施许可专利；先用期最长为12个月" in zh
    assert "付费触发条件以下列情形中最先发生者为准：（1）被许可方首次销售许可产品" in zh
    assert "（2）自本合同生效之日起满12个月" in zh
    assert "最低为人民币12,000.00元（大写：人民币壹万贰仟元整）" in zh
    assert "累计达到人民币300,000.00元（大写：人民币叁拾万元整）后" in zh
    assert "先确定最低额，再按费率计算并取其中较高者，最后适用封顶额" in zh
    assert "应当按季度编制净销售额报表，于每期结束后30日内" in zh
    assert "提前15日书面通知许可方退出" in zh
    assert len(MOCK.clause()) == 6
    assert all(words.en.strip() and words.zh.endswith("。") and words.en.endswith(".") for words in MOCK.clause())


@pytest.mark.parametrize(
    ("plan", "channel", "words"),
    [
        (FREE, Channel.STATUTORY, "不收取许可使用费"),
        (LUMP, Channel.PLATFORM, "人民币68,000.00元（大写：人民币陆万捌仟元整），被许可方应当自本合同生效之日起15日内"),
        (LUMP, Channel.STATUTORY, "被许可方应当在向许可方送达实施该专利的书面通知时一并支付"),
        (replace(LUMP, use_first=use_first()), Channel.PLATFORM, "自付费触发条件成就之日起15日内支付"),
        (INSTALMENTS, Channel.STATUTORY, "第2期人民币40,000.00元（大写：人民币肆万元整），在本合同生效之日起满12个月"),
        (ENTRY, Channel.STATUTORY, "入门费为人民币5,000.00元（大写：人民币伍仟元整），被许可方应当在向许可方送达"),
        (replace(ENTRY, use_first=use_first()), Channel.PLATFORM, "除入门费外，付费触发条件成就之前"),
        (replace(ENTRY, use_first=use_first()), Channel.PLATFORM, "已付入门费不退"),
        (replace(ROYALTY, royalty=Royalty(30_000, net_sales="开票额")), Channel.PLATFORM, "净销售额是指开票额"),
        (replace(ROYALTY, royalty=Royalty(30_000, (Rung(WAN, 20_000),))), Channel.PLATFORM, "的部分为2%"),
        (replace(ROYALTY, royalty=Royalty(30_000, cap_fen=WAN)), Channel.PLATFORM, "累计达到人民币10,000.00元"),
        (replace(ROYALTY, royalty=Royalty(30_000, minimum_fen_a_year=WAN)), Channel.PLATFORM, "最低为人民币10,000"),
        (replace(ROYALTY, statement_cycle=Cycle.HALF_YEAR), Channel.PLATFORM, "按半年编制"),
        (replace(LUMP, use_first=use_first(REVENUE, AFTER_12)), Channel.PLATFORM, "编制净销售额报表"),
        (replace(LUMP, use_first=use_first(DAY, TESTED, ACCEPTED, combine=Combine.LATEST)), Channel.PLATFORM, "最后"),
        (replace(LUMP, use_first=use_first(TESTED)), Channel.PLATFORM, "条件为：双方书面确认下列里程碑已经完成"),
    ],
)  # fmt: skip
def test_the_clause_says(plan: FeePlan, channel: Channel, words: str) -> None:
    assert words in clause_text(plan, channel)


def test_a_clause_with_no_bounds_says_nothing_of_bounds() -> None:
    assert "最低" not in clause_text(ROYALTY)
    assert len(ROYALTY.clause()) == 2


@given(plans())
def test_every_plan_speaks_both_languages(plan: FeePlan) -> None:
    said = [plan.sentence(), *plan.headline(), *(words for channel in Channel for words in plan.clause(channel))]
    assert all(words.zh and words.en for words in said)


@given(plans(), terms)
def test_every_strip_stays_within_the_term_and_in_order(plan: FeePlan, term: int) -> None:
    parts = plan.rhythm(term).parts
    assert parts
    assert [part.start_permille for part in parts] == sorted(part.start_permille for part in parts)
    assert all(part.width_permille >= 0 and part.start_permille + part.width_permille <= 1000 for part in parts)


def strip(plan: FeePlan, term: int = 60) -> list[tuple[str, int, int]]:
    return [(part.kind.value, part.start_permille, part.width_permille) for part in plan.rhythm(term).parts]


def test_the_strips() -> None:
    assert strip(MOCK) == [("free", 0, 200), ("trigger", 200, 0), ("royalty", 200, 650), ("capped", 850, 150)]
    assert strip(FREE) == [("free", 0, 1000)]
    assert strip(LUMP) == [("payment", 0, 30), ("capped", 30, 970)]
    assert strip(ROYALTY) == [("royalty", 0, 1000)]
    assert strip(ENTRY) == [("payment", 0, 30), ("royalty", 30, 970)]
    assert strip(replace(ENTRY, use_first=use_first()))[0] == ("free", 0, 200)
    assert strip(INSTALMENTS, 24)[:3] == [("payment", 0, 30), ("payment", 500, 30), ("payment", 970, 30)]
    assert strip(FeePlan(FeeKind.INSTALMENTS)) == [("capped", 0, 1000)]


def fixed(fen: int) -> FeePlan:
    return FeePlan(FeeKind.LUMP_SUM, amount_fen=fen)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (FREE, Band.FREE), (ROYALTY, Band.ROYALTY), (ENTRY, Band.ROYALTY), (INSTALMENTS, Band.FROM_5W),
        (fixed(WAN - 1), Band.UNDER_1W), (fixed(WAN), Band.FROM_1W), (fixed(5 * WAN - 1), Band.FROM_1W),
        (fixed(5 * WAN), Band.FROM_5W), (fixed(20 * WAN), Band.FROM_5W), (fixed(20 * WAN + 1), Band.OVER_20W),
    ],
)  # fmt: skip
def test_the_band(plan: FeePlan, expected: Band) -> None:
    assert band(plan) is expected


def test_every_kind_has_its_rules_and_every_cycle_its_months() -> None:
    assert set(KINDS) == set(FeeKind)
    assert [cycle.months for cycle in Cycle] == [3, 6, 12]
    assert {plan.kind for plan in EVERY} == set(FeeKind)
    assert all(clause_text(replace(MOCK, use_first=replace(use_first(), scope=scope))) for scope in Scope)
    assert Instalment(0, 1).to_json() == {"after_months": 0, "amount_fen": 1}


def test_a_new_kind_says_for_itself_what_it_cannot_inherit() -> None:
    bare = Kind()
    assert (bare.findings(FREE, 1), bare.fixed_sums(FREE, 1), bare.payments(FREE, 0), bare.due_at_start(FREE)) == (
        *((), (), ()), 0,
    )  # fmt: skip
    for ask in (bare.phrase, bare.headline, lambda plan: bare.paragraphs(plan, Channel.PLATFORM)):
        with pytest.raises(NotImplementedError):
            ask(FREE)
