"""A browser small enough to read: one cookie jar, pages, forms and links, over real HTTP."""

import time
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from werkzeug.http import parse_options_header

from marketplace.demo.forms import Attached, Broken, Form, Reader, multipart

SECONDS = 300  # for one answer
WAIT_SECONDS, LOOK_SECONDS = 600, 0.4  # for slow work, looking again each time


class Page:
    """What one address answered; `file_name` is what a download is to be called."""

    def __init__(self, url: str, status: int, content: bytes, media_type: str, file_name: str) -> None:
        self.url, self.status, self.content = url, status, content
        self.media_type, self.file_name = media_type, file_name
        self._read = Reader()
        if media_type.startswith("text/html"):
            self._read.feed(content.decode())

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def text(self) -> str:
        """The words on the page, blanks drawn together."""
        return " ".join("".join(self._read.text).split())

    @property
    def forms(self) -> list[Form]:
        return self._read.forms

    @property
    def links(self) -> list[tuple[str, str]]:
        return self._read.links

    def shows(self, *words: str) -> "Page":
        """Raises Broken unless every text stands on the page."""
        for word in words:
            if word not in self.text:
                raise Broken(f"{self.path} ({self.status}) does not show “{word}”: {self.text[:1500]}")
        return self

    def form_with(self, name: str, value: str = "") -> Form:
        """The form that asks this question, or has a button of this name and value."""
        for form in self.forms:
            buttons = [button for button in form.buttons if button[0] == name and value in ("", button[1])]
            if buttons or (not value and form.asks(name)):
                return form
        raise Broken(f"{self.path} ({self.status}) has no form with {name} {value}: {self.text[:1500]}")

    def tick_beside(self, name: str, words: str) -> str:
        """The value of the box of this question that stands beside these words."""
        for value, beside in self._read.labels.get(name, []):
            if words in beside:
                return value
        raise Broken(f"{self.path} has no {name} beside “{words}”: {self.text[:1500]}")

    def link_with(self, part: str) -> str:
        """The address of the first link whose address or words hold this."""
        for address, words in self.links:
            if part in address or part in words:
                return address
        raise Broken(f"{self.path} ({self.status}) has no link with “{part}”: {self.text[:1500]}")


class Browser:
    """One person's browser. name: shown with each step"""

    def __init__(self, base: str, name: str) -> None:
        self.base, self.name = base, name
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))
        self.page = Page(base, 0, b"", "", "")

    def _go(self, request: Request) -> Page:
        request.add_header("Accept-Language", "zh-CN")
        request.add_header("Accept", "text/html,*/*")
        try:
            answer = self._opener.open(request, timeout=SECONDS)
        except HTTPError as error:
            answer = error
        with answer:
            told = answer.headers
            _kind, attached = parse_options_header(told.get("Content-Disposition"))
            name = attached.get("filename", "")
            self.page = Page(answer.url, answer.status, answer.read(), told.get("Content-Type", ""), name)
        if self.page.status != 200:
            raise Broken(f"{request.get_method()} {self.page.path}: {self.page.status}: {self.page.text[:2000]}")
        return self.page

    def open(self, address: str) -> Page:
        """Raises Broken unless all is well."""
        request = Request(urljoin(self.page.url or self.base, address))  # noqa: S310 - our own server
        return self._go(request)

    def follow(self, part: str) -> Page:
        return self.open(self.page.link_with(part))

    def send(self, name: str, value: str = "", /, **answers: Any) -> Page:
        """Fill in the form with this question or button, and send it.

        value:   of the button; answers: by the form's own names, a list for several, Attached for a file
        """
        form = self.page.form_with(name, value)
        button = next((one for one in form.buttons if one[0] == name and value in ("", one[1])), None)
        return self.send_form(form, answers, button)

    def send_form(
        self, form: Form, answers: Mapping[str, Any] | None = None, button: tuple[str, str] | None = None
    ) -> Page:
        """Send a form of the page at hand."""
        fields = form.filled(answers or {}, button)
        address = urljoin(self.page.url, form.action or self.page.url)
        texts = [(key, one) for key, one in fields if not isinstance(one, Attached)]
        if form.method == "get":
            return self.open(f"{address.split('?')[0]}?{urlencode(texts)}")
        body, media_type = urlencode(texts).encode(), "application/x-www-form-urlencoded"
        if form.is_multipart:
            body, media_type = multipart(fields)
        request = Request(address, data=body, headers={"Content-Type": media_type, "Referer": self.page.url})  # noqa: S310
        return self._go(request)

    def wait_until(self, address: str, is_there: Callable[[Page], bool], what: str) -> Page:
        """Look again until the page shows it. Raises Broken after WAIT_SECONDS."""
        until = time.monotonic() + WAIT_SECONDS
        while not is_there(self.open(address)):
            if time.monotonic() > until:
                raise Broken(f"{address}: no {what} after {WAIT_SECONDS} s: {self.page.text[:1500]}")
            time.sleep(LOOK_SECONDS)
        return self.page
