"""Act three, the statutory channel: a declaration, its announcement, written notice, payment, confirmation."""

from datetime import timedelta

from marketplace.demo.cast import TITLES
from marketplace.demo.forms import Attached
from marketplace.demo.platform import draft, number_in
from marketplace.demo.play import Play
from marketplace.kit import clock
from marketplace.kit.scans import sample_scan

BASIS = "参照本单位近三年同类普通许可合同的平均价格，按一对多许可折减后确定。"
LUMP = {"amount": "18000", "basis_note": BASIS}
DECLARATION_NO = "样例K2026000001"


def scan(name: str, *lines: str) -> Attached:
    return Attached(f"{name}.png", sample_scan(name, *lines), "image/png")


def declare(play: Play, patent_number: str) -> str:
    at = play.at_holder
    with play.step("holder", "drafts a declaration, page by page · 一页一页写开放许可声明"):
        number = draft(at, patent_number, "statutory", "lump_sum", LUMP, "36")
    with play.step("holder", "files it, prints the declaration form · 交声明，印声明表"):
        at.send("step", "submit").shows(number)
        play.keep(at.open(f"/listings/{number}/declaration.pdf"))
    with play.step("holder", "enters the announcement with its scan · 填公告日和声明编号，附公告扫描件"):
        at.open(f"/listings/{number}/announce")
        notice = scan("公告", DECLARATION_NO, patent_number)
        day = clock.today().isoformat()
        at.send("notice", declaration_no=DECLARATION_NO, announced_on=day, notice=notice).shows(number, "公告")
    return number


def take(play: Play, number: str) -> str:
    at = play.at_workshop
    with play.step("workshop", "finds it, gives written notice · 找到，发书面通知"):
        at.open(f"/listings/{number}").shows(TITLES[1], DECLARATION_NO)
        at.follow("/accept").shows("书面通知")
        starts_on = (clock.today() + timedelta(days=7)).isoformat()
        at.send("understood", products="铸铝泵壳，每月 200 件", starts_on=starts_on, understood="y")
        deal = number_in(at.page.path)
    with play.step("workshop", "pays as announced, hands in the voucher · 按公告的价付，交凭证"):
        at.open(f"/deals/{deal}/pay").shows("18,000")
        at.send("voucher", paid_fen="18000", voucher=scan("付款凭证", deal, "18,000.00 元")).shows(deal)
    return deal


def confirm(play: Play, deal: str) -> None:
    with play.step("holder", "confirms that the money arrived · 钱到了，确认"):
        play.at_holder.open(f"/deals/{deal}/confirm")
        play.at_holder.send("step", "confirm").shows("生效")
    at = play.at_workshop
    with play.step("workshop", "waits for notice and confirmation, downloads both · 下载通知和确认书"):
        papers = ("实施通知", "实施确认书")
        at.wait_until(f"/deals/{deal}", lambda page: all(name in str(page.links) for name in papers), "papers")
        documents = [address for address, _words in at.page.links if address.startswith("/documents/")]
        for address in documents:
            play.keep(at.open(address))


def run(play: Play, patent_number: str) -> None:
    play.act("法定开放许可 · Statutory open licence")
    number = declare(play, patent_number)
    deal = take(play, number)
    confirm(play, deal)
