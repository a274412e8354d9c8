"""Who may do what, how often: one table, the page that shows it, the function that asks it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.actions import allowances
from marketplace.accounts.models import SignInAttempt
from marketplace.accounts.rules.allowances import (
    ACT_WORDS,
    ALLOWANCES,
    BY_NETWORK,
    STANDING_WORDS,
    Act,
    Standing,
    standing_of,
)
from marketplace.config import Limits
from marketplace.kit.db import db
from marketplace.kit.errors import NotAllowed, TooMany
from marketplace.kit.jobs import Job
from marketplace.kit.networks import network_of
from marketplace.workflows.verification import VerificationState
from tests.accounts.test_register import CODE, GOOD
from tests.cast import Cast, sign_in


def limited(app: Flask, monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **limits))


def letters(to: str = "") -> int:
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail"))
    return sum(job.payload.get("to") == to or not to for job in jobs)


def test_the_table_is_whole() -> None:
    assert set(ALLOWANCES) | set(BY_NETWORK) == set(Act) == set(ACT_WORDS)
    assert not set(ALLOWANCES) & set(BY_NETWORK)
    assert all(set(row) == set(Standing) for row in ALLOWANCES.values())
    assert set(STANDING_WORDS) == set(Standing)
    rows = [row for by_standing in ALLOWANCES.values() for row in by_standing.values()] + list(BY_NETWORK.values())
    named = {name for row in rows for name in (row.an_hour, row.a_day, row.at_once) if name}
    assert all(hasattr(Limits(), name) for name in named)


@pytest.mark.parametrize(
    ("act", "unconfirmed", "unverified", "verified"),
    [
        (Act.LOOK, True, True, True),
        (Act.DRAFT, True, True, True),
        (Act.UPLOAD, True, True, True),
        (Act.SUBMIT, False, True, True),
        (Act.IMPORT, False, True, True),
        # Patent Law art. 50: any unit or person.
        (Act.NOTIFY, False, True, True),
        (Act.ACCEPT, False, True, True),
        (Act.PUBLISH, False, False, True),
        (Act.SIGN, False, False, True),
        (Act.INVITE, False, False, True),
    ],
)
def test_who_may(act: Act, unconfirmed: bool, unverified: bool, verified: bool) -> None:
    assert [ALLOWANCES[act][one].allowed for one in Standing] == [unconfirmed, unverified, verified]


def test_an_address_that_is_not_confirmed_counts_first() -> None:
    assert standing_of(is_confirmed=False, is_verified=True) is Standing.UNCONFIRMED
    assert standing_of(is_confirmed=True, is_verified=False) is Standing.UNVERIFIED
    assert standing_of(is_confirmed=True, is_verified=True) is Standing.VERIFIED


def test_what_is_not_allowed_is_said_with_the_page_that_helps(app: Flask, cast: Cast) -> None:
    cast.stranger.organisation.state = VerificationState.DRAFT
    with pytest.raises(NotAllowed) as refused:
        allowances.require(Act.INVITE, cast.stranger)
    assert (refused.value.code, refused.value.link) == ("NOT_VERIFIED", "/organisation")
    allowances.require(Act.NOTIFY, cast.stranger)
    cast.stranger.email_confirmed_at = None
    with pytest.raises(NotAllowed) as refused:
        allowances.require(Act.NOTIFY, cast.stranger)
    assert (refused.value.code, refused.value.link) == ("EMAIL_NOT_CONFIRMED", "/confirm")


def test_an_unverified_organisation_holds_one_open_acceptance_a_verified_one_many(app: Flask, cast: Cast) -> None:
    most = app.config["SETTINGS"].limit_acceptances_open
    allowances.require(Act.ACCEPT, cast.workshop, open_now=most - 1)
    with pytest.raises(TooMany) as refused:
        allowances.require(Act.ACCEPT, cast.workshop, open_now=most)
    assert refused.value.code == "TOO_MANY_OPEN"
    cast.workshop.organisation.state = VerificationState.SUBMITTED
    allowances.require(Act.ACCEPT, cast.workshop, open_now=0)
    with pytest.raises(TooMany):
        allowances.require(Act.ACCEPT, cast.workshop, open_now=1)


def test_a_limit_counts_the_organisation_for_a_day(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, limit_invitations_a_day=2)
    client = sign_in(app, cast.university)
    asked = [
        client.post("/organisation/members/invite", data={"email": f"n{number}@example.org", "roles": ["reader"]})
        for number in range(3)
    ]
    assert [answer.status_code for answer in asked] == [303, 303, 429]
    assert "最多 2 次" in asked[2].get_data(as_text=True)
    assert 0 < int(asked[2].headers["Retry-After"]) <= 24 * 3600
    assert letters() == 2, "what was refused has sent nothing"
    data = {"email": "n9@example.org", "roles": ["reader"]}
    assert sign_in(app, cast.workshop).post("/organisation/members/invite", data=data).status_code == 303
    for row in db.session.scalars(select(SignInAttempt)):
        row.at -= timedelta(hours=25)
    db.session.commit()
    assert client.post("/organisation/members/invite", data=data).status_code == 303


def test_an_unverified_organisation_invites_nobody(app: Flask, cast: Cast) -> None:
    cast.stranger.organisation.state = VerificationState.SUBMITTED
    db.session.commit()
    data = {"email": "new@example.org", "roles": ["reader"]}
    assert sign_in(app, cast.stranger).post("/organisation/members/invite", data=data).status_code == 403
    assert letters() == 0


def test_three_clicks_send_one_letter(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    page = client.get("/organisation/members/invite").get_data(as_text=True)
    key = page.split('name="request_key"')[1].split('value="')[1].split('"')[0]
    data = {"email": "new@example.org", "roles": ["reader"], "request_key": key}
    for _ in range(3):
        assert client.post("/organisation/members/invite", data=data).status_code == 303
    assert letters("new@example.org") == 1


def test_a_form_of_registration_is_answered_once(app: Flask) -> None:
    page = app.test_client().get(f"/register?uscc={CODE}").get_data(as_text=True)
    key = page.split('name="request_key"')[1].split('value="')[1].split('"')[0]
    places = [
        app.test_client().post(f"/register?uscc={CODE}", data=GOOD | {"request_key": key}).headers["Location"]
        for _ in range(2)
    ]
    assert places == ["/confirm?next=/organisation"] * 2


def test_registrations_of_a_network_are_bounded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, limit_registrations_a_day=2)
    asked = [person(app, number).status_code for number in range(3)]
    assert asked == [303, 303, 429]
    assert person(app, 4, "198.51.100.7").status_code == 303, "another network"


def person(app: Flask, number: int, address: str = "127.0.0.1", **changes: str) -> Any:
    given = (
        GOOD
        | {"kind": "person", "area_code": "210100", "name": f"样例{number}", "email": f"p{number}@example.org"}
        | changes
    )
    client = app.test_client()
    return client.post("/register?person=1", data=given, environ_overrides={"REMOTE_ADDR": address})


def test_registering_tells_known_addresses_a_bounded_number_of_times(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(app, monkeypatch, limit_known_addresses_an_hour=2)
    known = {"email": "workshop@example.org"}
    assert [person(app, 1, **known).status_code for _ in range(3)] == [422, 422, 429]
    assert person(app, 2).status_code == 429, "or the answer would still tell the known from the unknown"
    weak = known | {"password": "short"}
    page = person(app, 3, "198.51.100.7", **weak).get_data(as_text=True)
    assert "已经有账户" not in page, "what costs nothing to try tells nothing"
    assert "至少 12" in page


def test_the_page_shows_the_table_to_everybody(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, limit_invitations_a_day=17)
    page = app.test_client().get("/help/limits").get_data(as_text=True)
    assert "每天 17 次" in page
    assert all(words.zh in page for words in (*ACT_WORDS.values(), *STANDING_WORDS.values()))
    assert "您在这一列" not in page
    assert "单位已核验 · 您在这一列" in sign_in(app, cast.workshop).get("/help/limits").get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("nonsense", "nonsense"),
    ],
)
def test_networks(address: str | None, network: str) -> None:
    assert network_of(address) == network
