"""Two at once, on a database of their own: exactly one place, one deal, one signature; the other is told so."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import OrganisationSize, SizeClass, User
from marketplace.contracts import actions, documents, queries
from marketplace.contracts.models import Deal, DocumentKind, Signature
from marketplace.kit import clock, files, idempotency
from marketplace.kit.db import db
from marketplace.kit.errors import Refusal
from marketplace.kit.jobs import Job
from marketplace.kit.transactions import transaction
from marketplace.listings import actions as listing_actions
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.workflows import engine, history
from marketplace.workflows.deal_states import DealState
from marketplace.workflows.listing_states import ListingState
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM
from tests.cast import make_cast, sign_in
from tests.makers import FREE, make_listing
from tests.waiting import HANG_SECONDS

pytestmark = [pytest.mark.own_database, pytest.mark.slow]
ROUNDS = 200
FEWER = 40
CLICKS = 6
PAPERS = (b"printed", b"signed once", b"signed twice")  # a contract, as far as these tests care
PAPER, FIRST, SECOND = (files.fingerprint(paper) for paper in PAPERS)


class People(NamedTuple):
    university: int
    workshop: int
    stranger: int


class Offer(NamedTuple):
    id: int
    hash: str


@pytest.fixture
def people(own_app: Flask) -> Iterator[People]:
    unlimited = replace(own_app.config["SETTINGS"], limit_acceptances_open=10**6)  # one firm accepts in every round
    own_app.config["SETTINGS"] = unlimited
    with own_app.app_context():
        for paper in PAPERS:
            files.put(paper)
        with transaction():
            cast = make_cast()
            size = OrganisationSize(organisation_id=cast.stranger.organisation_id, year=2025, size=SizeClass.MICRO)
            db.session.add(size)
        yield People(cast.university.id, cast.workshop.id, cast.stranger.id)


@pytest.fixture
def together(own_app: Flask) -> Iterator[Callable[..., list[str]]]:
    """Do two things in the same instant, each in its own transaction; "done", or the code of the refusal."""
    start = Barrier(2, timeout=HANG_SECONDS)

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


def user(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def offers(people: People, count: int, quota: int | None = 1) -> list[Offer]:
    with transaction():
        holder = user(people.university).organisation
        rows = [make_listing(holder, quota=quota) for _ in range(count)]
        return [Offer(row.id, row.versions[-1].terms_hash) for row in rows]


def accepts(offer: Offer, who: int) -> Callable[[], Deal]:
    return lambda: actions.accept(offer.id, by=user(who), seen_hash=offer.hash)


def printed_deal(offer: Offer, people: People) -> int:
    with transaction():
        deal = accepts(offer, people.workshop)()
        actions.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=PAPER, pages=8)
        engine.take(ORDINARY_DEAL, "print", deal, PLATFORM)
        return deal.id


def signs(deal_id: int, who: int, base: str = PAPER, new: str = FIRST) -> Callable[[], None]:
    """The licensee signs."""
    signed = documents.SignedFile(base, new, "ab12")
    return lambda: actions.sign(queries.deal_by_id(deal_id), by=user(who), signed=signed)


def countersigns(deal_id: int, who: int) -> Callable[[], None]:
    """The licensor signs what the licensee has signed."""
    signed = documents.SignedFile(FIRST, SECOND, "cd34")
    return lambda: actions.countersign(queries.deal_by_id(deal_id), by=user(who), signed=signed)


def deals_of(offer: Offer) -> list[Deal]:
    return list(db.session.scalars(select(Deal).where(Deal.listing_id == offer.id)))


def assert_sound(found: list[Offer]) -> None:
    """Chains hold, every deal has its beginning and its jobs, and places left are places less deals that run."""
    db.session.rollback()
    db.session.expire_all()
    assert list(history.verify()) == []
    for offer in found:
        listing, deals = db.session.get_one(Listing, offer.id), deals_of(offer)
        if listing.quota is not None:
            bound = [deal for deal in deals if deal.running]
            assert listing.slots_left == listing.quota - len(bound)
        for deal in deals:
            assert history.head("ordinary_deal", deal.id)[0] >= 1
            assert db.session.get(Job, f"contract_pdf:{deal.id}") is not None
            assert db.session.get(Job, f"signing_lapses:{deal.id}") is not None


def test_of_two_firms_one_takes_the_last_place(people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, ROUNDS)
    for offer in found:
        outcomes = together(accepts(offer, people.workshop), accepts(offer, people.stranger))
        assert sorted(outcomes) == ["NO_PLACES_LEFT", "done"]
        assert len(deals_of(offer)) == 1
        db.session.rollback()
    assert_sound(found)
    assert db.session.scalar(select(func.count()).select_from(Deal)) == ROUNDS


def test_one_firm_accepts_in_two_windows(people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, FEWER, quota=5)
    for offer in found:
        outcomes = together(*[accepts(offer, people.workshop)] * 2)
        assert sorted(outcomes) == ["ALREADY_RUNNING", "done"]
    assert_sound(found)


def test_one_party_signs_twice_at_once(people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, FEWER)
    for offer in found:
        deal_id = printed_deal(offer, people)
        outcomes = together(signs(deal_id, people.workshop), signs(deal_id, people.workshop, new=SECOND))
        assert sorted(outcomes) == ["WRONG_STATE", "done"]
        db.session.rollback()
        document = queries.deal_by_id(deal_id).document(DocumentKind.CONTRACT, "zh")
        assert document is not None
        assert [revision.sha256 for revision in document.revisions] == [PAPER, document.sha256]
        assert document.sha256 == (FIRST if outcomes[0] == "done" else SECOND)
        assert db.session.query(Signature).filter_by(deal_id=deal_id).count() == 1
    assert_sound(found)


def test_both_parties_sign_in_the_same_instant(people: People, together: Callable[..., list[str]]) -> None:
    """The licensee signs first: the licensor's click comes right after it, or too early."""
    found = offers(people, FEWER)
    for offer in found:
        deal_id = printed_deal(offer, people)
        first, second = together(signs(deal_id, people.workshop), countersigns(deal_id, people.university))
        assert first == "done"
        db.session.rollback()
        db.session.expire_all()
        deal = queries.deal_by_id(deal_id)
        both = second == "done"
        assert second in {"done", "WRONG_STATE"}
        assert deal.state is (DealState.EFFECTIVE if both else DealState.COUNTERSIGNING)
        assert len(deal.signatures) == (2 if both else 1)
        assert (deal.effective_on is not None) is both
    assert_sound(found)


