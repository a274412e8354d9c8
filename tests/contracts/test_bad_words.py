"""What the other side will read is looked at before it is kept: hidden characters, days that cannot be."""

import pytest
from flask import Flask

from marketplace.contracts.models import Deal
from marketplace.kit import clock, jobs
from marketplace.kit.db import db
from marketplace.listings.models import Listing
from marketplace.listings.rules.channel import Channel
from tests.cast import Cast, sign_in
from tests.contracts.test_pages import accept, hidden
from tests.makers import FREE, make_listing, make_patent


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"products": "轴\u202e套"}, "U+202E"),
        ({"products": "轴\u200b套"}, "U+200B"),
        ({"products": "轴套\x00"}, "U+0000"),
        ({"products": "好用😀"}, "U+1F600"),
        ({"products": "𠮷字轴套"}, "合同里还印不出这些字：𠮷（U+20BB7）"),
        ({"products": "a" + "\u0301" * 50}, "叠加的符号太多"),
        ({"starts_on": "0001-01-01"}, "0001-01-01"),
        ({"starts_on": "9999-12-31"}, "9999-12-31"),
        ({"starts_on": "2026-02-30"}, "2026-02-30"),
        ({"starts_on": "٢٠٢٦-١٢-٠١"}, "٢٠٢٦-١٢-٠١"),
    ],
)
def test_a_notice_with_such_words_is_not_given(app: Flask, cast: Cast, typed: dict[str, str], told: str) -> None:
    number = make_listing(cast.university.organisation, Channel.STATUTORY, FREE).number
    db.session.commit()
    client, address = sign_in(app, cast.workshop), f"/listings/{number}/accept"
    page = client.get(address).get_data(as_text=True)
    form = {**hidden(page), "understood": "y", "products": "轴套", "starts_on": clock.today().isoformat()}
    answer = client.post(address, data=form | typed)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert db.session.query(Deal).count() == 0


def test_several_lines_are_a_reason_and_hidden_characters_are_none(app: Flask, cast: Cast) -> None:
    number = make_listing(cast.university.organisation).number
    db.session.commit()
    place = accept(sign_in(app, cast.workshop), number)
    holder = sign_in(app, cast.university)
    refused = holder.post(f"{place}/decline", data={"reason": "不卖了\u202e"})
    assert refused.status_code == 422
    assert "U+202E" in refused.get_data(as_text=True)
    assert holder.post(f"{place}/decline", data={"reason": "不卖了\r\n\r\n请看别家"}).status_code == 303


@pytest.mark.parametrize("channel", Channel)
def test_what_cannot_be_printed_is_not_begun(app: Flask, cast: Cast, channel: Channel) -> None:
    """A title out of the register may hold a character that nobody typed here."""
    holder = cast.university.organisation
    patent = make_patent(holder, title="一种𠮷型轴套")
    number = make_listing(holder, channel, FREE, patent=patent, quota=1).number
    db.session.commit()
    client, address = sign_in(app, cast.workshop), f"/listings/{number}/accept"
    form = {"understood": "y", "products": "轴套", "starts_on": clock.today().isoformat()}
    answer = client.post(address, data=hidden(client.get(address).get_data(as_text=True)) | form)
    assert answer.status_code == 422
    assert "合同里有我们还印不出的字：𠮷（U+20BB7）" in answer.get_data(as_text=True)
    assert 'name="understood"' in answer.get_data(as_text=True)
    assert db.session.query(Deal).count() == 0
    assert db.session.query(Listing).one().slots_left == 1


def test_signs_of_titles_are_printed(app: Flask, cast: Cast) -> None:
    holder = cast.university.organisation
    patent = make_patent(holder, title="SiO₂/Al₂O₃ 涂层在 −40 ℉、5 ㎥/h、⌀12 ㎜ 下的™装置")
    number = make_listing(holder, patent=patent).number
    db.session.commit()
    accept(sign_in(app, cast.workshop), number)
    jobs.drain()
    assert db.session.query(Deal).one().has_contract
