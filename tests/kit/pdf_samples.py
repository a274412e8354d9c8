"""A contract of the usual size, for tests of printing and signing."""

from datetime import UTC, datetime
from functools import cache

from marketplace.kit import pdf, signing

WHEN = datetime(2026, 10, 28, 11, 0, tzinfo=UTC)
MASTER = "a master key for tests, longer than thirty-two characters"
TERMS = b'{"deal":"XK-2026-000088","schema":"jingzhe.terms/1"}'
ADDRESS = "https://jingzhe.example/v/01JZQ8M4T7R2K9X5C3W6B0D1NE"
FIELDS = ("sig-licensor", "sig-licensee")
CLAUSE = (
    "自触发日起，乙方按许可产品净销售额的 3%（百分之三）支付使用费，按季度结算。每一合同年度不足人民币 12,000.00 元"
    "（大写：人民币壹万贰仟元整）的，按该数额支付。下列情形先到之日为触发日：（一）乙方取得第一笔许可产品销售收入；（二）先用期届满。"
)


def contract(*, clauses: int = 10, patents: int = 20, extra: str = "") -> str:
    """A contract in Chinese: clauses of five paragraphs, a table of patents, a signature page."""
    text = "".join(
        f"<h2>第{number}条　使用费</h2>" + "".join(f"<p>{number}.{part}　{CLAUSE}</p>" for part in range(1, 6))
        for number in range(1, clauses + 1)
    )
    rows = "".join(
        f"<tr><td>{row}</td><td>ZL2017100{row:05d}.X</td><td>一种可变阴极面积的微弧氧化装置</td><td>发明</td>"
        f"<td>北岚装备集团有限公司</td><td>2021-05-18</td><td>2023-01-06</td><td>2041-05-17</td></tr>"
        for row in range(1, patents + 1)
    )
    parties = "".join(
        f'<div class="party"><p>{side}</p><p class="name">{name}</p><div class="box" id="{field}"></div></div>'
        for side, name, field in (
            ("甲方（许可人）", "北岚装备集团有限公司", FIELDS[0]),
            ("乙方（被许可人）", "沈阳晨犁精工有限公司", FIELDS[1]),
        )
    )
    return f"""<!doctype html><html lang="zh-CN"><body>
<div class="head"><span class="head-number">XK-2026-000088 · 样例</span>专利实施许可合同</div>
<div class="foot"><img class="foot-qr" alt="" src="{signing.qr_image(ADDRESS)}">扫码验真<br>01JZQ8M4 T7R2K9X5<br>
<span class="foot-page"></span>指纹 0c6d 71fe 2288</div>
<h1>专利实施许可合同</h1><p class="subtitle">普通许可　先使用后付费</p>{text}{extra}
<h2 class="new-page">附件一　专利清单</h2>
<table class="dense"><colgroup><col class="w5"><col class="w18"><col class="w22"><col class="w8"><col class="w15">
<col class="w10"><col class="w10"><col class="w12"></colgroup><tbody>{rows}</tbody></table>
<h2 class="new-page">签章页</h2><section class="signatures">{parties}</section></body></html>"""


def printed(html: str, **options: object) -> pdf.Printed:
    settings: dict[str, object] = {"title": "专利实施许可合同", "created": WHEN, "attachment": ("contract.json", TERMS)}
    return pdf.render(html, **{**settings, **options})  # type: ignore[arg-type]


@cache
def authority() -> signing.Authority:
    return signing.Authority.create(MASTER, at=WHEN)


def stamper() -> signing.StandInTimestamper:
    house = authority()
    return signing.StandInTimestamper(
        house.timestamp_pem, house.chain, signing.unlock_key(house.timestamp_key, MASTER), WHEN
    )


def signed(document: bytes, field: str, organisation: str, name: str, house: signing.Authority | None = None) -> bytes:
    house = house or authority()
    credential = house.issue(organisation, "91210100MA0UN0T001", MASTER, at=WHEN, sample=True)
    return signing.sign(
        document,
        field,
        signing.unlock_key(credential.locked_key, MASTER),
        credential.cert_pem,
        house.chain,
        timestamper=stamper(),
        reason="XK-2026-000088",
        name=name,
        seal_text=organisation,
        at=WHEN,
        sample=True,
    )


@cache
def stages() -> tuple[bytes, bytes, bytes]:
    """A contract prepared, signed by the licensor, signed by both."""
    paper = printed(contract(clauses=2, patents=1))
    prepared = signing.prepare(paper.pdf, paper.boxes)
    first = signed(prepared, FIELDS[0], "北岚装备集团有限公司", "李闻笛")
    return prepared, first, signed(first, FIELDS[1], "沈阳晨犁精工有限公司", "杜春生")
