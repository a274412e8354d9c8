"""The one door to the store: in with a row, out only when the bytes are what their name says."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.kit import clock
from marketplace.kit.db import db, is_sqlite
from marketplace.kit.errors import Missing, Refusal
from marketplace.kit.files.models import StoredFile
from marketplace.kit.files.stores import FileStore, fingerprint
from marketplace.kit.words import Words

KEY = "file_store"
log = structlog.get_logger("files")


class Kept(NamedTuple):
    """What a row that refers to a file writes down of it.

    name: as whoever brought it calls it
    """

    sha256: str
    name: str


class Fault(StrEnum):
    """What is wrong with a file that ought to be there."""

    MISSING = "missing"  # nothing lies under its name
    DAMAGED = "damaged"  # the bytes are not what the name says


WHAT_IS_WRONG = {
    Fault.MISSING: Words("这份文件在我们这里找不到了。", "This file is no longer where we keep it."),
    Fault.DAMAGED: Words(
        "这份文件在我们这里损坏了，不能给您。", "Our copy of this file is damaged; we do not give it out."
    ),
}
FROM_BACKUP = Words(
    "我们已经收到通知，会用备份恢复。急用请打电话报下面的编号。",
    "We have been told and bring it back from the backup. If it is urgent, call and give the number below.",
)


class FileLost(Refusal):
    """A stored file is gone or damaged. Nobody gets it until it is brought back."""

    status, code = 503, "STORED_FILE_DAMAGED"
    retry_after_seconds = 3600

    def __init__(self, sha256: str, fault: Fault) -> None:
        super().__init__(WHAT_IS_WRONG[fault], code=f"STORED_FILE_{fault.name}", cure=FROM_BACKUP)
        self.sha256, self.fault = sha256, fault


def _store() -> FileStore:
    found: FileStore = current_app.extensions[KEY]
    return found


def put(content: bytes) -> str:
    """Write bytes to the disk for a row that follows, and return their SHA-256.

    For acts outside a transaction: the transaction that finishes them calls `register` with what this returned. A
    crash in between leaves bytes nobody refers to, never a row without bytes.
    Raises StorageFull.
    """
    return _store().put(content)


def register(sha256: str, media_type: str, purpose: str, organisation_id: int | None = None) -> None:
    """Write the row of bytes that `put` wrote; the second time it does nothing.

    Raises Missing when the store does not hold them: no row may refer to them then.
    """
    _insert(sha256, _store().size(sha256), media_type, purpose, organisation_id)


def _insert(sha256: str, size_bytes: int, media_type: str, purpose: str, organisation_id: int | None) -> None:
    dialect = sqlite if is_sqlite(db.engine) else postgresql
    row = dialect.insert(StoredFile).values(
        sha256=sha256,
        size_bytes=size_bytes,
        media_type=media_type,
        organisation_id=organisation_id,
        purpose=purpose,
        created_at=clock.now(),
    )
    db.session.execute(row.on_conflict_do_nothing())


def keep(content: bytes, name: str, media_type: str, organisation_id: int | None, purpose: str) -> Kept:
    """Store a file and its row in one go; the row that refers to it writes down what this returns.

    The bytes are on the disk before the row is committed. Raises StorageFull.
    """
    sha256 = put(content)
    _insert(sha256, len(content), media_type, purpose, organisation_id)
    return Kept(sha256, name)


def content(sha256: str) -> bytes:
    """The bytes of a stored file, which are what their name says. Raises FileLost, and logs it."""
    found = look(sha256)
    if isinstance(found, Fault):
        log.error("stored file lost", sha256=sha256, fault=found)
        raise FileLost(sha256, found)
    return found


def look(sha256: str) -> bytes | Fault:
    """As `content`, for those who count faults and go on."""
    try:
        found = _store().get(sha256)
    except Missing:
        return Fault.MISSING
    return found if fingerprint(found) == sha256 else Fault.DAMAGED


def media_type_of(sha256: str) -> str:
    """Raises Missing when no row says that this file is kept."""
    known = db.session.scalar(select(StoredFile.media_type).where(StoredFile.sha256 == sha256))
    if known is None:
        raise Missing
    return known


def folder() -> Path | None:
    """Where on this machine the files lie; None in an object store."""
    return _store().folder()


# ── for backups ─────────────────────────────────────────────────────────────────────────────────────────────────────


def walk() -> Iterator[str]:
    """Every fingerprint in the store, whether a row names it or not, in order."""
    return _store().walk()


def bring_back(content: bytes) -> bool:
    """Put bytes from a backup into the store. Returns whether they were not there at all."""
    is_new = not _store().has(fingerprint(content))
    _store().put(content)
    return is_new


def take_back(sha256: str) -> None:
    """Undo `bring_back` of bytes that were not there."""
    _store().remove(sha256)
