"""Every bar with the words of its article, both sides of its boundary, and its cure."""

from dataclasses import replace
from datetime import date

import pytest

from marketplace.listings.rules import law
from marketplace.listings.rules.bars import BY_CODE, RULES, Rule, judge, longest_term_months, may_publish
from marketplace.listings.rules.bars.samples import (
    SAMPLE,
    SAMPLE_MODEL,
    SAMPLE_PATENT,
    TODAY,
    burdened,
    changed,
    happened,
    listing,
)
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.facts import (
    Annuity,
    Conclusion,
    Consent,
    Encumbrance,
    EncumbranceKind,
    ListingFacts,
    Owner,
    StatusCode,
)
from marketplace.patents.rules.kinds import PatentKind

YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 25)
OWN = SAMPLE_PATENT.number
OTHER = "样例理工大学"

QUOTES = [
    ("EXCLUSIVE_LICENCE_IN_FORCE", "专利权处于独占或者排他许可有效期限内的"),
    ("PROCEDURE_SUSPENDED", "属于本细则第一百零三条、第一百零四条规定的中止情形的"),
    ("ANNUITY_UNPAID", "没有按照规定缴纳年费的"),
    ("PLEDGED_NO_CONSENT", "专利权被质押，未经质权人同意的"),
    ("PLEDGED_NO_CONSENT", "出质人不得转让或者许可他人使用，但是出质人与质权人协商同意的除外"),
    ("TERMINATED", "专利权已经终止的"),
    ("INVALID_FULL", "专利权已经被宣告全部无效的"),
    ("OTHER_OBSTACLE", "其他妨碍专利权有效实施的情形"),
    ("NOT_GRANTED", "应当在公告授予专利权后提出"),
    ("EVAL_REPORT_MISSING", "实用新型或者外观设计专利权人未提交专利权评价报告的"),
    ("EVAL_REPORT_MISSING", "应当提供专利权评价报告"),
    ("EVAL_REPORT_NEGATIVE", "结论认为实用新型或者外观设计专利权不符合授予专利权条件的"),
    ("CO_OWNER_CONSENT_MISSING", "应当提交全体共有人同意的证明材料"),
    ("TERM_BEYOND_PATENT", "专利实施许可合同仅在该专利权的存续期限内有效"),
    ("CONTENT_DEFECT", "不得出现商业性宣传用语"),
    ("FEE_OVER_CAP", "以固定费用标准支付的，一般不高于2000万元"),
    ("FEE_OVER_CAP", "净销售额提成一般不高于20%"),
    ("FEE_PLAN_UNSOUND", "依照公告的许可使用费支付方式、标准支付许可使用费后，即获得专利实施许可"),
]


@pytest.mark.parametrize(("code", "text"), QUOTES)
def test_a_rule_quotes_its_article(code: str, text: str) -> None:
    assert text in "".join(quote.text for quote in BY_CODE[code].quotes)


def test_every_rule_quotes_something_and_every_code_is_named_once() -> None:
    assert {code for code, _ in QUOTES} == set(BY_CODE)
    assert len(BY_CODE) == len(RULES) == 15


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_come_out_as_they_say(rule: Rule) -> None:
    assert {example.passes for example in rule.examples} == {True, False}
    for example in rule.examples:
        verdict = rule.judge(example.facts)
        assert verdict.passed is example.passes, example.name.zh
        assert verdict.message.zh
        assert verdict.message.en
        assert verdict.cure.zh
        assert verdict.cure.en


def test_an_article_is_named_to_the_item() -> None:
    assert BY_CODE["EXCLUSIVE_LICENCE_IN_FORCE"].article.zh == "专利法实施细则第八十六条第（一）项"
    assert BY_CODE["TERMINATED"].article.zh == "专利审查指南第五部分第十一章 3.1（5）；专利法第四十四条"


def test_a_rule_binds_only_while_its_articles_hold() -> None:
    rule = BY_CODE["ANNUITY_UNPAID"]
    assert (rule.since, rule.until) == (date(2024, 1, 20), None)
    assert not rule.binds(Channel.STATUTORY, date(2024, 1, 19))
    assert rule.binds(Channel.STATUTORY, date(2024, 1, 20))
    house = replace(rule, quotes=())
    assert (house.article.zh, house.since, house.until) == ("平台规则", date.min, None)
    assert house.binds(Channel.PLATFORM, date(2000, 1, 1))


