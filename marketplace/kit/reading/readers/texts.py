"""Judges a text file: one of the encodings we take, and no control signs."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from marketplace.kit.reading.complaint import Complaint

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read(file: BinaryIO, _options: dict[str, Any]) -> Iterator[object]:
    """Raises Complaint: TEXT_UNREADABLE."""
    content = file.read()
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    if not any(_is_text(content, encoding) for encoding in encodings):
        raise Complaint("TEXT_UNREADABLE")
    yield True


def _is_text(content: bytes, encoding: str) -> bool:
    try:
        return _CONTROL.search(content.decode(encoding)) is None
    except UnicodeDecodeError:
        return False
