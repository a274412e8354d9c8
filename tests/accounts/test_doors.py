"""Nobody locks another out, and the door says the same to the known and the unknown."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import structlog
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from marketplace.accounts.actions.devices import recognise
from marketplace.accounts.models import KnownDevice
from marketplace.accounts.rules import limits
from marketplace.app import _configure_logging, create_app
from marketplace.kit.db import db
from marketplace.kit.jobs import Job
from tests.accounts.test_passwords import NEW, path_of, write_letters
from tests.accounts.test_sign_in import EMAIL, attempt
from tests.cast import PASSWORD, Cast, sign_in

ELSEWHERE = "198.51.100.{}"


def tries(app: Flask, address: str, number: int, email: str = EMAIL) -> list[int]:
    """Wrong passwords from an address, each in a browser of its own."""
    data = {"email": email, "password": "not the password"}
    where = {"REMOTE_ADDR": address}
    return [app.test_client().post("/sign-in", data=data, environ_overrides=where).status_code for _ in range(number)]


def test_a_stranger_elsewhere_does_not_lock_the_owner_out(app: Flask, cast: Cast) -> None:
    assert tries(app, "198.51.100.9", 6) == [422] * 5 + [429]
    assert attempt(app.test_client(), EMAIL, PASSWORD) == 303, "another network, no cookie"


def test_mapped_addresses_are_not_one_network(app: Flask, cast: Cast) -> None:
    assert tries(app, "::ffff:198.51.100.9", 6)[-1] == 429
    assert tries(app, "::ffff:203.0.113.9", 1) == [422]


def test_a_known_device_is_never_locked_out_by_others(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        app.config,
        "SETTINGS",
        replace(app.config["SETTINGS"], limit_failures_of_account=8, limit_failures_of_network=9),
    )
    client = sign_in(app, cast.university)
    client.post("/sign-out")
    assert tries(app, "127.0.0.1", 6)[-1] == 429, "the very network of the owner"
    assert tries(app, "198.51.100.9", 4) == [422, 422, 422, 429], "and the account, from anywhere"
    assert attempt(app.test_client(), EMAIL, PASSWORD) == 429, "a new device waits"
    assert attempt(client, EMAIL, PASSWORD) == 303, "the known one does not"


def test_a_known_device_has_a_count_of_its_own(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    client.post("/sign-out")
    most = app.config["SETTINGS"].limit_failures_of_device
    assert [attempt(client) for _ in range(most + 1)] == [422] * most + [429]
    assert attempt(client, "workshop@example.org") == 422, "known to one account, not to another"


def test_the_device_cookie_is_random_kept_as_a_hash_and_no_sign_in(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    cookie = client.get_cookie("jingzhe_device")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.value not in db.session.scalars(select(KnownDevice.token_hash)).all()
    thief = app.test_client()
    thief.set_cookie("jingzhe_device", cookie.value)
    assert thief.get("/organisation").status_code == 303
    planted = app.test_client()
    planted.set_cookie("jingzhe_device", "chosen by somebody else")
    planted.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert planted.get_cookie("jingzhe_device").value != "chosen by somebody else"  # type: ignore[union-attr]


def test_two_members_share_a_browser_and_old_devices_are_forgotten(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = recognise(cast.university, "")
    assert recognise(cast.university, token) == recognise(cast.workshop, token) == token
    monkeypatch.setattr(limits, "MOST_DEVICES", 2)
    newer = [recognise(cast.university, "") for _ in range(2)]
    assert len(set(newer)) == 2
    assert len(db.session.scalars(select(KnownDevice).where(KnownDevice.user_id == cast.university.id)).all()) == 2
    assert recognise(cast.workshop, token) == token


def test_people_of_one_network_who_succeed_do_not_add_up(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], limit_failures_of_network=3))
    people = (cast.university, cast.workshop, cast.stranger, cast.office)
    for person in (*people, *people):
        sign_in(app, person)


def test_a_person_at_work_signs_and_changes_the_password_whatever_others_try(app: Flask, cast: Cast) -> None:
    here, there = sign_in(app, cast.university), sign_in(app, cast.university)
    tries(app, "127.0.0.1", 6)
    most = app.config["SETTINGS"].limit_failures_of_session
    wrong = {"old": "not the password", "password": NEW}
    assert [there.post("/password", data=wrong).status_code for _ in range(most + 1)] == [422] * most + [429]
    assert here.post("/password", data={"old": PASSWORD, "password": NEW}).status_code == 303


def ask(client: FlaskClient, address: str, email: str = EMAIL) -> int:
    where = {"REMOTE_ADDR": address}
    return client.post("/password/forgot", data={"email": email}, environ_overrides=where).status_code


def letters_to(email: str) -> int:
    write_letters()
    return sum(job.payload.get("to") == email for job in db.session.scalars(select(Job).where(Job.kind == "mail")))


def test_a_stranger_does_not_use_up_the_owners_letters(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], limit_reset_letters_of_account=5))
    owner = sign_in(app, cast.university)
    owner.post("/sign-out")
    assert [ask(app.test_client(), "198.51.100.9") for _ in range(4)] == [200, 200, 200, 429]
    assert ask(app.test_client(), "203.0.113.9") == 200, "from another network"
    for number in range(6):
        assert ask(app.test_client(), f"192.0.{number}.1") == 200, "the same answer, though"
    assert letters_to(EMAIL) == 5, "strangers flood no mailbox"
    assert ask(owner, "198.51.100.9") == 200
    assert letters_to(EMAIL) == 6, "the owner's own device is heard all the same"


def test_a_new_password_forgets_the_failures_of_its_network(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    assert tries(app, "127.0.0.1", 6)[-1] == 429
    assert ask(client, "127.0.0.1") == 200
    write_letters()
    letter = db.session.scalars(select(Job).where(Job.kind == "mail")).all()[-1].payload
    path = path_of(next(line for line in letter["text"].splitlines() if line.startswith("http")))
    assert client.post(path, data={"password": NEW}).status_code == 303
    assert attempt(client, EMAIL, NEW) == 303


# ── The same work for the known and the unknown ─────────────────────────────────────────────────────────────────────


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of the database, as statements, and of the hasher."""
    done: list[str] = []

    def statement(_c: object, _cursor: object, text: str, *_more: object) -> None:
        if "SAVEPOINT" not in text:  # the tests' own
            done.append(" ".join(text.split()))

    with monkeypatch.context() as patch:
        for name in ("hash", "verify"):
            real = getattr(PasswordHasher, name)
            patch.setattr(
                PasswordHasher, name, lambda *given, real=real, name=name: (done.append(name), real(*given))[1]
            )
        event.listen(db.engine, "before_cursor_execute", statement)
        yield done
        event.remove(db.engine, "before_cursor_execute", statement)


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/sign-in", {"password": "not the password"}),
        ("/password/forgot", {}),
        ("/organisation/members/invite", {"roles": ["reader"]}),
    ],
)
def test_known_and_unknown_addresses_cost_the_same(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str, data: dict[str, object]
) -> None:
    client = sign_in(app, cast.university) if "invite" in address else app.test_client()
    client.get(address)
    work, answers = [], []
    for email in ("warm-up@example.org", "workshop@example.org", "nobody@example.org"):
        with counted(monkeypatch) as done:
            answer = client.post(address, data=data | {"email": email})
        work.append(list(done))
        page = answer.get_data(as_text=True).replace(email, "")
        answers.append((answer.status_code, answer.headers.get("Location"), page.partition("<main")[2]))
    assert work[1] == work[2]
    assert len(work[1]) > 3
    assert answers[1][:2] == answers[2][:2]
    assert answers[1][2].split("</main>")[0] == answers[2][2].split("</main>")[0]


def test_who_has_an_account_elsewhere_is_told_by_letter_not_to_the_inviter(app: Flask, cast: Cast) -> None:
    client = sign_in(app, cast.university)
    data = {"email": "workshop@example.org", "roles": ["reader"]}
    assert client.post("/organisation/members/invite", data=data).status_code == 303
    letter = db.session.scalars(select(Job).where(Job.kind == "mail")).all()[-1].payload
    assert letter["to"] == "workshop@example.org"
    assert "/join/" not in letter["text"]
    assert "已有账户" in letter["text"]


def test_a_proxy_that_is_not_believed_is_told_of_once(app: Flask, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: _configure_logging("ERROR"))
    fresh = create_app(replace(app.config["SETTINGS"], log_level="WARNING"), TESTING=True)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            fresh.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert [line["event"] for line in lines].count("proxy_not_trusted") == 1
    with fresh.app_context():
        db.engine.dispose()