def test_a_repealed_article_binds_to_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = law.INSTRUMENTS[law.Law.RULES]._replace(until=TODAY)
    monkeypatch.setitem(law.INSTRUMENTS, law.Law.RULES, ended)
    rule = BY_CODE["ANNUITY_UNPAID"]
    assert rule.binds(Channel.STATUTORY, TODAY)
    assert not rule.binds(Channel.STATUTORY, TOMORROW)


def test_a_sound_listing_passes_in_both_channels() -> None:
    for channel in Channel:
        verdicts = judge(replace(SAMPLE, channel=channel))
        assert all(verdict.passed for verdict in verdicts)
        assert may_publish(verdicts)
    assert "EVAL_REPORT_MISSING" not in {one.code for one in judge(replace(SAMPLE, channel=Channel.PLATFORM))}


def failing(facts: ListingFacts) -> list[str]:
    return [verdict.code for verdict in judge(facts) if not verdict.passed]


def test_an_exclusive_licence_bars_to_its_last_day_and_the_cure_names_the_next() -> None:
    assert failing(burdened(EncumbranceKind.EXCLUSIVE, until=YESTERDAY)) == []
    facts = burdened(EncumbranceKind.EXCLUSIVE, until=TODAY)
    (verdict,) = [one for one in judge(facts) if not one.passed]
    assert verdict.code == "EXCLUSIVE_LICENCE_IN_FORCE"
    assert verdict.cure.zh.startswith("2026 年 11 月 25 日起可以公布")
    assert verdict.fields == ("patents",)
    assert failing(replace(facts, channel=Channel.PLATFORM)) == [verdict.code]
    later = changed(encumbrances=(Encumbrance(EncumbranceKind.SOLE, since=TOMORROW),))
    assert failing(later) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (changed(annuity_paid_until=TODAY), []),
        (changed(annuity_paid_until=YESTERDAY), ["ANNUITY_UNPAID"]),
        (changed(annuity_paid_until=None), []),
        (changed(annuity=Annuity.UNPAID, annuity_paid_until=None), ["ANNUITY_UNPAID"]),
        (changed(annuity=Annuity.UNKNOWN), ["ANNUITY_UNPAID"]),
        (burdened(EncumbranceKind.PLEDGE, note="样例银行"), ["PLEDGED_NO_CONSENT"]),
        (burdened(EncumbranceKind.PLEDGE, consent_on=TODAY), []),
        (burdened(EncumbranceKind.PLEDGE, consent_on=TOMORROW), ["PLEDGED_NO_CONSENT"]),
        (burdened(EncumbranceKind.PRESERVATION), ["PROCEDURE_SUSPENDED"]),
        (burdened(EncumbranceKind.OTHER), ["OTHER_OBSTACLE"]),
        (happened((StatusCode.SUSPENDED, TODAY)), ["PROCEDURE_SUSPENDED"]),
        (happened((StatusCode.SUSPENDED, TOMORROW)), []),
        (happened((StatusCode.SUSPENDED, TODAY), (StatusCode.RESUMED, TODAY)), []),
        (happened((StatusCode.LAPSED, YESTERDAY)), ["TERMINATED"]),
        (happened((StatusCode.LAPSED, YESTERDAY), (StatusCode.RESTORED, TODAY)), []),
        (happened((StatusCode.INVALID_FULL, TODAY)), ["INVALID_FULL"]),
        (happened((StatusCode.INVALID_FULL, YESTERDAY), (StatusCode.RESTORED, TODAY)), []),
        (happened((StatusCode.INVALID_PARTIAL, YESTERDAY)), []),
        (changed(granted_on=None), ["NOT_GRANTED"]),
        (changed(expires_on=None), ["TERM_BEYOND_PATENT"]),
        (changed(expires_on=YESTERDAY), ["TERMINATED", "TERM_BEYOND_PATENT"]),
        (listing(replace(SAMPLE_MODEL, evaluation=None)), ["EVAL_REPORT_MISSING"]),
        (listing(replace(SAMPLE_MODEL, evaluation=Conclusion.NEGATIVE)), ["EVAL_REPORT_NEGATIVE"]),
        (listing(SAMPLE_MODEL), []),
    ],
)
def test_what_bars_a_declaration(facts: ListingFacts, expected: list[str]) -> None:
    assert failing(facts) == expected


