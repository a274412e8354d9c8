"""Figures are counted anew in every test; somebody who is signed in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.home.queries import figures
from marketplace.kit import transactions
from marketplace.listings.search import forget
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def fresh_figures(request: pytest.FixtureRequest) -> Iterator[None]:
    if "app" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("app")
    figures.forget()
    forget()
    yield
    figures.forget()
    forget()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[User], FlaskClient]:
    def sign_in(user: User) -> FlaskClient:
        transactions.commit()  # a request begins afresh
        client = app.test_client()
        answer = client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return sign_in
