"""A licence under a declaration: notice and payment, in force from the later of the two.

Patent Law art. 51(1): 任何单位或者个人有意愿实施开放许可的专利的，以书面方式通知专利权人，并依照公告的许可使用费
支付方式、标准支付许可使用费后，即获得专利实施许可。
"""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from marketplace.contracts import actions, documents
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, RuleBroken, StepRefused
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from marketplace.listings.rules.fee_plan import FeeKind, FeePlan, Royalty
from marketplace.workflows import history
from marketplace.workflows.deal_states import DealState
from tests.cast import Cast
from tests.makers import FREE, make_listing

S = DealState
ENTRY = FeePlan(FeeKind.ENTRY_AND_ROYALTY, entry_fee_fen=500_000, royalty=Royalty(rate_ppm=20_000))
VOUCHER = "e" * 64
NOON = clock.BEIJING


def declaration(cast: Cast, plan: FeePlan = ENTRY) -> Listing:
    return make_listing(cast.university.organisation, Channel.STATUTORY, plan)


def notify(listing: Listing, cast: Cast) -> Deal:
    notice = {"products": "防锈涂料", "starts_on": clock.today().isoformat(), "accepts": True}
    return actions.give_notice(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash, notice=notice)


def pay(deal: Deal, cast: Cast, **changes: Any) -> None:
    facts: dict[str, Any] = {"paid_on": clock.today(), "paid_fen": 500_000, "voucher": VOUCHER} | changes
    actions.report_payment(deal, by=cast.workshop, **facts)


def test_a_notice_is_received_when_it_enters_the_system(cast: Cast) -> None:
    """Electronic Signature Law art. 11: 数据电文进入收件人指定特定接收系统的时间，视为该数据电文的接收时间。"""
    with clock.at(datetime(2026, 11, 24, 9, 30, tzinfo=NOON)):
        deal = notify(declaration(cast), cast)
    assert deal.state is S.NOTICE_RECEIVED
    assert clock.beijing(deal.notice_received_at).isoformat() == "2026-11-24T09:30:00+08:00"
    first = history.steps_of("open_licence_deal", deal.id)[0]
    assert first.facts["notice"]["products"] == "防锈涂料"
    assert deal.terms["licence"]["type"] == "open"
    assert deal.terms["licence"]["sublicence"] is False


@pytest.mark.parametrize(
    ("paid_on", "effective_on"),
    [
        # Paid after the notice: the payment decides. Paid the same day: the notice does.
        (date(2026, 11, 26), date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        # Paid before the notice was sent: the notice is the later one.
        (date(2026, 11, 20), date(2026, 11, 24)),
    ],
)
def test_in_force_from_the_later_of_notice_and_payment(cast: Cast, paid_on: date, effective_on: date) -> None:
    """Guidelines part V ch. 11 §6: the licence takes effect when notice and payment are both done."""
    with clock.at(date(2026, 11, 24)):
        deal = notify(declaration(cast), cast)
    with clock.at(date(2026, 12, 1)):
        pay(deal, cast, paid_on=paid_on)
        actions.confirm_payment(deal, by=cast.university)
    assert deal.state is S.EFFECTIVE
    assert deal.effective_on == effective_on


def test_the_whole_road_on_paper(cast: Cast) -> None:
    deal = notify(declaration(cast), cast)
    pay(deal, cast)
    actions.confirm_payment(deal, by=cast.university)
    db.session.commit()
    number = deal.id
    jobs.drain()
    deal = db.session.get_one(Deal, number)
    kinds = {(document.kind, document.language) for document in deal.documents}
    assert kinds == {
        (kind, language)
        for kind in (DocumentKind.NOTICE, DocumentKind.CONFIRMATION)
        for language in documents.LANGUAGES
    }
    assert not list(history.verify("open_licence_deal", deal.id))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paid_fen": 499_999}, "PAID_AMOUNT"),
        ({"paid_fen": 500_001}, "PAID_AMOUNT"),
        ({"paid_on": date(2999, 1, 1)}, "PAID_IN_FUTURE"),
    ],
)
def test_exactly_what_was_announced_is_paid(cast: Cast, changes: dict[str, Any], code: str) -> None:
    deal = notify(declaration(cast), cast)
    with pytest.raises(RuleBroken) as caught:
        pay(deal, cast, **changes)
    assert caught.value.code == code
    assert deal.state is S.NOTICE_RECEIVED


