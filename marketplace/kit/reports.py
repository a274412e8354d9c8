"""What browsers report by themselves: something on a page was held back by the policy. A line in the log, no more."""

import json
import time
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from marketplace.kit.requests import safe_place

MOST_BYTES = 16 * 1024
A_MINUTE = 10  # lines in the log, of one process
SHORT = 60  # characters of what a browser says

log = structlog.get_logger("reports")


class Meter:
    """Lets so many through in each minute and counts the others."""

    def __init__(self, most: int) -> None:
        self.most, self.minute, self.seen = most, 0, 0

    def left_out(self, minute: int) -> int | None:
        """How many were left out since the last line; None when this one is left out too."""
        missed = 0
        if minute != self.minute:
            missed, self.minute, self.seen = max(0, self.seen - self.most), minute, 0
        self.seen += 1
        return missed if self.seen <= self.most else None


def _short(value: object) -> str:
    return str(value)[:SHORT]


def _where(address: object) -> str:
    """Of an address what tells no secret: another site's host, or our own kind of page."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return "?"
    if not parts.netloc:
        return _short(parts.scheme or parts.path)  # inline, eval, data
    return safe_place(parts.path) if parts.netloc == request.host else _short(f"{parts.scheme}://{parts.netloc}")


def _bodies(sent: Any) -> list[dict[str, Any]]:
    """The reports in either of the two forms that browsers use: `{"csp-report": {…}}`, or `[{"body": {…}}, …]`."""
    if isinstance(sent, dict):
        sent = [{"body": sent.get("csp-report")}]
    bodies = [one.get("body") for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    return [body for body in bodies if isinstance(body, dict)]


def read(content: bytes) -> dict[str, Any] | None:
    """What the first report says, short and without secrets; None when it is none."""
    try:
        bodies = _bodies(json.loads(content))
    except (ValueError, RecursionError):
        return None
    if not bodies:
        return None
    first = bodies[0]

    def said(*names: str) -> object:
        return next((first[name] for name in names if first.get(name)), "")

    return {
        "directive": _short(said("effective-directive", "effectiveDirective", "violated-directive")),
        "blocked": _where(said("blocked-uri", "blockedURL")),
        "page": _where(said("document-uri", "documentURL")),
        "reports": len(bodies),
    }


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    meter = Meter(A_MINUTE)

    @app.post("/csp-report")
    def csp_report() -> tuple[str, int]:
        if (request.content_length or 0) <= MOST_BYTES:
            found = read(request.get_data())
            missed = meter.left_out(int(time.monotonic() // 60)) if found else None
            if found and missed is not None:
                log.warning("policy", left_out=missed, **found)
        return "", 204

    csrf.exempt(csp_report)
