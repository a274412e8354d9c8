"""What the pages of a deal say while it runs and once it is over, to either party."""

from datetime import timedelta

import pytest
from flask import Flask

from marketplace.contracts import actions
from marketplace.contracts.models import Deal
from marketplace.kit import clock
from marketplace.kit.db import db
from marketplace.kit.pages import day
from marketplace.listings.rules.channel import Channel
from tests.cast import Cast, sign_in
from tests.makers import FREE, make_listing


@pytest.fixture
def deal(app: Flask, cast: Cast) -> Deal:
    """In force: an open licence free of charge."""
    listing = make_listing(cast.university.organisation, Channel.STATUTORY, FREE)
    notice = {"products": "轴套", "starts_on": clock.today().isoformat(), "accepts": True}
    seen = listing.versions[-1].terms_hash
    row = actions.give_notice(listing.id, by=cast.workshop, seen_hash=seen, notice=notice)
    db.session.commit()
    return row


def test_in_force_each_is_told_what_it_means_and_what_comes(app: Flask, cast: Cast, deal: Deal) -> None:
    address, ends_on = f"/deals/{deal.number}", deal.ends_on
    firm, holder = sign_in(app, cast.workshop), sign_in(app, cast.university)
    for browser, said in ((firm, "可以用了"), (holder, "许可已生效")):
        page = browser.get(address).get_data(as_text=True)
        panel = page.partition('aria-labelledby="in-force"')[2].partition("</section>")[0]
        assert said in panel
        assert "看确认书" in panel
        assert panel.index(day(clock.today())) < panel.index("许可备案的最后一日") < panel.index(day(ends_on))
        assert 'name="step"' not in panel
    assert "因违约终止" in holder.get(address).get_data(as_text=True).partition("用不下去了？")[2]


def test_a_term_that_ran_out_counts_to_its_last_day(app: Flask, cast: Cast, deal: Deal) -> None:
    firm, address, proof, ends_on = sign_in(app, cast.workshop), deal.number, deal.verification_id, deal.ends_on
    assert deal.last_day is None
    with clock.at(ends_on + timedelta(days=1)):
        actions.complete(deal)
        db.session.commit()
    assert "许可已经结束" in firm.get(f"/deals/{address}").get_data(as_text=True)
    for path in (f"/deals/{address}", f"/v/{proof}"):
        page = firm.get(path).get_data(as_text=True)
        assert day(ends_on) in page
        assert f"到 {day(ends_on + timedelta(days=1))}" not in page
        assert f"已于 {day(ends_on + timedelta(days=1))}" not in page


def test_one_that_never_bound_says_so(app: Flask, cast: Cast) -> None:
    listing = make_listing(cast.university.organisation)
    row = actions.accept(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash)
    actions.withdraw(row, by=cast.workshop, reason="点错了")
    db.session.commit()
    page = sign_in(app, cast.workshop).get(f"/deals/{row.number}").get_data(as_text=True)
    assert "许可没有生效" in page
    assert "点错了" in page
