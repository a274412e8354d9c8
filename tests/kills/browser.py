"""A browser as small as can be: one connection, cookies, the hidden fields of a form."""

import re
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple
from urllib.parse import urlencode

HIDDEN = ("csrf_token", "seen_hash", "request_key")
SECONDS = 300
_INPUT = re.compile(r"<input\b[^>]*>")


class Answer(NamedTuple):
    """status 0: nobody answered."""

    status: int
    location: str
    page: str


NOBODY = Answer(0, "", "")


def hidden_fields(page: str) -> dict[str, str]:
    found = {}
    for tag in _INPUT.findall(page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] in HIDDEN:
            found[name[1]] = value[1]
    return found


class Browser:
    """Talks to this machine only; keeps its connection open while the server lives."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self.cookies: dict[str, str] = {}

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, HTTPException):
            self._connection.close()
            return NOBODY
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def fill(self, path: str, **answers: str) -> tuple[dict[str, str], Answer]:
        """Open a page with a form and send it; the fields as they were sent, and the answer."""
        page = self.get(path)
        if page.status != 200:
            return {}, page
        fields = {**hidden_fields(page.page), **answers}
        return fields, self.post(path, fields)

    def sign_in(self, email: str, password: str) -> None:
        fields, answer = self.fill("/sign-in", email=email, password=password)
        if answer.status != 303:
            raise RuntimeError(f"sign-in of {email} got {answer.status} for {sorted(fields)}")

    def close(self) -> None:
        self._connection.close()
