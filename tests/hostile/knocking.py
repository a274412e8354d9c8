"""Sending a file as a browser would, over the test client or to a served site, and judging the answer."""

import re
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from secrets import token_hex
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from marketplace.accounts import actions as accounts
from marketplace.accounts.models import User
from marketplace.accounts.queries.sessions import SEEN, real_now
from marketplace.kit.db import db
from tests.hostile.files import HostileFile, Right
from tests.hostile.points import Point

# What the house counts while it refuses, or notes of a browser: it may grow by an upload that is refused.
COUNTERS = re.compile(r"attempt|session|lease|key|knock|throttle|count|limit|guess|dbos|alembic|tr(y|ies)$")
# Taken or judged, too large, of no kind that is taken, refused, no slot free. After others no file was looked at.
ANSWERS = frozenset({200, 303, 413, 415, 422, 503})
HOSTILE = re.compile(r"<script>alert|<img src=x|onload=\"alert|Traceback \(most recent|X-Evil: 1\s")
HAN = re.compile(r"[\u4e00-\u9fff]{2}")
MOST_BYTES = 10 << 20  # of an upload
HANG_SECONDS = 180  # a guard against hanging for ever, no measure of anything
_TAG = re.compile(r"<input\b[^>]*>")
_VALUE = re.compile(r'\b(\w+)="([^"]*)"')


class Answer(NamedTuple):
    """status 0: nobody answered."""

    status: int
    page: str
    headers: dict[str, str]


class Form(NamedTuple):
    """A request's body and what it calls itself."""

    body: bytes
    media_type: str


Send = Callable[[str, str, Form | None], Answer]  # method, address, form → answer


def form_of(field: str, file: HostileFile, beside: dict[str, str]) -> Form:
    """As sent by a program, not by a browser: the file's name goes out as it is, quotes and NUL and all."""
    line = token_hex(16)
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in beside.items()
    ]
    parts.append(f'--{line}\r\nContent-Disposition: form-data; name="{field}"; filename="{file.file_name}"\r\n')
    parts.append("Content-Type: application/octet-stream\r\n\r\n")
    body = "".join(parts).encode() + file.content + f"\r\n--{line}--\r\n".encode()
    return Form(body, f"multipart/form-data; boundary={line}")


def inputs(page: str) -> list[dict[str, str]]:
    """The attributes of every input of a page."""
    return [dict(_VALUE.findall(tag)) for tag in _TAG.findall(page)]


def hidden(page: str) -> dict[str, str]:
    found = (tag for tag in inputs(page) if tag.get("type") == "hidden" and "name" in tag)
    return {tag["name"]: tag.get("value", "") for tag in found}


def browser_of(app: Flask, user: User | None) -> FlaskClient:
    """Signed in, without the cost of the sign-in page."""
    token = accounts.open_session(user) if user else None
    db.session.commit()
    return browser_with(app, token)


def browser_with(app: Flask, token: str | None) -> FlaskClient:
    """A browser in which this session is open; without one, a stranger's."""
    client = app.test_client()
    if token is None:
        return client
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie[SEEN] = token, int(real_now().timestamp())
    return client


def through(client: FlaskClient) -> Send:
    def send(method: str, address: str, form: Form | None) -> Answer:
        sent = {"data": form.body, "content_type": form.media_type} if form else {}
        answer = client.open(address, method=method, **sent)  # type: ignore[arg-type]
        page = answer.get_data(as_text=True)
        answer.close()
        return Answer(answer.status_code, page, dict(answer.headers))

    return send


def over(port: int, cookies: dict[str, str], network: str) -> Send:
    """To a served site on this machine, as somebody from another network each time.

    cookies: by name, kept up to date; network: the address that the proxy in front says it came from
    """

    def send(method: str, address: str, form: Form | None) -> Answer:
        connection = HTTPConnection("127.0.0.1", port, timeout=HANG_SECONDS)
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"Cookie": said, "X-Forwarded-For": network, "Referer": f"http://127.0.0.1:{port}{address}"}
        try:
            headers |= {"Content-Type": form.media_type} if form else {}
            with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has heard all
                connection.request(method, address, form.body if form else None, headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            return Answer(0, repr(error), {})
        finally:
            connection.close()
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            cookies[name] = value
        return Answer(answer.status, page, dict(answer.headers))

    return send


def upload(send: Send, point: Point, file: HostileFile, address: str, beside: dict[str, str]) -> Answer:
    """Open the page, fill in its form, send the file."""
    page = send("GET", address, None)
    if page.status != 200:
        return page
    assert any(tag.get("type") == "file" and tag.get("name") == point.field for tag in inputs(page.page)), address
    return send("POST", address, form_of(point.field, file, {**hidden(page.page), **beside}))


def is_taken(answer: Answer) -> bool:
    return answer.status in (200, 303)


def faults(answer: Answer, point: Point, file: HostileFile) -> list[str]:
    """What is wrong with an answer; empty when it is right."""
    if answer.status == 0 and len(file.content) > MOST_BYTES:
        return []  # hung up on before the end: what was answered is lost on the way
    found = []
    if answer.status not in ANSWERS:
        found.append(f"answered {answer.status}: {answer.page[:200]}")
    if answer.status == 503 and "Retry-After" not in answer.headers:
        found.append("503 without Retry-After")
    if answer.status not in (0, 303) and not HAN.search(answer.page):
        found.append("no words in the page")
    if HOSTILE.search(answer.page):
        found.append("something of the file stands in the page as it was sent")
    return [*found, *_wrong_side(answer, point, file)]


def _wrong_side(answer: Answer, point: Point, file: HostileFile) -> list[str]:
    """Taken what is to be refused, or the other way round. A page that judges copies takes all of them, and says."""
    fits, judges = file.medium in point.media, point.form == "VerifyForm"
    if is_taken(answer) and not judges:
        if not fits:
            return [f"took a {file.medium}"]
        is_import = point.form == "ImportForm"  # what is wrong may be found behind the answer
        return ["took it"] if file.right is Right.REFUSED and not is_import else []
    if fits and file.right is Right.TAKEN and not is_taken(answer) and answer.status != 503:
        return [f"refused what is honest: {answer.status}"]
    return []


def rows() -> dict[str, int]:
    """How many rows each table has, but for what the house counts itself."""
    tables = [table for table in db.metadata.sorted_tables if not COUNTERS.search(table.name)]
    counted = {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    db.session.rollback()
    return counted


def grown(before: dict[str, int]) -> dict[str, int]:
    return {name: more - before[name] for name, more in rows().items() if more != before[name]}
