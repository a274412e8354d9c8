"""Pages kept for strangers: given again while nothing was committed, fresh the moment something was."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.accounts.models import Organisation
from marketplace.kit.db import database_mark, db
from marketplace.kit.kept_pages import EXTENSION
from marketplace.kit.transactions import transaction
from marketplace.listings import actions
from marketplace.listings.models import Listing
from tests.cast import PASSWORD
from tests.kills.market import firm_email, make_market

PATHS = ("/listings", "/listings?q=微弧氧化", "/")


@pytest.fixture
def market(own_app: Flask) -> Iterator[Listing]:
    with own_app.app_context():
        make_market(1)
        with transaction():
            listing = db.session.query(Listing).one()
            actions.refresh_entry(listing)
        yield listing
        db.session.remove()


@pytest.fixture
def stranger(own_app: Flask, market: Listing) -> FlaskClient:
    return own_app.test_client()


def change(statement: str, **values: object) -> None:
    """As another process would: on a connection of its own."""
    with db.engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_is_still_so_is_not_sent_again(stranger: FlaskClient, path: str) -> None:
    first = stranger.get(path)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Cookie" in first.headers["Vary"]
    again = stranger.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert stranger.get(path).data == first.data


@pytest.mark.parametrize("path", PATHS)
def test_what_was_committed_a_moment_ago_is_shown(stranger: FlaskClient, market: Listing, path: str) -> None:
    etag = stranger.get(path).headers["ETag"]
    change("UPDATE patents SET title = :title", title="刚刚改了名的装置")
    with transaction():
        actions.refresh_entry(db.session.get_one(Listing, market.id))
    answer = stranger.get(path.replace("微弧氧化", "改了名"), headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "刚刚" in answer.text
    assert answer.headers["ETag"] != etag


def test_places_and_names_are_those_of_now(stranger: FlaskClient, market: Listing) -> None:
    assert "还剩 2 个名额" in stranger.get("/listings").text
    change("UPDATE listings SET slots_left = 1")
    assert "还剩 1 个名额" in stranger.get("/listings").text
    change("UPDATE organisations SET short_name = :name WHERE id = :id", name="新名大学", id=market.holder_id)
    assert "新名大学" in stranger.get("/listings").text


def test_a_listing_is_there_when_it_opens_and_gone_when_it_closes(stranger: FlaskClient, market: Listing) -> None:
    for state, is_there in (("paused", False), ("published", True), ("closed", False)):
        with transaction():
            listing = db.session.get_one(Listing, market.id)
            db.session.execute(text("UPDATE listings SET state = :state"), {"state": state})
            db.session.refresh(listing)
            actions.refresh_entry(listing)
        assert (market.number in stranger.get("/listings").text) is is_there


def test_what_is_not_committed_is_not_shown(stranger: FlaskClient) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE listings SET slots_left = 1"))
        assert "还剩 2 个名额" in stranger.get("/listings").text
        connection.rollback()
    assert "还剩 2 个名额" in stranger.get("/listings").text


def test_language_and_size_of_type_have_pages_of_their_own(own_app: Flask) -> None:
    etags = {own_app.test_client().get("/listings").headers["ETag"]}
    for name, value in (("language", "en"), ("large_type", "1")):
        other = own_app.test_client()
        other.set_cookie(name, value)
        etags.add(other.get("/listings").headers["ETag"])
    assert len(etags) == 3


def test_a_members_page_is_never_kept(own_app: Flask, stranger: FlaskClient) -> None:
    kept = stranger.get("/listings")
    member = own_app.test_client()
    assert member.post("/sign-in", data={"email": firm_email(0), "password": PASSWORD}).status_code == 303
    page = member.get("/listings", headers={"If-None-Match": kept.headers["ETag"]})
    name = db.session.query(Organisation.short_name).filter(Organisation.name.contains("机械0")).scalar()
    assert page.status_code == 200
    assert page.headers["ETag"] != kept.headers["ETag"]
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert name in page.text
    assert stranger.get("/listings").data == kept.data


def test_a_kept_page_tells_no_request_number(own_app: Flask, stranger: FlaskClient) -> None:
    answer = stranger.get("/listings")
    assert answer.headers["X-Request-Number"] not in answer.text
    assert stranger.get("/listings").headers["X-Request-Number"] != answer.headers["X-Request-Number"]
    assert own_app.extensions[EXTENSION]


def test_one_that_saw_its_own_writes_keeps_nothing(own_app: Flask, stranger: FlaskClient, market: Listing) -> None:
    with transaction():
        assert database_mark(db.session.connection()) is not None
        db.session.execute(text("UPDATE listings SET slots_left = 1"))
        assert database_mark(db.session.connection()) is None
