"""What somebody calls a file is shown to those who see that paper, never to others who brought the same bytes."""

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask_babel import refresh

from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Deal
from marketplace.kit import clock, files
from marketplace.kit.db import db
from marketplace.kit.idempotency import new_key
from marketplace.listings import actions as listings
from marketplace.listings.rules.channel import Channel
from marketplace.patents.models import EvaluationReport, PatentKind, ReportConclusion
from tests.cast import Cast, sign_in
from tests.contracts.test_pages import ENTRY
from tests.kit.stored import place_of, stored_otherwise
from tests.listings.scans import scan
from tests.makers import make_listing, make_patent

SECRET = "给竞争对手的底价.png"
OWN = "付款凭证.png"


def brought_by_another(content: bytes) -> None:
    """Somebody else has sent these very bytes before, under a name of their own."""
    files.keep(content, SECRET, "image/png", 999, "voucher")


def named(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.headers["Content-Disposition"])


@pytest.fixture
def voucher(app: Flask, cast: Cast) -> tuple[Any, str]:
    """A deal whose licensee hands in a picture that another organisation has sent before."""
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY)
    notice = {"products": "样品", "starts_on": clock.today().isoformat(), "accepts": True}
    terms = listing.versions[-1].terms_hash
    deal = contracts.give_notice(listing.id, by=cast.workshop, seen_hash=terms, notice=notice)
    brought_by_another(files.accept("x.png", scan("navy"), {"png"}).content)
    db.session.commit()
    client, place = sign_in(app, cast.workshop), f"/deals/{deal.number}"
    answers = {"paid_fen": "5000", "paid_on": clock.today().isoformat(), "voucher": (BytesIO(scan("navy")), OWN)}
    answers["request_key"] = new_key("pay", deal.number)
    assert client.post(f"{place}/pay", data=answers).status_code == 303
    return client, place


def test_a_voucher_carries_the_name_its_own_uploader_gave(voucher: tuple[Any, str]) -> None:
    client, place = voucher
    told = named(client, f"{place}/voucher")
    assert quote(OWN) in told
    assert quote(SECRET) not in told


def test_papers_of_patents_and_listings_carry_their_own_names(app: Flask, cast: Cast) -> None:
    content = scan("teal")
    brought_by_another(content)
    kept = files.keep(content, "报告.png", "image/png", cast.university.organisation_id, "evaluation_report")
    patent = make_patent(cast.university.organisation, kind=PatentKind.UTILITY_MODEL)
    db.session.add(
        EvaluationReport(
            patent_id=patent.id,
            issued_on=clock.today(),
            conclusion=ReportConclusion.POSITIVE,
            file=kept.sha256,
            file_name=kept.name,
        )
    )
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY)
    consent = listings.add_consent(
        listing,
        by=cast.university,
        kind="pledgee",
        name="样例银行",
        patent_number=listing.patents[0].number,
        given_on=clock.today(),
        file=kept.sha256,
        file_name="同意书.png",
    )
    listing.announcement_file = kept.sha256  # put in by the bulk seed: nobody called it anything
    listing.announcement_name = ""
    db.session.commit()
    client = sign_in(app, cast.university)
    told = {
        "报告.png": named(client, f"/patents/{patent.number}/report/file"),
        "同意书.png": named(client, f"/listings/{listing.number}/consents/{consent.id}"),
        f"{listing.number}-announcement.png": named(client, f"/listings/{listing.number}/announcement"),
    }
    for name, header in told.items():
        assert quote(name) in header, header
        assert quote(SECRET) not in header


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_damaged_paper_is_never_handed_out(voucher: tuple[Any, str], language: str) -> None:
    client, place = voucher
    client.get(f"/language/{language}")
    refresh()
    sha256 = db.session.query(Deal).one().voucher_file
    content = place_of(sha256).read_bytes()
    with stored_otherwise(sha256):
        answer = client.get(f"{place}/voucher")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert content[:100] not in answer.get_data()
    assert ("损坏" if language == "zh_CN" else "damaged") in page
    assert answer.headers["X-Request-Number"] in page
    assert client.get(f"{place}/voucher").get_data() == content
