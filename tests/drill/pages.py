"""What a market shows: every document of every deal and listing, and a fixed list of pages, as those who may see them
see them."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import Organisation, User
from marketplace.contracts.models import Deal, Document
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from marketplace.patents.models import Encumbrance, EvaluationReport, Patent
from marketplace.workflows import queries as workflow_queries
from tests.cast import sign_in

ANYBODY = ""
OFFERS = 12  # pages of single offers and patents that are looked at
FRESH = (  # what is new each time a page is drawn
    rb"\b[0-9A-F]{4}-[0-9A-F]{2}\b",  # the number of the request
    rb'<input [^>]*name="(?:csrf_token|request_key)"[^>]*>',
)


class Seen(NamedTuple):
    """An answer, without what is new each time."""

    status: int
    media_type: str
    digest: str


class Look(NamedTuple):
    """who: e-mail of whoever looks; ANYBODY: nobody in particular"""

    who: str
    address: str


def _member(organisation_id: int) -> str:
    found = db.session.query(User).filter_by(organisation_id=organisation_id).order_by(User.id).first()
    assert found is not None
    return found.email


def _of_deals(deals: list[Deal]) -> Iterator[Look]:
    for deal in deals:
        yield Look(ANYBODY, f"/v/{deal.verification_id}")
        for side in (deal.licensor_id, deal.licensee_id):
            who = _member(side)
            yield Look(who, f"/deals/{deal.number}")
            yield Look(who, f"/deals/{deal.number}/contract")
            if deal.voucher_file:
                yield Look(who, f"/deals/{deal.number}/voucher")
            for document in deal.documents:
                yield Look(who, f"/documents/{document.public_id}")


def _of_listings() -> Iterator[Look]:
    for listing in db.session.query(Listing).order_by(Listing.id):
        who = _member(listing.holder_id)
        if listing.declaration_file:
            yield Look(who, f"/listings/{listing.number}/declaration.pdf")
        if listing.announcement_file:
            yield Look(ANYBODY, f"/listings/{listing.number}/announcement")
        for consent in listing.consents:
            yield Look(who, f"/listings/{listing.number}/consents/{consent.id}")


def _of_patents() -> Iterator[Look]:
    for report in db.session.query(EvaluationReport).filter(EvaluationReport.file.is_not(None)):
        yield Look(ANYBODY, f"/patents/{db.session.get_one(Patent, report.patent_id).number}/report/file")
    for rest in db.session.query(Encumbrance).filter(Encumbrance.consent_file.is_not(None)):
        patent = db.session.get_one(Patent, rest.patent_id)
        if patent.holder_id is not None:
            yield Look(_member(patent.holder_id), f"/patents/{patent.number}/encumbrances/{rest.id}/consent")


def _public() -> Iterator[Look]:
    names = [workflow.name for workflow in workflow_queries.workflows()]
    fixed = ("/", "/listings", "/listings?page=2", "/rules", "/workflows", "/numbers", "/numbers/deals", "/v/")
    for address in (*fixed, "/about/use-first", "/about/channels", *(f"/workflows/{name}" for name in names)):
        yield Look(ANYBODY, address)
    for listing in (
        db.session.query(Listing).filter(Listing.published_at.is_not(None)).order_by(Listing.id).limit(OFFERS)
    ):
        yield Look(ANYBODY, f"/listings/{listing.number}")
    for patent in db.session.query(Patent).order_by(Patent.id).limit(OFFERS):
        yield Look(ANYBODY, f"/patents/{patent.number}")


def _of_members(deals: list[Deal]) -> Iterator[Look]:
    for organisation_id in sorted({side for deal in deals for side in (deal.licensor_id, deal.licensee_id)}):
        for address in ("/tasks", "/deals", "/listings/mine", "/patents", "/organisation"):
            yield Look(_member(organisation_id), address)


def _offices() -> Iterator[Look]:
    for office in db.session.query(Organisation).order_by(Organisation.id):
        if office.is_office:
            yield from (Look(_member(office.id), address) for address in ("/tasks", "/deals", "/organisations"))


def to_look_at() -> list[Look]:
    """Everything that the market shows now."""
    deals = db.session.query(Deal).order_by(Deal.id).all()
    assert db.session.query(Document).count() > 0
    parts = (_public(), _of_deals(deals), _of_listings(), _of_patents(), _of_members(deals), _offices())
    return list(dict.fromkeys(look for part in parts for look in part))


def _plain(body: bytes) -> bytes:
    for pattern in FRESH:
        body = re.sub(pattern, b"", body)
    return body


def seen(app: Flask, looks: list[Look]) -> dict[Look, Seen]:
    """Each of them, looked at by whoever may."""
    browsers: dict[str, FlaskClient] = {ANYBODY: app.test_client()}
    found = {}
    for look in looks:
        if look.who not in browsers:
            browsers[look.who] = sign_in(app, db.session.query(User).filter_by(email=look.who).one())
        answer = browsers[look.who].get(look.address, follow_redirects=True)
        digest = hashlib.sha256(_plain(answer.get_data())).hexdigest()
        found[look] = Seen(answer.status_code, answer.mimetype, digest)
    return found
