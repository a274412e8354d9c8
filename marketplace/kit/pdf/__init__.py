"""HTML → PDF/A-3u bytes: no network, our own fonts, the same bytes for the same document.

Layout runs in two warm child processes with a limit of processor time and of memory, never in the server itself.
"""

import atexit
import os
import threading
from datetime import datetime
from typing import Literal, NamedTuple, cast

from marketplace.kit.pdf.printers import Pool
from marketplace.kit.pdf.refusals import PdfBusy, PdfRefused, PdfTooSlow, PdfUnanswered, PrinterMissing, refused
from marketplace.kit.pdf.typefaces import glyphs_missing

__all__ = [
    "Box",
    "PdfBusy",
    "PdfRefused",
    "PdfTooSlow",
    "PdfUnanswered",
    "Printed",
    "PrinterMissing",
    "glyphs_missing",
    "pool",
    "render",
    "warm_up",
]

LIMIT_BYTES = 16 << 20


class Box(NamedTuple):
    """Where an element stands: page from 0, corners in points from the lower left."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


class Printed(NamedTuple):
    """A printed document, the boxes of its elements named `sig-…`, and its number of pages."""

    pdf: bytes
    boxes: dict[str, Box]
    pages: int


_lock = threading.Lock()
_pool: Pool | None = None


def pool() -> Pool:
    """This process's printers, made at the first call."""
    global _pool
    with _lock:
        if _pool is None:
            _pool = Pool()
            atexit.register(_pool.close)
        return _pool


def _forget() -> None:
    # A forked process must not speak on its parent's lines.
    global _pool, _lock
    if _pool:
        _pool.close()
    _pool, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)


def warm_up() -> None:
    """Start the printers now, so that the first document does not wait.

    Raises PrinterMissing with the line that cures it.
    """
    pool().warm_up()


def render(
    html: str,
    *,
    css: Literal["contract", "plain"] = "contract",
    title: str,
    created: datetime,
    attachment: tuple[str, bytes] | None = None,
) -> Printed:
    """Print a document.

    html:       the body; no <style>, <link>, <script>; pictures only as data: or inline SVG
    created:    written into the file as its time of creation and change (aware)
    attachment: file name and bytes carried inside, relationship Data
    Raises PdfRefused naming what cannot be printed, PdfTooSlow after 10 s of processor time, PdfUnanswered,
    PdfBusy, PrinterMissing.
    """
    text = html.encode()
    if len(text) > LIMIT_BYTES:
        raise refused("size", "")
    header: dict[str, object] = {
        "css": css,
        "title": title,
        "created": int(created.timestamp()),
        "attachment": attachment[0] if attachment else "",
    }
    blobs = (text, attachment[1]) if attachment else (text,)
    reply, answers = pool().print(header, *blobs)
    boxes = cast(dict[str, list[float]], reply["boxes"])
    return Printed(
        answers[0],
        {name: Box(int(page), *corners) for name, (page, *corners) in boxes.items()},
        int(cast(int, reply["pages"])),
    )
