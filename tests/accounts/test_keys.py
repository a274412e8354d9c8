"""Another KEY_ENCRYPTION_KEY than the one the signing keys are locked with: said at once, never a fault."""

from dataclasses import replace

import pytest
from flask import Flask
from structlog.testing import capture_logs

from marketplace.accounts.queries.keys import KeysLocked, platform_keys
from marketplace.contracts import actions
from marketplace.contracts.models import Deal, DocumentKind
from marketplace.kit import files
from marketplace.kit.db import db
from marketplace.kit.signing import key_mark
from marketplace.workflows import engine
from marketplace.workflows.ordinary_deal import ORDINARY_DEAL
from marketplace.workflows.parties import PLATFORM
from tests.cast import PASSWORD, Cast, sign_in
from tests.makers import make_listing


@pytest.fixture
def locked(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Everybody has a certificate, and then the server is started with another key."""
    db.session.commit()
    settings = replace(app.config["SETTINGS"], key_encryption_key="another-key-that-is-long-enough-too")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return app


def test_a_node_with_the_right_key_is_ready(app: Flask, cast: Cast) -> None:
    db.session.commit()
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "because": {}})


def test_a_node_with_another_key_says_why(locked: Flask) -> None:
    answer = locked.test_client().get("/readyz")
    assert (answer.status_code, list(answer.json["because"])) == (503, ["keys"])
    said = answer.json["because"]["keys"]
    assert "KEY_ENCRYPTION_KEY" in said["zh"]
    assert "KEY_ENCRYPTION_KEY" in said["en"]


def test_nothing_is_signed_and_checking_goes_on(locked: Flask, cast: Cast) -> None:
    keys = platform_keys()
    assert keys.authority.trusted_roots
    assert keys.qr_public
    with capture_logs() as told:
        for open_ in (lambda: keys.qr_key, lambda: keys.identity_of(cast.workshop.organisation)):
            with pytest.raises(KeysLocked):
                open_()
    assert [line["log_level"] for line in told] == ["error", "error"]


def test_signing_is_refused_with_clear_words(locked: Flask, cast: Cast) -> None:
    listing = make_listing(cast.university.organisation)
    deal = actions.accept(listing.id, by=cast.workshop, seen_hash=listing.versions[-1].terms_hash)
    actions.keep_document(deal, DocumentKind.CONTRACT, "zh", sha256=files.put(b"%PDF-"), pages=1)
    engine.take(ORDINARY_DEAL, "print", deal, PLATFORM)
    db.session.commit()
    client = sign_in(locked, cast.workshop)
    answer = client.post(f"/deals/{deal.number}/sign", data={"checked": "y", "password": PASSWORD})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "签章密钥现在打不开" in page) == (503, True)
    assert answer.headers["X-Request-Number"] in page
    assert db.session.query(Deal).one().signatures == []


def test_a_mark_tells_keys_apart_and_nothing_else() -> None:
    first, second = key_mark("one key of many"), key_mark("one key of manz")
    assert first != second
    assert key_mark("one key of many") == first
    assert (len(first), "key" in first) == (32, False)
