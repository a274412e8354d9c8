"""Forms and links as a page shows them: read from the HTML, filled in, and made ready to be sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

UNSENT = frozenset({"submit", "button", "reset", "image", "file"})
TICKS = frozenset({"checkbox", "radio"})


class Attached(NamedTuple):
    """A file chosen in a form."""

    name: str
    content: bytes
    media_type: str


class Broken(Exception):
    """A page is not as it should be; the demo ends here."""


@dataclass
class Form:
    """One form of a page.

    values: what a browser would send untouched; offered: the values that ticks and lists offer
    """

    action: str
    method: str
    is_multipart: bool
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def asks(self, name: str) -> bool:
        return name in self.values or name in self.offered or name in self.files

    def filled(self, answers: Mapping[str, Any], button: tuple[str, str] | None) -> list[tuple[str, str | Attached]]:
        """What is sent: the page's own values with the answers in their place.

        Raises Broken for a question the page does not ask, or an answer it does not offer.
        """
        values: dict[str, list[Any]] = {name: list(given) for name, given in self.values.items()}
        for name, answer in answers.items():
            given = answer if isinstance(answer, list) else [answer]
            if not self.asks(name):
                raise Broken(f"the form of {self.action} does not ask for {name}")
            wrong = [one for one in given if name in self.offered and one not in self.offered[name]]
            if wrong:
                raise Broken(f"{name} offers {self.offered[name]}, not {wrong}")
            values[name] = given
        if button:
            values[button[0]] = [button[1]]
        return [(name, one) for name, given in values.items() for one in given]


class Reader(HTMLParser):
    """Collects the forms, links and visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.labels: dict[str, list[tuple[str, str]]] = {}
        self._form: Form | None = None
        self._link: str | None = None
        self._area: str | None = None
        self._list: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._hidden = 0
        self._ticked = ""  # the question whose box was seen last

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._hidden += 1
        elif tag == "a":
            self._link = given.get("href", "")
            self.links.append((self._link, ""))
        elif tag == "form":
            self._form = Form(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("enctype", "") == "multipart/form-data",
            )
            self.forms.append(self._form)
        elif self._form is not None and tag in {"input", "button", "select", "option", "textarea"}:
            getattr(self, f"_{tag}")(self._form, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hidden -= 1
        elif tag == "a":
            self._link = None
        elif tag == "label":
            self._ticked = ""
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select" and self._form is not None and self._list is not None:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self._form.values[self._list] = chosen or [value for value, _ in self._options[:1]]
            self._form.offered[self._list] = [value for value, _ in self._options]
            self._list = None

    def handle_data(self, text: str) -> None:
        if self._area is not None and self._form is not None:
            before = self._form.values[self._area]
            before[0] += text.removeprefix("\r\n").removeprefix("\n") if not before[0] else text
        elif not self._hidden:
            self.text.append(text)
            if self._ticked:
                value, beside = self.labels[self._ticked][-1]
                self.labels[self._ticked][-1] = (value, beside + text)
            if self._link is not None:
                address, shown = self.links[-1]
                self.links[-1] = (address, shown + text)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or "disabled" in given:
            return
        if kind == "file":
            form.files.add(name)
        elif kind in TICKS:
            form.offered.setdefault(name, []).append(given.get("value", "on"))
            self.labels.setdefault(name, []).append((given.get("value", "on"), ""))
            self._ticked = name
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind not in UNSENT:
            form.values.setdefault(name, []).append(given.get("value", ""))
        elif kind == "submit":
            form.buttons.append((name, given.get("value", "")))

    def _button(self, form: Form, given: dict[str, str]) -> None:
        if given.get("name"):
            form.buttons.append((given["name"], given.get("value", "")))

    def _textarea(self, form: Form, given: dict[str, str]) -> None:
        self._area = given.get("name", "")
        form.values[self._area] = [""]

    def _select(self, _form: Form, given: dict[str, str]) -> None:
        self._list, self._options = given.get("name", ""), []

    def _option(self, _form: Form, given: dict[str, str]) -> None:
        self._options.append((given.get("value", ""), "selected" in given))


def multipart(fields: list[tuple[str, str | Attached]]) -> tuple[bytes, str]:
    """The body and its content type."""
    mark, body = secrets.token_hex(16), b""
    for name, value in fields:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, Attached):
            head += f'; filename="{value.name}"\r\nContent-Type: {value.media_type}'
        content = value.content if isinstance(value, Attached) else value.encode()
        body += f"{head}\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
