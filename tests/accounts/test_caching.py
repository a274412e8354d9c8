"""What lies behind sign-in is asked for each time, pages and files alike; a mark spares sending it again."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from marketplace.accounts.rules.access import SECRET
from marketplace.kit import caching
from marketplace.kit.db import db
from tests.accounts.test_every_route import RULES, arguments, browser_of
from tests.cast import Cast

OWN, NEVER = "private, no-cache", "no-store"
LOOKED_AT = [rule for rule in RULES if "GET" in (rule.methods or ()) and rule.endpoint not in {"static", "favicon"}]


def nothing_there(rule: Rule) -> dict[str, object]:
    return {
        name: 1 if isinstance(rule._converters[name], IntegerConverter) else "none" for name in sorted(rule.arguments)
    }


@pytest.fixture
def member(app: Flask, cast: Cast) -> FlaskClient:
    return browser_of(app, cast, "owner")


@pytest.mark.parametrize("rule", LOOKED_AT, ids=lambda rule: rule.rule)
def test_nothing_a_member_sees_is_kept_unasked(app: Flask, cast: Cast, member: FlaskClient, rule: Rule) -> None:
    for values in (arguments(rule, cast, own=True), nothing_there(rule)):
        if values is None:
            continue
        with member.get(app.url_map.bind("").build(rule.endpoint, values)) as answer:
            assert answer.headers["Cache-Control"] == (NEVER if rule.endpoint in SECRET else OWN)
            assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/tasks", "/organisation", "/organisation/edit", "/deals", "/listings", "/privacy"])
def test_a_page_that_is_still_so_is_not_sent_again(member: FlaskClient, path: str) -> None:
    first = member.get(path)
    assert first.status_code == 200
    again = member.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_that_differs_is_sent(app: Flask, cast: Cast, member: FlaskClient) -> None:
    mark = member.get("/organisation").headers["ETag"]
    cast.university.organisation.address = "沈阳市新样例路 2 号"
    db.session.commit()
    answer = member.get("/organisation", headers={"If-None-Match": mark})
    assert answer.status_code == 200
    assert "新样例路" in answer.text


def test_a_form_in_the_browser_never_holds_a_token_that_runs_out(
    member: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = member.get("/organisation/edit").headers["ETag"]
    later = caching.time.time() + caching.TOKEN_SECONDS
    monkeypatch.setattr(caching.time, "time", lambda: later)
    assert member.get("/organisation/edit", headers={"If-None-Match": mark}).status_code == 200


def test_two_people_never_share_a_mark(app: Flask, cast: Cast) -> None:
    marks = {browser_of(app, cast, person).get("/organisation").headers["ETag"] for person in ("owner", "office clerk")}
    assert len(marks) == 2


def test_at_signing_out_the_browser_forgets(member: FlaskClient) -> None:
    assert member.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("path", ["/join/some-key", "/password/reset/some-key"])
def test_an_address_with_a_key_is_told_to_nobody(app: Flask, cast: Cast, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == NEVER
