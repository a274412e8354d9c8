"""When there is no room to write: one refusal for files, uploads and database, and how much room is left."""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from marketplace.kit.errors import Refusal
from marketplace.kit.words import Words

LEAST_BYTES = 64 << 20  # below this a node takes no more work: a contract, its log line and the database need room
FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
FULL_SQLITE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
FULL_POSTGRES = frozenset({"53100"})  # disk_full
FULL = Words(
    "服务器的存储空间满了，这一步没有做成，也没有扣钱。我们已经知道。",
    "The server has no room left to store anything. This step was not done and nothing was charged. We know of it.",
)
COME_BACK = Words(
    "请按浏览器的“返回”，您填的还在；过几分钟再送一次。再不行，请打电话报下面的编号。",
    "Go back in your browser: what you typed is still there. Send it again in a few minutes, or call with this number.",
)


class StorageFull(Refusal):
    """Nothing can be written now; nothing was."""

    status, code = 503, "STORAGE_FULL"
    retry_after_seconds = 120

    def __init__(self) -> None:
        super().__init__(FULL, cure=COME_BACK)


def is_full(error: BaseException) -> bool:
    """Whether a disk that is full, over quota or read-only is what went wrong, here or in the database."""
    if isinstance(error, OSError):
        return error.errno in FULL_ERRNOS
    if not isinstance(error, DBAPIError) or error.orig is None:
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code in FULL_SQLITE or code & 0xFF == sqlite3.SQLITE_READONLY
    return getattr(error.orig, "sqlstate", None) in FULL_POSTGRES


@contextmanager
def needing_room() -> Iterator[None]:
    """Writing inside: raises StorageFull when there is no room; other faults pass as they are."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFull from error
        raise


def without_room(folders: Iterable[Path], least_bytes: int = LEAST_BYTES) -> list[Path]:
    """The folders on whose disk there are fewer free bytes than `least_bytes`, no free names, or no writing at all."""
    return [folder for folder in folders if not _has_room(folder, least_bytes)]


def _has_room(folder: Path, least_bytes: int) -> bool:
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    disk = os.statvfs(there)
    names_left = disk.f_files == 0 or disk.f_favail > 0  # some file systems do not count names
    return disk.f_bavail * disk.f_frsize >= least_bytes and names_left and not disk.f_flag & os.ST_RDONLY
