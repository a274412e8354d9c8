"""A notice under a declaration is never barred by a missing verification, and its papers say what was not verified.

Patent Law art. 50(1): 专利权人自愿以书面方式向国务院专利行政部门声明愿意许可任何单位或者个人实施其专利……
"""

from flask import Flask

from marketplace.accounts.models import User
from marketplace.contracts import actions, documents
from marketplace.contracts.models import DocumentKind
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.listings.rules.channel import Channel
from marketplace.workflows import history
from marketplace.workflows.deal_states import DealState
from tests.cast import Cast, sign_in
from tests.contracts.test_unverified import letters, newcomer, notify, verify
from tests.makers import FREE, make_listing

__all__ = ["newcomer"]  # the fixture
S = DealState


def test_the_letter_says_it_too(cast: Cast, newcomer: User) -> None:
    listing = make_listing(cast.university.organisation, Channel.STATUTORY)
    deal = notify(listing, newcomer)
    actions.report_payment(deal, by=newcomer, paid_on=clock.today(), paid_fen=deal.due_at_start_fen, voucher="e" * 64)
    assert any(to == cast.university.email and "（未核验）" in text for to, text in letters())


def test_any_unit_or_person_may_give_notice(cast: Cast, newcomer: User) -> None:
    """Patent Law art. 50(1): 专利权人自愿以书面方式向国务院专利行政部门声明愿意许可任何单位或者个人实施其专利……"""
    deal = notify(make_listing(cast.university.organisation, Channel.STATUTORY, FREE), newcomer)
    assert deal.state is S.EFFECTIVE
    assert deal.hold_until is None
    more = notify(make_listing(cast.university.organisation, Channel.STATUTORY, FREE), newcomer)
    assert more.state is S.EFFECTIVE, "no number of places is kept from anybody here"


def test_the_papers_say_that_the_identity_is_not_verified_and_go_on_saying_so(cast: Cast, newcomer: User) -> None:
    said = "被许可人身份未经平台核验"
    deal = notify(make_listing(cast.university.organisation, Channel.STATUTORY, FREE), newcomer)
    first = history.steps_of("open_licence_deal", deal.id)[0]
    assert first.facts["licensee_verified"] is False
    verify(newcomer, cast)
    for kind in (DocumentKind.NOTICE, DocumentKind.CONFIRMATION):
        body, _title = documents.html(documents.order_for(deal, kind), "zh")
        assert said in body, kind
        body, _title = documents.html(documents.order_for(deal, kind), "en")
        assert "has not verified the identity of the licensee" in body, kind
    later = notify(make_listing(cast.university.organisation, Channel.STATUTORY, FREE), newcomer)
    assert said not in documents.html(documents.order_for(later, DocumentKind.NOTICE), "zh")[0]


def test_the_holder_and_anybody_who_checks_see_it(app: Flask, cast: Cast, newcomer: User) -> None:
    deal = notify(make_listing(cast.university.organisation, Channel.STATUTORY, FREE), newcomer)
    db.session.commit()
    holder = sign_in(app, cast.university).get(f"/deals/{deal.number}").get_data(as_text=True)
    assert "发出书面通知时，被许可人身份未经平台核验" in holder
    anybody = app.test_client().get(f"/v/{deal.verification_id}").get_data(as_text=True)
    assert "被许可人身份未经平台核验" in anybody
