"""Letters: posted with what causes them, sent once, safe from what people type."""

import socketserver
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from flask import Flask

from marketplace.kit import jobs, mail
from marketplace.kit.db import db
from marketplace.kit.errors import RuleBroken
from marketplace.kit.mail import Letter
from marketplace.kit.transactions import transaction
from tests.kit.jobs_app import and_fail, make_database, small_app

LETTER = Letter("li@ustl.example", "请签署合同 XK-2026-000001", "您好：\n\n请签署。{{ v.name }} %(x)s\n", "sign:1")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = small_app(tmp_path, JOBS_INLINE=True)
    make_database(app)
    mail.init_app(app)
    with app.app_context():
        yield app


def sent(folder: Path) -> list[EmailMessage]:
    files = sorted((folder / "mail").glob("*"))
    return [cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=default)) for file in files]


def test_a_letter_goes_to_the_folder_after_the_commit(app: Flask, tmp_path: Path) -> None:
    with transaction():
        mail.post(LETTER, about=("deal", 1))
        mail.post(LETTER)
    assert sent(tmp_path) == []
    jobs.drain()
    [letter] = sent(tmp_path)
    assert (letter["To"], letter["Subject"]) == (LETTER.to, LETTER.subject)
    assert letter["From"] == "惊蛰 Jingzhe <no-reply@jingzhe.example>"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text


def test_a_rolled_back_letter_is_never_sent(app: Flask, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        and_fail(lambda: mail.post(LETTER))
    assert jobs.drain() == 0
    assert sent(tmp_path) == []


def test_a_repeat_replaces_the_same_letter(app: Flask, tmp_path: Path) -> None:
    payload = {**LETTER._asdict(), "key": "mail:sign:1"}
    mail.send(payload)
    mail.send(payload)
    [letter] = sent(tmp_path)
    assert letter["Message-ID"] == mail.compose("mail:sign:1", payload, "a@jingzhe.example")["Message-ID"]


def test_a_sent_letter_is_forgotten(app: Flask) -> None:
    with transaction():
        key = mail.post(LETTER)
    jobs.drain()
    assert db.session.get_one(jobs.Job, key).payload == {}


@pytest.mark.parametrize(
    "to",
    [
        "a@b.example\r\nBcc: all@b.example",
        "a@b.example, c@b.example",
        "Li <a@b.example>",
        "a b@c.example",
        "@b.example",
        "a@",
        "",
        "a..b@c.example",
        "李@b.example",
        "a@b.example\n",
    ],
)
def test_what_is_no_single_address_is_refused(app: Flask, to: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        mail.post(LETTER._replace(to=to))
    assert refused.value.code == "MAIL_ADDRESS_WRONG"


@pytest.mark.parametrize("subject", ["x\nBcc: all@b.example", "x\r\n\r\n<b>", "x\0", "x\u2028y"])
def test_a_heading_of_two_lines_is_refused(app: Flask, subject: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        mail.post(LETTER._replace(subject=subject))
    assert refused.value.code == "MAIL_HEADING_BROKEN"


def test_links_come_from_the_settings_and_not_from_the_browser(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert mail.link("/deals/XK-1") == "https://jingzhe.example/deals/XK-1"
        assert mail.link("//evil.example/x") == "https://jingzhe.example/evil.example/x"


def test_an_unknown_kind_of_mail_address_is_refused_at_start_up(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MAIL_URL"):
        mail.init_app(small_app(tmp_path, MAIL_URL="imap://mail.example"))


class Post(socketserver.StreamRequestHandler):
    """A mail server that takes everything."""

    taken: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        body = b""
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (text := self.rfile.readline()) != b".\r\n":
                    body += text
                self.taken.append(body)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_a_letter_goes_to_a_mail_server(app: Flask) -> None:
    Post.taken = []
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        app.config["MAIL_URL"] = f"smtp://127.0.0.1:{server.server_address[1]}?from=post@jingzhe.example"
        with transaction():
            mail.post(LETTER)
        assert jobs.drain() == 1
        server.shutdown()
    letter = cast(EmailMessage, message_from_bytes(Post.taken[0], policy=default))
    assert (letter["Subject"], letter["From"]) == (LETTER.subject, "惊蛰 Jingzhe <post@jingzhe.example>")


def test_a_password_never_goes_without_encryption(app: Flask) -> None:
    Post.taken = []
    with socketserver.TCPServer(("127.0.0.1", 0), Post) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        app.config["MAIL_URL"] = f"smtp://user:secret@127.0.0.1:{server.server_address[1]}"
        with transaction():
            key = mail.post(LETTER)
        jobs.drain(strict=False)
        server.shutdown()
    assert Post.taken == []
    job = db.session.get_one(jobs.Job, key)
    assert "STARTTLS" in job.error
    assert "secret" not in job.error
