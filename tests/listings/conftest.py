"""A signed-in browser for the pages of listings."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.kit import transactions
from tests.cast import PASSWORD

Browser = Callable[[User | None], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browser:
    """The browser of this member; of nobody with None. What was made so far is committed first."""

    def signed_in(user: User | None) -> FlaskClient:
        transactions.commit()
        client = app.test_client()
        if user is not None:
            answer = client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
            assert answer.status_code == 303
        return client

    return signed_in
