"""Setting passwords: changing, the letter, its link."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.actions.passwords import ask_reset_letter
from marketplace.accounts.jobs import reset_letter
from marketplace.accounts.models import Invitation, User
from marketplace.accounts.queries.sessions import real_now, user_by_email
from marketplace.kit import passwords
from marketplace.kit.db import db
from marketplace.kit.jobs import Job, JobState
from tests.cast import PASSWORD, Cast, sign_in

NEW = "wake-spring-thunder-42"
EMAIL = "workshop@example.org"


def last_letter() -> dict[str, str]:
    jobs = db.session.scalars(select(Job).where(Job.kind == "mail")).all()
    return jobs[-1].payload


def link_in(letter: dict[str, str]) -> str:
    return next(line for line in letter["text"].splitlines() if line.startswith("http"))


def path_of(link: str) -> str:
    return link.removeprefix("http://jingzhe.test")


def write_letters() -> None:
    """Do what asking for a letter leaves to a job; what is written stays unsent, to be read."""
    db.session.commit()
    for job in db.session.scalars(select(Job).where(Job.kind == "reset_letter", Job.status == "queued")).all():
        reset_letter(job, None)
        job.status = JobState.DONE
    db.session.commit()


def reset_path() -> str:
    ask_reset_letter(EMAIL)
    write_letters()
    return path_of(link_in(last_letter()))


def test_a_letter_sets_a_new_password_once(app: Flask, cast: Cast) -> None:
    signed_in, client = sign_in(app, cast.workshop), app.test_client()
    path = reset_path()
    for _ in range(2):
        assert client.get(path).status_code == 200, "looking changes nothing"
    assert client.post(path, data={"password": NEW}).status_code == 303
    assert client.get(path).status_code == 404
    assert client.post(path, data={"password": "another-long-password"}).status_code == 404
    assert signed_in.get("/organisation").status_code == 303, "every session of the member has ended"
    assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"email": EMAIL, "password": NEW}).status_code == 303


def test_a_letter_ends_after_an_hour_and_with_a_newer_password(app: Flask, cast: Cast) -> None:
    old, newer = reset_path(), reset_path()
    client = app.test_client()
    assert client.post(newer, data={"password": NEW}).status_code == 303
    assert client.get(old).status_code == 404
    late = reset_path()
    for row in db.session.scalars(select(Invitation)):
        row.expires_at = real_now() - timedelta(seconds=1)
    db.session.commit()
    assert client.post(late, data={"password": NEW}).status_code == 404


def test_a_weak_password_does_not_use_up_the_letter(app: Flask, cast: Cast) -> None:
    path, client = reset_path(), app.test_client()
    answer = client.post(path, data={"password": "woaini1314520"})
    assert answer.status_code == 422
    assert "太常见" in answer.get_data(as_text=True)
    assert client.post(path, data={"password": NEW}).status_code == 303


def test_only_a_hash_of_the_links_secret_is_kept_and_it_opens_nothing_else(app: Flask, cast: Cast) -> None:
    token = reset_path().rsplit("/", 1)[1]
    row = db.session.scalars(select(Invitation)).one()
    assert token not in row.token_hash
    assert app.test_client().get(f"/join/{token}").status_code == 404


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    pages = []
    for email in (EMAIL, "nobody@example.org"):
        answer = client.post("/password/forgot", data={"email": email})
        assert answer.status_code == 200
        pages.append(answer.get_data(as_text=True).replace(email, "").split("<main")[1].split("</main>")[0])
    assert pages[0] == pages[1]
    write_letters()
    assert len(db.session.scalars(select(Job).where(Job.kind == "mail")).all()) == 1


def test_links_never_come_from_the_host_header(app: Flask, cast: Cast) -> None:
    answer = app.test_client().post("/password/forgot", data={"email": EMAIL}, headers={"Host": "evil.example"})
    assert answer.status_code == 200
    write_letters()
    letter = last_letter()
    assert link_in(letter).startswith("http://jingzhe.test/password/reset/")
    assert "evil.example" not in letter["text"]


def test_a_mailbox_is_not_flooded(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    codes = [client.post("/password/forgot", data={"email": EMAIL}).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_changing_the_password_ends_the_other_sessions(app: Flask, cast: Cast) -> None:
    here, there = sign_in(app, cast.workshop), sign_in(app, cast.workshop)
    wrong = here.post("/password", data={"old": "not the password", "password": NEW})
    assert wrong.status_code == 422
    assert here.post("/password", data={"old": PASSWORD, "password": NEW}).status_code == 303
    assert here.get("/organisation").status_code == 200
    assert there.get("/organisation").status_code == 303
    assert app.test_client().post("/sign-in", data={"email": EMAIL, "password": NEW}).status_code == 303


def test_level_three_asks_for_change_and_bars_former_passwords(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], security_profile="mlps3"))
    client = sign_in(app, cast.workshop)
    user = user_by_email(EMAIL)
    assert isinstance(user, User)
    user.password_changed_at = real_now() - timedelta(days=91)
    db.session.commit()
    assert client.get("/organisation").headers["Location"] == "/password"
    strong = "Wake-spring-thunder-42"
    assert client.post("/password", data={"old": PASSWORD, "password": "only small letters"}).status_code == 422
    assert client.post("/password", data={"old": PASSWORD, "password": PASSWORD}).status_code == 422
    assert client.post("/password", data={"old": PASSWORD, "password": strong}).status_code == 303
    assert client.get("/organisation").status_code == 200
    assert len(user_by_email(EMAIL).former_hashes) == 1  # type: ignore[union-attr]


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(app: Flask, cast: Cast) -> None:
    from argon2 import PasswordHasher

    cast.workshop.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    db.session.commit()
    sign_in(app, cast.workshop)
    assert not passwords.needs_rehash(user_by_email(EMAIL).password_hash)  # type: ignore[union-attr]
