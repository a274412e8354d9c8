"""A licence from search to proof, in both channels, as two parties live it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from marketplace.kit import clock
from marketplace.kit.scans import sample_scan
from marketplace.kit.signing.outlines import glyph

pytestmark = pytest.mark.browser


def seals(pdf: bytes) -> list[str]:
    """Who sealed the file, by the names in its signatures."""
    assert pdf.startswith(b"%PDF-")
    fields = PdfReader(BytesIO(pdf)).get_fields() or {}
    return [str(one["/V"].get("/Name", "")) for one in fields.values() if one.get("/FT") == "/Sig" and one.get("/V")]


def drawn(form: Any) -> Iterator[bytes]:
    """What a form draws, with the forms inside it."""
    yield form.get_data()
    inside = form.get("/Resources", {}).get("/XObject", {})
    for name in inside:
        yield from drawn(inside[name])


def stamped(pdf: bytes, letters: str) -> list[str]:
    """What each seal shows to the eye. A seal is drawn, not written: of its outlines only these letters are known."""
    known = {glyph(letter, weight).path: letter for letter in letters for weight in ("regular", "bold")}
    fields = [one.get_object() for page in PdfReader(BytesIO(pdf)).pages for one in page.get("/Annots", ())]
    marks = [b"".join(drawn(one["/AP"]["/N"])) for one in fields if one.get("/FT") == "/Sig"]
    outlines = [[path.rpartition(b" cm ")[2] for path in re.findall(rb" cm (.*?) f Q", mark)] for mark in marks]
    return ["".join(known.get(path, "") for path in paths) for paths in outlines]


def papers(person, deal: str, name: str) -> list[str]:
    """Addresses of the documents of this name on the deal's page, the Chinese one first."""
    person.opens(f"/deals/{deal}")
    person.waits_for(name)
    links = person.sees_links_to("/documents/")
    return sorted((address for address, words in links.items() if name in words), key=lambda one: "英文" in links[one])


def test_an_offer_is_found_reckoned_accepted_signed_by_both_and_proved(workshop, holder, anybody):
    holder.signs_in()
    offers = holder.has_published("PT")
    workshop.signs_in()
    number = workshop.chooses(offers)
    workshop.finds(offers[number], number)
    workshop.reads("按这个条件用")
    assert "付" in workshop.reckons("80")
    deal = workshop.accepts(number)
    workshop.signs(deal, "sign")
    holder.countersigns(deal)
    holder.reads("生效")
    contract = workshop.downloads(papers(workshop, deal, "合同")[0])
    parties = [holder.organisation(), workshop.organisation()]
    assert sorted(seals(contract)) == sorted(parties)
    day = f"{clock.today().year}年{clock.today().month}月{clock.today().day}日"
    marks = stamped(contract, "".join(parties) + "签署人日期样例专用章年月0123456789")
    for party in parties:
        mark = next(mark for mark in marks if party in mark)
        assert mark.startswith("签署人")
        assert f"日期{day}" in mark
        assert mark.endswith("样例专用章")
    workshop.opens(f"/deals/{deal}")
    proof = next(address for address in workshop.sees_links_to("/v/") if address != "/v/")
    anybody.opens(proof)
    anybody.reads("真的，现在有效", deal)
    anybody.compares(proof, contract)
    anybody.reads("真实：与登记的文件一致")
    anybody.compares(proof, contract[:5] + b"1.4" + contract[8:])
    anybody.reads("不一致")


def test_a_declaration_is_taken_by_notice_and_payment_and_confirmed(workshop, holder, javascript):
    if javascript:
        holder.email = "beidian@jingzhe.test"
    holder.signs_in()
    workshop.signs_in()
    number = workshop.chooses(holder.has_published("KF", paid="一次付清"))
    workshop.opens(f"/listings/{number}/accept")
    workshop.reads("书面通知")
    starts_on = (clock.today() + timedelta(days=7)).isoformat()
    deal = workshop.accepts(number, products="铸铝泵壳，每月 200 件", starts_on=starts_on)
    workshop.opens(f"/deals/{deal}/pay")
    amount = workshop.page.locator("main p", has_text="元").first.inner_text()
    paid = "".join(letter for letter in amount.split("元")[0] if letter in "0123456789.")
    workshop.fills(paid_fen=paid)
    workshop.attaches("voucher", "付款凭证.png", sample_scan("付款凭证", deal, paid), "image/png")
    workshop.steps("pay")
    workshop.reads(deal)
    holder.opens(f"/deals/{deal}/confirm")
    holder.steps("confirm")
    holder.reads("生效")
    confirmation = workshop.downloads(papers(workshop, deal, "实施确认书")[0])
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(confirmation)).pages)
    assert deal in text
    assert str(clock.today().year) in text
