"""An organisation that is not verified, in two windows at once; an office that answers while the time runs out."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts import actions as account_actions
from marketplace.accounts.models import OrganisationKind, User
from marketplace.contracts import actions
from marketplace.contracts.models import Deal
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import Refusal
from marketplace.kit.jobs import Job, JobState
from marketplace.kit.transactions import transaction
from marketplace.listings.models import Listing
from marketplace.workflows import history
from marketplace.workflows.deal_states import DealState
from tests.cast import make_cast, make_organisation, make_user
from tests.makers import make_listing

pytestmark = [pytest.mark.own_database]
ROUNDS = 12


class Market(NamedTuple):
    """newcomers: members of organisations that are not verified, one a round; offers: id and hash, two a round"""

    office: int
    newcomers: list[int]
    offers: list[tuple[int, str]]


@pytest.fixture
def market(own_app: Flask) -> Iterator[Market]:
    with own_app.app_context():
        with transaction():
            cast = make_cast()
            newcomers = []
            for number in range(ROUNDS):
                firm = make_organisation(
                    f"新来样例{number}厂", OrganisationKind.ENTERPRISE, f"3{number:07d}", verified=False
                )
                newcomers.append(make_user(firm, f"new{number}@example.org").id)
            rows = [make_listing(cast.university.organisation, quota=2) for _ in range(2 * ROUNDS)]
            found = Market(cast.office.id, newcomers, [(row.id, row.versions[-1].terms_hash) for row in rows])
        yield found


@pytest.fixture
def together(own_app: Flask) -> Iterator[Callable[..., list[str]]]:
    """Do two things in the same instant, each in its own transaction; "done", or the code of the refusal."""
    start = Barrier(2, timeout=600)

    def one(act: Callable[[], object]) -> str:
        with own_app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except Refusal as refusal:
                return refusal.code
            return "done"

    with ThreadPoolExecutor(2) as pool:
        yield lambda *acts: list(pool.map(one, acts))


def accepts(offer: tuple[int, str], who: int) -> Callable[[], object]:
    return lambda: actions.accept(offer[0], by=db.session.get_one(User, who), seen_hash=offer[1])


def test_two_offers_in_two_windows_keep_one_place(market: Market, together: Callable[..., list[str]]) -> None:
    for number, who in enumerate(market.newcomers):
        pair = market.offers[2 * number : 2 * number + 2]
        outcomes = together(*[accepts(offer, who) for offer in pair])
        assert sorted(outcomes) == ["ONE_UNTIL_VERIFIED", "done"]
        db.session.rollback()
        left = [db.session.get_one(Listing, offer[0]).slots_left for offer in pair]
        assert sorted(left) == [1, 2], "the refused one gave its place back"
    db.session.rollback()
    deals = db.session.scalars(select(Deal)).all()
    assert len(deals) == ROUNDS
    for deal in deals:
        assert history.head("ordinary_deal", deal.id)[0] == 1
        assert db.session.get(Job, f"hold_lapses:{deal.id}") is not None
    assert list(history.verify()) == []


def test_verified_in_the_instant_the_time_is_over(market: Market, together: Callable[..., list[str]]) -> None:
    """Whoever is first wins: verified, and the deal goes on; or lapsed, and the place is free again."""
    for number, who in enumerate(market.newcomers):
        offer = market.offers[2 * number]
        with transaction():
            accepts(offer, who)()
        with transaction():
            firm = db.session.get_one(User, who)
            account_actions.submit(firm.organisation, by=firm)
            [deal_id] = db.session.scalars(select(Deal.id).where(Deal.licensee_id == firm.organisation_id))
            too_late = db.session.get_one(Deal, deal_id).hold_until + timedelta(days=1)

        def verifies(who: int = who) -> None:
            office = db.session.get_one(User, market.office)
            account_actions.verify(db.session.get_one(User, who).organisation, by=office)

        def runs_out(deal_id: int = deal_id) -> None:
            actions.expire_unverified(db.session.get_one(Deal, deal_id))

        with clock.at(too_late):
            verified, lapsed = together(verifies, runs_out)
        assert (verified, lapsed) in {("done", "done"), ("done", "IS_PAST_HOLD")}
        db.session.rollback()
        deal = db.session.get_one(Deal, deal_id, populate_existing=True)
        timer = db.session.get_one(Job, f"hold_lapses:{deal_id}", populate_existing=True)
        assert timer.status is JobState.CANCELLED
        if lapsed == "done":
            assert (deal.state, deal.running) == (DealState.LAPSED, False)
        else:
            assert (deal.state, deal.running, deal.hold_until) == (DealState.ACCEPTED, True, None)
        left = db.session.get_one(Listing, offer[0], populate_existing=True).slots_left
        assert left == (1 if deal.running else 2)
        db.session.rollback()
    assert list(history.verify()) == []
