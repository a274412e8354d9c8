"""Pages that every stranger sees alike, kept until the database changes; the browser that has one is told so.

A kept page was drawn in exactly the state of the database in which it is given out: any commit, by whatever process,
makes it be drawn anew. What does not come from the database (the day, the language, the size of type) tells pages
apart, and none is kept longer than a few seconds.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import Any

from flask import Response, current_app, g, make_response, request, session

from marketplace.kit import clock
from marketplace.kit.caching import share
from marketplace.kit.db import database_mark, db
from marketplace.kit.i18n import current_language

EXTENSION = "kept_pages"
MOST_PAGES = 200  # about 50 KB each
LONGEST_ADDRESS = 500
SECONDS = 5  # figures that were dear to count are themselves kept for a while
PERSONAL = frozenset({"_user_id", "_flashes"})  # in the cookie: somebody's, or with news for one reader
Key = tuple[Any, ...]


@dataclass
class Kept:
    """marks: connection → the state of the database in which it saw this page."""

    body: bytes
    etag: str
    until: float
    marks: dict[str, str] = field(default_factory=dict)


class Shelf:
    """The newest pages of one process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def page(self, key: Key, place: str, mark: str) -> Kept | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept.marks.get(place) != mark or kept.until < time.monotonic():
                return None
            self._pages.move_to_end(key)
            return kept

    def put(self, key: Key, place: str, mark: str, body: bytes) -> Kept:
        etag = hashlib.sha256(body).hexdigest()[:32]
        with self._lock:
            kept = self._pages.get(key)
            marks = kept.marks if kept is not None and kept.etag == etag else {}
            fresh = Kept(body, etag, time.monotonic() + SECONDS, {**marks, place: mark})
            self._pages[key] = fresh
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return fresh


def kept(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose page is the same for all who are not signed in."""

    @wraps(view)
    def shown(**values: Any) -> Any:
        if PERSONAL & session.keys() or len(request.full_path) > LONGEST_ADDRESS:
            return view(**values)
        mark = database_mark(db.session.connection())
        if mark is None:
            return view(**values)
        shelf: Shelf = current_app.extensions.setdefault(EXTENSION, Shelf())
        key = (request.script_root, request.full_path, current_language(), _large_type(), clock.today())
        page = shelf.page(key, *mark)
        if page is None:
            with _without_request_number():
                answer = make_response(view(**values))
            if answer.status_code != 200 or "Set-Cookie" in answer.headers:
                return answer
            page = shelf.put(key, *mark, answer.get_data())
        answer = Response(page.body, mimetype="text/html")
        answer.set_etag(page.etag)
        return share(answer).make_conditional(request)

    return shown


@contextmanager
def _without_request_number() -> Iterator[None]:
    """A kept page tells no number: it would be another reader's. A refusal tells its own."""
    number = g.pop("request_number", "")
    try:
        yield
    finally:
        g.request_number = number


def _large_type() -> bool:
    return request.cookies.get("large_type") == "1"
