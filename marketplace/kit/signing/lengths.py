"""Keeps asn1crypto from taking a length that ends in the byte 0x80 for one left open.

Taking it so, the library encodes the whole structure anew, twice for every level below: seconds of computing for one
signature in ten, by the chance of its length. Nothing else changes: the bytes come out the same.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from asn1crypto import core

OPEN, LONG_TAG = 0x80, 0x1F


def is_open(header: bytes) -> bool:
    """Whether these tags and lengths, outermost first, end in an open length (X.690, 8.1.3.6)."""
    at, length = 0, 0
    while at + 1 < len(header):
        if header[at] & LONG_TAG == LONG_TAG:
            return True
        length = header[at + 1]
        at += 2 + (length & 0x7F if length > OPEN else 0)
    return length == OPEN


def _reading_lengths(dump: Callable[..., bytes]) -> Callable[..., bytes]:
    @wraps(dump)
    def read(self: Any, force: bool = False) -> bytes:
        header = self._header
        if header is not None and header[-1:] == b"\x80" and not is_open(header):
            self._header = None  # is written again from the contents
        return dump(self, force=force)

    return read


def install() -> None:
    """Once, when signing is imported."""
    for kind in (core.Choice, core.Sequence, core.SequenceOf):
        kind.dump = _reading_lengths(kind.dump)