def test_a_report_is_asked_by_kind_and_a_partly_negative_one_asks_for_a_reason() -> None:
    design = listing(replace(SAMPLE_MODEL, kind=PatentKind.DESIGN, evaluation=None))
    assert "外观设计专利" in BY_CODE["EVAL_REPORT_MISSING"].judge(design).message.zh
    verdicts = judge(listing(replace(SAMPLE_MODEL, evaluation=Conclusion.PARTLY_NEGATIVE)))
    assert [one.code for one in verdicts if one.needs_reason] == ["EVAL_REPORT_NEGATIVE"]
    assert not may_publish(verdicts)
    assert not may_publish(verdicts, "  ")
    assert may_publish(verdicts, "只许可有效的权利要求")
    assert not may_publish(judge(changed(granted_on=None)), "理由")


def shared(*others: Owner, **values: object) -> ListingFacts:
    return changed(owners=(*SAMPLE_PATENT.owners, *others), **values)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (shared(Owner(OTHER)), "没有书面同意"),
        (shared(Owner(OTHER, consent=Consent(TODAY, "201710013739.X"))), "的同意书写的是 201710013739.X"),
        (shared(Owner(OTHER, consent=Consent(TOMORROW, OWN))), "的同意书日期是 2026-11-25，晚于公布"),
        (replace(shared(Owner(OTHER, consent=Consent(TODAY, OWN))), published_on=YESTERDAY), "晚于公布"),
        (shared(Owner(OTHER), owners_agreement=Consent(TODAY, "201710013739.X")), "没有书面同意"),
    ],
)
def test_a_consent_that_does_not_count(facts: ListingFacts, words: str) -> None:
    verdict = BY_CODE["CO_OWNER_CONSENT_MISSING"].judge(facts)
    assert verdict.blocks
    assert words in verdict.message.zh


def test_an_agreement_of_the_owners_governs_and_consents_given_in_time_count() -> None:
    assert failing(shared(Owner(OTHER), owners_agreement=Consent(TODAY, OWN))) == []
    good = shared(Owner(OTHER, consent=Consent(TODAY, OWN)))
    assert BY_CODE["CO_OWNER_CONSENT_MISSING"].judge(good).message.zh == "共有人 2 家，全部同意"


def test_the_longest_possible_term_is_offered() -> None:
    rule = BY_CODE["TERM_BEYOND_PATENT"]
    verdict = rule.judge(changed(expires_on=date(2029, 11, 23)))
    assert verdict.cure.zh == "最长可以写 35 个月，到 2029 年 10 月 24 日。要改成 35 个月吗？"
    assert verdict.fields == ("term_months",)
    assert rule.judge(changed(expires_on=date(2029, 11, 24))).passed
    assert rule.judge(listing(term_months=10**9)).blocks
    assert longest_term_months(changed(expires_on=date(2029, 11, 23))) == 35
    assert longest_term_months(changed(expires_on=None)) is None
    assert longest_term_months(replace(SAMPLE, patents=())) is None
    two = replace(SAMPLE, patents=(SAMPLE_PATENT, replace(SAMPLE_PATENT, expires_on=date(2027, 11, 24))))
    assert longest_term_months(two) == 12


def test_a_pass_says_the_value() -> None:
    rule = BY_CODE["ANNUITY_UNPAID"]
    assert rule.judge(SAMPLE).message.zh == "年费已缴到 2027 年 5 月 18 日"
    assert rule.judge(changed(annuity_paid_until=None)).message.zh == "年费已缴"


def test_an_unknown_annuity_is_cured_by_noting_the_year() -> None:
    verdict = next(one for one in judge(changed(annuity=Annuity.UNKNOWN)) if one.code == "ANNUITY_UNPAID")
    assert "写明缴到第几年" in verdict.cure.zh


def test_a_verdict_can_be_silent_about_fields_not_asked_yet() -> None:
    facts = replace(SAMPLE, term_months=0, fee_plan=None, declaration=replace(SAMPLE.declaration, commits=False))
    found = BY_CODE["CONTENT_DEFECT"].judge(facts)
    assert found.without(()) is found
    left = found.without({"term_months", "declaration"})
    assert left is not None
    assert (left.message.zh, left.fields, left.blocks) == ("没有写许可使用费支付方式、标准。", ("fee_plan",), True)
    assert found.without({"term_months", "declaration", "fee_plan"}) is None
    advice = BY_CODE["FEE_OVER_CAP"].judge(BY_CODE["FEE_OVER_CAP"].examples[-1].facts)
    kept = advice.without({"term_months"})
    assert kept is not None
    assert kept.needs_reason
