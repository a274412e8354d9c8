"""Signing in and out: what an attacker tries."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts import actions, queries
from marketplace.accounts.models import SignInAttempt, UserSession
from marketplace.accounts.queries.sessions import SEEN, real_now, token_hash
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from tests.cast import PASSWORD, Cast, make_cast, sign_in

EMAIL = "university@example.org"


def attempt(client: FlaskClient, email: str = EMAIL, password: str = "not the password", **extra: str) -> int:
    return client.post("/sign-in", data={"email": email, "password": password, **extra}).status_code


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("jingzhe")
    assert cookie is not None
    return cookie.value


def test_a_cookie_replayed_after_signing_out_opens_nothing(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    stolen = cookie_of(client)
    assert client.get("/organisation").status_code == 200
    assert client.post("/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("jingzhe", stolen)
    assert thief.get("/organisation").status_code == 303


def test_signing_in_gives_a_new_session_and_ends_the_one_before(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        cookie["planted"] = "by somebody else"
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "planted" not in cookie
    hashes = db.session.scalars(select(UserSession.token_hash)).all()
    assert token_hash("session", first) not in hashes
    assert first not in hashes, "only hashes are kept"


def test_a_removed_member_is_refused_with_the_next_request(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.workshop)
    cast.workshop.is_active_member = False
    db.session.commit()
    assert client.get("/organisation").status_code == 303
    assert attempt(app.test_client(), "workshop@example.org", PASSWORD) == 422


def test_a_session_ends_when_it_is_idle_or_old(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    with client.session_transaction() as cookie:
        cookie[SEEN] -= 3 * 3600
    assert client.get("/organisation").status_code == 303
    client = sign_in(app, cast.university)
    for row in db.session.scalars(select(UserSession)):
        row.expires_at = real_now() - timedelta(seconds=1)
    db.session.commit()
    assert client.get("/organisation").status_code == 303


def test_an_unknown_address_and_a_wrong_password_look_the_same(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    pages = []
    for email in (EMAIL, "nobody@example.org"):
        answer = client.post("/sign-in", data={"email": email, "password": "not the password"})
        assert answer.status_code == 422
        pages.append(answer.get_data(as_text=True).replace(email, "").split("<main")[1].split("</main>")[0])
    assert pages[0] == pages[1]
    assert "邮箱或密码不对" in pages[0]


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    assert [attempt(client) for _ in range(5)] == [422] * 5
    answer = client.post("/sign-in", data={"email": EMAIL.upper(), "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    forged = client.post(
        "/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers={"X-Forwarded-For": "198.51.100.9"}
    )
    assert forged.status_code == 429
    assert attempt(client, "workshop@example.org", PASSWORD) == 303, "others are not locked out"
    for row in db.session.scalars(select(SignInAttempt)):
        row.at -= timedelta(minutes=16)
    db.session.commit()
    assert attempt(client, EMAIL, PASSWORD) == 303


def test_a_right_password_forgives_the_failures_before_it(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    assert [attempt(client) for _ in range(4)] == [422] * 4
    assert attempt(client, EMAIL, PASSWORD) == 303
    assert attempt(app.test_client()) == 422


def test_a_network_that_tries_many_accounts_is_stopped(app: Flask, cast: Cast) -> None:
    key = "network:127.0.0.0/24"
    most = app.config["SETTINGS"].limit_failures_of_network
    db.session.add_all([SignInAttempt(key=key, at=real_now()) for _ in range(most)])
    db.session.commit()
    assert attempt(app.test_client(), "nobody@example.org") == 429


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/sign-out"])
def test_signing_in_leads_nowhere_else(app: Flask, cast: Cast, target: str) -> None:
    answer = app.test_client().post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/tasks"


def test_signing_in_leads_back_to_where_one_wanted(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    asked = client.get("/organisation/edit?a=1&b=2")
    assert asked.headers["Location"] == "/sign-in?next=/organisation/edit?a%3D1%26b%3D2"
    page = client.get(asked.headers["Location"]).get_data(as_text=True)
    assert 'value="/organisation/edit?a=1&amp;b=2"' in page
    posted = client.post("/organisation/submit")
    assert posted.headers["Location"] == "/sign-in"


def test_a_machine_that_is_not_signed_in_is_told_so(app: Flask, cast: Cast) -> None:
    answer = app.test_client().get("/organisation", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["code"] == "SIGN_IN_FIRST"


def test_typing_the_password_again_makes_a_session_fresh(app: Flask, cast: Cast) -> None:
    user = cast.university
    actions.open_session(user)
    db.session.commit()
    assert not queries.is_fresh(user)
    with pytest.raises(RuleBroken, match="密码不对"):
        actions.reauthenticate(user, "not the password")
    actions.reauthenticate(user, PASSWORD)
    assert queries.is_fresh(user)
    row = db.session.scalars(select(UserSession)).one()
    assert row.reauthenticated_at is not None
    row.reauthenticated_at -= timedelta(minutes=11)
    db.session.flush()
    assert not queries.is_fresh(user)
    assert queries.is_fresh(user, minutes=12)


def test_a_stranger_is_an_actor_without_anything() -> None:
    stranger = queries.Stranger()
    assert not stranger.is_authenticated
    assert (stranger.organisation, stranger.organisation_id, stranger.roles) == (None, None, frozenset())


@pytest.mark.own_database
def test_forms_need_their_token(own_app: Flask) -> None:
    own_app.config["WTF_CSRF_ENABLED"] = True
    with own_app.app_context():
        make_cast()
    client = own_app.test_client()
    for url in ("/sign-in", "/sign-out", "/password/forgot", "/register?person=1"):
        assert client.post(url, data={"email": EMAIL, "password": PASSWORD}).status_code == 400, url
    token = client.get("/sign-in").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": EMAIL, "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=data).status_code == 303
