"""The steps of a declaration, and looking again every day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused
from marketplace.listings import actions, search
from marketplace.listings.rules.channel import Channel
from marketplace.patents.events import PatentChanged
from marketplace.patents.models import Encumbrance, EncumbranceKind
from marketplace.workflows.listing_states import ListingState as S
from tests.cast import Cast
from tests.listings.market import ENTRY, LUMP, TRIAL, announce, make_declaration, make_draft, make_offer
from tests.listings.scans import store_scan


def found() -> tuple[int, ...]:
    return search.search(db.session.connection(), search.Query(text="微弧氧化")).ids


def draft(cast: Cast, plan=ENTRY):
    return make_draft(cast.university, channel=Channel.STATUTORY, plan=plan)


def letters() -> list[jobs.Job]:
    return list(db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "mail")))


def test_nobody_can_accept_before_the_announcement_is_entered(cast: Cast) -> None:
    listing = draft(cast)
    actions.submit(listing, by=cast.university)
    assert (listing.state, listing.is_open, found()) == (S.SUBMITTED, False, ())
    announce(listing, cast.university)
    assert (listing.state, listing.is_open, found()) == (S.IN_FORCE, True, (listing.id,))
    assert listing.versions[-1].terms["declaration_no"] == "K2026000001"
    assert listing.versions[-1].terms["licence"]["type"] == "open"


def test_the_form_is_printed_when_it_is_filed(cast: Cast) -> None:
    listing = draft(cast)
    actions.submit(listing, by=cast.university)
    assert db.session.scalar(select(jobs.Job).where(jobs.Job.kind == "declaration_pdf")) is not None


def test_a_declaration_without_the_promise_is_not_filed(cast: Cast) -> None:
    listing = draft(cast)
    actions.set_statement(listing, by=cast.university, commitment=False)
    with pytest.raises(StepRefused):
        actions.submit(listing, by=cast.university)


def test_nothing_paid_at_the_start_belongs_to_the_platform(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as refused:
        draft(cast, TRIAL)
    assert refused.value.code == "NOTHING_PAID_AT_START"


def test_an_announcement_is_not_dated_ahead(cast: Cast) -> None:
    listing = draft(cast)
    actions.submit(listing, by=cast.university)
    tomorrow, notice = clock.today() + timedelta(days=1), store_scan()
    with pytest.raises(RuleBroken) as refused:
        actions.announce_declaration(
            listing, by=cast.university, declaration_no="K1", announced_on=tomorrow, notice=notice
        )
    assert refused.value.field == "announced_on"


def test_a_correction_goes_back_and_forth(cast: Cast) -> None:
    listing = draft(cast)
    actions.submit(listing, by=cast.university)
    actions.correct(listing, by=cast.university, reason="联系方式不清楚")
    assert (listing.state, listing.is_editable) == (S.CORRECTION, True)
    actions.submit(listing, by=cast.university)
    actions.refuse(listing, by=cast.university, reason="不符合条件")
    assert (listing.state, listing.entries[0].live) == (S.NOT_ANNOUNCED, False)


def test_it_accepts_until_the_withdrawal_is_announced(cast: Cast) -> None:
    listing = make_declaration(cast.university)
    actions.ask_withdrawal(listing, by=cast.university)
    assert listing.is_open
    actions.keep(listing, by=cast.university)
    actions.ask_withdrawal(listing, by=cast.university)
    actions.announce_withdrawal(listing, by=cast.university, withdrawn_on=clock.today())
    assert (listing.state, listing.is_open, found()) == (S.WITHDRAWN, False, ())


def test_only_an_office_ends_it_for_the_patent_office(cast: Cast) -> None:
    listing = make_declaration(cast.university)
    with pytest.raises(NotAllowed):
        actions.end(listing, by=cast.university, reason="不行")
    actions.end(listing, by=cast.office, reason="撤销公告")
    assert listing.state is S.ENDED_BY_OFFICE


def test_a_ground_that_arises_suspends_and_its_cure_opens_again(cast: Cast) -> None:
    listing = make_offer(cast.university)
    exclusive = Encumbrance(
        kind=EncumbranceKind.EXCLUSIVE_LICENCE, starts_on=clock.today(), ends_on=clock.today() + timedelta(days=30)
    )
    listing.patents[0].encumbrances.append(exclusive)
    actions.recheck_patent(PatentChanged(listing.patents[0].id))
    assert (listing.suspended_because, listing.is_open, found()) == ("EXCLUSIVE_LICENCE_IN_FORCE", False, ())
    assert len(letters()) == 1
    assert not actions.recheck(listing)  # the holder is told once
    assert len(letters()) == 1
    with clock.at(clock.today() + timedelta(days=31)):
        assert actions.recheck_some() is None
    assert (listing.suspended_because, listing.is_open, found()) == ("", True, (listing.id,))
    assert len(letters()) == 2


def test_past_the_patents_last_day_it_expires(cast: Cast) -> None:
    listing = make_offer(cast.university, plan=LUMP, term_months=12)
    with clock.at(date(2041, 5, 17)):
        assert not listing.is_past_term
    with clock.at(date(2041, 5, 18)):
        actions.recheck(listing)
    assert (listing.state, listing.entries[0].live, found()) == (S.EXPIRED, False, ())


def test_every_morning_is_one_job(cast: Cast) -> None:
    make_offer(cast.university)
    make_offer(cast.university, serial=2)
    rows = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "listings_recheck")).all()
    assert [row.payload["after"] for row in rows] == [0]
