"""Judges a PDF: how much it unpacks to, and that it does nothing but show pages and follow a reader's click.

What may be in it is listed; whatever else could act is refused by name.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf

from marketplace.kit.reading.complaint import Complaint
from marketplace.kit.reading.readers.pdf_actions import complaint_about

MOST_PAGES = 500
MOST_STREAM_BYTES = 128 << 20
MOST_INFLATED_BYTES = 512 << 20
TWICE = "duplicated key"  # as pikepdf says it
DEEPEST = 50  # containers written directly inside one another


def read(file: BinaryIO, options: dict[str, Any]) -> Iterator[object]:
    """options: attachments, the names it may carry. Raises Complaint: PDF_*, FILE_DAMAGED."""
    try:
        judge(file.read(), frozenset(options["attachments"]))
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise Complaint("FILE_DAMAGED") from error
    yield True


def judge(content: bytes, attachments: frozenset[str]) -> None:
    """As `read`. Raises Complaint, and what pikepdf raises for a broken file."""
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Complaint("PDF_ENCRYPTED") from error
    with pdf:
        if pdf.is_encrypted:
            raise Complaint("PDF_ENCRYPTED")
        if len(pdf.pages) > MOST_PAGES:
            raise Complaint("PDF_TOO_MANY_PAGES")
        _judge_objects(pdf, attachments)
        if any(TWICE in warning for warning in pdf.get_warnings()):  # programs differ in which of the two they obey
            raise Complaint("FILE_DAMAGED")


def _judge_objects(pdf: pikepdf.Pdf, attachments: frozenset[str]) -> None:
    """The first complaint about any object, or about how large they all become."""
    inflated = 0
    for thing in (pdf.trailer, *pdf.objects):
        for entry in _dictionaries(thing):
            if code := complaint_about(entry, attachments):
                raise Complaint(code)
        size = _stream_bytes(thing) if isinstance(thing, pikepdf.Stream) else 0
        inflated += size
        if size > MOST_STREAM_BYTES or inflated > MOST_INFLATED_BYTES:
            raise Complaint("PDF_TOO_LARGE_INSIDE")


def _dictionaries(thing: Any) -> Iterator[Any]:
    """Every dictionary written directly inside a thing; references are met on their own, so each is seen once.

    Raises Complaint (PDF_NESTED) when they lie too deep to be looked through.
    """
    waiting: list[tuple[Any, int]] = [(thing, 0)]
    while waiting:
        container, depth = waiting.pop()
        if depth > DEEPEST:
            raise Complaint("PDF_NESTED")
        is_array = isinstance(container, pikepdf.Array)
        if not is_array:
            yield container
        for child in container if is_array else container.values():
            if isinstance(child, _CONTAINERS) and not child.is_indirect:
                waiting.append((child, depth + 1))


_CONTAINERS = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)


def _inflated(content: bytes, most: int) -> bytes:
    """Unpacked, or the first `most` + 1 bytes of it."""
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(content, most + 1)
    except zlib.error:
        return content  # what cannot be unpacked cannot grow


def _stream_bytes(stream: Any) -> int:
    """How large a stream becomes when its deflate layers are undone."""
    filters = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters]
    content = bytes(stream.read_raw_bytes())
    for name in names:
        if name not in ("/FlateDecode", "/Fl") or len(content) > MOST_STREAM_BYTES:
            break
        content = _inflated(content, MOST_STREAM_BYTES)
    return len(content)