@pytest.mark.parametrize("step", ["close", "pause"])
def test_whoever_is_first_wins_accept_or_end(step: str, people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, FEWER, quota=3)
    for offer in found:

        def end(offer: Offer = offer) -> None:
            getattr(listing_actions, step)(db.session.get_one(Listing, offer.id), by=user(people.university))

        accepted, ended = together(accepts(offer, people.workshop), end)
        assert (accepted, ended) in {("done", "done"), ("LISTING_NOT_OPEN", "done")}
        db.session.rollback()
        deals, last = deals_of(offer), history.steps_of("offer", offer.id)[-1]
        assert last.step == step
        assert len(deals) == (1 if accepted == "done" else 0)
        assert all(deal.running and deal.accepted_at <= last.at for deal in deals)
        left = db.session.get_one(Listing, offer.id, populate_existing=True).state
        assert left is (ListingState.CLOSED if step == "close" else ListingState.PAUSED)
    assert_sound(found)


def test_whoever_is_first_wins_notice_or_withdrawal(people: People, together: Callable[..., list[str]]) -> None:
    """A withdrawal ends the declaration the moment it is entered, and touches no licence (Patent Law art. 50(2))."""
    with transaction():
        holder = user(people.university).organisation
        columns = {"state": ListingState.WITHDRAWAL_PENDING}
        rows = [make_listing(holder, Channel.STATUTORY, FREE, **columns) for _ in range(FEWER)]
        found = [Offer(row.id, row.versions[-1].terms_hash) for row in rows]
    words = {"products": "轴套", "starts_on": clock.today().isoformat(), "accepts": True}
    for offer in found:

        def gives_notice(offer: Offer = offer) -> None:
            actions.give_notice(offer.id, by=user(people.workshop), seen_hash=offer.hash, notice=words)

        def withdraws(offer: Offer = offer) -> None:
            listing = db.session.get_one(Listing, offer.id)
            listing_actions.announce_withdrawal(listing, by=user(people.university), withdrawn_on=clock.today())

        given, withdrawn = together(gives_notice, withdraws)
        assert (given, withdrawn) in {("done", "done"), ("LISTING_NOT_OPEN", "done")}
        db.session.rollback()
        deals, last = deals_of(offer), history.steps_of("declaration", offer.id)[-1]
        assert last.step == "announce_withdrawal"
        assert [deal.state for deal in deals] == [DealState.EFFECTIVE] * (given == "done")
        assert all(deal.running and deal.accepted_at <= last.at for deal in deals)
        left = db.session.get_one(Listing, offer.id, populate_existing=True)
        assert (left.state, left.withdrawn_on) == (ListingState.WITHDRAWN, clock.today())
    assert list(history.verify()) == []


