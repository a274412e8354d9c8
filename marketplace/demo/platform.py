"""Act two, the platform channel: an offer with use first, pay later; found, accepted, signed by both, proved."""

import re
from collections.abc import Mapping

from marketplace.demo.browser import Browser
from marketplace.demo.cast import TITLES
from marketplace.demo.forms import Attached, Broken
from marketplace.demo.play import PDF, Play

NUMBER = re.compile(r"/(?:listings|deals)/([A-Z]{2}-\d{4}-\d+)")
ROYALTY = {
    "rate": "3",
    "minimum": "12000",
    "cap": "300000",
    "statement_cycle": "quarter",
    "has_use_first": "y",
    "free_months": "12",
    "scope": "trial",
    "triggers": ["first_sale", "after_months"],
    "combine": "earliest",
}


def number_in(address: str) -> str:
    found = NUMBER.search(address)
    if found is None:
        raise Broken(f"{address} names no listing or deal")
    return found.group(1)


def draft(at: Browser, patent_number: str, channel: str, kind: str, fee: Mapping[str, object], months: str) -> str:
    """Five pages, one group of questions each. Returns the listing's number; the last page leads to its step."""
    at.open(f"/listings/new?q={patent_number.removeprefix('ZL')[:8]}")
    form = at.page.form_with("channel")
    chosen = at.page.tick_beside("patents", patent_number)
    at.send_form(form, {"channel": channel, "patents": [chosen]})
    number = number_in(at.page.path)
    at.send("kind", kind=kind)
    at.send("version", **fee)
    at.send("term_months", term_months=months)
    conditions = {"materials": "生效后 20 日内给图纸、工艺参数。", "support": "到厂指导 2 次。"}
    at.send("materials", **conditions).shows("核对")
    at.send("commitment", commitment="y")
    return number


def offer(play: Play, patent_number: str) -> str:
    with play.step("holder", "drafts an offer, use first and pay later, page by page · 一页一页写报价，先用后付"):
        number = draft(play.at_holder, patent_number, "platform", "royalty", ROYALTY, "60")
    with play.step("holder", "publishes it · 公布"):
        play.at_holder.send("step", "publish").shows(number, "已公布")
    return number


def find(play: Play, number: str) -> None:
    at = play.at_workshop
    with play.step("workshop", "searches, opens the offer · 搜到，打开"):
        at.open("/listings")
        at.send("q", q="微弧氧化").shows("微弧氧化")
        at.follow(f"/listings/{number}").shows(TITLES[0], "0 元", "按这个条件用")
    with play.step("workshop", "reckons what it would pay · 算一算"):
        at.send("sales", sales="80").shows("一共付")


def accept(play: Play, number: str) -> str:
    at = play.at_workshop
    with play.step("workshop", "checks once more, accepts · 核对一遍，接受"):
        at.open(f"/listings/{number}").shows("按这个条件用")
        at.follow("/accept").shows("核对一遍", play.workshop.name, play.workshop.uscc)
        deal = number_in(at.send("understood", understood="y").path)
    with play.step("workshop", "waits for the printed contract · 等合同印好"):
        at.wait_until(f"/deals/{deal}", lambda page: "看合同，去签署" in page.text, "contract")
    return deal


def sign(play: Play, deal: str) -> None:
    for who, at, side, step, after in (
        ("workshop", play.at_workshop, play.workshop, "sign", "签"),
        ("holder", play.at_holder, play.holder, "countersign", "生效"),
    ):
        with play.step(who, "reads the contract, signs it · 读合同，签章"):
            at.open(f"/deals/{deal}")
            at.follow("/contract").shows(play.holder.name, play.workshop.name, "净销售额")
            at.follow(f"/{step}")
            at.send("checked", password=side.password, checked="y").shows(after)
    play.at_holder.page.shows("生效")


def papers(play: Play, deal: str) -> tuple[bytes, str]:
    """Both editions of the contract, from the deal's page. Returns the binding one and the code under its QR."""
    at = play.at_workshop
    with play.step("workshop", "downloads the signed contract · 下载签好的合同"):
        at.open(f"/deals/{deal}").shows("生效")
        links = [address for address, _words in at.page.links if address.startswith("/documents/")]
        verify = next(address for address, _words in at.page.links if address.startswith("/v/") and address != "/v/")
        contents = [play.keep(at.open(one)) for one in dict.fromkeys(links)]
    return contents[0], verify


def prove(play: Play, contract: bytes, address: str) -> None:
    at = play.at_anybody
    with play.step("anybody", "opens the page of the QR code · 打开二维码的核验页"):
        at.open(address).shows(play.holder.name, play.workshop.name)
    with play.step("anybody", "compares the file: genuine · 选文件核对：真的"):
        at.send("copy", copy=Attached("contract.pdf", contract, "application/pdf")).shows("真实：与登记的文件一致")
    with play.step("anybody", "compares a tampered copy: not genuine · 改过的文件：验不过"):
        tampered = contract[: len(PDF)] + b"1.4" + contract[len(PDF) + 3 :]  # three bytes that both have signed
        (play.folder / "tampered.pdf").write_bytes(tampered)
        at.send("copy", copy=Attached("tampered.pdf", tampered, "application/pdf")).shows("不一致")


def run(play: Play, patent_number: str) -> None:
    play.act("平台报价 · Platform offer")
    number = offer(play, patent_number)
    find(play, number)
    deal = accept(play, number)
    sign(play, deal)
    contract, address = papers(play, deal)
    prove(play, contract, address)
