"""Invented firms, offers and a deal in every shape the components take; nothing here is real."""
# ruff: noqa: E501, N817 - sentences in two languages stand side by side

from datetime import date
from types import SimpleNamespace as N

from marketplace.kit.words import Words as W

TITLE = "一种可变阴极面积的微弧氧化装置及表面处理方法"
PLAIN = W(
    "给铝件、镁件表面长一层硬壳，大小件换阴极不换槽。",
    "Grows a hard shell on aluminium and magnesium parts; one tank fits all sizes.",
)


def part(kind, start, width):
    return N(kind=kind, start_permille=start, width_permille=width)


USE_FIRST = N(
    parts=(part("free", 0, 200), part("trigger", 200, 0), part("royalty", 200, 600), part("capped", 800, 200))
)
ROYALTY = N(parts=(part("payment", 0, 30), part("royalty", 30, 970)))
FREE = N(parts=(part("free", 0, 1000),))
INSTALMENTS = N(parts=(part("payment", 0, 50), part("payment", 200, 50), part("payment", 400, 50)))
TODAY_FREE = N(figure=W("0 元", "0 yuan"), what=W("先用 12 个月", "for the first 12 months"))


def offer(title, channel, headline, rhythm, sentence, holder="北岚装备集团", has_use_first=False, title_parts=None):
    return N(
        url="/listings/PT-2026-000123",
        title=title,
        title_parts=title_parts,
        plain=PLAIN,
        channel=channel,
        has_use_first=has_use_first,
        is_sample=True,
        headline=headline,
        rhythm=rhythm,
        sentence=sentence,
        holder=holder,
        years_left=14,
        facts=(
            W("发明", "Invention"),
            f"{holder} · 沈阳",
            W("还能用 14 年", "14 years left"),
            W("2 家在用", "2 in use"),
        ),
    )


