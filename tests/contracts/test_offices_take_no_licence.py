"""An office supervises the market; it takes no licence, by offer or by notice, and sees no button for it."""

from functools import partial

import pytest
from flask import Flask
from flask_babel import refresh

from marketplace.accounts.models import OrganisationKind
from marketplace.contracts import actions
from marketplace.contracts.models import Deal
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.listings.rules.channel import Channel
from tests.cast import Cast, make_organisation, make_user, sign_in
from tests.contracts.test_pages import hidden
from tests.makers import FREE, make_listing

CHANNELS = pytest.mark.parametrize("channel", Channel)


@CHANNELS
@pytest.mark.parametrize("kind", [OrganisationKind.CITY_OFFICE, OrganisationKind.PROVINCIAL_OFFICE])
def test_the_action_refuses(app: Flask, cast: Cast, channel: Channel, kind: OrganisationKind) -> None:
    listing = make_listing(cast.university.organisation, channel, FREE)
    official = make_user(make_organisation("另一知识产权局", kind, "10000019"), "official@example.org")
    seen = listing.versions[-1].terms_hash
    notice = {"products": "轴套", "starts_on": clock.today().isoformat(), "accepts": True}
    is_notice = channel is Channel.STATUTORY
    take = partial(actions.give_notice, notice=notice) if is_notice else actions.accept
    with pytest.raises(RuleBroken) as refusal:
        take(listing.id, by=official, seen_hash=seen)
    assert refusal.value.code == "OFFICE_TAKES_NO_LICENCE"


@CHANNELS
@pytest.mark.parametrize(("language", "told"), [("zh_CN", "不能取得许可"), ("en", "takes no licence")])
def test_the_pages_say_so_and_show_no_button(
    app: Flask, cast: Cast, channel: Channel, language: str, told: str
) -> None:
    number = make_listing(cast.university.organisation, channel, FREE).number
    db.session.commit()
    office, buyer = sign_in(app, cast.office), sign_in(app, cast.workshop)
    address = f"/listings/{number}/accept"
    assert address in buyer.get(f"/listings/{number}").text
    office.set_cookie("language", language)
    refresh()  # the language is remembered as long as the test's application context lives
    assert address not in office.get(f"/listings/{number}").text
    page = office.get(address).text
    assert told in page
    assert 'value="accept"' not in page
    form = {**hidden(page), "understood": "y", "products": "轴套", "starts_on": clock.today().isoformat()}
    answer = office.post(address, data=form)
    assert answer.status_code == 422
    assert told in answer.text
    assert db.session.query(Deal).count() == 0
