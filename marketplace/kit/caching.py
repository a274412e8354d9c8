"""What browsers and proxies may keep: pages and files are asked for each time, and sent again only when they changed.

Static files have rules of their own (`assets`), and so have pages that are the same for every stranger (`kept_pages`).
Everything else belongs to one reader: `private, no-cache` with an ETag, and `no-store` for what is secret.
"""

import hashlib
import time
from collections.abc import Collection

from flask import Flask, Response, g, request, session

OWN = "private, no-cache"
SECRET = "no-store"  # noqa: S105 - a cache rule
SHARED = "public, no-cache"  # the same for all strangers: a proxy may keep it and asks each time
RULES_OF_THEIR_OWN = frozenset({"static", "favicon"})
TOKEN_SECONDS = 3600  # a page kept by the browser carries a form's token that is no older
MOST_BYTES = 16 * 1024 * 1024  # of a file that is looked through for its ETag


def share(response: Response) -> Response:
    """Mark a page that is the same for every stranger."""
    response.headers["Cache-Control"] = SHARED
    return response


def forget(response: Response) -> Response:
    """At signing out: the next person at this browser finds nothing, not by Back either."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _mark(body: bytes) -> str:
    """The hash of a page without what is new each time: the request's number, and the form's token.

    The token stands for its session and the hour, so that a page in the browser never holds one that runs out unseen.
    """
    number, token = g.get("request_number", ""), g.get("csrf_token", "")
    marks = f"{session.get('csrf_token', '')}:{int(time.time() // TOKEN_SECONDS)}" if token else ""
    for new in (number, token):
        if new:
            body = body.replace(new.encode(), b"")
    return hashlib.sha256(marks.encode() + body).hexdigest()[:32]


def _body(response: Response) -> bytes | None:
    """None for what is written bit by bit, or too large to look through."""
    if response.direct_passthrough and (response.content_length or MOST_BYTES) < MOST_BYTES:
        response.direct_passthrough = False
    elif response.direct_passthrough or not response.is_sequence:
        return None
    return response.get_data()


def _answer_briefly(response: Response) -> None:
    """304 when the browser has this very answer."""
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        return
    if "ETag" not in response.headers:
        body = _body(response)
        if body is None:
            return
        response.set_etag(_mark(body), weak=True)
    response.make_conditional(request)


def init_app(app: Flask, secret: Collection[str]) -> None:
    """secret: endpoints whose pages no disk may keep and no other site may learn the address of"""

    @app.after_request
    def _rule(response: Response) -> Response:
        if request.endpoint in RULES_OF_THEIR_OWN:
            return response
        response.headers.add("Vary", "Cookie")
        if request.endpoint in secret:
            response.headers["Cache-Control"] = SECRET
            response.headers["Referrer-Policy"] = "no-referrer"
            return response
        if response.headers.get("Cache-Control") != SHARED:
            response.headers["Cache-Control"] = OWN
        _answer_briefly(response)
        return response
