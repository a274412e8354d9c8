"""Bars on what is written: the declaration's items, promotional words, caps, and a sound fee plan."""

import re
from dataclasses import replace

from marketplace.kit.words import Words
from marketplace.listings.rules import law
from marketplace.listings.rules.bars.rule import BOTH, Mark, Problem, Rule, always
from marketplace.listings.rules.bars.samples import SAMPLE, SAMPLE_PATENT, bad, good
from marketplace.listings.rules.caps import BASIS_NOTE_MOST_CHARACTERS
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.facts import ListingFacts
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Finding, Royalty
from marketplace.listings.rules.fee_plan.saying import percent

PROMOTIONAL = (
    *("全球领先", "世界领先", "国际领先", "国内领先", "行业领先", "遥遥领先", "全国第一", "世界第一", "独一无二"),
    *("史无前例", "填补空白", "填补国内空白", "革命性", "颠覆性", "顶级", "极致", "完美", "王牌", "首选", "最佳"),
    *("稳赚", "包赚", "躺赚", "暴利", "保证盈利", "包盈利", "零风险", "百分之百", "限时", "抢购", "机不可失", "最低价"),
    *("world-leading", "world leading", "best in the world", "revolutionary", "risk-free", "guaranteed profit"),
)
_PROMOTIONAL = re.compile(
    "|".join(r"\s*".join(map(re.escape, word.replace(" ", ""))) for word in sorted(PROMOTIONAL, key=len, reverse=True)),
    re.IGNORECASE,
)
_RESTRICTING = re.compile(r"(?:仅限|只限)(?!于?在?(?:中国|中华人民共和国))|只许可|仅许可|只向|仅向")
WRITTEN = ("basis_note", "other_matters", "plain_summary")


def _marked(pattern: re.Pattern[str], field: str, text: str) -> list[Mark]:
    return [Mark(field, found.start(), found.end(), found.group()) for found in pattern.finditer(text)]


def promotional_marks(text: str, field: str = "") -> tuple[Mark, ...]:
    """Where promotional words stand in a text."""
    return tuple(_marked(_PROMOTIONAL, field, text))


def content(facts: ListingFacts) -> tuple[Problem, ...]:
    found = [
        Problem(
            Words(f"有宣传用语“{mark.text}”。", f"“{mark.text}” is promotional."),
            mark.field,
            Words("去掉标出的宣传用语，只写事实。", "Take out the marked words and state facts only."),
            mark=mark,
        )
        for name in WRITTEN
        for mark in promotional_marks(getattr(facts.declaration, name), f"declaration.{name}")
    ]
    if facts.channel is Channel.STATUTORY:
        found += [*_missing(facts), *_limits(facts)]
    return tuple(found)


def _missing(facts: ListingFacts) -> list[Problem]:
    written = facts.declaration
    items = (
        (bool(facts.patents), "patents", Words("专利号", "the patent number")),
        (all(one.owners for one in facts.patents), "patents", Words("专利权人的姓名或者名称", "the patentee's name")),
        (facts.fee_plan is not None, "fee_plan", Words("许可使用费支付方式、标准", "how and how much is paid")),
        (facts.term_months > 0, "term_months", Words("专利许可期限", "the licence term")),
        (bool(written.contact.strip()), "declaration.contact", Words("联系方式", "how to reach the patentee")),
        (written.commits, "declaration.commits", Words("符合声明条件的承诺", "the promise to meet the conditions")),
        (
            bool(written.basis_note.strip()),
            "declaration.basis_note",
            Words("许可使用费计算依据和方式的简要说明", "the note on how the fee was worked out"),
        ),
    )
    return [
        Problem(
            Words(f"没有写{item.zh}。", f"It lacks {item.en}."),
            field,
            Words("把缺的补上。", "Fill in what is missing."),
        )
        for is_there, field, item in items
        if not is_there
    ]


def _limits(facts: ListingFacts) -> list[Problem]:
    found = [
        Problem(
            Words(f"“{mark.text}”限制了谁可以用。", f"“{mark.text}” limits who may use the patent."),
            mark.field,
            Words("开放许可对任何人开放；要挑人，走平台报价。", "It is open to anyone; to choose, make an offer."),
            mark=mark,
        )
        for mark in _marked(_RESTRICTING, "declaration.other_matters", facts.declaration.other_matters)
    ]
    count, most = len(facts.declaration.basis_note), BASIS_NOTE_MOST_CHARACTERS
    if count > most:
        found.append(
            Problem(
                Words(f"费用说明 {count} 字，超过 {most} 字。", f"The fee note has {count} characters, above {most}."),
                "declaration.basis_note",
                Words(f"删去 {count - most} 字。", f"Cut {count - most} characters."),
            )
        )
    if len(facts.patents) > 1:
        found.append(
            Problem(
                Words(f"一份声明只写一件专利，现在 {len(facts.patents)} 件。", "A declaration covers one patent."),
                "patents",
                Words("每件专利各写一份声明。", "Write one declaration for each patent."),
            )
        )
    return found