OFFERS = (
    offer(
        TITLE,
        "platform",
        TODAY_FREE,
        USE_FIRST,
        W("之后净销售额 3%，封顶 30 万元", "Then 3% of net sales, 300,000 yuan at most"),
        has_use_first=True,
        title_parts=(("一种可变阴极面积的微弧氧化装置及", False), ("表面处理", True), ("方法", False)),
    ),
    offer(
        "一种钢结构表面VCI鳞片型冷镀锌铝涂料及制备工艺",
        "statutory",
        N(figure=W("2%", "2%"), what=W("净销售额，入门 5,000 元", "of net sales, entry 5,000 yuan")),
        ROYALTY,
        W("谁来都是这个价，不能还价", "One price for all, no bargaining"),
    ),
    offer(
        "大型不锈钢焊接构件洁净清洗检查焊接缺陷的方法和系统",
        "statutory",
        N(figure=W("免费", "Free"), what=W("不收许可费", "no licence fee")),
        FREE,
        W("通知送到就能用", "Yours to use once the notice has arrived"),
        holder="滨岭理工大学",
    ),
    offer(
        "一种自卸车车厢侧板焊接方法",
        "platform",
        N(figure=W("12 万元", "120,000 yuan"), what=W("分三年付", "over three years")),
        INSTALMENTS,
        W("每年 4 万元，共三次", "40,000 yuan a year, three times"),
    ),
)
PLAN = N(
    free=N(
        figure=W("0 元", "0 yuan"),
        what=W("用 12 个月", "for 12 months"),
        sentence=W(
            "从合同生效那天起。试制、小批都行。", "From the day the contract takes effect. Trials and small lots alike."
        ),
    ),
    trigger=W("卖出第一笔，或满 12 个月，先到为准", "the first sale, or 12 months, whichever is first"),
    pay=N(
        figure=W("3%", "3%"),
        what=W("净销售额", "of net sales"),
        sentence=W("每季付一次，一年最少 1.2 万元。", "Paid each quarter, at least 12,000 yuan a year."),
    ),
    cap=N(
        figure=W("30 万元", "300,000 yuan"),
        what=W("付到为止", "and no more"),
        sentence=W("付满后到期前接着用。", "Once paid, use goes on to the end of the term."),
    ),
    exit=W(
        "触发之前书面说一声，停用、退还资料，不用付钱。触发之后退出，已经产生的费用照付。",
        "Say so in writing before the trigger, stop, return the materials, and pay nothing. After it, what has fallen due is paid.",
    ),
)
YEARS = tuple(
    N(
        year=number,
        paid_fen=paid * 1_000_000 // 10,
        sales_fen=sales * 1_000_000,
        note=W(f"卖 {sales}", f"sales {sales}") if sales else W("先用", "use first"),
        how=W(f"{sales} × 3%", f"{sales} × 3%") if sales else W("先用期", "use-first period"),
    )
    for number, paid, sales in ((1, 0, 0), (2, 24, 80), (3, 36, 120), (4, 45, 150), (5, 45, 150))
)
CHECKS = (
    N(
        is_passed=True,
        words=W("没有独占或排他许可在身", "No exclusive or sole licence"),
        article=W("细则第 86 条（一）", "Rule 86(1)"),
        cure=None,
    ),
    N(
        is_passed=True,
        words=W("没有因权属争议中止", "Not suspended by a dispute"),
        article=W("细则第 86 条（二）", "Rule 86(2)"),
        cure=None,
    ),
    N(
        is_passed=False,
        words=W("年费没有缴清", "An annuity is unpaid"),
        article=W("细则第 86 条（三）", "Rule 86(3)"),
        cure=W("补缴 2026 年的年费后再公布", "Pay the annuity of 2026, then publish"),
    ),
    N(
        is_passed=None,
        words=W("质押还没有查到", "Pledges not looked up yet"),
        article=W("细则第 86 条（四）", "Rule 86(4)"),
        cure=None,
    ),
)
FLOW = N(
    nodes=tuple(
        N(label=W(zh, en), status=status, note=note, exits=tuple(N(label=W(a, b), status="exit") for a, b in exits))
        for zh, en, status, note, exits in (
            ("意向", "Interest", "walked", "10-12", ()),
            ("协商", "Talks", "walked", W("2 轮", "2 rounds"), (("未成交", "No deal"),)),
            ("条款已定", "Terms agreed", "walked", "10-21", ()),
            ("合同已出", "Contract made", "walked", "10-22", ()),
            ("签署", "Signing", "walked", "11-03", ()),
            ("已生效", "In force", "current", "", ()),
            ("履行中", "Performing", "ahead", "", (("提前终止", "Ended early"),)),
            ("期满", "Expired", "ahead", "2031-11-02", ()),
        )
    )
)
ENTRIES = (
    N(
        status="future",
        when="2027-11-02",
        title=W("先用期满：用得怎么样？", "Use-first ends: did it work?"),
        text=W(
            "满意就开始按季付；不合适，这天之前退出不付钱。",
            "Keep it and pay quarterly, or leave before this day and pay nothing.",
        ),
        who=None,
        fingerprint=None,
    ),
    N(
        status="now",
        when=W("现在", "now"),
        title=W("等您确认技术资料", "You confirm the materials"),
        text=None,
        who=None,
        fingerprint=None,
    ),
    N(
        status="past",
        when="2026-11-03 10:42",
        title=W("北岚装备签章，合同生效", "Beilan signed; in force"),
        text=None,
        who=W("李闻笛，凭授权书 2026-031", "Li Wendi, mandate 2026-031"),
        fingerprint="4f9a07c2e1b8d5",
    ),
    N(
        status="stop",
        when="2026-10-20 09:20",
        title=W("第 1 轮还价没有谈成", "Round 1 refused"),
        text=None,
        who=None,
        fingerprint="91aa3b07c5f4",
    ),
)
OPEN_STEPS = (
    N(name="confirm_materials", label="Complete, I confirm", url=None),
    N(name="report_missing", label="Something is missing", url=None),
)
REFUSED_STEPS = (
    N(
        name="terminate",
        label="End early",
        message=W("先用期还没有触发，不用终止，直接退出就行。", "Nothing is due yet: leave instead of ending."),
        article=W("合同第 5.5 条", "Clause 5.5"),
        cure=W("点“不用了，退出”。", "Use “Leave”."),
    ),
)
ANSWERS = tuple(
    N(question=W(zq, eq), answer=W(za, ea), url="/deals/1", link=W(zl, el))
    for zq, eq, za, ea, zl, el in (
        ("对方", "Other side", "沈阳晨犁精工有限公司", "沈阳晨犁精工有限公司", "看执照", "Licence"),
        ("先收多少", "First", "0 元，先用 12 个月", "0 yuan for 12 months", "第 5.1 条", "Clause 5.1"),
        (
            "之后收多少",
            "Then",
            "净销售额 3%，年最低 1.2 万元，封顶 30 万元",
            "3% of net sales, 12,000 yuan a year at least, 300,000 at most",
            "第 5.3 条",
            "Clause 5.3",
        ),
    )
)
ROWS = (
    N(term=W("现在该付", "Due now"), value=W("0 元", "0 yuan"), url="/deals/1", is_big=True),
    N(term=W("约定", "Agreed"), value=W("净销售额 3%", "3% of net sales"), url="/deals/1", is_big=False),
    N(term=W("封顶", "Cap"), value=W("30 万元", "300,000 yuan"), url=None, is_big=False),
)
FACETS = (
    (
        W("付钱办法", "How to pay"),
        "pay",
        (
            (W("先用后付", "Use first, pay later"), 41, True, True),
            (W("免费", "Free"), 15, False, False),
            (W("按销售额付", "A share of sales"), 16, False, False),
        ),
    ),
    (W("在哪儿", "Where"), "city", ((W("沈阳", "Shenyang"), 52, True, False), (W("大连", "Dalian"), 41, False, False))),
)
LAST_DAY, SINCE = date(2026, 11, 30), date(2026, 11, 18)
