"""An address is confirmed by a code before anything leaves the house."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts import actions
from marketplace.accounts.models import EmailCode, User
from marketplace.accounts.queries.sessions import user_by_email
from marketplace.accounts.rules.access import ACCESS, LEAVES, Need
from marketplace.kit import mail
from marketplace.kit.db import db
from marketplace.kit.errors import TooMany
from tests.accounts.test_passwords import NEW, last_letter, reset_path
from tests.accounts.test_register import CODE, GOOD
from tests.cast import Cast, make_user, sign_in
from tests.makers import make_listing

# What changes something and stays in the house: settings, drafts, what is one's own, and what needs no member.
STAYS = {
    *("accounts.claim", "accounts.edit", "accounts.size", "accounts.member", "accounts.remove_member"),
    *("accounts.withdraw_invitation", "patents.event", "patents.encumbrance", "patents.lift", "patents.report"),
    *("patents.annuity", "patents.plain", "listings.new", "listings.edit", "listings.consents", "listings.discard"),
}


def newcomer(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert client.post(f"/register?uscc={CODE}", data=GOOD).status_code == 303
    return client


def code_sent() -> str:
    found = re.search(r"^\d{6}$", last_letter()["text"], re.MULTILINE)
    assert found is not None
    return found.group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def the_newcomer() -> User:
    user = user_by_email(GOOD["email"])
    assert user is not None
    return user


def test_whoever_registers_is_asked_for_the_code_and_comes_back(app: Flask) -> None:
    client = newcomer(app)
    page = client.get("/confirm?next=/organisation/edit").get_data(as_text=True)
    assert GOOD["email"] in page
    assert str(app.config["MAIL_URL"]) in page, "where the letter lies"
    sent = code_sent()
    assert sent not in db.session.scalars(select(EmailCode.code_hash)).one()
    answer = client.post("/confirm", data={"code": f" {sent[:3]} {sent[3:]} ", "next": "/organisation/edit"})
    assert answer.headers["Location"] == "/organisation/edit"
    assert the_newcomer().email_confirmed_at is not None
    assert client.get("/confirm").status_code == 303, "once is enough"


def test_looking_and_drafting_need_no_code(app: Flask, cast: Cast) -> None:
    make_listing(cast.university.organisation)
    db.session.commit()
    client = newcomer(app)
    for address in ("/organisation", "/listings", "/patents", "/tasks", "/listings/new", "/organisation/edit"):
        assert client.get(address).status_code == 200, address
    changed = {name: GOOD[name] for name in ("name", "kind", "area_code", "industry", "legal_representative")}
    changed |= {"address": "样例路 8 号", "password": GOOD["password"]}
    assert client.post("/organisation/edit", data=changed).status_code == 303


def test_what_leaves_is_refused_with_the_way_to_the_code_and_back(app: Flask, cast: Cast) -> None:
    listing = make_listing(cast.university.organisation)
    db.session.commit()
    client = newcomer(app)
    accept = f"/listings/{listing.number}/accept"
    for answer, back in (
        (client.get(accept), accept),
        (client.post(accept, data={"understood": "y"}), accept),
        (client.get("/patents/import"), "/patents/import"),
        (client.post("/organisation/submit", headers={"Referer": "http://localhost/organisation"}), "/organisation"),
        (client.post("/organisation/submit"), ""),
    ):
        assert answer.status_code == 403
        page = answer.get_data(as_text=True)
        assert "邮箱还没有确认" in page
        assert f'href="/confirm{"?next=" + back if back else ""}"' in page
    told = client.post("/organisation/submit", headers={"Accept": "application/json"})
    assert told.json["code"] == "EMAIL_NOT_CONFIRMED"


def test_every_address_that_binds_is_named_as_leaving_or_staying() -> None:
    needs = {Need.ACTS, Need.CLERK, Need.SIGNATORY, Need.OWNER, Need.OFFICE_CLERK}
    binding = {endpoint for endpoint, need in ACCESS.items() if need in needs}
    assert binding == LEAVES | STAYS
    assert not LEAVES & STAYS


def test_a_code_is_tried_five_times(app: Flask) -> None:
    client, sent = newcomer(app), code_sent()
    for left in (4, 3, 2, 1):
        answer = client.post("/confirm", data={"code": wrong(sent)})
        assert answer.status_code == 422
        assert f"还可以试 {left} 次" in answer.get_data(as_text=True)
    client.post("/confirm", data={"code": wrong(sent)})
    assert client.post("/confirm", data={"code": sent}).status_code == 422, "the right one comes too late"
    assert the_newcomer().email_confirmed_at is None


def test_a_code_holds_for_ten_minutes_and_for_its_own_account(app: Flask, cast: Cast) -> None:
    client, sent = newcomer(app), code_sent()
    row = db.session.scalars(select(EmailCode)).one()
    assert row.expires_at - row.sent_at == timedelta(minutes=10)
    row.expires_at = row.sent_at
    db.session.commit()
    assert client.post("/confirm", data={"code": sent}).status_code == 422
    cast.stranger.email_confirmed_at = None
    db.session.commit()
    assert sign_in(app, cast.stranger).post("/confirm", data={"code": sent}).status_code == 422


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_is_no_code_costs_no_try(app: Flask, typed: str) -> None:
    client = newcomer(app)
    assert client.post("/confirm", data={"code": typed}).status_code == 422
    assert db.session.scalars(select(EmailCode.tries)).one() == 0


def test_letters_with_codes_are_bounded_and_a_double_click_sends_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], limit_codes_an_hour=2))
    client, first = newcomer(app), code_sent()
    client.post("/confirm/letter")
    assert code_sent() == first, "within a minute nothing new leaves"
    for status in (303, 429):
        row = db.session.scalars(select(EmailCode)).one()
        row.sent_at -= timedelta(minutes=2)
        db.session.commit()
        answer = client.post("/confirm/letter", data={"next": "/organisation"})
        assert answer.status_code == status
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert client.post("/confirm", data={"code": code_sent()}).status_code == 303


def test_letters_to_one_address_are_bounded_whoever_asks(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], limit_codes_an_hour=2))
    members = [make_user(cast.workshop.organisation, f"{name}@example.org", frozenset()) for name in "abc"]
    for member in members:
        member.email_confirmed_at = None
    for member in members[:2]:
        actions.correct_address(member, "victim@example.org", network=None)
        actions.correct_address(member, f"{member.id}@example.org", network=None)
    with pytest.raises(TooMany) as refusal:
        actions.correct_address(members[2], "victim@example.org", network=None)
    assert refusal.value.code == "TOO_MANY_CODES"


def test_a_mistyped_address_is_corrected_until_it_is_confirmed(app: Flask, cast: Cast) -> None:
    client, first = newcomer(app), code_sent()
    assert "已经有账户" in client.post("/confirm/address", data={"email": "workshop@example.org"}).get_data(
        as_text=True
    )
    assert client.post("/confirm/address", data={"email": "Right@Example.org"}).status_code == 303
    assert last_letter()["to"] == "right@example.org"
    assert client.post("/confirm", data={"code": first}).status_code == (303 if code_sent() == first else 422)
    assert client.post("/confirm", data={"code": code_sent()}).status_code == 303
    assert client.post("/confirm/address", data={"email": "third@example.org"}).status_code == 422
    user = user_by_email("right@example.org")
    assert user is not None
    assert user.email_confirmed_at is not None


def test_a_letter_that_was_read_confirms_the_address(app: Flask, cast: Cast) -> None:
    cast.workshop.email_confirmed_at = None
    db.session.commit()
    assert app.test_client().post(reset_path(), data={"password": NEW}).status_code == 303
    assert user_by_email("workshop@example.org").email_confirmed_at is not None  # type: ignore[union-attr]


def test_the_folder_is_shown_from_where_we_stand() -> None:
    assert mail.folder_shown(str(Path.cwd() / "instance/mail")) == "instance/mail"
    assert mail.folder_shown("file:///var/mail/jingzhe") == "/var/mail/jingzhe"
    assert mail.folder_shown("smtp://user:secret@mail.example") == ""


def test_a_second_letter_within_the_minute_is_not_claimed(app: Flask) -> None:
    client, sent = newcomer(app), code_sent()
    page = client.post("/confirm/letter", follow_redirects=True).get_data(as_text=True)
    assert "信里的六位数字仍然有效" in page
    assert code_sent() == sent
    assert client.post("/confirm", data={"code": sent}).status_code == 303


def test_the_one_thing_to_do_is_said_once(app: Flask) -> None:
    page = newcomer(app).get("/organisation").get_data(as_text=True)
    assert page.count('class="turn') == 1
    assert 'id="confirm-address"' in page


def test_a_bad_new_address_is_named_on_top(app: Flask) -> None:
    answer = newcomer(app).post("/confirm/address", data={"email": "nobody"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>错误：" in page
    assert 'href="#email"' in page
