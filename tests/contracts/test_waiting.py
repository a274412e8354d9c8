"""An acceptance that waited for somebody else's change decides on what it finds then, not on what stood before."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from marketplace.accounts.models import OrganisationSize, SizeClass, User
from marketplace.contracts import actions
from marketplace.kit import idempotency
from marketplace.kit.db import db
from marketplace.kit.errors import Refusal
from marketplace.kit.transactions import transaction
from marketplace.listings import actions as listing_actions
from marketplace.listings.models import Listing
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from tests.cast import make_cast, sign_in
from tests.makers import make_listing

pytestmark = pytest.mark.own_database
DEARER = FeePlan(FeeKind.LUMP_SUM, amount_fen=9_000_000).to_json()
WAIT_SECONDS = 0.5


def test_terms_that_change_while_an_acceptance_waits_are_not_taken(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        cast = make_cast()
        listing = make_listing(cast.university.organisation)
        listing_id, seen_hash = listing.id, listing.versions[-1].terms_hash
        seller, buyer = cast.university.id, cast.workshop.id

    def accept() -> str:
        with own_app.app_context():
            try:
                with transaction():
                    actions.accept(listing_id, by=db.session.get_one(User, buyer), seen_hash=seen_hash)
            except Refusal as refusal:
                return refusal.code
            return "done"

    with own_app.app_context(), ThreadPoolExecutor(1) as pool:
        with transaction():
            repriced = db.session.get_one(Listing, listing_id)
            repriced.fee_plan = DEARER
            listing_actions.reprice(repriced, by=db.session.get_one(User, seller))
            db.session.flush()
            waiting = pool.submit(accept)
            time.sleep(WAIT_SECONDS)
            assert not waiting.done()
        assert waiting.result() == "TERMS_CHANGED"


def test_another_persons_key_is_refused_and_no_fault(own_app: Flask) -> None:
    """The key of a form belongs to whoever sent it first."""
    with own_app.app_context(), transaction():
        cast = make_cast()
        listing = make_listing(cast.university.organisation, quota=5)
        number, seen_hash = listing.number, listing.versions[-1].terms_hash
        people = (cast.workshop.id, cast.stranger.id)
        size = OrganisationSize(organisation_id=cast.stranger.organisation_id, year=2025, size=SizeClass.MICRO)
        db.session.add(size)
    with own_app.app_context():
        first, second = [sign_in(own_app, db.session.get_one(User, one)) for one in people]
        key = idempotency.new_key("accept", number)
    form = {"seen_hash": seen_hash, "request_key": key, "understood": "y"}
    assert first.post(f"/listings/{number}/accept", data=form).status_code == 303
    assert second.post(f"/listings/{number}/accept", data=form).status_code == 409
