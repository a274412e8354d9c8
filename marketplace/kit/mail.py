"""One letter out: written as a job with what causes it, sent later to a folder or a mail server."""

import hashlib
import os
import re
import smtplib
import ssl
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urljoin, urlsplit

from flask import Flask, current_app

from marketplace.kit import clock, jobs
from marketplace.kit.errors import RuleBroken
from marketplace.kit.words import Words

SECONDS = 30  # a server that does not answer by then is tried again later
SENDER = "惊蛰 Jingzhe"
MAIL_SERVERS = ("smtp", "smtps")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Letter(NamedTuple):
    """A plain letter.

    to:   one address
    key:  names the letter for ever ("invitation:41"); the same key is one letter, however often it is posted
    """

    to: str
    subject: str
    text: str
    key: str


def link(path: str) -> str:
    """An absolute address for a letter: from the settings, never from what a browser said its host was."""
    base = str(current_app.config["PUBLIC_URL"]).rstrip("/") + "/"
    return urljoin(base, path.lstrip("/"))


def post(letter: Letter, *, about: jobs.actions.Subject = ("", "")) -> str:
    """Post a letter with the caller's transaction: it leaves after the commit, never after a rollback.

    about: what it belongs to, so that it can be cancelled with it
    Returns the job's key. Raises RuleBroken for an address that is none, or a line break in a heading.
    """
    _check(letter)
    payload = {"to": letter.to, "subject": letter.subject, "text": letter.text}
    return jobs.enqueue("mail", f"mail:{letter.key}", subject=about, payload=payload)


def _check(letter: Letter) -> None:
    if not _ADDRESS.fullmatch(letter.to) or ".." in letter.to:
        shown = letter.to[:80]
        raise RuleBroken(
            Words(f"「{shown}」不是邮箱地址。", f"“{shown}” is not an e-mail address."),
            code="MAIL_ADDRESS_WRONG",
            cure=Words("请写成 name@example.cn 的样子。", "Write it like name@example.cn."),
            field="email",
        )
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in letter.subject + letter.key):
        raise RuleBroken(
            Words("邮件标题里不能有换行或控制字符。", "A letter's heading must be one line of plain signs."),
            code="MAIL_HEADING_BROKEN",
            cure=Words("请改成一行。", "Make it one line."),
        )


def compose(key: str, payload: dict[str, Any], sender: str) -> EmailMessage:
    """The letter as it goes over the wire; its Message-ID comes from the key, so that a repeat can be told."""
    message = EmailMessage(policy=SMTP)
    local, _, domain = sender.rpartition("@")
    message["From"] = Address(SENDER, local, domain)
    message["To"] = payload["to"]
    message["Subject"] = payload["subject"]
    message["Date"] = clock.now()
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(payload["text"])
    return message


def folder_shown(url: str) -> str:
    """The folder that letters are laid into, from where we stand where that is shorter; "" where they are sent."""
    if urlsplit(url).scheme in MAIL_SERVERS:
        return ""
    folder = Path(url.removeprefix("file://"))
    return str(folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder)


@jobs.job("mail")
def send(payload: dict[str, Any]) -> None:
    """Put the letter into the folder, or hand it to the mail server of MAIL_URL."""
    url = urlsplit(str(current_app.config["MAIL_URL"]))
    message = compose(payload["key"], payload, _sender(url))
    if url.scheme in MAIL_SERVERS:
        _hand_over(url, message)
    else:
        _put_down(Path(current_app.config["MAIL_URL"].removeprefix("file://")), payload["key"], message)


@jobs.finish("mail")
def forget(job: jobs.Job, _result: None) -> None:
    """What was written to somebody is not kept once it is sent: it may hold a link that opens a door."""
    job.payload = {}


def _sender(url: SplitResult) -> str:
    """?from= of the mail server's address, else no-reply at our own."""
    given = parse_qs(url.query).get("from", [""])[0]
    host = urlsplit(str(current_app.config["PUBLIC_URL"])).hostname or "localhost"
    return given or f"no-reply@{host if any(sign.isalpha() for sign in host) else 'localhost'}"


def _put_down(folder: Path, key: str, message: EmailMessage) -> None:
    """Write the letter beside its place, then move it there: a repeat replaces it with the same."""
    folder.mkdir(parents=True, exist_ok=True)
    readable = re.sub(r"[^\w.-]+", "_", key)[:80].strip("._")
    path = folder / f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.eml"
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.write_bytes(bytes(message))
    draft.replace(path)


def _hand_over(url: SplitResult, message: EmailMessage) -> None:
    """Over TLS whenever the server offers it; a password never goes without."""
    context = ssl.create_default_context()
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=SECONDS)
    with server:
        server.ehlo()
        if url.scheme == "smtp" and (url.username or server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)


def init_app(app: Flask) -> None:
    """Check MAIL_URL at start-up. Raises ValueError for an address that is neither folder nor mail server."""
    scheme, found, _ = str(app.config["MAIL_URL"]).partition("://")
    if found and scheme not in (*MAIL_SERVERS, "file"):
        raise ValueError(
            f"MAIL_URL: {scheme}:// 不能用，请用文件夹或 smtp://。 Use a folder or smtp://, not {scheme}://."
        )
