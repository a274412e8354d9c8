"""Two pages of an invented contract for the gallery."""
# ruff: noqa: N817 - sentences in two languages stand side by side

from types import SimpleNamespace as N

import segno

from marketplace.kit.words import Words as W


def qr_path(text):
    rows = list(segno.make(text, error="m").matrix_iter(border=0))
    return N(
        size=len(rows),
        path="".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark),
    )


FOOT = N(
    qr=qr_path("https://jingzhe.example/v/01JZQ8M4"),
    lines=(
        W("扫码验真，或打开 jingzhe.example/v 输入", "Scan to verify, or enter at jingzhe.example/v"),
        "01JZQ8M4 T7R2K9X5 C3W6B0D1 NE",
    ),
)
EMPTY = {
    "title": None,
    "subtitle": None,
    "heading": None,
    "paragraphs": (),
    "rows": (),
    "plain": None,
    "plain_title": None,
    "source": None,
    "parties": (),
}


def block(**parts):
    return N(**{**EMPTY, **parts})


def sheet(page, *blocks):
    return N(
        head="专利实施许可合同（普通许可）",
        number="XK-2026-000088",
        is_sample=True,
        page=page,
        pages=8,
        blocks=blocks,
        foot=FOOT,
    )


SHEETS = (
    sheet(
        1,
        block(
            title="专利实施许可合同",
            subtitle="普通许可　先使用后付费",
            rows=(
                ("合同编号", "XK-2026-000088"),
                ("许可人（甲方）", "北岚装备集团有限公司（样例）"),
                ("被许可人（乙方）", "沈阳晨犁精工有限公司（样例）"),
            ),
            plain=W(
                "您（北岚装备）让晨犁精工用一件专利。自己照样能用，也能许可别家。",
                "You let Chenli use one patent. You may still use it, and license others.",
            ),
            plain_title=W("这份合同", "This contract"),
        ),
    ),
    sheet(
        3,
        block(
            heading="第五条　使用费及支付方式",
            paragraphs=(
                (
                    ("自本合同生效之日起 ", False),
                    ("12 个月", True),
                    ("内（下称“先用期”），乙方实施本专利不支付使用费。", False),
                ),
            ),
            plain=W("头 12 个月不收钱。", "The first 12 months are free."),
            plain_title=W("5.1 说的是", "5.1 says"),
            source=W("取自报价第 2 版", "From version 2 of the offer"),
        ),
        block(
            paragraphs=(
                (
                    ("使用费累计达到", False),
                    ("人民币 300,000.00 元（大写：人民币叁拾万元整）", True),
                    ("后，乙方在剩余期限内继续实施，不再付费。", False),
                ),
            ),
            plain=W("收满 30 万元不再收，对方可以用到期满。", "After 300,000 yuan nothing more is paid."),
            plain_title=W("5.4 说的是", "5.4 says"),
        ),
    ),
    sheet(
        8,
        block(
            heading="签章页",
            paragraphs=("双方已阅读并同意本合同全部条款。本合同自双方签章之日起生效。",),
            parties=(
                N(
                    role="甲方（许可人）",
                    name="北岚装备集团有限公司",
                    signer="授权签署人　李闻笛",
                    date="日期　　　　年　　月　　日",
                    seal=None,
                    waiting=W("等您签章", "Your seal here"),
                    signed=None,
                ),
                N(
                    role="乙方（被许可人）",
                    name="沈阳晨犁精工有限公司",
                    signer="法定代表人　杜春生",
                    date="日期　2026 年 10 月 28 日",
                    seal=N(name="沈阳晨犁精工有限公司", purpose="样例专用章"),
                    waiting=None,
                    signed=N(
                        is_valid=True,
                        at=W("2026-10-28 19:05:32（北京时间）", "2026-10-28 19:05:32 Beijing time"),
                        fingerprint="b83e55d09a41",
                    ),
                ),
            ),
            plain=W("晨犁精工已签，签名有效。现在轮到您。", "Chenli has signed. Now it is your turn."),
            plain_title=W("谁签过", "Who has signed"),
        ),
    ),
)
STEPS = (
    N(status="walked", label=W("条款已定", "Terms agreed")),
    N(status="current", label=W("读和签", "Read and sign")),
    N(status="ahead", label=W("生效", "In force")),
)
