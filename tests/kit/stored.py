"""Stored files that are not what they were."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from marketplace.kit import files


def place_of(sha256: str) -> Path:
    """Where a file lies in the store of the application in force."""
    folder = files.folder()
    assert folder is not None
    return folder / sha256[:2] / sha256[2:4] / sha256


def spoil(sha256: str) -> None:
    """One bit of a stored file is turned over."""
    path = place_of(sha256)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.chmod(0o640)
    path.write_bytes(content)


@contextmanager
def stored_otherwise(sha256: str) -> Iterator[None]:
    """A stored file is damaged, and then as it was."""
    path = place_of(sha256)
    kept = path.read_bytes()
    spoil(sha256)
    try:
        yield
    finally:
        path.write_bytes(kept)
