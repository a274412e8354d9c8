"""Files of members: whose place they are read at, and how many an hour, counted before anything of them is read."""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh

import marketplace
from marketplace.accounts.queries import asker_of
from marketplace.accounts.queries.sessions import Stranger
from marketplace.kit import reading
from marketplace.kit.db import db
from marketplace.kit.reading import Asker, slots
from marketplace.kit.scans import sample_scan
from marketplace.workflows.verification import VerificationState
from tests.accounts.test_allowances import limited
from tests.accounts.test_register import CODE, GOOD
from tests.cast import Cast, sign_in

PAPER = sample_scan("营业执照")
HOUSE = Path(marketplace.__file__).parent


def claim(client: FlaskClient, content: bytes = PAPER) -> Any:
    return client.post("/organisation/claim", data={"paper": (BytesIO(content), "营业执照.png"), "uscc": CODE})


def unverified(app: Flask, cast: Cast) -> FlaskClient:
    client = sign_in(app, cast.stranger)
    organisation = db.session.merge(cast.stranger.organisation)
    organisation.state, organisation.uscc = VerificationState.DRAFT, None
    db.session.commit()
    return client


def accepts() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `files.accept` in the house, and where it stands."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "files.accept":
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", node


def test_whoever_has_a_file_looked_into_says_for_whom() -> None:
    found = list(accepts())
    assert len(found) >= 5
    silent = [place for place, call in found if "asker" not in {keyword.arg for keyword in call.keywords}]
    assert silent == []


def test_every_page_that_takes_a_file_counts_it_first() -> None:
    taking = [path for path in HOUSE.glob("*/routes/**/*.py") if "files.accept(" in path.read_text("utf-8")]
    assert taking
    assert [path.name for path in taking if "allowances.admit_upload(" not in path.read_text("utf-8")] == []


def test_who_nobody_has_verified_has_a_place_of_their_own() -> None:
    def of(is_verified: bool) -> Asker:
        return asker_of(SimpleNamespace(is_authenticated=True, organisation=SimpleNamespace(is_verified=is_verified)))

    assert (asker_of(Stranger()), of(False), of(True)) == (Asker.STRANGER, Asker.NEWCOMER, Asker.MEMBER)


def test_newcomers_do_not_starve_members_nor_members_newcomers(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asker, places in slots.PLACES.items():
        monkeypatch.setitem(slots.PLACES, asker, places._replace(wait_seconds=0.05))
    newcomer, member = unverified(app, cast), sign_in(app, db.session.merge(cast.workshop))
    for full, statuses in ((Asker.NEWCOMER, [503, 422]), (Asker.MEMBER, [422, 503])):
        with reading.held(full):
            broken = b"\x89PNG\r\n\x1a\n" + b"no picture"  # refused once it has been read
            assert [claim(client, broken).status_code for client in (newcomer, member)] == statuses


def test_refused_files_count_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(app, monkeypatch, limit_uploads_an_hour_unverified=2)
    client = unverified(app, cast)
    assert [claim(client, b"no picture").status_code for _ in range(2)] == [422, 422]
    monkeypatch.setattr(reading.calls.wardens, "start", None)  # nothing may be read from here on
    answer = claim(client)
    assert answer.status_code == 429
    assert 10 < int(answer.headers["Retry-After"]) <= 3600
    page = answer.get_data(as_text=True)
    assert "最多 2 次" in page
    assert f'value="{CODE}"' in page
    client.set_cookie("language", "en")
    refresh()  # the language is remembered as long as the test's application context lives
    assert "at most 2 an hour" in claim(client).get_data(as_text=True)


def test_an_address_not_yet_confirmed_sends_few(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, limit_uploads_an_hour_unverified=1)
    client = app.test_client()
    assert client.post(f"/register?uscc={CODE}", data=GOOD).status_code == 303
    assert [claim(client, b"no picture").status_code for _ in range(2)] == [422, 429]


def test_an_empty_field_is_no_file(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(app, monkeypatch, limit_uploads_an_hour_unverified=0)
    assert unverified(app, cast).post("/organisation/claim", data={"uscc": CODE}).status_code != 429