def _fee_problems(facts: ListingFacts, *, over_cap: bool) -> tuple[Problem, ...]:
    findings: tuple[Finding, ...] = ()
    if facts.fee_plan is not None:
        findings = facts.fee_plan.check(facts.channel, facts.term_months, facts.today)
    return tuple(
        Problem(
            one.message,
            "term_months" if one.field == "term_months" else f"fee_plan.{one.field}",
            one.cure,
            one.severity,
        )
        for one in findings
        if (one.code == "FEE_OVER_CAP") is over_cap
    )


def over_cap(facts: ListingFacts) -> tuple[Problem, ...]:
    return _fee_problems(facts, over_cap=True)


def unsound(facts: ListingFacts) -> tuple[Problem, ...]:
    if facts.fee_plan is None:
        return (Problem(Words("还没有写怎么收费。", "Nothing says how it is paid for."), "fee_plan"),)
    return _fee_problems(facts, over_cap=False)


def within_cap(facts: ListingFacts) -> Words:
    royalty = facts.fee_plan.royalty if facts.fee_plan else None
    if royalty is None:
        return Words("费用在上限之内", "The fee is within the cap")
    highest = percent(max(royalty.rates_ppm))
    return Words(f"提成率 {highest}，在上限之内", f"The rate of {highest} is within the cap")


def _written(channel: Channel = Channel.STATUTORY, **texts: object) -> ListingFacts:
    return replace(SAMPLE, channel=channel, declaration=replace(SAMPLE.declaration, **texts))  # type: ignore[arg-type]


def _lump(amount_fen: int, channel: Channel = Channel.STATUTORY) -> ListingFacts:
    return replace(SAMPLE, channel=channel, fee_plan=FeePlan(FeeKind.LUMP_SUM, amount_fen=amount_fen))


def _royalty(rate_ppm: int, channel: Channel) -> ListingFacts:
    return replace(SAMPLE, channel=channel, fee_plan=FeePlan(FeeKind.ROYALTY, royalty=Royalty(rate_ppm)))


def _entry(rate_ppm: int) -> ListingFacts:
    plan = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(rate_ppm))
    return replace(SAMPLE, fee_plan=plan)


CONTENT_RULES = (
    Rule(
        "CONTENT_DEFECT",
        Words("内容齐全、清楚，没有宣传用语", "Complete, clear, without promotion"),
        (law.RULES_85, law.GL_CONTENT),
        BOTH,
        Words("声明的各项内容", "the items of the declaration"),
        Words("补上缺的，去掉标出的。", "Fill in what is missing, take out what is marked."),
        content,
        always("内容齐全，没有宣传用语", "Complete, without promotion"),
        (
            good("写得齐全", "complete", SAMPLE),
            good("说明正好 2000 字", "a note of exactly 2,000 characters", _written(basis_note="据" * 2000)),
            bad("“全球领先、稳赚”", "promotional words", _written(plain_summary="全球领先，稳赚。")),
            bad("没有费用说明", "no fee note", _written(basis_note="")),
            bad("说明 2001 字", "a note of 2,001 characters", _written(basis_note="据" * 2001)),
            bad("只许可本省企业", "only for firms of one province", _written(other_matters="只许可本省企业")),
            bad("一份写两件", "two patents in one", replace(SAMPLE, patents=(SAMPLE_PATENT, SAMPLE_PATENT))),
        ),
        advises=frozenset({Channel.PLATFORM}),
        note=Words(
            "平台报价只查宣传用语，作为提醒。", "For offers only promotional words are looked for, as a reminder."
        ),
    ),
)

FEE_RULES = (
    Rule(
        "FEE_OVER_CAP",
        Words("费用在上限之内", "The fee is within the caps"),
        (law.GL_FEES,),
        BOTH,
        Words("收费方案和许可期", "the fee plan and the term"),
        Words("改到上限以内，或者走平台报价。", "Stay within the cap, or use a platform offer."),
        over_cap,
        within_cap,
        (
            good("固定费正好 2000 万元", "exactly 20 million yuan", _lump(2_000_000_000)),
            good("提成正好 20%", "exactly 20%", _entry(200_000)),
            bad("2000.01 万元", "20,000,100 yuan", _lump(2_000_010_000)),
            bad("提成 20.01%", "20.01%", _entry(200_100)),
            bad("平台报价 21%，要写理由", "an offer at 21% needs a reason", _royalty(210_000, Channel.PLATFORM)),
        ),
        advises=frozenset({Channel.PLATFORM}),
        note=Words("“一般不高于”：法定按上限，平台报价要写理由。", "A limit for declarations, advice for offers."),
    ),
    Rule(
        "FEE_PLAN_UNSOUND",
        Words("收费方案说得通", "The fee plan holds together"),
        (law.PL_51,),
        BOTH,
        Words("收费方案、通道和许可期", "the fee plan, the channel and the term"),
        Words("按提示改收费方案。", "Change the fee plan as shown."),
        unsound,
        always("收费方案说得通", "The fee plan holds together"),
        (
            good("平台报价，纯提成", "an offer, royalty alone", _royalty(30_000, Channel.PLATFORM)),
            good("法定，入门费加提成", "statutory, entry fee and royalty", _entry(30_000)),
            bad("法定，纯提成", "statutory, royalty alone", _royalty(30_000, Channel.STATUTORY)),
            bad("固定费 0 元", "a fixed fee of nought", _lump(0, Channel.PLATFORM)),
        ),
    ),
)
