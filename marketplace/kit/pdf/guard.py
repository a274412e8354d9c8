"""What a document may hold and fetch, checked in the worker before layout begins."""

import logging
import re
from typing import Any

from weasyprint.urls import (
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

# Everything that changes pages, loads things or runs; our own sheets never stand in the document.
FORBIDDEN = {"style", "link", "base", "script", "iframe", "object", "embed", "form", "input", "video", "audio"}
LOADING = {"src", "href", "srcset", "poster", "background", "data"}
SPAN_LIMIT = 100
DEPTH_LIMIT = 200
DATA = re.compile(r"data:", re.IGNORECASE)
LOCAL = re.compile(r"\s*(data:|#|$)", re.IGNORECASE)


class Refused(Exception):
    """Not printed; `code` and `what` travel to the printer."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code, what)
        self.code, self.what = code, what


class DataOnly(URLFetcher):
    """Opens data: addresses, nothing else, and follows nothing.

    The error for others is the fatal one: ordinary ones are swallowed and the document printed without the picture.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not DATA.match(url):
            raise FatalURLFetchingError(url[:200])
        return super().fetch(url, headers)


def check_tree(root: Any) -> None:
    """Refuse what a text may not hold.

    root: the parsed document as an element tree
    Raises Refused for a forbidden element, a span over 100, nesting over 200.
    """
    level = [root]
    for _depth in range(DEPTH_LIMIT):
        level = [child for element in level for child in element if isinstance(child.tag, str)]
        if not level:
            return
        for element in level:
            _check_element(element)
    raise Refused("depth")


def _check_element(element: Any) -> None:
    name = element.tag.rpartition("}")[2].lower()
    if name in FORBIDDEN:
        raise Refused("element", name)
    if "attachment" in element.get("rel", "").lower().split():
        raise Refused("attachment")
    _check_addresses(element, name)
    for attribute in ("colspan", "rowspan", "span"):
        value = element.get(attribute, "")
        if value and not (value.isascii() and value.isdigit() and int(value[:9]) <= SPAN_LIMIT):
            raise Refused("span", value[:20])


def _check_addresses(element: Any, name: str) -> None:
    """Only links for readers may point outward; everything that loads is data: or a part of the document."""
    if name == "a":
        return
    for key, value in element.items():
        if key.rpartition("}")[2].rpartition(":")[2].lower() in LOADING and not LOCAL.match(value):
            raise Refused("fetch", value[:200])


class MissingGlyphs(logging.Handler):
    """Collects the characters that no font could draw; the layout engine only logs them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(".notdef glyph") and isinstance(record.args, tuple):
            self.found[str(record.args[0])] = None