def test_new_terms_and_an_acceptance_of_the_old_ones(people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, FEWER, quota=3)
    dearer = FeePlan(FeeKind.LUMP_SUM, amount_fen=9_000_000).to_json()
    for offer in found:

        def reprice(offer: Offer = offer) -> None:
            listing = db.session.get_one(Listing, offer.id)
            listing.fee_plan = dearer
            listing_actions.reprice(listing, by=user(people.university))

        accepted, repriced = together(accepts(offer, people.workshop), reprice)
        assert accepted in {"done", "TERMS_CHANGED"}
        assert repriced in {"done", "SOMEBODY_WAS_QUICKER"}
        db.session.rollback()
        assert [deal.terms["listing"]["terms_hash"] for deal in deals_of(offer)] == [offer.hash] * (accepted == "done")
    assert_sound(found)


def test_stepping_back_and_the_last_signature(people: People, together: Callable[..., list[str]]) -> None:
    found = offers(people, FEWER)
    for offer in found:
        deal_id = printed_deal(offer, people)
        with transaction():
            signs(deal_id, people.workshop)()

        def step_back(deal_id: int = deal_id) -> None:
            actions.withdraw(queries.deal_by_id(deal_id), by=user(people.workshop))

        outcomes = together(countersigns(deal_id, people.university), step_back)
        assert sorted(outcomes) == ["WRONG_STATE", "done"]
        db.session.rollback()
        db.session.expire_all()
        deal = queries.deal_by_id(deal_id)
        assert deal.state is (DealState.EFFECTIVE if outcomes[0] == "done" else DealState.WITHDRAWN)
    assert_sound(found)


def test_many_clicks_on_one_form_make_one_deal(own_app: Flask, people: People) -> None:
    found = offers(people, 10, quota=5)
    browsers = [sign_in(own_app, user(people.workshop)) for _ in range(CLICKS)]
    start = Barrier(CLICKS, timeout=HANG_SECONDS)
    with ThreadPoolExecutor(CLICKS) as pool:
        for offer in found:
            db.session.rollback()
            number = db.session.get_one(Listing, offer.id).number
            form = {"seen_hash": offer.hash, "request_key": idempotency.new_key("accept", number), "understood": "y"}

            def click(browser: int, number: str = number, form: dict[str, str] = form) -> tuple[int, str]:
                start.wait()
                answer = browsers[browser].post(f"/listings/{number}/accept", data=form)
                return answer.status_code, answer.headers.get("Location", "")

            answers = set(pool.map(click, range(CLICKS)))
            db.session.rollback()
            [deal] = deals_of(offer)
            assert answers == {(303, f"/deals/{deal.number}")}
    assert_sound(found)
