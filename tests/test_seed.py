"""The sample market: many listings fast, the same story for the same seed, and evidence that holds."""

from datetime import date
from random import Random

import pytest
from flask import Flask

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit.db import db
from marketplace.kit.transactions import begin
from marketplace.listings import queries, search
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan
from marketplace.listings.rules.terms import terms_hash
from marketplace.patents.models import Patent
from marketplace.patents.rules.numbers import check_digit
from marketplace.seed import market, offers, people, stories
from marketplace.workflows import history
from tests.cast import Cast

TODAY = date(2026, 11, 24)


def run(app: Flask, *words: str) -> str:
    answer = app.test_cli_runner().invoke(args=["seed", *words])
    assert answer.exit_code == 0, answer.output
    return answer.output


def paper_cast() -> people.Cast:
    """The holders of the table, without a database."""
    return {
        row["key"]: people.Person(
            row["key"], place, place, row["name"], OrganisationKind(row["kind"]), tuple(row["trades"].split())
        )
        for place, row in enumerate(people.rows())
        if row["kind"] != "enterprise"
    }


def test_many_listings_are_found_proved_and_sound(own_app: Flask) -> None:
    with own_app.app_context():
        assert "500" in run(own_app, "--scale", "500")
        begin(writing=False)
        assert not list(history.breaks_in(history.rows()))
        assert db.session.query(Listing).filter_by(sample=True).count() == 500
        assert all(check_digit(patent.number[:12]) == patent.number[-1] for patent in db.session.query(Patent))
        found = search.search(db.session.connection(), search.Query(text="装置"))
        assert found.total > 20
        listing = db.session.get_one(Listing, found.ids[0])
        version = listing.versions[-1]
        assert terms_hash(version.terms) == version.terms_hash
        assert listing.is_open
        assert not queries.standing_bars(listing)
        assert "200" in run(own_app, "--scale", "200", "--random-seed", "2")
        begin(writing=False)
        assert db.session.query(Listing).count() == 700
        assert not list(history.breaks_in(history.rows()))


def test_bulk_rows_say_what_the_actions_would_have_written(own_app: Flask) -> None:
    with own_app.app_context():
        run(own_app, "--scale", "16")
        begin(writing=False)
        for listing in db.session.query(Listing):
            kind = "declaration" if listing.channel is Channel.STATUTORY else "offer"
            steps = history.steps_of(kind, listing.id)
            assert steps[-1].target == listing.state
            assert listing.version == len(steps)
            assert FeePlan.from_json(listing.fee_plan) == FeePlan.from_json(listing.current.terms["fee_plan"])


def test_a_market_with_somebody_in_it_is_left_alone(app: Flask, cast: Cast) -> None:
    before = db.session.query(Organisation).count()
    assert "nothing was written" in run(app, "--if-empty")
    for words in ((), ("--scale", "5")):
        answer = app.test_cli_runner().invoke(args=["seed", *words])
        assert answer.exit_code == 1
        assert "nothing was written" in answer.output
    assert db.session.query(Organisation).count() == before


def test_a_weak_password_is_not_taken(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMPLE_PASSWORD", "123456789012")
    answer = own_app.test_cli_runner().invoke(args=["seed", "--scale", "1"])
    assert answer.exit_code == 1
    assert "SAMPLE_PASSWORD" in answer.output


def test_the_same_seed_tells_the_same_story() -> None:
    first, again, other = (offers.planned(Random(seed), paper_cast(), 300, TODAY) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_market_is_mixed_as_a_market_is() -> None:
    planned = offers.planned(Random(1), paper_cast(), 300, TODAY)
    plans = [offer.terms.plan for offer in planned]
    assert {plan.kind for plan in plans} == set(FeeKind)
    assert 0.38 < sum(plan.use_first is not None for plan in plans) / 300 < 0.55
    assert {offer.channel for offer in planned} == set(Channel)
    assert any(offer.small_only for offer in planned)
    assert any(offer.quota for offer in planned)
    assert len({offer.patent.main_ipc for offer in planned}) > 60
    newest = planned[-offers.NEWEST_FEATURED :]
    assert all(offer.patent.plain and offer.terms.plan.use_first for offer in newest)
    for offer in planned:
        assert not [
            one for one in offer.terms.plan.check(offer.channel, offer.terms.term_months) if one.severity == "block"
        ]
        if offer.is_statutory:
            assert (offer.small_only, offer.quota) == (False, None)


def test_every_story_finds_its_listing() -> None:
    for seed in range(1, 12):
        pairs = stories.cast_offers(offers.planned(Random(seed), paper_cast(), 300, TODAY), TODAY)
        assert len({id(offer) for _story, offer in pairs}) == len(stories.STORIES)


@pytest.mark.slow
def test_the_whole_market(own_app: Flask) -> None:
    with own_app.app_context():
        output = run(own_app)
        assert "workshop@jingzhe.test" in output
        begin(writing=False)
        assert not list(history.breaks_in(history.rows()))
        assert not market.is_empty()
        begin(writing=False)
        assert db.session.query(Listing).count() == market.OFFERS
        assert not db.session.query(Listing).filter_by(sample=False).count()
        assert not db.session.query(Organisation).filter_by(sample=False).count()
        deals = list(db.session.query(Deal))
        assert {str(deal.state) for deal in deals} == {
            *("accepted", "signing", "countersigning", "effective", "completed", "exited", "terminated"),
            *("withdrawn", "notice received", "payment reported"),
        }
        signed = [deal for deal in deals if len(deal.signatures) == 2]
        assert len(signed) >= 6
        for deal in signed:
            assert len(deal.document(DocumentKind.CONTRACT, "zh").revisions) == 3
        assert all(
            deal.accepted_at <= step.at for deal in signed for step in history.steps_of("ordinary_deal", deal.id)
        )
