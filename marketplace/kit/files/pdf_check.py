"""Looks into a PDF from outside, in a child process with little memory and little time, and names what is wrong.

Run by itself, without the rest of the house, it reads the PDF from standard input and writes one reason, or nothing;
its arguments are the names of attachments that are allowed.
"""

import resource
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf

MOST_PAGES = 500
MEMORY_BYTES = 1 << 30
SECONDS = 10
MOST_STREAM_BYTES = 128 << 20
MOST_INFLATED_BYTES = 512 << 20
DEEPEST = 50
SCRIPT_KEYS = {"/JS", "/JavaScript"}
SCRIPT_ACTIONS = {"/JavaScript", "/Rendition", "/RichMediaExecute"}
PROGRAM_ACTIONS = {"/Launch", "/ImportData", "/GoToE"}


def check(content: bytes, allowed_attachments: Iterable[str] = ()) -> str:
    """The code of what is wrong with a PDF, "" when nothing is."""
    command = [sys.executable, "-I", __file__, *allowed_attachments]
    try:
        child = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return "PDF_TOO_LARGE_INSIDE"
    if child.returncode:
        return "PDF_TOO_LARGE_INSIDE" if b"MemoryError" in child.stderr else "FILE_DAMAGED"
    return child.stdout.decode().strip()


def _dictionaries(thing: Any, depth: int = 0) -> Iterator[Any]:
    """Every dictionary written directly inside a thing; references are met on their own."""
    if depth > DEEPEST or not isinstance(thing, pikepdf.Object):
        return
    if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        yield thing
        children: Iterable[Any] = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)  # type: ignore[call-overload]
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            yield from _dictionaries(child, depth + 1)


def _attached_name(entry: Any) -> str:
    return str(entry.get("/UF") or entry.get("/F") or "")


def _complaint(entry: Any, allowed: frozenset[str]) -> str:
    """What one dictionary does that a document need not do."""
    action = str(entry.get("/S", ""))
    if action in SCRIPT_ACTIONS or SCRIPT_KEYS & set(entry.keys()):
        return "PDF_HAS_SCRIPT"
    if action in PROGRAM_ACTIONS:
        return "PDF_STARTS_PROGRAM"
    if "/EF" in entry and _attached_name(entry) not in allowed:
        return "PDF_HAS_ATTACHMENT"
    if str(entry.get("/Type", "")) == "/EmbeddedFile" and not allowed:
        return "PDF_HAS_ATTACHMENT"
    return ""


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


def _objects_complaint(pdf: pikepdf.Pdf, allowed: frozenset[str]) -> str:
    """The first complaint about any object, or about how large they all become."""
    inflated = 0
    for thing in (pdf.trailer, *pdf.objects):
        for entry in _dictionaries(thing):
            if complaint := _complaint(entry, allowed):
                return complaint
        size = _stream_bytes(thing) if isinstance(thing, pikepdf.Stream) else 0
        inflated += size
        if size > MOST_STREAM_BYTES or inflated > MOST_INFLATED_BYTES:
            return "PDF_TOO_LARGE_INSIDE"
    return ""


def inspect(content: bytes, allowed: frozenset[str]) -> str:
    """As `check`, in this process. Raises what pikepdf raises for a broken file."""
    try:
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        return "PDF_ENCRYPTED"
    with pdf:
        if pdf.is_encrypted:
            return "PDF_ENCRYPTED"
        if len(pdf.pages) > MOST_PAGES:
            return "PDF_TOO_MANY_PAGES"
        return _objects_complaint(pdf, allowed)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.write(inspect(sys.stdin.buffer.read(), frozenset(sys.argv[1:])))


if __name__ == "__main__":
    main()