def test_only_the_holder_confirms(cast: Cast) -> None:
    deal = notify(declaration(cast), cast)
    pay(deal, cast)
    for user in (cast.workshop, cast.stranger, cast.office):
        with pytest.raises(NotAllowed):
            actions.confirm_payment(deal, by=user)


def test_a_disputed_voucher_can_be_handed_in_again(cast: Cast) -> None:
    deal = notify(declaration(cast), cast)
    pay(deal, cast)
    actions.dispute_payment(deal, by=cast.university, reason="账上没有这笔钱")
    assert (deal.state, deal.voucher_file) == (S.NOTICE_RECEIVED, None)
    pay(deal, cast, voucher="f" * 64)
    assert deal.state is S.PAYMENT_REPORTED
    assert [step.documents for step in history.steps_of("open_licence_deal", deal.id)][1] == [VOUCHER]


def test_a_free_licence_is_in_force_with_the_notice_and_marked(cast: Cast) -> None:
    deal = notify(declaration(cast, FREE), cast)
    assert deal.state is S.EFFECTIVE
    assert deal.to_be_confirmed
    assert deal.effective_at == deal.notice_received_at


def test_an_offer_is_not_taken_by_notice(cast: Cast) -> None:
    with pytest.raises(StepRefused) as caught:
        notify(make_listing(cast.university.organisation), cast)
    assert caught.value.code == "WRONG_CHANNEL"


def test_stepping_back_before_paying(cast: Cast) -> None:
    deal = notify(declaration(cast), cast)
    actions.withdraw(deal, by=cast.workshop)
    assert (deal.state, deal.running) == (S.WITHDRAWN, False)


def test_withdrawing_the_declaration_never_touches_a_licence(cast: Cast) -> None:
    """Patent Law art. 50(2): 开放许可声明被公告撤回的，不影响在先给予的开放许可的效力。"""
    from marketplace.workflows.listing_states import ListingState

    listing = declaration(cast, FREE)
    deal = notify(listing, cast)
    listing.state, listing.withdrawn_on = ListingState.WITHDRAWN, clock.today()
    db.session.flush()
    assert deal.state is S.EFFECTIVE
    with pytest.raises(StepRefused) as caught:
        actions.give_notice(
            listing.id,
            by=cast.stranger,
            seen_hash=listing.versions[-1].terms_hash,
            notice={"products": "x", "starts_on": clock.today().isoformat(), "accepts": True},
        )
    assert caught.value.code == "LISTING_NOT_OPEN"
    assert str(listing.withdrawn_on) in caught.value.message.zh


def test_the_term_counts_from_effect(cast: Cast) -> None:
    deal = notify(declaration(cast, FREE), cast)
    assert deal.ends_on == clock.add_months(clock.today(), 60)
    number = deal.id
    ends_on = deal.ends_on
    db.session.commit()
    with clock.at(ends_on + timedelta(days=1)):
        jobs.run(f"term_ends:{number}", strict=True)
    assert db.session.get_one(Deal, number).state is S.COMPLETED


@pytest.mark.parametrize("starts_on", ["1985-04-01", "2041-05-18"])
def test_use_begins_between_today_and_the_patents_end(cast: Cast, starts_on: str) -> None:
    listing = declaration(cast)
    notice = {"products": "防锈涂料", "starts_on": starts_on, "accepts": True}
    with pytest.raises(RuleBroken) as caught:
        actions.give_notice(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash, notice=notice)
    assert (caught.value.code, caught.value.field) == ("START_OUT_OF_RANGE", "starts_on")
