"""Forms come from this site, however it is reached: a proxy, a laptop in a hall, a browser that tells nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.kit.db import db
from marketplace.kit.origin import token_words
from tests.conftest import fresh_database, make_app
from tests.kills.browser import hidden_fields

PUBLIC = "https://market.example"
BEHIND = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
FORM = {"email": "nobody@example.org", "password": ""}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A migrated database of its own."""
    folder = tmp_path_factory.mktemp("origin")
    app = make_app(folder, fresh_database(folder, "origin"))
    yield app.config["SETTINGS"]
    with app.app_context():
        db.engine.dispose()


def site(settings: Settings) -> Flask:
    """As served: tokens are asked for."""
    return create_app(settings, TESTING=True, JOBS_INLINE=True)


@pytest.fixture
def served(house: Settings) -> Iterator[Flask]:
    """Behind a proxy over https."""
    app = site(replace(house, public_url=PUBLIC, trusted_proxies=1))
    yield app
    with app.app_context():
        db.engine.dispose()


def post(app: Flask, base: str, headers: dict[str, str], token: str | None = None) -> TestResponse:
    """Open the page for signing in and send its form, as a browser of that address would."""
    client: FlaskClient = app.test_client()
    page = client.get("/sign-in", base_url=base, headers=BEHIND)
    assert page.status_code == 200
    fields = {**hidden_fields(page.text), **FORM}
    if token is not None:
        fields["csrf_token"] = token
    return client.post("/sign-in", base_url=base, data=fields, headers={**BEHIND, **headers})


TAKEN = {
    "a browser that tells nothing": {},
    "Origin null, as in-app browsers say": {"Origin": "null"},
    "the public address": {"Origin": PUBLIC, "Referer": f"{PUBLIC}/sign-in"},
    "Referer alone": {"Referer": f"{PUBLIC}/sign-in"},
    "the port that goes without saying": {"Origin": f"{PUBLIC}:443"},
    "typed by hand": {"Sec-Fetch-Site": "none"},
    "this site": {"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC},
}
REFUSED = {
    "another site": {"Origin": "https://evil.example"},
    "another site by Referer": {"Referer": "https://evil.example/page?with=secret"},
    "another site that hides": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "another site with our page as Referer": {"Origin": "https://evil.example", "Referer": f"{PUBLIC}/sign-in"},
    "a name that begins like ours": {"Origin": f"{PUBLIC}.evil.example"},
    "our name as a user": {"Origin": "https://market.example@evil.example"},
    "our name without https": {"Origin": "http://market.example"},
    "a neighbour": {"Origin": "https://other.market.example", "Sec-Fetch-Site": "same-site"},
    "no address at all": {"Origin": "https://[broken"},
}


@pytest.mark.parametrize("headers", TAKEN.values(), ids=TAKEN.keys())
@pytest.mark.parametrize("base", [PUBLIC, "https://127.0.0.1:8000"], ids=["Host passed", "Host rewritten"])
def test_with_a_token_it_is_taken_from(served: Flask, base: str, headers: dict[str, str]) -> None:
    answer = post(served, base, headers)
    assert answer.status_code == 422, answer.text  # read and judged: the password is missing


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
def test_whatever_the_token_it_is_not_taken_from(served: Flask, headers: dict[str, str]) -> None:
    answer = post(served, PUBLIC, headers)
    assert answer.status_code == 403
    assert "另一个网站" in answer.text
    assert PUBLIC in answer.text
    assert "with=secret" not in answer.text
    assert "？）" not in answer.text, "where nothing is known, nothing is said"


@pytest.mark.parametrize("base", ["http://localhost:8000", "http://192.168.1.20:8000", "http://127.0.0.1:8000"])
def test_a_laptop_in_a_hall_is_reached_by_any_of_its_names(house: Settings, base: str) -> None:
    laptop = site(replace(house, public_url="http://market.example"))
    for headers in ({"Origin": base, "Sec-Fetch-Site": "same-origin"}, {"Referer": f"{base}/sign-in"}):
        assert post(laptop, base, headers).status_code == 422


@pytest.mark.parametrize("token", ["", "rubbish"])
def test_without_a_token_nothing_is_taken(served: Flask, token: str) -> None:
    answer = post(served, PUBLIC, {"Origin": PUBLIC}, token)
    assert answer.status_code == 400
    assert "没有送出" in answer.text
    assert "<title>表单过期了" in answer.text
    assert 'href="/sign-in">返回填写' in answer.text


def test_without_cookies_it_is_said_what_is_wrong(served: Flask) -> None:
    client = served.test_client(use_cookies=False)
    fields = hidden_fields(client.get("/sign-in", base_url=PUBLIC, headers=BEHIND).text)
    answer = client.post("/sign-in", base_url=PUBLIC, data={**fields, **FORM}, headers=BEHIND)
    assert answer.status_code == 400
    assert "Cookie" in answer.text
    assert PUBLIC in answer.text


def test_looking_is_open_to_links_from_anywhere(served: Flask) -> None:
    answer = served.test_client().get(
        "/sign-in", base_url=PUBLIC, headers={**BEHIND, "Sec-Fetch-Site": "cross-site", "Referer": "https://a.example/"}
    )
    assert answer.status_code == 200


def test_each_fault_of_a_token_has_its_words(served: Flask) -> None:
    with served.test_request_context(base_url=PUBLIC):
        said = {token_words(f"The CSRF {fault}.").en for fault in ("token has expired", "tokens do not match")}
        said.add(token_words("The CSRF session token is missing.").en)
    assert len(said) == 3


def test_over_https_the_cookie_is_ours_alone(served: Flask) -> None:
    answer = served.test_client().get("/sign-in", base_url=PUBLIC, headers=BEHIND)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-jingzhe=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


@pytest.mark.parametrize("headers", [BEHIND, {}], ids=["told of https", "not told"])
def test_a_site_with_a_public_https_address_says_so(served: Flask, headers: dict[str, str]) -> None:
    answer = served.test_client().get("/healthz", headers=headers)
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_a_laptop_does_not(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers
