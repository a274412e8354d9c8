"""Every page that is linked, for everybody: it answers, axe is content, nothing sticks out, no tongue is mixed in."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.browser.people import Holder, Member, Office, Visitor, Workshop
from tests.browser.sound import DESK, HEIGHT, PHONE, Faults

pytestmark = pytest.mark.browser

STARTS = (
    "/", "/tasks", "/listings", "/patents", "/deals", "/organisation", "/rules", "/workflows/",
    "/listings/mine", "/v/", "/numbers", "/password/forgot",
)  # fmt: skip
FOR_ALL = ("home.", "workflows.", "listings.rules_page", "static")  # seen once, by anybody, are the same for each
HAS_TWO = {"listings.show", "listings.edit", "contracts.show", "listings.manage"}  # look different in each channel
MIXED = ((PHONE, "zh_CN"), (DESK, "en")), ((DESK, "zh_CN"), (PHONE, "en"))
NAMES = "h1, h2, h3, nav a, button, a.b, label, legend, summary, th[scope=col], dt"
CHROME = "h2, header nav a, .tabbar a, .foot a, button, a.b, legend, th[scope=col], dt"
CHINESE, ENGLISH = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2,} [a-z]{2,} ")
TEXTS = """selector => [...document.querySelectorAll(selector)]
  .filter(one => one.offsetParent && !one.closest('[lang]:not(html)'))
  .filter(one => !(one.tagName == 'H2' && (one.closest('a') || one.querySelector('a[href^="/listings/"]'))))
  .map(one => one.innerText.trim()).filter(Boolean)"""


class Reader:
    """Opens pages in a person's window and writes down what is wrong with them."""

    def __init__(self, person: Visitor) -> None:
        self.person, self.page = person, person.page
        self.faults = Faults(person.context, person.page)

    def look(self, path: str, width: int, language: str) -> list[str]:
        """Open the page so, axe looks at this width; returns where it leads."""
        self.faults.where = f"{path} {language}"
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.person.context.add_cookies([{"name": "language", "value": language, "url": self.person.base}])
        self.page.goto(path)
        self.faults.examine(self.page, width)
        self._tongues(language)
        return self.page.evaluate("[...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))")

    def is_page(self, path: str) -> bool:
        """Or a file, which is only asked for: the browser would wrap it in a page of its own."""
        asked = self.person.context.request.head(self.person.base + path)
        if asked.status >= 400:
            self.faults.note(f"{asked.status} {path}")
        return "html" in asked.headers.get("content-type", "")

    def _tongues(self, language: str) -> None:
        foreign, selector = (CHINESE, CHROME) if language == "en" else (ENGLISH, NAMES)
        for text in self.page.evaluate(TEXTS, selector):
            if foreign.search(text + " "):
                self.faults.note(f"not in this tongue: {text[:100]}")


def endpoint(app: Flask, path: str) -> str:
    """Which page it is, with the part that makes it another one."""
    try:
        name, words = app.url_map.bind("localhost").match(path)
    except HTTPException:
        return ""
    part = str(words.get("section", "")) or str(words.get("number", ""))[:2] if name in HAS_TWO else ""
    return f"{name} {part}".strip()


def pages(app: Flask, reader: Reader, seen: set[str], starts: tuple[str, ...]) -> Iterator[str]:
    """Walk from link to link, one of each kind."""
    waiting, turn = deque(starts), 0
    while waiting:
        address = waiting.popleft()
        name = endpoint(app, urlsplit(address).path)
        if not name or name in seen or name in {"home.language", "home.large_type", "static"}:
            continue
        seen.add(name)
        turn += 1
        for width, language in MIXED[turn % 2] if reader.is_page(address) else ():
            links = reader.look(address, width, language)
            waiting.extend(link.partition("#")[0] for link in links if link.startswith("/"))
        yield name


@pytest.mark.parametrize(
    ("kind", "least"),
    [(Visitor, 15), (Workshop, 25), (Holder, 35), (Office, 15)],
    ids=["anybody", "workshop", "holder", "office"],
)
def test_every_linked_page_is_sound(arrives, session_app, kind, least):
    person = arrives(kind)
    known: set[str] = set()
    if isinstance(person, Member):
        person.signs_in()
        known = {rule.endpoint for rule in session_app.url_map.iter_rules() if rule.endpoint.startswith(FOR_ALL)}
        known -= {"home.tasks", "home.front"}
    reader = Reader(person)
    starts = (*STARTS, "/organisations") if kind is Office else STARTS
    found = list(pages(session_app, reader, known, starts))
    assert not reader.faults.found, "\n".join(dict.fromkeys(reader.faults.found))
    assert len(found) >= least, found
