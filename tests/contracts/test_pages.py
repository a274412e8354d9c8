"""The pages of a deal: the whole road through forms, who may see what, what bad input gets."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh

from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty
from marketplace.workflows.deal_states import DealState
from tests.cast import PASSWORD, Cast, sign_in
from tests.makers import FREE, add_version, make_listing

ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(rate_ppm=20_000))
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8ffff3f0005fe02fea135f19d0000000049454e44ae426082"
)


@pytest.fixture
def listing(cast: Cast) -> Listing:
    row = make_listing(cast.university.organisation)
    db.session.commit()
    return row


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return {name: value for name, value in re.findall(r'name="(seen_hash|request_key)"[^>]*value="([^"]*)"', page)} | {
        name: value for value, name in re.findall(r'value="([^"]*)"[^>]*name="(seen_hash|request_key)"', page)
    }


def accept(client: FlaskClient, number: str, **answers: str) -> str:
    """Accept through the page; returns the deal's address."""
    address = f"/listings/{number}/accept"
    page = client.get(address).get_data(as_text=True)
    answer = client.post(address, data={**hidden(page), "understood": "y", **answers})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def only_deal() -> Deal:
    return db.session.query(Deal).one()


def test_the_whole_road_through_the_pages(app: Flask, cast: Cast, listing: Listing) -> None:
    number = listing.number
    workshop, university = sign_in(app, cast.workshop), sign_in(app, cast.university)
    place = accept(workshop, number)
    jobs.drain()
    assert "看合同，去签署" in workshop.get(place).get_data(as_text=True)
    assert "第五条" in workshop.get(f"{place}/contract").get_data(as_text=True)
    for client, step in ((workshop, "sign"), (university, "countersign")):
        assert client.get(f"{place}/{step}").status_code == 200
        answer = client.post(f"{place}/{step}", data={"checked": "y", "password": PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
    deal = only_deal()
    assert deal.state is DealState.EFFECTIVE
    document = deal.document(DocumentKind.CONTRACT, "zh")
    pdf = workshop.get(f"/documents/{document.public_id}")
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Content-Security-Policy"].startswith("sandbox")
    proof = f"/v/{deal.verification_id}"
    anybody = app.test_client()
    assert "真的，现在有效" in anybody.get(proof).get_data(as_text=True)
    same = anybody.post(proof, data={"copy": (BytesIO(pdf.data), "a.pdf")}).get_data(as_text=True)
    assert "签后未改动" in same
    more = anybody.post(proof, data={"copy": (BytesIO(pdf.data + b"x"), "a.pdf")}).get_data(as_text=True)
    assert "含附加数据" in more


def test_a_double_click_makes_one_deal(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    address = f"/listings/{listing.number}/accept"
    form = {**hidden(client.get(address).get_data(as_text=True)), "understood": "y"}
    answers = [client.post(address, data=form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.query(Deal).count() == 1


def test_changed_terms_are_shown_side_by_side(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    address = f"/listings/{listing.number}/accept"
    form = {**hidden(client.get(address).get_data(as_text=True)), "understood": "y"}
    listing = db.session.merge(listing)
    add_version(listing, listing.patents[0], FeePlan(FeeKind.LUMP_SUM, amount_fen=9_000_000))
    db.session.commit()
    answer = client.post(address, data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert re.search(r"<del>[^<]*68,000", page)
    assert re.search(r"<b>[^<]*90,000", page)
    assert db.session.query(Deal).count() == 0
    again = client.post(address, data={**hidden(page), "understood": "y"})
    assert again.status_code == 303


def test_without_the_tick_nothing_is_sent(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    address = f"/listings/{listing.number}/accept"
    form = hidden(client.get(address).get_data(as_text=True))
    answer = client.post(address, data=form)
    assert answer.status_code == 422
    assert "看完条款后请勾选" in answer.get_data(as_text=True)
    assert db.session.query(Deal).count() == 0


def test_a_wrong_password_signs_nothing(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    place = accept(client, listing.number)
    jobs.drain()
    answer = client.post(f"{place}/sign", data={"checked": "y", "password": "not-the-password"})
    assert answer.status_code == 422
    assert only_deal().state is DealState.SIGNING


def test_a_step_by_hand_out_of_order_is_refused(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    place = accept(client, listing.number)
    answer = client.post(f"{place}/sign", data={"checked": "y", "password": PASSWORD})
    assert answer.status_code == 409
    assert client.get(f"{place}/exit").status_code == 409
    assert client.get(f"{place}/countersign").status_code == 403


@pytest.mark.parametrize("path", ["", "/contract", "/sign", "/withdraw", "/voucher"])
def test_anothers_deal_is_missing(app: Flask, cast: Cast, listing: Listing, path: str) -> None:
    place = accept(sign_in(app, cast.workshop), listing.number)
    assert sign_in(app, cast.stranger).get(place + path).status_code == 404


def test_a_document_is_for_its_parties(app: Flask, cast: Cast, listing: Listing) -> None:
    accept(sign_in(app, cast.workshop), listing.number)
    stranger, office = sign_in(app, cast.stranger), sign_in(app, cast.office)
    jobs.drain()
    address = f"/documents/{only_deal().documents[0].public_id}"
    assert stranger.get(address).status_code == 404
    assert office.get(address).status_code == 200
    assert app.test_client().get(address).status_code in {302, 303}


def test_the_open_licence_through_the_pages(app: Flask, cast: Cast) -> None:
    number = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY).number
    db.session.commit()
    workshop, university = sign_in(app, cast.workshop), sign_in(app, cast.university)
    place = accept(workshop, number, products="防锈涂料", starts_on=clock.today().isoformat())
    key = hidden(workshop.get(f"{place}/pay").get_data(as_text=True))
    wrong = workshop.post(
        f"{place}/pay", data=key | {"paid_fen": "1", "paid_on": "2026-01-02", "voucher": (BytesIO(PNG), "凭证.png")}
    )
    assert wrong.status_code == 422
    assert "5,000.00" in wrong.get_data(as_text=True)
    paid = workshop.post(
        f"{place}/pay",
        data=key | {"paid_fen": "5，000", "paid_on": "2026-01-02", "voucher": (BytesIO(PNG), "凭证.png")},
    )
    assert paid.status_code == 303, paid.get_data(as_text=True)
    assert university.get(f"{place}/voucher").status_code == 200
    assert "5,000.00" in university.get(f"{place}/confirm").get_data(as_text=True)
    assert university.post(f"{place}/confirm", data={}).status_code == 303
    assert only_deal().state is DealState.EFFECTIVE


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"paid_fen": "sNaN"}, "sNaN"),
        ({"paid_fen": "1E+999999"}, "1E+999999"),
        ({"paid_fen": "5000", "voucher": (BytesIO(b"MZ\x90\x00"), "凭证.pdf")}, "PDF"),
    ],
)
def test_bad_vouchers_are_refused_in_words(app: Flask, cast: Cast, data: dict[str, object], message: str) -> None:
    number = make_listing(cast.university.organisation, Channel.STATUTORY, ENTRY).number
    db.session.commit()
    client = sign_in(app, cast.workshop)
    place = accept(client, number, products="防锈涂料", starts_on=clock.today().isoformat())
    key = hidden(client.get(f"{place}/pay").get_data(as_text=True))
    form = key | {"paid_on": "2026-01-02", "voucher": (BytesIO(PNG), "凭证.png")} | data
    answer = client.post(f"{place}/pay", data=form)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


@pytest.mark.parametrize("code", ["-", "x" * 26, "../../etc", "abcdefghjkmnpqrstuvwxyz234"])
def test_an_unknown_code_claims_nothing(app: Flask, cast: Cast, code: str) -> None:
    answer = app.test_client().get(f"/v/{code}")
    assert answer.status_code == 404
    assert "现在有效" not in answer.get_data(as_text=True)


def test_a_forged_qr_claims_nothing(app: Flask, cast: Cast, listing: Listing) -> None:
    accept(sign_in(app, cast.workshop), listing.number)
    deal = only_deal()
    answer = app.test_client().get(f"/v/{deal.verification_id}?s={'A' * 86}")
    assert answer.status_code == 404
    assert deal.number not in answer.get_data(as_text=True)


def test_hostile_words_print_as_they_are(app: Flask, cast: Cast) -> None:
    number = make_listing(cast.university.organisation, Channel.STATUTORY, FREE).number
    db.session.commit()
    client = sign_in(app, cast.workshop)
    hostile = "{{ 7*7 }}<script>alert(1)</script>{0.__class__}"
    place = accept(client, number, products=hostile, starts_on=clock.today().isoformat())
    jobs.drain()
    assert only_deal().notice["products"] == hostile
    page = client.get(place).get_data(as_text=True)
    assert "<script>alert" not in page


def test_english_by_one_click(app: Flask, cast: Cast, listing: Listing) -> None:
    client = sign_in(app, cast.workshop)
    place = accept(client, listing.number)
    client.get("/language/en?next=/")
    refresh()  # the language is chosen once a context, and the test's context outlives a request
    page = client.get(place).get_data(as_text=True)
    assert "How far it is" in page
    assert not re.search(r"轮到|走到哪儿", page)


def test_an_office_sees_only_deals_of_its_area(app: Flask, cast: Cast, listing: Listing) -> None:
    from marketplace.accounts.models import OrganisationKind
    from tests.cast import make_organisation, make_user

    elsewhere = make_user(
        make_organisation("大连样例局", OrganisationKind.CITY_OFFICE, "10000009", area="210200"), "dalian@example.org"
    )
    db.session.commit()
    place = accept(sign_in(app, cast.workshop), listing.number)
    here, there = sign_in(app, cast.office), sign_in(app, elsewhere)
    assert here.get(place).status_code == 200
    assert there.get(place).status_code == 404
    assert place not in there.get("/deals").get_data(as_text=True)
